package main

import (
	"fmt"
	"sync"

	"vedette/matcher"
	"vedette/matcher/learn"
)

// product is vedette itself: profiles that were learned from the seeds alone,
// with no rule. All topics of a collection are matched in one pass, as a daemon
// does; what that found is kept for as long as the same collection is measured.
type product struct {
	mu         sync.Mutex
	collection *Collection
	seeds      int
	found      map[string][]finding // by topic
	err        error
}

// finding is an article of which a profile saw something.
type finding struct {
	at    int32
	score float32
}

// nothing is the score of an article of which nothing was found.
const nothing = -4

// Score gives the logits of all articles.
func (p *product) Score(c *Collection, seeds []int) ([]float64, error) {
	p.mu.Lock()
	if p.collection != c || p.seeds != len(seeds) {
		p.collection, p.seeds = c, len(seeds)
		p.found, p.err = matchAll(c, len(seeds))
	}
	found, err := p.found[seedsKey(seeds)], p.err
	p.mu.Unlock()
	if err != nil {
		return nil, err
	}
	scores := make([]float64, len(c.Articles))
	for i := range scores {
		scores[i] = nothing
	}
	for _, f := range found {
		scores[f.at] = float64(f.score)
	}
	return scores, nil
}

func seedsKey(seeds []int) string { return fmt.Sprint(seeds) }

// matchAll learns a profile for each topic and matches all articles.
func matchAll(c *Collection, seeds int) (map[string][]finding, error) {
	profiles := make([]*matcher.Profile, len(c.Topics))
	errs := make([]error, len(c.Topics))
	parallel(len(c.Topics), func(i int) {
		profiles[i], errs[i] = learned(c, c.Topics[i].Seeds[:seeds], fmt.Sprintf("topic-%d", i))
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	compiled, problems := matcher.Compile(profiles, nil)
	if compiled == nil {
		return nil, fmt.Errorf("compile the learned profiles: %v", problems[0].Message)
	}
	m := compiled.Against(c.Tables)
	place := map[string]int{}
	for i, name := range m.Profiles() {
		place[name] = i
	}
	found := make([][]finding, len(profiles))
	locks := make([]sync.Mutex, len(profiles))
	parallel(len(c.Articles), func(i int) {
		for _, match := range m.Found(c.Articles[i].document()) {
			at := place[match.Profile]
			locks[at].Lock()
			found[at] = append(found[at], finding{int32(i), float32(match.Score)})
			locks[at].Unlock()
		}
	})
	out := map[string][]finding{}
	for i := range found {
		out[seedsKey(c.Topics[i].Seeds[:seeds])] = found[i]
	}
	return out, nil
}

// learned is the profile that the articles at these places teach.
func learned(c *Collection, seeds []int, name string) (*matcher.Profile, error) {
	var list []learn.Seed
	for _, at := range seeds {
		a := &c.Articles[at]
		list = append(list, learn.Seed{ID: a.ID, Title: a.Title, Text: a.Text, Language: a.Lang})
	}
	cohesion, err := learn.Cohesion(list, c.Tables)
	if err != nil {
		return nil, err
	}
	p := &matcher.Profile{Name: name, Title: name}
	(&learn.Learned{Terms: learn.Terms(list, c.Tables), Cohesion: cohesion}).Apply(p)
	return p, nil
}
