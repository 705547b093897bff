// Package text turns characters into words that can be compared: it folds
// spelling (case, accents, vowel signs, letter variants of one script), splits
// into words and sentences, and keeps for every word its place in the original.
//
// Folding forgets exactly what writers of the same word disagree about and is
// done to texts and to lexicons alike, so it need not be pretty, only steady:
// folding twice gives what folding once gave.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tableSize covers every alphabet that is folded by table: Latin to Arabic,
// the Indic scripts, and Latin Extended Additional.
const tableSize = 0x2000

// folded holds what the runes below tableSize become; "" is a dropped rune.
var folded = foldTable()

func foldTable() *[tableSize]string {
	var t [tableSize]string
	for r := range rune(tableSize) {
		t[r] = foldSlow(r)
	}
	return &t
}

// variants are letters that Unicode keeps apart and writers do not. What they
// become is folded already.
var variants = map[rune]string{
	'ı': "i", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ς': "σ",
	'ґ': "г", 'ў': "у",
	'ٱ': "ا", 'ى': "ي", 'ة': "ه", 'ی': "ي", 'ې': "ي", 'ے': "ي", 'ک': "ك", 'ڪ': "ك", 'ە': "ه", 'ہ': "ه", 'ھ': "ه", 'ۃ': "ه",
	'٠': "0", '١': "1", '٢': "2", '٣': "3", '٤': "4", '٥': "5", '٦': "6", '٧': "7", '٨': "8", '٩': "9",
	'۰': "0", '۱': "1", '۲': "2", '۳': "3", '۴': "4", '۵': "5", '۶': "6", '۷': "7", '۸': "8", '۹': "9",
}

// Fold returns s with every character folded. Spaces and punctuation stay.
func Fold(s string) string {
	return string(AppendFold(make([]byte, 0, len(s)), s))
}

// AppendFold appends the folded form of s to b.
func AppendFold(b []byte, s string) []byte {
	for _, r := range s {
		b = appendRune(b, r)
	}
	return b
}

func appendRune(b []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(b, byte(r))
	case r < tableSize:
		return append(b, folded[r]...)
	case isHan(r):
		return utf8.AppendRune(b, r)
	default:
		return append(b, foldSlow(r)...)
	}
}

// foldSlow folds one rune by the book: decompose, drop marks, lower, unite
// variants, and again until nothing changes.
func foldSlow(r rune) string {
	s := string(r)
	for range 4 { // the longest chain known takes three
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func foldOnce(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		if v, ok := variants[r]; ok {
			b.WriteString(v)
		} else if !dropped(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// dropped tells whether r carries nothing that words are compared by: accents,
// harakat, niqqud, tatweel, joiners, soft hyphens, direction marks.
func dropped(r rune) bool {
	return r == 'ـ' || unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf)
}

func isHan(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || 0x20000 <= r && r <= 0x323AF
}
