package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"vedette/matcher/background"
	"vedette/matcher/measure"
)

// mostSeeds are the examples of a topic; what comes after the last of them is
// judged, with however few of them a system begins.
const mostSeeds = 4

// readReuters gives 31 topics of 1987: dated articles, judged by indexers.
func readReuters(dir string) (*Collection, error) {
	articles, err := read(dir, "topics", "reuters.jsonl.gz")
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(articles, func(a, b Article) int { return compare(a.Date, b.Date) })
	c := &Collection{
		Title: "Reuters 1987, 31 broad topics, full articles",
		Note:  "background: the unjudged articles of the training part, all of which gives frequencies;\njudged: the test part",
	}
	c.add(articles)
	var train, earlier, stream []int
	examples := map[string][]int{}
	names := map[string]bool{}
	for i, a := range articles {
		if a.Split == "train" {
			train = append(train, i)
		}
		switch {
		case a.Split == "train" && !a.Judged:
			earlier = append(earlier, i)
		case a.Split == "train":
			for _, topic := range a.Topics {
				examples[topic] = append(examples[topic], i)
			}
		case a.Split == "test" && a.Judged:
			stream = append(stream, i)
			for _, topic := range a.Topics {
				names[topic] = true
			}
		}
	}
	for _, name := range sorted(names) {
		if len(examples[name]) < mostSeeds {
			continue
		}
		c.Topics = append(c.Topics, c.topic(name, examples[name][:mostSeeds], earlier, stream, func(a *Article) int {
			return relevant(slices.Contains(a.Topics, name))
		}))
	}
	var counter background.Counter
	for _, i := range train {
		counter.Add(articles[i].Lang, c.documents[i].Terms)
	}
	c.index(counter.Tables())
	return c, nil
}

// fewest items before a story's last seed, for a threshold of one in 2,000 to
// be found among them.
const fewest = 4000

// readCurrentEvents gives hundreds of stories that editors followed over years.
func readCurrentEvents(dir string) (*Collection, error) {
	articles, err := read(dir, "topics", "current-events.jsonl.gz")
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(dir, "topics", "current-events.topics.json"))
	if err != nil {
		return nil, fmt.Errorf("read the stories: %w", err)
	}
	var stories []struct {
		Name  string
		Seeds []string
	}
	if err := json.Unmarshal(data, &stories); err != nil {
		return nil, fmt.Errorf("read the stories: %w", err)
	}
	c := &Collection{
		Title: "Current events 2002-2026, editors' stories, one to three sentences",
		Note: "background: the last 20,000 items before the last seed; judged: later items that stand\n" +
			"under some story, for none of the others is known to be off the subject",
	}
	c.add(articles)
	place := map[string]int{}
	for i, a := range articles {
		place[a.ID] = i
	}
	for _, s := range stories {
		var seeds, before, stream []int
		for _, id := range s.Seeds {
			if at, ok := place[id]; ok {
				seeds = append(seeds, at)
			}
		}
		if len(seeds) < mostSeeds || slices.Max(seeds) < fewest {
			continue // some seeds are named that the items do not have
		}
		last := slices.Max(seeds)
		for i := range articles[:last] {
			if i >= last-20_000 && !slices.Contains(seeds, i) {
				before = append(before, i)
			}
		}
		for i := last + 1; i < len(articles); i++ {
			if len(articles[i].Stories) > 0 {
				stream = append(stream, i)
			}
		}
		c.Topics = append(c.Topics, c.topic(s.Name, seeds, before, stream, func(a *Article) int {
			switch {
			case slices.Contains(a.Stories, s.Name):
				return 2
			case slices.Contains(a.Maybe, s.Name):
				return 1
			}
			return 0
		}))
	}
	c.index(nil)
	return c, nil
}

// readEvents gives 44 single events, of which two each look alike. The seeds
// are the first in the order of the data; most have no date.
func readEvents(dir string) (*Collection, error) {
	articles, err := read(dir, "topics", "events.jsonl.gz")
	if err != nil {
		return nil, err
	}
	items, err := read(dir, "stream", "rss-2020-01_2022-08.jsonl.gz")
	if err != nil {
		return nil, err
	}
	c := &Collection{
		Title: "Single events in look-alike pairs, short articles",
		Note:  "background: every fifth of 93,104 feed items of other years; judged: all articles but the seeds",
	}
	c.add(articles)
	var other []int
	for i := 0; i < len(items); i += 5 {
		other = append(other, len(c.Articles))
		c.add(items[i : i+1])
	}
	examples := map[string][]int{}
	for i, a := range articles {
		examples[a.Event] = append(examples[a.Event], i)
	}
	for _, name := range sorted(examples) {
		if len(examples[name]) <= mostSeeds {
			continue
		}
		seeds := examples[name][:mostSeeds]
		var stream []int
		for i := range articles {
			if !slices.Contains(seeds, i) {
				stream = append(stream, i)
			}
		}
		c.Topics = append(c.Topics, c.topic(name, seeds, other, stream, func(a *Article) int {
			return relevant(a.Event == name)
		}))
	}
	c.index(nil)
	return c, nil
}

// topic puts a topic together.
func (c *Collection) topic(name string, seeds, earlier, stream []int, relevance func(*Article) int) Topic {
	t := Topic{Name: name, Seeds: seeds, Background: earlier, Stream: stream}
	for _, i := range stream {
		t.Relevance = append(t.Relevance, relevance(&c.Articles[i]))
	}
	return t
}

func relevant(yes bool) int {
	if yes {
		return 2
	}
	return 0
}

// index makes the collection searchable; every system takes rarity from the
// same tables, nil for those that the product ships.
func (c *Collection) index(tables background.Tables) {
	c.Tables = tables
	c.Index = measure.NewIndex(c.documents, func(language string, key uint64) float64 {
		return float64(tables.Of(language).IDF(key))
	})
}
