package story

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"math/rand/v2"
	"os"
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
// random orders, and prints how well the stories agree with the events. Most
// have no date, so time does not help.
func TestMeasureEvents(t *testing.T) {
	all := articles(t, "events.jsonl.gz")
	idf := english(t)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const orders = 4
	var p, r, f float64
	for seed := range orders {
		rand.New(rand.NewPCG(uint64(seed), 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		var pool Pool
		var got, want []string
		for _, a := range all {
			got = append(got, pool.Place(a.ID, Read(Report{Time: now, Language: a.Lang, Title: a.Title, Text: a.Text}, idf), now).Story)
			want = append(want, a.Event)
		}
		p1, r1, f1 := bCubed(got, want)
		p, r, f = p+p1/orders, r+r1/orders, f+f1/orders
	}
	t.Logf("events, %d articles, no dates: B-cubed precision %.3f, recall %.3f, F1 %.3f", len(all), p, r, f)
	if f < 0.8 {
		t.Errorf("B-cubed F1 %.3f: stories fell apart or ran together", f)
	}
}

// TestMeasureCurrentEvents places years of news in short sentences under
// editors' headings. A heading may run for years, so what is measured is
// pairs: of two reports that were put together, how often do the headings
// agree; of two of one heading and day, how often were they put together.
func TestMeasureCurrentEvents(t *testing.T) {
	all := articles(t, "current-events.jsonl.gz")
	all = all[len(all)-30000:] // the latest; enough to measure, and quick
	idf := english(t)
	var pool Pool
	byStory, byDay := map[string][]int{}, map[string][]int{}
	placed := make([]string, len(all))
	took := time.Duration(0)
	for i, a := range all {
		day, err := time.Parse(time.DateOnly, a.Date)
		if err != nil {
			continue
		}
		s := Read(Report{Time: day, Language: a.Lang, Title: a.Title, Text: a.Text}, idf)
		start := time.Now()
		placed[i] = pool.Place(a.ID, s, day).Story
		took += time.Since(start)
		if len(a.Stories) == 1 && len(a.Maybe) == 0 {
			byStory[placed[i]] = append(byStory[placed[i]], i)
			key := a.Date + a.Stories[0]
			byDay[key] = append(byDay[key], i)
		}
	}
	right, of := pairs(byStory, func(i, j int) bool { return all[i].Stories[0] == all[j].Stories[0] })
	together, ofDay := pairs(byDay, func(i, j int) bool { return placed[i] == placed[j] })
	t.Logf("current events, %d reports, %v each: of %d pairs put together %.3f are under one heading; of %d pairs of one heading and day %.3f were put together",
		len(all), took/time.Duration(len(all)), of, float64(right)/float64(of), ofDay, float64(together)/float64(ofDay))
}

// pairs counts those within the groups, and those of them that hold.
func pairs(groups map[string][]int, holds func(i, j int) bool) (held, all int) {
	for _, g := range groups {
		for i := range g {
			for j := range i {
				all++
				if holds(g[i], g[j]) {
					held++
				}
			}
		}
	}
	return held, all
}
