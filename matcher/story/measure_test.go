package story

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/matcher/background"
)

// article is a line of the data sets.
type article struct {
	ID      string
	Date    string
	Lang    string
	Title   string
	Text    string
	Source  string
	Event   string
	Stories []string
	Maybe   []string
}

func articles(t testing.TB, name string) []article {
	t.Helper()
	f, err := os.Open("../../../shared/data/topics/" + name)
	if err != nil {
		t.Skipf("measures on data that is not here: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all []article
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var a article
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	if lines.Err() != nil {
		t.Fatal(lines.Err())
	}
	return all
}

func english(t testing.TB) IDF {
	t.Helper()
	return background.Shipped("en").IDF
}

// bCubed compares a clustering with a true one: got and want give the cluster
// of each report.
func bCubed(got, want []string) (precision, recall, f1 float64) {
	both, ofGot, ofWant := map[[2]string]int{}, map[string]int{}, map[string]int{}
	for i := range got {
		both[[2]string{got[i], want[i]}]++
		ofGot[got[i]]++
		ofWant[want[i]]++
	}
	for i := range got {
		n := float64(both[[2]string{got[i], want[i]}])
		precision += n / float64(ofGot[got[i]]) / float64(len(got))
		recall += n / float64(ofWant[want[i]]) / float64(len(got))
	}
	return precision, recall, 2 * precision * recall / (precision + recall)
}

// TestMeasureEvents places the articles on 44 events in look-alike pairs, in
// random orders, and prints how well the stories agree with the events. Few have
// a date, so at first time does not help. The look-alikes are years apart in
// truth; then they are taken for two months apart.
func TestMeasureEvents(t *testing.T) {
	if raced {
		t.Skip("reads and places tens of thousands of reports: too slow under the race detector")
	}
	all := articles(t, "events.jsonl.gz")
	sketches := make([]Sketch, len(all))
	for i, a := range all {
		sketches[i] = Read(Report{Time: day0, Language: a.Lang, Title: a.Title, Text: a.Text}, english(t))
	}
	for name, test := range map[string]struct {
		apart time.Duration
		least float64
	}{"no dates": {0, 0.87}, "look-alikes two months apart": {60 * day, 0.945}} {
		const orders = 4
		var p, r, f float64
		for seed := range orders {
			var pool Pool
			var got, want []string
			for _, i := range rand.New(rand.NewPCG(uint64(seed), 0)).Perm(len(all)) {
				s, a := sketches[i], all[i]
				if strings.HasSuffix(a.Event, "plus") {
					s.time = s.time.Add(test.apart)
				}
				got = append(got, pool.Place(a.ID, s, day0).Story)
				want = append(want, a.Event)
			}
			p1, r1, f1 := bCubed(got, want)
			p, r, f = p+p1/orders, r+r1/orders, f+f1/orders
		}
		t.Logf("events, %d articles, %s: B-cubed precision %.3f, recall %.3f, F1 %.3f", len(all), name, p, r, f)
		if f < test.least {
			t.Errorf("%s: F1 %.3f, want at least %.3f", name, f, test.least)
		}
	}
}

// TestMeasureCurrentEvents places years of news in short sentences under
// editors' headings, which are broad and may run for years: that two reports
// are under one heading does not mean that they tell one story, but what was
// put together should be under one. Recall cannot be measured so.
func TestMeasureCurrentEvents(t *testing.T) {
	if raced {
		t.Skip("reads and places tens of thousands of reports: too slow under the race detector")
	}
	all := articles(t, "current-events.jsonl.gz")
	all = all[len(all)-30000:] // the latest; enough to measure, and quick
	var pool Pool
	byStory := map[string][]string{} // the headings of its reports
	took := time.Duration(0)
	for _, a := range all {
		at, err := time.Parse(time.DateOnly, a.Date)
		if err != nil {
			t.Fatal(err)
		}
		s := Read(Report{Time: at, Language: a.Lang, Title: a.Title, Text: a.Text}, english(t))
		start := time.Now()
		story := pool.Place(a.ID, s, at).Story
		took += time.Since(start)
		if len(a.Stories) == 1 && len(a.Maybe) == 0 {
			byStory[story] = append(byStory[story], a.Stories[0])
		}
	}
	right, of, reports, share, most := 0, 0, 0, 0.0, 0
	for _, headings := range byStory {
		n := len(headings)
		if n < 2 {
			continue
		}
		held := 0
		for i := range headings {
			for j := range i {
				if overlap(headings[i], headings[j]) {
					held++
				}
			}
		}
		right, of = right+held, of+n*(n-1)/2
		reports, share, most = reports+n, share+float64(2*held)/float64(n-1), max(most, n)
	}
	t.Logf("current events, %d reports, %v each: under one heading are %.3f of %d pairs put together and, of each of %d reports, %.3f of what it is with; %d in the largest story",
		len(all), took/time.Duration(len(all)), float64(right)/float64(of), of, reports, share/float64(reports), most)
	if share/float64(reports) < 0.35 {
		t.Error("stories ran together")
	}
}

// overlap tells whether two headings have a part in common: editors set several
// side by side.
func overlap(a, b string) bool {
	parts := strings.Split(b, ", ")
	return slices.ContainsFunc(strings.Split(a, ", "), func(part string) bool { return slices.Contains(parts, part) })
}
