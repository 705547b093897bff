package main

// System learns a topic from examples alone and scores articles.
type System struct {
	Name string
	// Score returns the scores of all articles of the collection, learned from
	// the seeds, which are places in it. Higher is more relevant. It is called by
	// several goroutines at once.
	Score func(c *Collection, seeds []int) ([]float64, error)
	// Cut is how a threshold comes about.
	Cut cut
}

// cut is a rule for the threshold of a score.
type cut int

const (
	tailCut      cut = iota // one false alarm in 2,000 items of the background
	ownCut                  // that of the product without any background: a probability of 0.5
	hindsightCut            // for all topics of the collection the one score that gives the best mean F1
)

// systems are measured beside one another; the first is what the others are
// compared with.
func systems() []System {
	rocchio := func(c *Collection, seeds []int) ([]float64, error) { return c.Index.Rocchio(seeds), nil }
	similar := func(c *Collection, seeds []int) ([]float64, error) { return c.Index.MoreLikeThis(seeds), nil }
	vedette := &product{}
	return []System{
		{"plain Rocchio, 1/2000", rocchio, tailCut},
		{"BM25 more like this, 1/2000", similar, tailCut},
		{"vedette, 1/2000", vedette.Score, tailCut},
		{"plain Rocchio, best cut in hindsight", rocchio, hindsightCut},
		{"vedette, as built", vedette.Score, ownCut},
	}
}
