package text

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Stem cuts a folded word down to what its forms have in common, roughly: two
// words with one stem are taken for one term of the statistics, never for one
// name. The result is a part of word. Words of a language without rules of
// its own are cut to their first five letters, if their script has cases.
func Stem(word []byte, script Script, language string) []byte {
	switch script {
	case Latin:
		if language == "en" {
			return stemEnglish(word)
		}
		return prefix(word, 5)
	case Cyrillic, Greek:
		return prefix(word, 5)
	case Arabic:
		return stemArabic(word)
	case Hebrew:
		return stemHebrew(word)
	}
	return word
}

// stemEnglish takes away the plural and the possessive s, and nothing where
// the word would be left too short to tell.
func stemEnglish(word []byte) []byte {
	n := len(word)
	if n < 4 || word[n-1] != 's' || word[n-2] == 's' || word[n-2] == 'u' || word[n-2] == 'i' {
		return word
	}
	if n > 4 && (bytes.HasSuffix(word, []byte("sses")) || bytes.HasSuffix(word, []byte("shes")) ||
		bytes.HasSuffix(word, []byte("ches")) || bytes.HasSuffix(word, []byte("xes"))) {
		return word[:n-2]
	}
	return word[:n-1]
}

func prefix(word []byte, runes int) []byte {
	at := 0
	for range runes {
		if at == len(word) {
			return word
		}
		_, n := utf8.DecodeRune(word[at:])
		at += n
	}
	return word[:at]
}

// The articles, conjunctions and prepositions that Arabic writes onto a word,
// longest first, and the endings of plurals, of Persian ones too.
var (
	arabicBefore = [][]byte{[]byte("وبال"), []byte("وال"), []byte("بال"), []byte("كال"), []byte("فال"), []byte("ولل"), []byte("لل"), []byte("ال")}
	arabicAfter  = [][]byte{[]byte("هاي"), []byte("ات"), []byte("ون"), []byte("ين"), []byte("ها"), []byte("ان"), []byte("يه"), []byte("ه"), []byte("ي")}
)

// leftOfArabic is how many bytes of a word in Arabic or Hebrew letters must be
// left, two for each of its letters.
const leftOfArabic = 6

func stemArabic(word []byte) []byte {
	for _, before := range arabicBefore {
		if len(word)-len(before) >= leftOfArabic && bytes.HasPrefix(word, before) {
			word = word[len(before):]
			break
		}
	}
	for _, after := range arabicAfter {
		if len(word)-len(after) >= leftOfArabic && bytes.HasSuffix(word, after) {
			return word[:len(word)-len(after)]
		}
	}
	return word
}

// stemHebrew takes away one "and" and one article or preposition. It takes
// first letters of plain words as well, from all their forms alike.
func stemHebrew(word []byte) []byte {
	for _, letters := range [...]string{"ו", "הבלמשכ"} {
		if r, n := utf8.DecodeRune(word); len(word)-n >= leftOfArabic && strings.ContainsRune(letters, r) {
			word = word[n:]
		}
	}
	return word
}
