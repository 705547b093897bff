package main

import "math"

// What is known of news items that have a title and a summary.
const (
	itemLength = 37 // distinct terms

	// The line from the IDF that speech would have if it came in such items to
	// that of the news, fitted on those two of six languages whose news are
	// such items: English and Polish.
	slope  = 0.635
	offset = 0.86

	// What speech adds to headlines, which leave out the small words: so much of
	// each share.
	spoken = 0.1
)

// spokenDocuments are those of speech cut into items; it is what decides the IDF
// of words that are never said.
const spokenDocuments = 90_000

// items turns counts of speech into document frequencies of items that have so
// many words, as if these were drawn independently.
func (s speech) items(words float64) made {
	m := made{origin: "subtitles", documents: spokenDocuments, df: make(map[uint64]float64, len(s.counts))}
	for key, count := range s.counts {
		m.df[key] = m.documents * -math.Expm1(-words*count/s.total)
	}
	return m
}

// written turns counts of speech into document frequencies of news.
func (s speech) written() made {
	said := s.items(itemLength)
	news := made{origin: said.origin, df: said.df}
	line := func(df float64) float64 { // as a share
		return math.Exp(-offset) * math.Pow((df+0.5)/(spokenDocuments+1), slope)
	}
	news.documents = 0.5/line(0) - 1 // so that what is never said is on the line, too
	for key, df := range said.df {
		news.df[key] = line(df)*(news.documents+1) - 0.5
	}
	return news
}

// withSpeech blends document frequencies of headlines with speech.
func (m made) withSpeech(s speech) made {
	said := s.items(itemLength)
	blend := made{origin: said.origin, documents: m.documents, df: map[uint64]float64{}}
	for key, df := range m.df {
		blend.df[key] = (1 - spoken) * df
	}
	for key, df := range said.df {
		blend.df[key] += spoken * df / said.documents * m.documents
	}
	return blend
}
