package story

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"vedette/matcher/text"
)

var day0 = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// invented is a report of n words, of which a profile found the names that it
// always finds.
func invented(r *rand.Rand, n int, at time.Time) Report {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "w%d ", int(40000*r.Float64()))
	}
	text := "Russian forces in Syria " + b.String()
	return Report{Time: at, Language: "en", Title: text[:40], Text: text, Feed: "f", Names: []string{"Russia", "Syria", "strike"}}
}

// rareIDF takes all words for equally rare but those that all reports have.
func rareIDF(key uint64) float32 {
	for _, common := range []string{"russian", "force", "in", "syria"} {
		if key == text.Key([]byte(common)) {
			return 3
		}
	}
	return 9
}

// BenchmarkPlace puts a report of 60 words among 15,000 active ones.
func BenchmarkPlace(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var pool Pool
	for i := range 15000 {
		at := day0.Add(time.Duration(i) * time.Minute)
		pool.Place(fmt.Sprint(i), Read(invented(r, 60, at), rareIDF), at)
	}
	b.Logf("%d stories", len(pool.stories))
	now := day0.Add(15000 * time.Minute)
	var sketches []Sketch
	for range 256 {
		sketches = append(sketches, Read(invented(r, 60, now), rareIDF))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		pool.Place(fmt.Sprint("n", i), sketches[i%len(sketches)], now)
		i++
	}
}

// BenchmarkFind is the search alone, which changes nothing.
func BenchmarkFind(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var pool Pool
	for i := range 15000 {
		at := day0.Add(time.Duration(i) * time.Minute)
		pool.Place(fmt.Sprint(i), Read(invented(r, 60, at), rareIDF), at)
	}
	now := day0.Add(15000 * time.Minute)
	s := Read(invented(r, 60, now), rareIDF)
	b.ReportAllocs()
	for b.Loop() {
		pool.best(&s, now)
	}
}

// BenchmarkRead makes the sketch of a report.
func BenchmarkRead(b *testing.B) {
	for _, n := range []int{60, 800} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := invented(rand.New(rand.NewPCG(1, 2)), n, day0)
			b.ReportAllocs()
			for b.Loop() {
				Read(r, rareIDF)
			}
		})
	}
}

// BenchmarkState writes a story of eight reports and loads it again.
func BenchmarkState(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var pool Pool
	rep := invented(r, 60, day0)
	for i := range 10 {
		next := rep
		next.Title, next.Text = fmt.Sprintf("%s part %d", rep.Title, i), rep.Text+invented(r, 8, day0).Text
		pool.Place(fmt.Sprint(i), Read(next, rareIDF), day0)
	}
	b.ReportAllocs()
	for b.Loop() {
		state := pool.State("0")
		var other Pool
		if err := other.Load("0", state); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(pool.State("0"))), "B/state")
}
