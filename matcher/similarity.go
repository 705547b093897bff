package matcher

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"vedette/matcher/background"
	"vedette/matcher/text"
)

// How likeness becomes a logit:
//
//	7.3·ln(cosine) - 3.7·ln(cohesion) + 3.0·ln(shared terms) - 1.9·ln(words) + 8
//
// A document is the more likely about the subject the more its terms resemble
// those of the seeds, measured by how alike the seeds are among themselves, and
// the more different typical terms it has for its length: a short text can
// reach a high cosine with a single one. The numbers were fitted to hundreds of
// topics of three collections together, so that 0 is near where a topic's F1 is
// best on average (matcher/measure/figures reproduces what that reaches).
const (
	likenessBase     = 8.0
	likenessCosine   = 7.3
	likenessCohesion = 3.7
	likenessShared   = 3.0
	likenessWords    = 1.9
	// smoothing of the logarithms, as it was when the numbers were fitted
	cosineFloor   = 0.005
	cohesionFloor = 0.05
	wordsFloor    = 3
	// lengthFloor is added to the length of a document's vector, in square, so
	// that texts of few terms do not resemble anything by chance.
	lengthFloor = 30.0
	// leastCosine is below anything that the logit could lift above the bias.
	leastCosine = 0.03
)

// loneCohesion stands for the cohesion of a profile that has none: one learned
// from a single seed, or whose terms were written by hand.
const loneCohesion = 0.06

// typical are the learned terms of all profiles in one language.
type typical struct {
	table    *background.Table
	places   map[uint64]stretch // by text.Term.Key
	postings []posting
}

// stretch is postings[from:to].
type stretch struct{ from, to int32 }

// posting says that a term is typical of a profile; a term's are in the order of
// profiles.
type posting struct {
	profile int32
	weight  float32 // of the profile's unit vector
}

// resemblance is what a document and a profile share. It is kept small, since
// with many profiles there is one for most of them in every document.
type resemblance struct {
	dot    float32 // of the profile's unit vector and the document's
	shared int32   // terms
}

// typicalTerms indexes the terms of profiles, by language.
func typicalTerms(profiles []*Profile) map[string]*typical {
	out := map[string]*typical{}
	gathered := map[string]map[uint64][]posting{}
	for i, p := range profiles {
		for _, language := range sortedKeys(p.Terms) {
			if gathered[language] == nil {
				gathered[language] = map[uint64][]posting{}
			}
			for key, weight := range unitVector(p.Terms[language], language) {
				gathered[language][key] = append(gathered[language][key], posting{int32(i), weight})
			}
		}
	}
	for language, terms := range gathered {
		t := &typical{table: background.Tables(nil).Of(language), places: make(map[uint64]stretch, len(terms))}
		for _, key := range sortedTerms(terms) {
			from := int32(len(t.postings))
			t.postings = append(t.postings, terms[key]...)
			t.places[key] = stretch{from, int32(len(t.postings))}
		}
		out[language] = t
	}
	return out
}

func sortedTerms(terms map[uint64][]posting) []uint64 {
	keys := make([]uint64, 0, len(terms))
	for key := range terms {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// unitVector brings the terms of a profile to their stems and to length 1. Of
// words with one stem the heaviest counts.
func unitVector(terms map[string]float64, language string) map[uint64]float32 {
	weights := make(map[uint64]float64, len(terms))
	for word, weight := range terms {
		if key, ok := termKeyOf(word, language); ok {
			weights[key] = max(weights[key], weight)
		}
	}
	length := 0.0
	for _, weight := range weights {
		length += weight * weight
	}
	out := make(map[uint64]float32, len(weights))
	for key, weight := range weights {
		out[key] = float32(weight / math.Sqrt(length))
	}
	return out
}

// termKeyOf is the key of a word that a profile lists as typical.
func termKeyOf(word, language string) (uint64, bool) {
	var w text.Words
	w.Add(word, true)
	terms := w.AppendTerms(nil, language)
	if len(terms) == 0 {
		return 0, false
	}
	return terms[0].Key, true
}

// compare finds which profiles the document's terms resemble, and marks as
// waiting those of which that speaks for it.
func (r *reading) compare() {
	t := r.matcher.typical[r.language]
	clear(r.alike)
	if t == nil {
		return
	}
	r.terms = r.words.AppendTerms(r.terms[:0], r.language)
	length := lengthFloor * lengthFloor
	alike := r.alike
	for i := range r.terms {
		term := &r.terms[i]
		weight := termWeight(term.Count) * t.table.IDF(term.Key)
		length += float64(weight) * float64(weight)
		place := t.places[term.Key]
		for _, p := range t.postings[place.from:place.to] {
			like := &alike[p.profile]
			like.dot += p.weight * weight
			like.shared++
		}
	}
	r.length = math.Sqrt(length)
	least := float32(leastCosine * r.length)
	for p := range r.alike { // all: cheaper than to note which were met
		if r.alike[p].dot >= least && r.likeness(int32(p)) > 0 {
			r.wait(int32(p))
		}
	}
}

// cosine is that of the document and a profile.
func (r *reading) cosine(id int32) float64 { return float64(r.alike[id].dot) / r.length }

// likeness is what the resemblance to a profile adds to the logit; nothing is
// taken away where there is none.
func (r *reading) likeness(id int32) float64 {
	p, like := &r.matcher.profiles[id], r.alike[id]
	if like.shared == 0 {
		return 0
	}
	logit := likenessBase + likenessCosine*math.Log(r.cosine(id)+cosineFloor) -
		likenessCohesion*math.Log(p.cohesion+cohesionFloor) +
		likenessShared*math.Log(float64(like.shared+1)) - likenessWords*math.Log(float64(len(r.words.List)+wordsFloor))
	return max(0, p.likenessWeight*min(logit-bias, mostLikeness))
}

// Likeness is, for every profile, the cosine of the document's terms to those
// that the profile learned in its language; 0 where it has none.
func (m *Matcher) Likeness(doc Document) []float64 {
	out := make([]float64, len(m.profiles))
	m.read(&doc, func(r *reading) {
		for p := range out {
			if r.alike[p].shared > 0 {
				out[p] = r.cosine(int32(p))
			}
		}
	})
	return out
}

// termWeight damps how often a text has a term.
func termWeight(count int32) float32 {
	if count == 1 {
		return 1
	}
	return float32(1 + math.Log(float64(count)))
}

// mostLikeness bounds what likeness alone can do.
const mostLikeness = 9.0

// Typical words are marked in a text if they make up much of the likeness.
const mostTermMarks = 8

// sharedTerm is a term of the document that is typical of a profile.
type sharedTerm struct {
	at     span
	weight float32
}

// likenessEvidence is what the likeness of the document to a profile adds,
// followed by the terms that it rests on.
func (r *reading) likenessEvidence(id int32) []Evidence {
	likeness := r.likeness(id)
	if likeness == 0 {
		return nil
	}
	t := r.matcher.typical[r.language]
	var shared []sharedTerm
	for i := range r.terms {
		term := &r.terms[i]
		place := t.places[term.Key]
		list := t.postings[place.from:place.to]
		if at, ok := slices.BinarySearchFunc(list, id, func(p posting, id int32) int { return cmp.Compare(p.profile, id) }); ok {
			shared = append(shared, sharedTerm{span{term.First, term.Last + 1}, list[at].weight * termWeight(term.Count) * t.table.IDF(term.Key)})
		}
	}
	slices.SortStableFunc(shared, func(a, b sharedTerm) int { return cmp.Compare(b.weight, a.weight) })
	var words []string
	marks := make([]Evidence, 1, mostTermMarks+1)
	for _, s := range shared[:min(len(shared), mostTermMarks)] {
		mark := r.evidence("term", "", s.at, 0)
		mark.Text = r.original(mark)
		marks = append(marks, mark)
		words = append(words, mark.Text)
	}
	why := fmt.Sprintf("reads like the examples: %d typical words, among them %s", r.alike[id].shared, strings.Join(words[:min(len(words), 5)], ", "))
	marks[0] = r.evidence("likeness", why, shared[0].at, likeness)
	return marks
}

// original is the stretch of the document that evidence points to.
func (r *reading) original(e Evidence) string {
	if e.Field == "title" {
		return r.doc.Title[e.Start:e.End]
	}
	return r.doc.Text[e.Start:e.End]
}
