package main

import "math"

// itemLength is how many words a news item of title and summary has.
const itemLength = 46

// written turns counts of speech into document frequencies of news items.
func (s speech) written() made {
	const documents = 90_000
	m := made{origin: "subtitles", documents: documents, df: make(map[uint64]float64, len(s.counts))}
	for key, count := range s.counts {
		m.df[key] = documents * -math.Expm1(-itemLength*count/s.total)
	}
	return m
}
