package measure

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"vedette/matcher/text"
)

// Document is one that baselines see: its distinct terms.
type Document struct {
	Language string // BCP 47 primary tag
	Terms    []text.Term
}

// NewDocument reads title and body as one bag of terms.
func NewDocument(language, title, body string) Document {
	var words text.Words
	words.Add(title, true)
	words.Add(body, false)
	return Document{language, words.AppendTerms(nil, language)}
}

// IDF says how much a term of a language tells: ln((N+1)/(df+0.5)) for one that
// df of N documents have.
type IDF func(language string, key uint64) float64

// Counted is the IDF of given background documents, of all languages together.
func Counted(documents []Document) IDF {
	df := map[uint64]float64{}
	for _, d := range documents {
		for _, t := range d.Terms {
			df[t.Key]++
		}
	}
	n := float64(len(documents))
	return func(_ string, key uint64) float64 { return math.Log((n + 1) / (df[key] + 0.5)) }
}

// Index holds documents by their terms, and scores all of them at once with the
// baselines. It never changes and may be used by many goroutines.
type Index struct {
	documents []Document
	idf       IDF
	postings  map[uint64][]posting
	lengths   []float64 // in terms, over their mean
}

// posting is a term in a document.
type posting struct {
	document int32
	count    int32
	weight   float32 // (1+ln count)·idf, of a document whose weights have the length 1
}

// NewIndex indexes documents. idf must be taken from documents that come before
// those to be judged, or from elsewhere.
func NewIndex(documents []Document, idf IDF) *Index {
	x := &Index{documents: documents, idf: idf, postings: map[uint64][]posting{}, lengths: make([]float64, len(documents))}
	var mean float64
	for i, d := range documents {
		weights, norm := ltc(d, idf)
		for j, t := range d.Terms {
			x.postings[t.Key] = append(x.postings[t.Key], posting{int32(i), t.Count, float32(weights[j] / norm)})
			x.lengths[i] += float64(t.Count)
		}
		mean += x.lengths[i] / float64(len(documents))
	}
	for i := range x.lengths {
		x.lengths[i] /= max(mean, 1)
	}
	return x
}

// ltc returns the weights of a document's terms and their length, 1 where all
// are 0.
func ltc(d Document, idf IDF) (weights []float64, norm float64) {
	weights = make([]float64, len(d.Terms))
	for i, t := range d.Terms {
		weights[i] = (1 + math.Log(float64(t.Count))) * max(0, idf(d.Language, t.Key))
		norm += weights[i] * weights[i]
	}
	if norm == 0 {
		norm = 1
	}
	return weights, math.Sqrt(norm)
}

// Rocchio scores every document by its cosine with the centroid of the seeds,
// which are places in the index: tf-idf "ltc" weights and nothing else.
func (x *Index) Rocchio(seeds []int) []float64 {
	centroid := map[uint64]float64{}
	for _, seed := range seeds {
		d := x.documents[seed]
		weights, norm := ltc(d, x.idf)
		for i, t := range d.Terms {
			centroid[t.Key] += weights[i] / norm
		}
	}
	var norm float64
	keys := slices.Sorted(maps.Keys(centroid)) // in one order, so that sums are the same each time
	for _, key := range keys {
		norm += centroid[key] * centroid[key]
	}
	scores := make([]float64, len(x.documents))
	for _, key := range keys {
		w := centroid[key] / math.Sqrt(norm)
		for _, p := range x.postings[key] {
			scores[p.document] += w * float64(p.weight)
		}
	}
	return scores
}

// What BM25 is set to, as is usual, and how many terms ask.
const (
	saturation = 1.2
	lengthPart = 0.75
	askedTerms = 25
)

// MoreLikeThis scores every document by BM25 for the 25 terms of the seeds that
// weigh most by count × idf.
func (x *Index) MoreLikeThis(seeds []int) []float64 {
	type asked struct {
		key           uint64
		weight, worth float64
	}
	terms := map[uint64]asked{}
	for _, seed := range seeds {
		d := x.documents[seed]
		for _, t := range d.Terms {
			idf := x.idf(d.Language, t.Key)
			terms[t.Key] = asked{t.Key, idf, terms[t.Key].worth + float64(t.Count)*idf}
		}
	}
	query := slices.SortedFunc(maps.Values(terms), func(a, b asked) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.key, b.key))
	})
	scores := make([]float64, len(x.documents))
	for _, q := range query[:min(askedTerms, len(query))] {
		for _, p := range x.postings[q.key] {
			tf := float64(p.count)
			scores[p.document] += q.weight * tf * (saturation + 1) / (tf + saturation*(1-lengthPart+lengthPart*x.lengths[p.document]))
		}
	}
	return scores
}
