package digest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"

	"vedette/store"
)

// excerpt takes the sentence with the strongest evidence out of text, and the
// one after or else before it where both fit; without evidence in the text,
// its beginning.
func excerpt(text string, evidence []store.Evidence) passage {
	focus := strongest(text, evidence)
	before, here, after := sentencesAt(text, focus)
	whole := passage{text, spans(evidence, "text", text)}
	p := whole.part(here.start, here.end).tidy()
	if utf8.RuneCountInString(p.text) > maxExcerpt {
		// The focus moves with what tidying takes out before it.
		lead := tidy(text[here.start:min(focus, here.end)] + "|")
		return p.around(min(len(lead)-1, len(p.text)), maxExcerpt)
	}
	for _, s := range []span{{here.start, after.end}, {before.start, here.end}} {
		more := whole.part(s.start, s.end).tidy()
		if len(more.text) > len(p.text) && utf8.RuneCountInString(more.text) <= maxExcerpt {
			return more
		}
	}
	return p
}

// strongest gives the place in text of the evidence that weighs most.
func strongest(text string, evidence []store.Evidence) int {
	at, weight := 0, 0.0
	for _, e := range evidence {
		if e.Field == "text" && e.Weight > weight && (span{e.Start, e.End}).within(text) {
			at, weight = e.Start, e.Weight
		}
	}
	return at
}

// sentencesAt gives the sentence that holds the offset and its neighbours,
// which are empty where there is none. Blank ones are not counted.
func sentencesAt(text string, offset int) (before, here, after span) {
	it := sentences.FromString(text)
	start := 0
	for it.Next() {
		end := it.End()
		s := span{start, end}
		if end < len(text) && abbreviated(text[start:end]) {
			continue
		}
		start = end
		if strings.TrimSpace(text[s.start:s.end]) == "" {
			continue
		}
		if s.start > offset {
			return before, here, s
		}
		before, here = here, s
	}
	return before, here, span{here.end, here.end}
}

// abbreviated tells whether the stop that ends s is that of a title or
// initial (Gen., Mr., U.S.), behind which a sentence goes on.
func abbreviated(s string) bool {
	word := strings.TrimRight(s, " ")
	if strings.ContainsRune(s[len(word):], '\n') || !strings.HasSuffix(word, ".") {
		return false
	}
	word = word[strings.LastIndexFunc(word, unicode.IsSpace)+1:]
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first) && utf8.RuneCountInString(word) <= 4
}
