package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/store"
)

// recorded fills a store in a folder of its own with a record such as years of watching leave: so
// many hits between 2015 and 2026, ten stories in 33 of them, two profiles,
// four scripts. Texts and evidence have the lengths of real ones: a kilobyte
// or six, and 27 reasons.
func recorded(tb testing.TB, hits int) (dir string) {
	tb.Helper()
	dir = tb.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "vedette.yaml"), []byte("log: {level: error}\n"), 0o600); err != nil {
		tb.Fatal(err)
	}
	st, err := store.Open(filepath.Join(dir, "vedette.db"))
	if err != nil {
		tb.Fatal(err)
	}
	found := record(hits)
	for chunk := range slices.Chunk(found, 1000) {
		p := store.Poll{Feed: store.FeedState{URL: chunk[0].Item.Feed}}
		for _, f := range chunk {
			p.Seen = append(p.Seen, f.Item.Key)
			p.New = append(p.New, store.NewItem{Item: f.Item, Hits: []store.PendingHit{{Hit: f.Hit}}})
		}
		if _, stored, err := st.CommitPoll(p); err != nil || stored != len(chunk) {
			tb.Fatalf("%d hits stored, want %d: %v", stored, len(chunk), err)
		}
	}
	if err := st.Close(); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// record is what recorded stores, in order of time.
func record(hits int) []store.Found {
	const feed = "https://feeds.example/world.xml"
	titles := []string{
		"Ministers of both countries meet by the sea and agree on little, officials say",
		"Министры двух стран встретились у моря и почти ни о чём не договорились",
		"وزراء البلدين يلتقون عند البحر ولا يتفقون إلا على القليل",
		"Los ministros de ambos países se reúnen junto al mar y apenas acuerdan nada",
	}
	classes := append(classes(), "")
	sizes := []int{1, 1, 4, 1, 2, 12, 1, 6, 2, 3}
	text := strings.Repeat("They met for an hour, and spoke of harbours, grain and the road to the north. ", 80)
	begin := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
	pause := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Sub(begin) / time.Duration(hits)
	var all []store.Found
	for n := 0; len(all) < hits; n++ {
		start := begin.Add(time.Duration(len(all)) * pause)
		var id string
		for i := range min(sizes[n%len(sizes)], hits-len(all)) {
			at, outlet := start.Add(time.Duration(i)*37*time.Minute), (n*7+i*i)%40
			key := fmt.Sprintf("https://outlet%d.example/world/%s/%d-%d.html", outlet, at.Format("2006/01/02"), n, i)
			it := store.Item{ID: store.NewID(at, feed, key), Feed: feed, Key: key, GUID: key, Link: key,
				Title: fmt.Sprintf("%s (%d)", titles[outlet%len(titles)], n), Summary: text[:300], Content: text[:600+(n*131+i*977)%5400],
				Language: "en", Outlet: fmt.Sprintf("Outlet No. %d", outlet), Class: classes[outlet%len(classes)],
				Published: at.Add(-10 * time.Minute), FirstSeen: at, Article: "fetched"}
			id = cmp.Or(id, it.ID)
			all = append(all, store.Found{Item: it, Hit: store.Hit{Item: it.ID, Profile: []string{"sea", "road"}[n%2], Score: 2.25,
				Probability: .9046, Threshold: .7, Origin: "rate", Rate: .0004, Background: 20_000, Found: at, Story: id,
				Status: []string{"new", "update", "echo"}[min(i, 1+i%2)], Copy: i%3 == 2, Evidence: reasons()}})
		}
	}
	slices.SortFunc(all, func(a, b store.Found) int { return cmp.Compare(a.Item.ID, b.Item.ID) })
	return all
}

// reasons are as many as a match has in the median.
func reasons() []store.Evidence {
	all := make([]store.Evidence, 27)
	for i := range all {
		all[i] = store.Evidence{Kind: []string{"entity", "rule", "class"}[i%3], Text: "the foreign minister", Field: "text", Start: 61 * i, End: 61*i + 20, Weight: 2.2}
	}
	return all
}

// BenchmarkRecord runs the commands that show a record of 100,000 hits, from
// the reading of the configuration to the last line.
func BenchmarkRecord(b *testing.B) {
	dir := recorded(b, 100_000)
	for _, line := range []string{
		"timeline", "timeline --format csv", "timeline --format json", "stories", "stories --format json",
		"hits", "hits --format csv", "hits --format json", "hits --format atom", "hits --limit 50",
	} {
		b.Run(line, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				show(b, dir, line, io.Discard)
			}
		})
	}
}

// Years of hits are shown while one waits: 100,000 in about a second. What they
// allocate says, on a busy machine too, that texts and evidence are not read:
// these are six kilobytes a hit.
func TestTimelineOfYearsIsQuick(t *testing.T) {
	if raceEnabled {
		t.Skip("measures time and memory, and the race detector is on")
	}
	const hits = 5000
	dir := recorded(t, hits)
	measure := func(line string) (links int, bytes uint64, took time.Duration) {
		var before, after runtime.MemStats
		var out strings.Builder
		out.Grow(4 << 20)
		begun := time.Now()
		runtime.ReadMemStats(&before)
		show(t, dir, line, &out)
		runtime.ReadMemStats(&after)
		return strings.Count(out.String(), "https://outlet"), after.TotalAlloc - before.TotalAlloc, time.Since(begun)
	}
	measure("hits --limit 1") // unpacks tables
	_, start, _ := measure("hits --limit 1")
	for line, want := range map[string]int{"timeline": 1516, "stories": 3789, "hits": hits} {
		links, all, took := measure(line)
		each := (int(all) - int(start)) / hits
		if links != want || each > 3000 || took > 5*time.Second {
			t.Errorf("%s: %d links, %d bytes allocated a hit, %v; want %d, 3000 at most, less than 5 s", line, links, each, took, want)
		}
		t.Logf("%s: %d bytes allocated a hit, %v", line, each, took)
	}
}

// show runs a command over all of time.
func show(tb testing.TB, dir, line string, w io.Writer) {
	tb.Helper()
	args := append(strings.Fields(line), "--since", "0", "--state-dir", dir, "--config", filepath.Join(dir, "vedette.yaml"))
	if code := run(tb.Context(), args, strings.NewReader(""), w, tb.Output()); code != 0 {
		tb.Fatalf("%s: exit code %d", line, code)
	}
}
