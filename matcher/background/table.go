package background

import (
	"encoding/binary"
	"errors"
	"iter"
	"maps"
	"math"
	"slices"
)

// Table says how common the terms of one language are: in which share of
// documents each is expected. It never changes and may be used by many
// goroutines at once. The nil Table knows no term and takes all for equally
// rare.
//
// Terms are told apart by 32 bits of their keys: of 40,000 known terms one in
// 100,000 unknown ones borrows a frequency.
type Table struct {
	slots  []slot // open addressing, a power of two of them, at most 3/4 taken
	terms  int
	unseen float32 // the IDF of terms without a slot
}

type slot struct {
	key uint32 // 0 is free
	idf float32
}

// nilIDF is what the nil Table says of every term: once in 10,000 documents.
const nilIDF = 9.2

// New makes a table of counts: the keys of terms, and in how many of the
// documents each occurs, which may be an estimate and thus broken. Terms
// without a count are those of df 0.
func New(documents float64, counts map[uint64]float64) *Table {
	return build(unseenShare(documents), len(counts), func(yield func(uint32, float64) bool) {
		for key, df := range counts {
			if !yield(short(key), share(df, documents)) {
				return
			}
		}
	})
}

// share is what the formula of IDF makes of df.
func share(df, documents float64) float64 { return (min(df, documents) + 0.5) / (documents + 1) }

func unseenShare(documents float64) float64 { return share(0, documents) }

// build makes a table of shares; of terms that are as rare as unseen ones
// nothing is kept.
func build(unseen float64, most int, shares iter.Seq2[uint32, float64]) *Table {
	size := 4
	for 3*size < 4*(most+1) {
		size *= 2
	}
	t := &Table{slots: make([]slot, size), unseen: float32(-math.Log(unseen))}
	for key, share := range shares {
		if idf := float32(-math.Log(share)); idf < t.unseen {
			t.put(key, idf)
		}
	}
	return t
}

// put adds a term. Of two with one key the commoner counts.
func (t *Table) put(key uint32, idf float32) {
	s := t.find(key)
	if s.key == 0 {
		*s = slot{key, idf}
		t.terms++
	}
	s.idf = min(s.idf, idf)
}

// find returns the slot of a key: where it is, or the free one where it goes.
func (t *Table) find(key uint32) *slot {
	mask := uint32(len(t.slots) - 1)
	at := key & mask
	for t.slots[at].key != key && t.slots[at].key != 0 {
		at = (at + 1) & mask
	}
	return &t.slots[at]
}

// short is the part of a key that tables keep, never 0.
func short(key uint64) uint32 { return max(1, uint32(key^key>>32)) }

// Len is the number of terms the table knows.
func (t *Table) Len() int {
	if t == nil {
		return 0
	}
	return t.terms
}

// IDF is the inverse document frequency of a term, ln((N+1)/(df+0.5)) for N
// documents of which df have it: near 0 for the commonest, 8 to 15 for unseen
// ones.
func (t *Table) IDF(key uint64) float32 {
	if t == nil {
		return nilIDF
	}
	if s := t.find(short(key)); s.key != 0 {
		return s.idf
	}
	return t.unseen
}

// Share is the share of documents, above 0 and at most 1, in which a term is
// expected: (df+0.5)/(N+1), for unseen terms as well. Its logarithm is -IDF.
func (t *Table) Share(key uint64) float64 { return math.Exp(-float64(t.IDF(key))) }

// levels are how many steps an IDF of 1 has in the compact form, which ends at
// an IDF of 255/levels.
const levels = 16

// AppendBinary appends the compact form of the table: the level of unseen terms
// in one byte, the number of terms, the ascending keys as differences, all as
// uvarints, then one byte with the level of each term. A level is an IDF times
// 16, rounded, so that reading it back is off by up to 0.03.
func (t *Table) AppendBinary(b []byte) ([]byte, error) {
	if t == nil {
		return b, errors.New("write table of frequencies: there is none")
	}
	known := make(map[uint32]float32, t.terms)
	for _, s := range t.slots {
		if s.key != 0 {
			known[s.key] = s.idf
		}
	}
	b = append(b, level(t.unseen))
	b = binary.AppendUvarint(b, uint64(len(known)))
	keys := slices.Sorted(maps.Keys(known))
	last := uint32(0)
	for _, key := range keys {
		b = binary.AppendUvarint(b, uint64(key-last))
		last = key
	}
	for _, key := range keys {
		b = append(b, level(known[key]))
	}
	return b, nil
}

func level(idf float32) byte { return byte(min(255, math.Round(float64(idf)*levels))) }

var errTorn = errors.New("read table of frequencies: it is torn")

// UnmarshalBinary replaces the table by one read from its compact form.
func (t *Table) UnmarshalBinary(b []byte) error {
	if len(b) == 0 {
		return errTorn
	}
	unseen := b[0]
	n, size := binary.Uvarint(b[1:])
	if size <= 0 || n > uint64(len(b))/2 {
		return errTorn
	}
	b = b[1+size:]
	keys := make([]uint32, n)
	last := uint64(0)
	for i := range keys {
		delta, size := binary.Uvarint(b)
		if last += delta; size <= 0 || last > math.MaxUint32 || delta == 0 {
			return errTorn
		}
		keys[i], b = uint32(last), b[size:]
	}
	if len(b) != len(keys) {
		return errTorn
	}
	*t = *build(fromLevel(unseen), len(keys), func(yield func(uint32, float64) bool) {
		for i, key := range keys {
			if !yield(key, fromLevel(b[i])) {
				return
			}
		}
	})
	return nil
}

// fromLevel returns the share of which level says the IDF.
func fromLevel(level byte) float64 { return math.Exp(-float64(level) / levels) }
