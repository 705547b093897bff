package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"vedette/matcher/background"
	"vedette/matcher/measure"
)

// alarms is the false-alarm rate that every threshold is set for.
const alarms = 1.0 / 2000

// topics makes a part of reading a collection and measuring all systems on it.
func topics(read func(dir string) (*Collection, error)) func(io.Writer, string) error {
	return func(w io.Writer, dir string) error {
		c, err := read(dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %d topics\n%s\n", c.Title, len(c.Topics), c.Note)
		for _, seeds := range []int{1, mostSeeds} {
			if err := c.compare(w, seeds); err != nil {
				return err
			}
		}
		return nil
	}
}

// compare measures the systems with so many seeds and prints their table.
func (c *Collection) compare(w io.Writer, seeds int) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "\n%d seeds\tF1\t95 %%\tP\tR\tbest F1\tC_norm\tT11SU\talarms/allowed\tF1 over the first\t95 %%\tover hindsight\t95 %%\t\n", seeds)
	var first, hindsight []float64
	for _, s := range systems() {
		found, err := c.measure(s, seeds)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		f1 := column(found, func(f *measure.Figures) float64 { return f.F1 })
		if first == nil {
			first = f1
		}
		if s.Cut == hindsightCut {
			hindsight = f1
		}
		mean, more := measure.Mean(f1), measure.Difference(f1, first)
		fmt.Fprintf(table, "%s\t%.3f\t%.3f to %.3f\t%.2f\t%.2f\t%.3f\t%.3f\t%.3f\t%.2f\t%+.3f\t%+.3f to %+.3f\t", s.Name,
			mean.Value, mean.Low, mean.High,
			average(found, func(f *measure.Figures) float64 { return f.Precision }),
			average(found, func(f *measure.Figures) float64 { return f.Recall }),
			average(found, func(f *measure.Figures) float64 { return f.BestF1 }),
			average(found, func(f *measure.Figures) float64 { return f.Cost }),
			average(found, func(f *measure.Figures) float64 { return f.Utility }),
			average(found, func(f *measure.Figures) float64 { return f.AlarmRate / alarms }),
			more.Value, more.Low, more.High)
		if hindsight != nil {
			more := measure.Difference(f1, hindsight)
			fmt.Fprintf(table, "%+.3f\t%+.3f to %+.3f\t", more.Value, more.Low, more.High)
		}
		fmt.Fprintln(table)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// measure gives the figures of one system for each topic.
func (c *Collection) measure(s System, seeds int) ([]measure.Figures, error) {
	best := math.NaN()
	if s.Cut == hindsightCut {
		var err error
		if best, err = c.hindsight(s, seeds); err != nil {
			return nil, err
		}
	}
	found := make([]measure.Figures, len(c.Topics))
	err := c.each(s, seeds, func(i int, t *Topic, scores []float64) {
		threshold := best
		switch s.Cut {
		case tailCut:
			threshold = t.tail(scores)
		case ownCut:
			threshold = 0
		}
		found[i] = measure.Compute(t.decide(scores, threshold))
	})
	return found, err
}

// each calls f with the scores that a system gives for each topic.
func (c *Collection) each(s System, seeds int, f func(i int, t *Topic, scores []float64)) error {
	errs := make([]error, len(c.Topics))
	parallel(len(c.Topics), func(i int) {
		t := &c.Topics[i]
		scores, err := s.Score(c, t.Seeds[:seeds])
		if err != nil {
			errs[i] = fmt.Errorf("%s: %w", t.Name, err)
			return
		}
		f(i, t, scores)
	})
	return errors.Join(errs...)
}

// cuts are the cosines that hindsight chooses among.
const cuts = 100

// hindsight is the score that, as the threshold of all topics, gives the best
// mean F1: more than any system can know.
func (c *Collection) hindsight(s System, seeds int) (float64, error) {
	var mu sync.Mutex
	var sums [cuts]float64
	err := c.each(s, seeds, func(_ int, t *Topic, scores []float64) {
		f1 := t.f1(scores)
		mu.Lock()
		defer mu.Unlock()
		for i := range sums {
			sums[i] += f1[i]
		}
	})
	best := 0
	for i := range sums {
		if sums[i] > sums[best] {
			best = i
		}
	}
	return float64(best) / cuts, err
}

// f1 is F1 at each of the cuts.
func (t *Topic) f1(scores []float64) (f1 [cuts]float64) {
	var relevant, others [cuts]float64
	total := 0.0
	for i, at := range t.Stream {
		cut := max(0, min(cuts-1, int(scores[at]*cuts)))
		switch t.Relevance[i] {
		case 2:
			relevant[cut]++
			total++
		case 0:
			others[cut]++
		}
	}
	hits, right := 0.0, 0.0
	for i := cuts - 1; i >= 0; i-- {
		right += relevant[i]
		hits += relevant[i] + others[i]
		if hits+total > 0 {
			f1[i] = 2 * right / (hits + total)
		}
	}
	return f1
}

// tail is the threshold that the background gives.
func (t *Topic) tail(scores []float64) float64 {
	ordinary := make([]float64, len(t.Background))
	for i, at := range t.Background {
		ordinary[i] = scores[at]
	}
	return background.Tail(ordinary, alarms)
}

// decide judges the stream with a threshold.
func (t *Topic) decide(scores []float64, threshold float64) []measure.Decision {
	decisions := make([]measure.Decision, len(t.Stream))
	for i, at := range t.Stream {
		decisions[i] = measure.Decision{
			Topic: t.Name, Score: scores[at], Probability: math.NaN(), Threshold: threshold,
			Hit: scores[at] >= threshold, Relevance: t.Relevance[i],
		}
	}
	return decisions
}

// column is one figure of all topics.
func column(found []measure.Figures, of func(*measure.Figures) float64) []float64 {
	values := make([]float64, len(found))
	for i := range found {
		values[i] = of(&found[i])
	}
	return values
}

func average(found []measure.Figures, of func(*measure.Figures) float64) float64 {
	return measure.Mean(column(found, of)).Value
}

// parallel calls f for 0 to n-1 on all cores.
func parallel(n int, f func(int)) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func compare(a, b string) int { return cmp.Compare(a, b) }

// day reads a date in any of the forms of the data, zero where there is none.
func day(date string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, strings.TrimSpace(date)); err == nil {
			return t
		}
	}
	return time.Time{}
}
