package text

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sampled is how many bytes of a text are looked at: more make it no clearer.
const sampled = 600

// baseWeight is what eld takes off all weights to make them fit.
const baseWeight = 53

// Scores are sums over n-grams. Texts in their own language score 80 for each
// on the average; names and loanwords, in any language, 30 to 50.
const (
	clearLead = 80  // without a hint the best must lead by so much
	average   = 50  // and score so much for each n-gram, unless it leads by hintLead
	hintLead  = 250 // by less no language beats the one hinted at
	handicap  = 100 // of languages that win titles made of names and loanwords
	letter    = 120 // what a letter adds that only one language has
)

const undetermined = "und"

// Language says in which language the texts added are written: its BCP 47
// primary tag, or "und" where that is not clear. The script decides first; among
// the languages of one script n-grams do, and letters that few of them have.
//
// hint is the tag that the source declares, "" if it declares none. It decides
// where the text leaves a doubt, between languages that are told by nothing else
// (Indonesian and Malay, Bosnian and Croatian, Galician and Portuguese), and for
// texts without letters. It does not stand against a text that is clear.
//
// What is not told apart: Norwegian is "no" in both its forms; Serbian in Latin
// letters is "hr", and Kurdish in them mostly "tr" or "az", unless hinted at.
// Where a text mixes scripts, the one with most letters counts; where it mixes
// languages of one script, the longer part of its first 600 bytes. Titles of
// less than four words are often "und", of names alone always.
func (w *Words) Language(hint string) string {
	hint = primaryTag(hint)
	writing, letters := w.writing()
	switch {
	case letters == 0:
		return orUndetermined(hint)
	case writing.language == "":
		s := scoring{table: languageNgrams()}
		w.score(&s, writing)
		return s.decide(hint)
	case resembles(hint, writing.language):
		return hint
	}
	return writing.language
}

func orUndetermined(tag string) string {
	if tag == "" {
		return undetermined
	}
	return tag
}

// primaryTag returns the part of a tag that names the language, lower-cased and
// in the form used here, "" if there is none.
func primaryTag(tag string) string {
	tag = strings.TrimSpace(tag)
	if at := strings.IndexAny(tag, "-_"); at >= 0 {
		tag = tag[:at]
	}
	tag = strings.ToLower(tag)
	if len(tag) < 2 || len(tag) > 3 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	switch tag {
	case "nb", "nn":
		return "no"
	case "iw":
		return "he"
	case "in":
		return "id"
	case "fil":
		return "tl"
	case "und", "mul", "zxx":
		return ""
	}
	return tag
}

// scoring is how well a text fits each language, by index in ngramTable.tags.
type scoring struct {
	table  *ngramTable
	scores [64]int32
	ngrams int32 // how many different ones were looked for
}

// score adds up the weights of the different n-grams of all words in a writing.
func (w *Words) score(s *scoring, writing *writing) {
	w.seat(sampled)
	left := sampled
	var word [72]byte
	for t, text := range w.texts {
		last := w.endOf(t)
		for i := text.first; i < last && left > 0; i++ {
			from, to := w.List[i].Start, w.List[i].End
			if !writing.has(&w.List[i], text.text) {
				continue
			}
			for i+1 < last && w.List[i+1].Place == w.List[i].Place { // what an apostrophe binds is one word
				i++
				to = w.List[i].End
			}
			lower := s.appendLower(word[:0], text.text[from:to], len(word)-utf8.UTFMax)
			left -= len(lower)
			w.scoreWord(s, lower)
		}
	}
}

// appendLower appends the letters and apostrophes of text in lower case, until
// there are most bytes, and lets the letters tell what they can.
func (s *scoring) appendLower(b []byte, text string, most int) []byte {
	for _, r := range text {
		switch {
		case len(b) >= most:
			return b
		case r == '\'' || 'a' <= r && r <= 'z':
			b = append(b, byte(r))
		case r < utf8.RuneSelf:
			if 'A' <= r && r <= 'Z' {
				b = append(b, byte(r)+'a'-'A')
			}
		case isApostrophe(r):
			b = append(b, '\'')
		case int(r) < len(s.table.lower):
			if r = rune(s.table.lower[r]); r != 0 {
				s.tell(r)
				b = utf8.AppendRune(b, r)
			}
		case unicode.IsLetter(r):
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
	}
	return b
}

// scoreWord scores the n-grams of a word: every third run of four bytes, the
// first with the border before it, and the last four with the border behind.
func (w *Words) scoreWord(s *scoring, word []byte) {
	if len(word) == 0 {
		return
	}
	var ngram [6]byte
	ngram[0] = ' '
	from := 0 // of ngram: the border counts for the first
	at := 0
	for ; at+4 < len(word); at += 3 {
		copy(ngram[1:], word[at:at+4])
		w.scoreNgram(s, ngram[from:5])
		from = 1
	}
	n := copy(ngram[1:], word[max(0, len(word)-4):])
	ngram[1+n] = ' '
	w.scoreNgram(s, ngram[from:2+n])
}

func (w *Words) scoreNgram(s *scoring, ngram []byte) {
	key := ngramKey(ngram)
	mask := uint32(len(w.seats) - 1)
	at := key & mask
	for w.seats[at] != 0 {
		if w.seats[at] == int32(key) {
			return
		}
		at = (at + 1) & mask
	}
	w.seats[at] = int32(key)
	s.ngrams++
	list := s.table.find(key)
	for i := 0; i+1 < len(list); i += 2 {
		s.scores[list[i]] += int32(list[i+1]) + baseWeight
	}
}

// tell adds to the languages that have a letter of the table, if only few do.
func (s *scoring) tell(r rune) {
	languages := s.table.letters[r]
	if languages == 0 {
		return
	}
	bonus := int32(letter / bits.OnesCount64(languages))
	for ; languages != 0; languages &= languages - 1 {
		s.scores[bits.TrailingZeros64(languages)] += bonus
	}
}

// decide chooses the language.
func (s *scoring) decide(hint string) string {
	s.borrow(hint)
	best, second := 0, 0
	for i := range s.scores {
		if s.scores[i] > s.scores[best] {
			best, second = i, best
		} else if second == best || s.scores[i] > s.scores[second] {
			second = i
		}
	}
	lead := s.scores[best] - s.scores[second]
	isClear := lead >= hintLead || lead >= clearLead && s.scores[best] >= average*s.ngrams
	hinted := slices.Index(s.table.tags, hint)
	switch {
	case hint == "" && !isClear:
		return undetermined
	case hint == "":
		return s.table.tags[best]
	case !isClear, resembles(hint, s.table.tags[best]):
		return hint
	case hinted >= 0 && s.scores[best]-s.scores[hinted] < hintLead:
		return hint
	}
	return s.table.tags[best]
}

// borrow gives the languages that have no n-grams of their own those of their
// next of kin, if a letter of theirs was seen or the hint is at them, and takes
// from those that win too often.
func (s *scoring) borrow(hint string) {
	for i, tag := range s.table.tags {
		own := s.scores[i] > 0 || tag == hint
		switch {
		case tag == "mk" && own:
			s.scores[i] += max(s.scores[s.table.index("sr")], s.scores[s.table.index("bg")])
		case tag == "ps" && own:
			s.scores[i] += s.scores[s.table.index("fa")]
		case tag == "bg", tag == "eu", tag == "tl", tag == "yo":
			s.scores[i] -= handicap
		}
	}
}
