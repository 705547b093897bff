package text

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
// three digits, single letters and what hangs on a word by an apostrophe are
// no terms.
func (w *Words) AppendTerms(terms []Term, language string) []Term {
	base := len(terms)
	w.seat(len(w.List))
	for i := range w.List {
		word := &w.List[i]
		last := i
		stem := w.Fold(i)
		switch {
		case word.Script == Han:
			if i+1 == len(w.List) || w.List[i+1].Script != Han || w.List[i+1].Place != word.Place+1 || w.List[i+1].Start != word.End {
				continue
			}
			last = i + 1
			stem = w.FoldRun(i, last)
		case len(stem) < 2 || word.Script == Other && len(stem) < 3 || i > 0 && w.List[i-1].Script != Han && word.Place == w.List[i-1].Place:
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
