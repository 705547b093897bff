package main

import (
	"fmt"
	"io"
	"slices"

	"vedette/matcher/background"
	"vedette/matcher/measure"
)

// rates asks whether a threshold keeps the rate it was set for: profiles of
// topics that the feed items have nothing to do with, thresholds from the first
// half of the items, alarms counted on the second.
func rates(w io.Writer, dir string) error {
	articles, err := read(dir, "topics", "events.jsonl.gz")
	if err != nil {
		return err
	}
	items, err := read(dir, "stream", "rss-2020-01_2022-08.jsonl.gz")
	if err != nil {
		return err
	}
	c := &Collection{}
	c.add(articles)
	c.add(items)
	c.index(nil)
	topics := map[string][]int{}
	for i, a := range articles {
		topics[a.Event] = append(topics[a.Event], i)
	}
	names := slices.DeleteFunc(sorted(topics), func(name string) bool { return len(topics[name]) < mostSeeds })
	for _, name := range names {
		c.Topics = append(c.Topics, Topic{Name: name, Seeds: topics[name]})
	}
	fmt.Fprintf(w, "\nActual over allowed rate of alarms: %d event profiles of %d seeds, thresholds from the first half of\n%d feed items of other years, alarms counted on the second\n", len(names), mostSeeds, len(items))
	for _, s := range systems() {
		if s.Cut != tailCut {
			continue
		}
		for _, allowed := range []float64{1.0 / 500, alarms} {
			ratios, errs := make([]float64, len(names)), make([]error, len(names))
			parallel(len(names), func(i int) {
				scores, err := s.Score(c, topics[names[i]][:mostSeeds])
				if err != nil {
					errs[i] = err
					return
				}
				ratios[i] = ratio(scores[len(articles):], allowed)
			})
			for i, err := range errs {
				if err != nil {
					return fmt.Errorf("%s: %s: %w", s.Name, names[i], err)
				}
			}
			mean := measure.Mean(ratios)
			slices.Sort(ratios)
			if _, err := fmt.Fprintf(w, "  %s, 1/%.0f: mean %.2f (%.2f to %.2f), median %.2f, half of the profiles between %.2f and %.2f\n", s.Name, 1/allowed,
				mean.Value, mean.Low, mean.High, ratios[len(ratios)/2], ratios[len(ratios)/4], ratios[len(ratios)*3/4]); err != nil {
				return err
			}
		}
	}
	return nil
}

// ratio is the actual over the allowed rate on the second half of scores, for
// the threshold that the first half gives.
func ratio(scores []float64, allowed float64) float64 {
	half := len(scores) / 2
	threshold := background.Tail(scores[:half], allowed)
	n := 0
	for _, score := range scores[half:] {
		if score >= threshold {
			n++
		}
	}
	return float64(n) / float64(len(scores)-half) / allowed
}
