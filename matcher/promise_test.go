package matcher_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"testing"

	"vedette/matcher"
	"vedette/matcher/learn"
)

// lineOfData is a line of the development data.
type lineOfData struct{ ID, Lang, Title, Text, Event string }

// linesOf reads a file of ../shared/data, or skips.
func linesOf(t *testing.T, name string) []lineOfData {
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
	var all []lineOfData
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var a lineOfData
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// mixed learns profiles from four news items each, of many years, that lie far
// apart and have nothing in common: nothing is about such a subject, and a bit of much
// is like it. Thresholds may be as low as the rate of alarms puts them, or
// profiles of which nothing comes near would keep any rate.
func mixed(t *testing.T, items []lineOfData, alarms float64) *matcher.Matcher {
	t.Helper()
	const profilesLearned, seedsEach = 40, 4
	var profiles []*matcher.Profile
	for i := range profilesLearned {
		var seeds []learn.Seed
		for k := range seedsEach {
			it := items[(k*profilesLearned+i)*(len(items)/profilesLearned/seedsEach)]
			seeds = append(seeds, learn.Seed{ID: it.ID, Title: it.Title, Text: it.Text, Language: it.Lang})
		}
		cohesion, err := learn.Cohesion(seeds, nil)
		if err != nil {
			t.Fatal(err)
		}
		profiles = append(profiles, &matcher.Profile{
			Name: fmt.Sprint("mixed-", i), Terms: learn.Terms(seeds, nil), Similarity: matcher.Similarity{Cohesion: cohesion},
			Threshold: matcher.Threshold{Probability: 1e-9, Alarms: fmt.Sprintf("1/%.0f", 1/alarms)},
		})
	}
	m, problems := matcher.Compile(profiles, nil)
	if m == nil {
		t.Fatal(problems)
	}
	return m
}

// TestThresholdsKeepTheirRate calibrates on the first half of a real stream and
// counts on the second: what one in N items may pass, about one in N does.
func TestThresholdsKeepTheirRate(t *testing.T) {
	if raced || testing.Short() {
		t.Skip("reads 93,104 items: too slow under the race detector or with -short")
	}
	// On average over the profiles; fewer than allowed do no harm, but far fewer
	// would be hits lost.
	const least, most = 0.4, 1.5
	news := linesOf(t, "topics/current-events.jsonl.gz")
	stream := linesOf(t, "stream/rss-2020-01_2022-08.jsonl.gz")
	for _, alarms := range []float64{1.0 / 500, 1.0 / 2000} {
		m := mixed(t, news, alarms)
		first, second := stream[:len(stream)/2], stream[len(stream)/2:]
		m = m.Calibrate(func(yield func(matcher.Document) bool) {
			for _, a := range first {
				if !yield(matcher.Document{Title: a.Title, Text: a.Text, Language: a.Lang}) {
					return
				}
			}
		})
		passed := map[string]int{}
		for _, a := range second {
			for _, match := range m.Found(matcher.Document{Title: a.Title, Text: a.Text, Language: a.Lang}) {
				if match.Hit {
					passed[match.Profile]++
				}
			}
		}
		var ratios []float64
		sum := 0.0
		for _, name := range m.Profiles() {
			ratio := float64(passed[name]) / float64(len(second)) / alarms
			ratios, sum = append(ratios, ratio), sum+ratio
		}
		slices.Sort(ratios)
		n := len(ratios)
		mean := sum / float64(n)
		t.Logf("1/%.0f: %d profiles, actual over allowed rate: mean %.2f, median %.2f, half of them %.2f to %.2f",
			1/alarms, n, mean, ratios[n/2], ratios[n/4], ratios[n*3/4])
		if mean > most || mean < least {
			t.Errorf("1/%.0f: the rate is %.2f of what is allowed, want %.1f to %.1f", 1/alarms, mean, least, most)
		}
	}
}
