package text

import "unicode/utf8"

// Term is one of the distinct stems of a text.
type Term struct {
	Key   uint64 // of the stem; equal keys mean equal stems
	Count int32  // how often the text has it
	First int32  // its first word in Words.List
	Last  int32  // First, or the second character of a Chinese pair
}

// AppendTerms appends the distinct terms of all texts added, in order of first
// occurrence: the stem of each word, and of Chinese, which writes no spaces,
// each pair of characters that follow on one another. Numbers of fewer than
// three digits, single letters and endings that hang on a word by an apostrophe
// are no terms.
func (w *Words) AppendTerms(terms []Term, language string) []Term {
	base := len(terms)
	w.seat(len(w.List))
	for i := range w.List {
		word := &w.List[i]
		last := i
		stem := w.Fold(i)
		switch {
		case word.Script == Han:
			if !w.paired(i) {
				continue
			}
			last = i + 1
			stem = w.FoldRun(i, last)
		case utf8.RuneCount(stem) < 2 || word.Script == Other && len(stem) < 3 || w.ending(i, language):
			continue
		default:
			stem = Stem(stem, word.Script, language)
		}
		key := Key(stem)
		at := w.find(terms[base:], key)
		if w.seats[at] == 0 {
			terms = append(terms, Term{Key: key, First: int32(i), Last: int32(last)})
			w.seats[at] = int32(len(terms) - base)
		}
		terms[base+int(w.seats[at])-1].Count++
	}
	return terms
}

// paired tells whether word i and the next are Han characters side by side.
func (w *Words) paired(i int) bool {
	if i+1 == len(w.List) {
		return false
	}
	word, next := &w.List[i], &w.List[i+1]
	return next.Script == Han && next.Start == word.End && next.Sentence == word.Sentence
}

// ending tells whether word i is what an apostrophe adds to the word before, as
// in Putin's and Putin'le, and not the word itself, as in l'Assad, O'Brien and
// Cyrillic and Hebrew spelling.
func (w *Words) ending(i int, language string) bool {
	word := &w.List[i]
	if i == 0 || word.Script != Latin || word.Place != w.List[i-1].Place {
		return false
	}
	switch language {
	case "ca", "fr", "it":
		return false
	}
	before := &w.List[i-1]
	return before.Script != Han && before.to-before.from > 1
}

// Key returns the key of a stem: its 64-bit FNV-1a hash.
func Key(stem []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range stem {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}

// seat makes the table of seats empty and large enough for n terms.
func (w *Words) seat(n int) {
	size := 16
	for size < 2*n {
		size *= 2
	}
	if size > len(w.seats) {
		w.seats = make([]int32, size)
		return
	}
	clear(w.seats)
}

// find returns the seat of a key: where it is, or the free one where it goes.
func (w *Words) find(terms []Term, key uint64) uint64 {
	mask := uint64(len(w.seats) - 1)
	at := (key ^ key>>32) & mask
	for w.seats[at] != 0 && terms[w.seats[at]-1].Key != key {
		at = (at + 1) & mask
	}
	return at
}
