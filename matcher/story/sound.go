package story

import (
	"bytes"
	"unicode/utf8"

	"vedette/matcher/text"
)

// sound is what of a word the alphabets have in common: the kinds of its first
// consonants, four bits each, the first highest. Пальмира, Palmyra and Palmira
// have one; so do Сочи, Sotchi and Soçi.
type sound uint32

// maxConsonants are kept of a word: longer ones differ in their endings only.
const maxConsonants = 6

// The kinds of consonants. Which of its own kind a consonant is, languages hear
// and spell too differently.
const (
	lips   = 1 + iota // b p
	breath            // f v
	teeth             // d t
	hiss              // s z sh ch j ts
	throat            // g h k q
	liquid            // l
	roll              // r
	mouth             // m
	nose              // n
)

// consonants gives the kinds of letters as folded words have them.
var consonants = kinds(map[uint8]string{
	lips: "bpбпπβبپב", breath: "fvфвφفפ", teeth: "dtдтδτθدتطذضظثדטת",
	hiss: "szjсзшщчцжσςζسصزشجچژסצשז", throat: "gkqxhгкхґκγχكقغخحکגקכח",
	liquid: "lлλلל", roll: "rрρرר", mouth: "mмμمמם", nose: "nнνنנן",
})

func kinds(letters map[uint8]string) (all [0x700]uint8) {
	for kind, list := range letters {
		for _, r := range list {
			all[r] = kind
		}
	}
	return all
}

// soundOf hears a folded word.
func soundOf(word []byte, script text.Script) sound {
	if script == text.Arabic {
		word = bytes.TrimPrefix(word, []byte("ال"))
	}
	var s sound
	n, last := 0, uint8(0)
	for i := 0; i < len(word) && n < maxConsonants; {
		r, size := utf8.DecodeRune(word[i:])
		i += size
		kind := uint8(0)
		if int(r) < len(consonants) {
			kind = consonants[r]
		}
		switch {
		case r == 'c':
			kind = throat
			if i < len(word) && bytes.IndexByte([]byte("eihy"), word[i]) >= 0 {
				kind = hiss
			}
		case r == 'h' && last != 0: // sh, ch, kh, th: told by the letter before
			if last == lips {
				s += breath - lips // ph
			}
			continue
		}
		switch {
		case kind == 0 || kind == last:
		case kind == hiss && last == teeth: // ts and tch are one
			s += hiss - teeth
		default:
			s = s<<4 | sound(kind)
			n++
		}
		last = kind
	}
	return s
}

// consonants counts them.
func (s sound) consonants() (n int) {
	for ; s != 0; s >>= 4 {
		n++
	}
	return n
}

// like tells whether two sounds may be of one word with other endings, of at
// most so many consonants.
func (s sound) like(o sound, endings int) bool {
	more := s.consonants() - o.consonants()
	if more < 0 {
		s, o, more = o, s, -more
	}
	return more <= endings && s>>(4*more) == o
}

// same tells whether two sounds are those of one name: with endings, if it is
// long enough to be told from others.
func (s sound) same(o sound) bool {
	if min(s.consonants(), o.consonants()) < 3 {
		return s == o
	}
	return s.like(o, 2)
}
