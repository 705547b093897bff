package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// database has for each n-gram the weights of the kept languages that have it,
// by index in kept.
type database map[string]map[byte]byte

// The parts of eld's sources that are read: strings and bare names as keys, and
// pairs of numbers, or of a number and a string, in braces.
var (
	literal  = regexp.MustCompile(`'((?:[^'\\]|\\.)+)'`)
	language = regexp.MustCompile(`(\d+):'([a-z]+)'`)
	entry    = regexp.MustCompile(`(?:'((?:[^'\\]|\\.)+)'|([\pL\pN_$]+)):\{([\d:,]+)\}`)
	weight   = regexp.MustCompile(`(\d+):(\d+)`)
)

// parse reads eld's dictionary, which writes bytes as characters, and its
// n-grams.
func parse(dictionary, ngrams string) (database, error) {
	bytesOf := map[string]byte{"'": '\'', " ": ' '}
	// The comment has quotes of its own, none before the list.
	_, list, _ := strings.Cut(dictionary, "dictionary = [")
	for i, m := range literal.FindAllStringSubmatch(list, -1) {
		if s := unescape(m[1]); s != " " {
			bytesOf[s] = byte(i)
		}
	}
	head, body, ok := strings.Cut(ngrams, "ngrams:{")
	if !ok || len(bytesOf) < 100 {
		return nil, fmt.Errorf("this is not eld 2.1.0: %d characters of the dictionary", len(bytesOf))
	}
	indexes := map[string]byte{}
	for _, m := range language.FindAllStringSubmatch(head, -1) {
		if at := slices.Index(kept, m[2]); at >= 0 {
			indexes[m[1]] = byte(at)
		}
	}
	if len(indexes) != len(kept) {
		return nil, fmt.Errorf("%d of %d languages are there", len(indexes), len(kept))
	}
	found := database{}
	for _, m := range entry.FindAllStringSubmatch(body, -1) {
		var ngram []byte
		for _, r := range unescape(m[1]) + m[2] {
			b, ok := bytesOf[string(r)]
			if !ok {
				return nil, fmt.Errorf("%q of n-gram %q is not in the dictionary", r, m[0])
			}
			ngram = append(ngram, b)
		}
		weights := map[byte]byte{}
		for _, pair := range weight.FindAllStringSubmatch(m[3], -1) {
			if at, ok := indexes[pair[1]]; ok {
				n, err := strconv.ParseUint(pair[2], 10, 8)
				if err != nil {
					return nil, fmt.Errorf("n-gram %q: %w", m[0], err)
				}
				weights[at] = byte(n)
			}
		}
		if len(weights) > 0 {
			found[string(ngram)] = weights
		}
	}
	return found, nil
}

func unescape(s string) string { return strings.ReplaceAll(s, `\`, "") }

// pack writes the format of the package comment.
func (d database) pack() []byte {
	var b []byte
	for _, tag := range kept {
		b = append(append(b, byte(len(tag))), tag...)
	}
	b = append(b, 0)
	last := ""
	for _, ngram := range slices.Sorted(maps.Keys(d)) {
		shared := 0
		for shared < min(len(last), len(ngram)) && last[shared] == ngram[shared] {
			shared++
		}
		b = append(append(b, byte(shared), byte(len(ngram)-shared)), ngram[shared:]...)
		b = append(b, byte(len(d[ngram])))
		for _, at := range slices.Sorted(maps.Keys(d[ngram])) {
			b = append(b, at, d[ngram][at])
		}
		last = ngram
	}
	return append(b, 0, 0)
}
