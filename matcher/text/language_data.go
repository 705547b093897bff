package text

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// languageGz holds the n-grams of eld 2.1.0, Copyright 2023 Nito T.M.,
// Apache-2.0 (see language.LICENSE), in the form that its maker, the program in
// make, describes.
//
//go:embed language.gz
var languageGz []byte

// ngramTable says in which languages an n-gram occurs and how much it weighs
// there.
type ngramTable struct {
	tags    []string
	slots   []ngramSlot   // open addressing by key
	lists   []byte        // for each n-gram the number of languages, then index and weight of each
	letters [0x700]uint64 // for each letter that few languages have, these, as bits by index
	lower   [0x700]uint16 // letters in lower case, 0 for the rest
}

type ngramSlot struct {
	key uint32 // 0 is free
	at  uint32 // in lists
}

// languageNgrams unpacks the table, which takes some milliseconds.
var languageNgrams = sync.OnceValue(func() *ngramTable {
	t, err := unpackNgrams(languageGz)
	if err != nil { // the program itself is damaged
		panic(fmt.Errorf("unpack n-grams of languages: %w", err))
	}
	return t
})

func unpackNgrams(packed []byte) (*ngramTable, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	t := &ngramTable{slots: make([]ngramSlot, 1<<17)}
	for b[0] > 0 {
		end := 1 + int(b[0])
		t.tags, b = append(t.tags, string(b[1:end])), b[end:]
	}
	var ngram [8]byte
	for b = b[1:]; b[1] > 0; {
		shared, n := int(b[0]), int(b[1])
		copy(ngram[shared:], b[2:2+n])
		b = b[2+n:]
		end := 1 + 2*int(b[0])
		t.put(ngramKey(ngram[:shared+n]), b[:end])
		b = b[end:]
	}
	t.tags = append(t.tags, "mk", "ps") // told by their letters alone
	for _, few := range tellingLetters {
		var languages uint64
		for tag := range strings.FieldsSeq(few.languages) {
			languages |= 1 << t.index(tag)
		}
		for _, r := range few.letters {
			t.letters[r] |= languages
		}
	}
	for r := range t.lower {
		if lower := unicode.ToLower(rune(r)); unicode.IsLetter(rune(r)) && int(lower) < len(t.lower) {
			t.lower[r] = uint16(lower)
		}
	}
	return t, nil
}

// index returns the place of a tag that the table has.
func (t *ngramTable) index(tag string) int { return slices.Index(t.tags, tag) }

func (t *ngramTable) put(key uint32, list []byte) {
	mask := uint32(len(t.slots) - 1)
	at := key & mask
	for t.slots[at].key != 0 {
		at = (at + 1) & mask
	}
	t.slots[at] = ngramSlot{key, uint32(len(t.lists))}
	t.lists = append(t.lists, list...)
}

// find returns the languages of an n-gram, each with its weight, as pairs of
// bytes.
func (t *ngramTable) find(key uint32) []byte {
	mask := uint32(len(t.slots) - 1)
	at := key & mask
	for t.slots[at].key != key {
		if t.slots[at].key == 0 {
			return nil
		}
		at = (at + 1) & mask
	}
	list := t.lists[t.slots[at].at:]
	return list[1 : 1+2*int(list[0])]
}

// ngramKey is a hash of an n-gram, which has at most 6 bytes, never 0.
func ngramKey(ngram []byte) uint32 {
	var packed uint64
	for _, c := range ngram {
		packed = packed<<8 | uint64(c)
	}
	return max(1, uint32(packed*0x9E3779B97F4A7C15>>32))
}
