package matcher

import (
	"slices"
	"strings"

	"vedette/matcher/text"
)

// Names of people and places come into Latin letters in many ways: Hmeimim,
// Khmeymim, Chmejmim. respell makes from one spelling those that others use.
const (
	mostSpellings = 200 // of one word
	mostChanges   = 2   // made to one word, and one only to a part of a longer name
	fewConsonants = 4   // of a name that is respelt where it stands alone
)

// sound is how the same sound is written by transcribers of several languages,
// folded.
type sound []string

// Sounds. What stands first is what the others are changed into most often.
var (
	kh    = sound{"kh", "h", "ch", "j"}
	sh    = sound{"sh", "ch", "sch", "s", "sz"}
	dj    = sound{"j", "dj", "dsch", "c", "g"}
	oo    = sound{"u", "ou", "oo"}
	ee    = sound{"i", "ee", "y"}
	ei    = sound{"ei", "ai", "ey", "ay", "ej"}
	qaf   = sound{"q", "k", "g"}
	kaf   = sound{"k", "q"}
	vv    = sound{"v", "w"}
	gh    = sound{"gh", "g"}
	iya   = sound{"iya", "ia", "iyah", "iyeh", "ie", "iye", "iyya"}
	ah    = sound{"a", "ah", "eh"}
	plain = sound(nil)
)

// grapheme is how one sound may be written; atEnd and atStart bind it to a
// place in the word.
type grapheme struct {
	letters        string
	sound          sound
	atStart, atEnd bool
}

// graphemes are tried in order, so longer ones come first.
var graphemes = []grapheme{
	{"iyya", iya, false, true}, {"iyah", iya, false, true}, {"iyeh", iya, false, true}, {"iya", iya, false, true},
	{"ia", iya, false, true}, {"ah", ah, false, true}, {"eh", ah, false, true}, {"a", ah, false, true},
	{"dsch", dj, false, false}, {"sch", sh, false, false}, {"sh", sh, false, false}, {"sz", sh, false, false},
	{"kh", kh, false, false}, {"gh", gh, false, false}, {"dj", dj, false, false},
	{"oo", oo, false, false}, {"ou", oo, false, false}, {"u", oo, false, false},
	{"ei", ei, false, false}, {"ey", ei, false, false}, {"ai", ei, false, false}, {"ay", ei, false, false}, {"ej", ei, false, false},
	{"ee", ee, false, false}, {"ii", ee, false, false}, {"i", ee, false, false},
	{"h", kh, true, false}, {"q", qaf, false, false}, {"k", kaf, false, false}, {"v", vv, false, false}, {"w", vv, false, false},
}

// ofLanguage are graphemes that mean something else, or anything at all, in one
// language only.
var ofLanguage = map[string][]grapheme{
	"en": {{"j", dj, false, false}},
	"fr": {{"ch", sh, false, false}, {"j", dj, false, false}},
	"de": {{"ch", kh, false, false}, {"j", sound{"j", "y"}, false, false}},
	"pl": {{"ch", kh, false, false}, {"j", sound{"j", "y"}, false, false}},
	"es": {{"ch", sh, false, false}, {"j", kh, false, false}},
	"tr": {{"s", sound{"s", "sh"}, false, false}, {"c", dj, false, false}},
}

// spelling is a word cut into sounds; written are the letters it has for each.
type spelling struct {
	written []string
	sounds  []sound
}

// spell cuts a folded Latin word into sounds as a writer of the language means
// them.
func spell(word, language string) spelling {
	var s spelling
	table := slices.Concat(ofLanguage[language], graphemes)
	for at := 0; at < len(word); {
		n, snd := 1, doubling(word, at)
		if snd == nil {
			for _, g := range table {
				if strings.HasPrefix(word[at:], g.letters) && (!g.atStart || at == 0) && (!g.atEnd || at > 0 && at+len(g.letters) == len(word)) {
					n, snd = len(g.letters), g.sound
					break
				}
			}
		} else if len(snd[0]) > len(snd[1]) {
			n = 2
		}
		s.written, s.sounds = append(s.written, word[at:at+n]), append(s.sounds, snd)
		at += n
	}
	return s
}

// doubling is the sound of a consonant that is written twice, or once between
// vowels, where others write it twice.
func doubling(word string, at int) sound {
	c := word[at]
	if !strings.ContainsRune("bdfklmnrstz", rune(c)) || at == 0 {
		return plain
	}
	one := string(c)
	switch {
	case at+1 < len(word) && word[at+1] == c:
		return sound{one + one, one}
	case c != 'k' && isVowel(word[at-1]) && at+1 < len(word) && isVowel(word[at+1]):
		return sound{one, one + one}
	}
	return plain
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// respell returns other spellings of a Latin word, those that differ least
// first, without the word itself.
func respell(word, language string, changes int) []string {
	folded := text.Fold(word)
	if !isLatin(folded) {
		return nil
	}
	s := spell(folded, language)
	seen := map[string]bool{folded: true}
	var out []string
	level := [][]string{s.written}
	for range changes {
		var next [][]string
		for _, written := range level {
			for i, snd := range s.sounds {
				if written[i] != s.written[i] {
					continue
				}
				for _, other := range snd {
					changed := slices.Clone(written)
					changed[i] = other
					form := strings.Join(changed, "")
					if seen[form] {
						continue
					}
					if len(out) == mostSpellings {
						return out
					}
					seen[form] = true
					out, next = append(out, form), append(next, changed)
				}
			}
		}
		level = next
	}
	return out
}

func isLatin(folded string) bool {
	for i := range len(folded) {
		if folded[i] < 'a' || folded[i] > 'z' {
			return false
		}
	}
	return folded != ""
}

// consonants counts the consonants of a folded Latin word, doubled ones and
// digraphs once.
func consonants(folded string) int {
	n, last := 0, byte(0)
	for i := range len(folded) {
		c := folded[i]
		if !isVowel(c) && c != last && !(c == 'h' && last != 0 && !isVowel(last)) {
			n++
		}
		last = c
	}
	return n
}
