package matcher

import "vedette/matcher/text"

// languages is a set of the languages that the lexicons have words in.
type languages uint64

// everywhere is the set of a name: names cross languages. anywhere is its
// element that no language has, so that names are found where no lexicon has
// words of the document's language.
const (
	everywhere = ^languages(0)
	anywhere   = languages(1) << 63
)

// languageTable numbers the languages of a Matcher's lexicons.
type languageTable struct {
	bits     map[string]languages
	byScript map[text.Script]languages
}

func newLanguageTable() *languageTable {
	return &languageTable{bits: map[string]languages{}, byScript: map[text.Script]languages{}}
}

// bit returns the set of one language, everywhere for more than 63 of them.
func (t *languageTable) bit(language string) languages {
	if b, ok := t.bits[language]; ok {
		return b
	}
	b := everywhere
	if n := len(t.bits); n < 63 {
		b = 1 << n
	}
	t.bits[language] = b
	t.byScript[scriptOf(language)] |= b
	return b
}

// scriptOf is the script that a language is written in.
func scriptOf(language string) text.Script {
	switch language {
	case "ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "tg", "mn":
		return text.Cyrillic
	case "ar", "fa", "ur", "ps", "ckb", "ug", "sd":
		return text.Arabic
	case "he", "yi":
		return text.Hebrew
	case "el":
		return text.Greek
	case "zh", "ja":
		return text.Han
	}
	return text.Latin
}

// of returns the languages whose words count in a document, and those among
// them that are no guess. Words of another script than the document's cannot
// be mistaken for its own, so they always count. Where the language is unknown
// or no lexicon has it, all languages of the script are guesses.
func (t *languageTable) of(language string, words *text.Words) (count, sure languages) {
	script := scriptOf(language)
	own, known := t.bits[language]
	if !known {
		if language == "" || language == "und" {
			script = mainScript(words)
		}
		own = t.byScript[script]
	}
	count = own | anywhere
	for other, set := range t.byScript {
		if other != script {
			count |= set
		}
	}
	if sure = count; !known {
		sure &^= own &^ anywhere
	}
	return count, sure
}

// mainScript is the script of most of the first words.
func mainScript(words *text.Words) text.Script {
	var counts [text.Han + 1]int
	for _, w := range words.List[:min(len(words.List), 100)] {
		counts[w.Script]++
	}
	best := text.Latin
	for script := text.Latin; script <= text.Han; script++ {
		if counts[script] > counts[best] {
			best = script
		}
	}
	return best
}
