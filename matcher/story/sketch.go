package story

import (
	"hash/fnv"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"

	"vedette/matcher/text"
)

// What a sketch keeps of a report, and from where on a text is long.
const (
	maxTerms   = 40
	maxNames   = 24
	maxNumbers = 12
	maxRead    = 1500 // words of a report that are read: news puts first what matters
	longText   = 100  // words
	titleBoost = 1.5
	minTelling = 4 // IDF from which a word alone says something: one document in 55
)

// Sketch is what of a report is compared with others. The zero value is like
// nothing.
type Sketch struct {
	time     time.Time
	language string
	feed     uint32
	address  uint32 // 0: unknown
	exact    uint64
	sim      uint64      // of a long text
	min      *[64]uint16 // of a short one
	terms    vector
	names    vector
	numbers  vector
	forms    []form // not kept: only the report that is being placed needs them
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
	s.terms, s.forms = terms(&w, r, title, idf)
	return s
}

// terms weighs the distinct stems of a report and keeps the heaviest.
func terms(w *text.Words, r Report, title int, idf IDF) (vector, []form) {
	all := w.AppendTerms(nil, r.Language)
	weights := make([]weight, 0, len(all))
	first := make(map[uint32]text.Term, len(all))
	for _, t := range all {
		if int(t.First) >= maxRead {
			break
		}
		value := (1 + float32(math.Log(float64(t.Count)))) * idf(t.Key)
		if int(t.First) < title {
			value *= titleBoost
		}
		if value > 0 {
			weights = append(weights, weight{uint32(t.Key ^ t.Key>>32), value})
			first[uint32(t.Key^t.Key>>32)] = t
		}
	}
	v := strongest(weights, maxTerms)
	byWeight := slices.Clone(v)
	slices.SortFunc(byWeight, func(a, b weight) int { return int(first[a.key].First - first[b.key].First) })
	slices.SortStableFunc(byWeight, func(a, b weight) int {
		if a.value > b.value {
			return -1
		}
		return 1
	})
	forms := make([]form, 0, len(byWeight))
	for _, b := range byWeight {
		t := first[b.key]
		if idf(t.Key) < minTelling {
			continue
		}
		source, from, to := r.Title, w.List[t.First].Start, w.List[t.Last].End
		if int(t.First) >= title {
			source = r.Text
		}
		forms = append(forms, form{b.key, source[from:to]})
	}
	return v, forms
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
			v = append(v, weight{key, 1})
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
		v = append(v, weight{key, value})
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

// minHash holds the smallest of the hashes of all runs of four characters, by
// 64 hash functions.
func minHash(w *text.Words) *[64]uint16 {
	var folded []rune
	for i := range w.List {
		folded = append(append(folded, []rune(string(w.Fold(i)))...), ' ')
	}
	var least [64]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	for i := range max(len(folded)-3, 1) {
		var h uint64
		for _, r := range folded[min(i, len(folded)):min(i+4, len(folded))] {
			h = h<<16 ^ h>>48 ^ uint64(r)
		}
		h = mix(h)
		step := mix(h) | 1
		for j := range least {
			least[j] = min(least[j], h)
			h += step
		}
	}
	out := new([64]uint16)
	for i, l := range least {
		out[i] = uint16(mix(l))
	}
	return out
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
		equal := 0
		for i := range s.min {
			if s.min[i] == o.min[i] {
				equal++
			}
		}
		return equal*10 >= 64*7
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
