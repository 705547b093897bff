package matcher_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"testing"
	"time"

	"vedette/matcher"
)

// judged is one document of the development data; Relevance by profile is 2
// for relevant, 1 for documents that scoring leaves out, 0 for the rest.
type judged struct {
	ID, Date, Lang, Title, Text string
	Relevance                   map[string]int
}

func (j judged) document(t testing.TB) matcher.Document {
	t.Helper()
	doc := matcher.Document{ID: j.ID, Title: j.Title, Text: j.Text, Language: j.Lang}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly, "2006-01", "2006"} {
		if date, err := time.Parse(layout, j.Date); err == nil {
			doc.Date = date
			return doc
		}
	}
	t.Fatalf("%s: date %q", j.ID, j.Date)
	return doc
}

// each calls f for the documents of a file of ../shared/data, or skips.
func each(t testing.TB, name string, f func(judged)) {
	t.Helper()
	file, err := os.Open("../../shared/data/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the development data is not here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var j judged
		if err := json.Unmarshal(lines.Bytes(), &j); err != nil {
			t.Fatal(err)
		}
		f(j)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// counts are of judged documents: hits that are right, hits that are wrong,
// and what was missed.
type counts struct{ right, wrong, missed float64 }

func (c counts) precision() float64 { return c.right / (c.right + c.wrong) }
func (c counts) recall() float64    { return c.right / (c.right + c.missed) }
func (c counts) f1() float64        { return 2 * c.right / (2*c.right + c.wrong + c.missed) }

func TestJudgedDocuments(t *testing.T) {
	least := map[string]float64{"assad-putin-meetings": 0.93, "russian-presence-in-syria": 0.90}
	m := builtin(t, "assad-putin-meetings", "russian-presence-in-syria")
	total := map[string]*counts{}
	languages := map[string]map[string]*counts{}
	for _, name := range m.Profiles() {
		total[name], languages[name] = &counts{}, map[string]*counts{}
	}
	each(t, "gold/dev.jsonl.gz", func(j judged) {
		for _, match := range m.Match(j.document(t)) {
			relevance := j.Relevance[match.Profile]
			if languages[match.Profile][j.Lang] == nil {
				languages[match.Profile][j.Lang] = &counts{}
			}
			for _, c := range []*counts{total[match.Profile], languages[match.Profile][j.Lang]} {
				switch {
				case match.Hit && relevance == 2:
					c.right++
				case match.Hit && relevance == 0:
					c.wrong++
				case !match.Hit && relevance == 2:
					c.missed++
				}
			}
		}
	})
	for name, c := range total {
		t.Logf("%s: F1 %.3f, precision %.3f, recall %.3f", name, c.f1(), c.precision(), c.recall())
		if c.f1() < least[name] {
			t.Errorf("%s: F1 is %.3f, want at least %.2f", name, c.f1(), least[name])
		}
		for language, c := range languages[name] {
			if c.right+c.missed > 0 {
				t.Logf("    %s: %.0f of %.0f found", language, c.right, c.right+c.missed)
			}
		}
	}
}

// TestStreamAlarms counts all hits, right ones too, so it holds a looser line
// than one false alarm in 2,000.
func TestStreamAlarms(t *testing.T) {
	if raced || testing.Short() {
		t.Skip("reads 93,104 items: too slow under the race detector or with -short")
	}
	m := builtin(t, "assad-putin-meetings", "russian-presence-in-syria")
	hits, items := map[string]int{}, 0
	each(t, "stream/rss-2020-01_2022-08.jsonl.gz", func(j judged) {
		items++
		for _, match := range m.Found(j.document(t)) {
			if match.Hit {
				hits[match.Profile]++
			}
		}
	})
	t.Logf("hits among %d items: %v", items, hits)
	for name, n := range hits {
		if n > items/2000 {
			t.Errorf("%s: %d hits among %d items", name, n, items)
		}
	}
}
