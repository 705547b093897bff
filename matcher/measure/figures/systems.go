package main

// System learns a topic from examples alone and scores articles.
type System struct {
	Name string
	// Score returns the scores of all articles of the collection, learned from
	// the seeds, which are places in it. Higher is more relevant. It is called by
	// several goroutines at once.
	Score func(c *Collection, seeds []int) ([]float64, error)
}

// systems are measured beside one another; the first is what the others are
// compared with.
func systems() []System {
	vedette := &product{}
	return []System{
		{"plain Rocchio", func(c *Collection, seeds []int) ([]float64, error) { return c.Index.Rocchio(seeds), nil }},
		{"vedette", vedette.Score},
		{"BM25 more like this", func(c *Collection, seeds []int) ([]float64, error) { return c.Index.MoreLikeThis(seeds), nil }},
	}
}
