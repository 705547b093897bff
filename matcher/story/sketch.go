package story

import (
	"cmp"
	"hash/fnv"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vedette/matcher/text"
)

// What a sketch keeps of a report, and from where on a text is long.
const (
	maxTerms    = 40
	maxNames    = 24
	maxNumbers  = 12
	maxSounds   = 16
	maxForms    = 2 * maxFresh
	maxRead     = 1500 // words of a report that are read: news puts first what matters
	longText    = 100  // words
	titleBoost  = 1.5
	knownWeight = 0.5 // of a name that the profile knows, to what it would weigh
	minTelling  = 4   // IDF from which a word alone says something: one document in 55
)

// Sketch is what of a report is compared with others. The zero value is like
// nothing.
type Sketch struct {
	time     time.Time
	language string
	feed     uint32
	address  uint32 // 0: unknown
	exact    uint64
	sim      uint64  // of a long text
	min      *minima // of a short one
	terms    vector
	names    vector
	numbers  vector
	sounds   []sound // of the rare names in it
	forms    []form  // not kept: only the report that is being placed needs them
}

// form is a term as the report wrote it, heaviest first.
type form struct {
	key  uint32
	text string
}

// IDF says how rare the stem with this key is: the logarithm of how many
// documents there are for one that has it.
type IDF func(key uint64) float32

// Read makes a sketch of a report.
func Read(r Report, idf IDF) Sketch {
	var w text.Words
	w.Add(r.Title, true)
	title := len(w.List)
	w.Add(r.Text, false)
	s := Sketch{
		time: r.Time.UTC(), language: r.Language, feed: hash("feed", r.Feed),
		names: names(r.Names), numbers: numbers(&w, title), exact: exact(&w),
	}
	if r.Address != "" {
		s.address = hash("address", r.Address)
	}
	if len(w.List) >= longText {
		s.sim = simHash(&w)
	} else {
		s.min = minHash(&w)
	}
	known := knownSounds(r.Names)
	found := weigh(&w, r.Language, title, idf, known)
	s.sounds = sounds(&w, found, known)
	s.terms = make(vector, len(found))
	for i, f := range found {
		s.terms[i] = f.weight
		if f.idf >= minTelling && len(s.forms) < maxForms {
			source, from, to := r.Title, w.List[f.First].Start, w.List[f.Last].End
			if int(f.First) >= title {
				source = r.Text
			}
			s.forms = append(s.forms, form{f.key, source[from:to]})
		}
	}
	s.terms = strongest(s.terms, maxTerms)
	return s
}

// weighed is a term of a report, and how rare it is.
type weighed struct {
	text.Term
	weight
	idf float32
}

// weigh gives the distinct stems of a report that weigh most, heaviest first.
// Names that the profile knows weigh little: all that it finds has them.
func weigh(w *text.Words, language string, title int, idf IDF, known []sound) []weighed {
	all := w.AppendTerms(make([]text.Term, 0, len(w.List)), language)
	found := make([]weighed, 0, len(all))
	for _, t := range all {
		if int(t.First) >= maxRead {
			break
		}
		rare := idf(t.Key)
		value := rare
		if t.Count > 1 {
			value *= 1 + float32(math.Log(float64(t.Count)))
		}
		if int(t.First) < title {
			value *= titleBoost
		}
		proper := w.List[t.First].Capital
		if proper && isKnown(soundOf(w.Fold(int(t.First)), w.List[t.First].Script), known) {
			value, proper = value*knownWeight, false
		}
		if value > 0 {
			found = append(found, weighed{t, weight{uint32(t.Key ^ t.Key>>32), value, proper}, rare})
		}
	}
	slices.SortFunc(found, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.First, b.First))
	})
	return found[:min(len(found), maxTerms)]
}

// sounds are those of the names in a report that its profile does not know: of
// places and people that tell one event from another. Where names have no
// capitals, any rare word may be one.
func sounds(w *text.Words, found []weighed, known []sound) []sound {
	var all []sound
	for _, f := range found {
		word := &w.List[f.First]
		if len(all) == maxSounds || word.Script.Cased() && !word.Capital || f.idf < minTelling || word.Script == text.Han {
			continue
		}
		s := soundOf(w.Fold(int(f.First)), word.Script)
		if s.consonants() >= 2 && !isKnown(s, known) && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// knownSounds are those of the names that the profile knows.
func knownSounds(names []string) []sound {
	known := make([]sound, 0, len(names))
	for _, n := range names {
		if s := soundOf(text.AppendFold(nil, n), text.Other); s.consonants() >= 2 {
			known = append(known, s)
		}
	}
	return known
}

func isKnown(s sound, known []sound) bool {
	return slices.ContainsFunc(known, func(k sound) bool { return s.like(k, 1) })
}

func hash(kind, s string) uint32 {
	h := fnv.New64a()
	h.Write([]byte(kind))
	h.Write([]byte{0})
	h.Write([]byte(s))
	sum := h.Sum64()
	return max(uint32(sum^sum>>32), 1)
}

// names makes a vector of names, each once and all of one weight.
func names(list []string) vector {
	var v []weight
	for _, n := range list {
		key := hash("name", strings.ToLower(n))
		if !slices.ContainsFunc(v, func(w weight) bool { return w.key == key }) && len(v) < maxNames {
			v = append(v, weight{key: key, value: 1})
		}
	}
	return strongest(v, maxNames)
}

// numbers gathers those of the title and what follows it. Longer ones say more.
func numbers(w *text.Words, title int) vector {
	var v []weight
	for i := range w.List {
		if len(v) == maxNumbers || i > maxRead {
			break
		}
		digits := digits(w.Fold(i))
		if digits == "" {
			continue
		}
		key := hash("number", digits)
		if slices.ContainsFunc(v, func(w weight) bool { return w.key == key }) {
			continue
		}
		value := float32(1)
		if len(digits) == 1 {
			value = 0.7
		}
		if i < title {
			value *= titleBoost
		}
		v = append(v, weight{key: key, value: value})
	}
	return strongest(v, maxNumbers)
}

// digits is a number in ASCII; "" for a word that is none.
func digits(word []byte) string {
	var b strings.Builder
	for _, r := range string(word) {
		switch {
		case '0' <= r && r <= '9':
		case '٠' <= r && r <= '٩':
			r += '0' - '٠'
		case '۰' <= r && r <= '۹':
			r += '0' - '۰'
		default:
			return ""
		}
		b.WriteRune(r)
	}
	return strings.TrimLeft(b.String(), "0")
}

// exact is equal for texts of the same words.
func exact(w *text.Words) uint64 {
	h := fnv.New64a()
	for i := range w.List {
		h.Write(w.Fold(i))
		h.Write([]byte{' '})
	}
	return h.Sum64()
}

// simHash is that of the triples of successive words.
func simHash(w *text.Words) uint64 {
	var counts [64]int32
	var a, b uint64
	for i := range min(len(w.List), maxRead) {
		c := text.Key(w.Fold(i))
		if i >= 2 {
			h := mix(a ^ bits.RotateLeft64(b, 21) ^ bits.RotateLeft64(c, 42))
			for bit := range counts {
				counts[bit] += int32(h>>bit&1)*2 - 1
			}
		}
		a, b = b, c
	}
	var sum uint64
	for bit, n := range counts {
		if n > 0 {
			sum |= 1 << bit
		}
	}
	return sum
}

// minima are the smallest of the hashes of all runs of four characters, one for
// each of the parts that the hashes fall into; noMinimum where there is none.
type minima [64]uint16

const noMinimum = math.MaxUint16

func minHash(w *text.Words) *minima {
	least := new(minima)
	for i := range least {
		least[i] = noMinimum
	}
	var last uint64 // four characters
	n := 0
	take := func(r rune) {
		last = last<<16 | uint64(uint16(r))
		if n++; n >= 4 {
			h := mix(last)
			least[h>>58] = min(least[h>>58], uint16(h))
		}
	}
	for i := range w.List {
		for word := w.Fold(i); len(word) > 0; {
			r, size := rune(word[0]), 1
			if r >= utf8.RuneSelf {
				r, size = utf8.DecodeRune(word)
			}
			take(r)
			word = word[size:]
		}
		take(' ')
	}
	return least
}

// similar tells whether the runs of two texts have a Jaccard similarity of at
// least 0.7, by the parts that either has any in. Most are known not to have it
// after a few of them.
func (m *minima) similar(o *minima) bool {
	equal, of := 0, 0
	for i := range m {
		if i == 12 && equal*4 < of {
			return false
		}
		if m[i] != noMinimum || o[i] != noMinimum {
			of++
			if m[i] == o[i] {
				equal++
			}
		}
	}
	return equal*10 >= of*7
}

// mix spreads the bits of a number, as the finalizer of SplitMix64 does.
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// copyOf tells whether two reports are near-duplicates. One that brings other
// numbers is not: the count of the dead may be all that changed.
func (s *Sketch) copyOf(o *Sketch) bool {
	return s.alike(o) && (s.min == nil || s.apart(o) <= copyTime && s.sameNumbers(o))
}

// apart is the time between two reports.
func (s *Sketch) apart(o *Sketch) time.Duration { return s.time.Sub(o.time).Abs() }

// alike tells whether two reports have nearly the same words.
func (s *Sketch) alike(o *Sketch) bool {
	switch {
	case s.exact == o.exact:
		return true
	case s.min != nil && o.min != nil:
		return s.min.similar(o.min)
	case s.min == nil && o.min == nil:
		return bits.OnesCount64(s.sim^o.sim) <= 3
	}
	return false
}

// sameNumbers tells whether all numbers of s are in o.
func (s *Sketch) sameNumbers(o *Sketch) bool {
	for _, n := range s.numbers {
		if !o.numbers.has(n.key) {
			return false
		}
	}
	return true
}

// mayTellOf tells whether a report in another language may be of the same event:
// of what the profile does not know of either, a name or number agrees, unless
// one of them has none.
func (s *Sketch) mayTellOf(o *Sketch) bool {
	if len(s.sounds)+len(s.numbers) == 0 || len(o.sounds)+len(o.numbers) == 0 {
		return true
	}
	agree := false
	shared(s.numbers, o.numbers, func(int, int) { agree = true })
	return agree || slices.ContainsFunc(s.sounds, func(a sound) bool { return slices.ContainsFunc(o.sounds, a.same) })
}
