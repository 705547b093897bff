package matcher_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/matcher"
)

var (
	shortItem = matcher.Document{
		Title:    "Putin and Assad discuss Syria in Sochi",
		Text:     "The Russian president received his Syrian counterpart at his summer residence on the Black Sea, the Kremlin said. Troops will begin to leave Hmeimim air base within days, according to the defence ministry in Moscow.",
		Language: "en",
		Date:     time.Date(2018, 5, 17, 0, 0, 0, 0, time.UTC),
	}
	idleItem = matcher.Document{
		Title:    "Council approves new tram line through the old town",
		Text:     "Residents had objected to the noise and the loss of parking, but a majority of members voted for the plan on Tuesday night. Work is expected to begin next spring and to last for about three years, the mayor said.",
		Language: "en",
		Date:     time.Date(2018, 5, 17, 0, 0, 0, 0, time.UTC),
	}
)

// article is the short item's text repeated among idle text, to about 5 kB.
func article() matcher.Document {
	doc := shortItem
	var b strings.Builder
	for b.Len() < 4500 {
		b.WriteString(shortItem.Text + "\n" + idleItem.Text + "\n" + idleItem.Text + "\n")
	}
	doc.Text = b.String()
	return doc
}

func BenchmarkMatch(b *testing.B) {
	m := builtin(b, "assad-putin-meetings", "russian-presence-in-syria")
	for name, doc := range map[string]matcher.Document{"short": shortItem, "idle": idleItem, "article": article()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc.Title) + len(doc.Text)))
			b.ReportAllocs()
			for b.Loop() {
				m.Match(doc)
			}
		})
	}
}

// many returns n profiles, each with names, rules and learned terms of its own,
// beside the lexicons that all share.
func many(t testing.TB, n int) *matcher.Matcher {
	var profiles []*matcher.Profile
	for i := range n {
		town := fmt.Sprintf("town%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676)
		terms := map[string]float64{}
		for j := range 200 {
			terms[fmt.Sprintf("w%c%c%c", 'a'+(i+j)%26, 'a'+(i*7+j)/26%26, 'a'+(i+j*3)/676%26)] = 1 / float64(j+1)
		}
		for _, word := range []string{"council", "voted", "residents", "spring", "mayor", "minister", "talks", "troops"}[i%4 : 4+i%4] {
			terms[word] = 0.05 // what many subjects share
		}
		profiles = append(profiles, &matcher.Profile{
			Name:     town,
			Entities: map[string]*matcher.Entity{"town": {Aliases: map[string][]matcher.Alias{"en": {{Name: town}}}}},
			Classes:  map[string]*matcher.Class{"act": {Words: map[string][]matcher.Alias{"en": {{Name: "mayor"}, {Name: "plan*"}}}}},
			Rules:    []matcher.Rule{{When: "SENT($town AND $act)", Weight: 5}},
			Terms:    map[string]map[string]float64{"en": terms},
		})
	}
	m, problems := matcher.Compile(profiles, nil)
	if m == nil {
		t.Fatal(problems)
	}
	return m
}

func BenchmarkProfiles(b *testing.B) {
	for _, n := range []int{2, 100, 1000} {
		m := many(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Found(idleItem)
			}
		})
	}
}

// TestManyProfilesCost: 1,000 profiles may cost twice what 2 cost, and 100 MB.
func TestManyProfilesCost(t *testing.T) {
	if raced || testing.Short() {
		t.Skip("limits of time and memory mean nothing under the race detector")
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	large := many(t, 1000)
	large.Found(idleItem)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if mb := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) >> 20; mb > 100 {
		t.Errorf("1,000 profiles take %d MB", mb)
	}
	small := many(t, 2)
	item := func(m *matcher.Matcher) time.Duration {
		start := time.Now()
		for range 100 {
			m.Found(idleItem)
		}
		return time.Since(start) / 100
	}
	few, all := time.Hour, time.Hour
	for range 40 { // in turn, so that a busy machine slows both
		few, all = min(few, item(small)), min(all, item(large))
	}
	t.Logf("2 profiles: %s an item, 1,000: %s", few, all)
	if all > 2*few+few/4 { // a quarter for the noise of the machine
		t.Errorf("an item costs %s with 1,000 profiles, %s with 2", all, few)
	}
	runtime.KeepAlive(large)
}

// BenchmarkBacktest matches as many short items as a store may hold, most of
// which have nothing to do with any profile.
func BenchmarkBacktest(b *testing.B) {
	const items = 700_000
	m := builtin(b, "assad-putin-meetings", "russian-presence-in-syria")
	b.ReportAllocs()
	for b.Loop() {
		var wg sync.WaitGroup
		for part := range runtime.GOMAXPROCS(0) {
			wg.Go(func() {
				for i := part; i < items; i += runtime.GOMAXPROCS(0) {
					if i%500 == 0 {
						m.Found(shortItem)
					} else {
						m.Found(idleItem)
					}
				}
			})
		}
		wg.Wait()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/700k")
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		builtin(b, "assad-putin-meetings", "russian-presence-in-syria")
	}
}
