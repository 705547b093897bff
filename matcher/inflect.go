package matcher

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vedette/matcher/text"
)

// inflect returns the forms of a word, itself first, that writers of the
// language use for it: case, number, possessor. It makes too many forms rather
// than too few, save for names: they are found in every language, and the
// plural of one can be another, as Hamas is of Hama and Асадов of Асад.
func inflect(word, language string, name bool) []string {
	forms := []string{word}
	if utf8.RuneCountInString(word) < 3 || acronym(word) {
		return forms
	}
	switch language {
	case "ru":
		forms = append(forms, decline(word, russian)...)
		if stem, ok := strings.CutSuffix(word, "ий"); ok && name { // Юрий, beside Зеленский
			forms = append(forms, stem+"ия", stem+"ию", stem+"ием", stem+"ии")
		}
		return singular(forms, name)
	case "uk":
		return singular(append(forms, decline(word, ukrainian)...), name)
	case "en":
		if name && !strings.HasSuffix(word, "an") { // Russians, but no Hamas
			return forms
		}
		return append(forms, englishForms(word)...)
	case "tr":
		if name { // plurals are of words; case endings mostly follow an apostrophe
			return append(forms, turkishForms(word, turkishCases)...)
		}
		return append(forms, turkishForms(word, turkishEndings)...)
	case "el": // accents move
		return append(forms, decline(text.Fold(word), greek)...)
	}
	if name && (uninflected[language] || proper(word) && romance[language]) {
		return forms
	}
	if table, ok := declensions[language]; ok {
		return append(forms, decline(word, table)...)
	}
	for _, ending := range endings[language] {
		forms = append(forms, word+ending)
	}
	return forms
}

// singular leaves out what is plural among the forms of a name.
func singular(forms []string, name bool) []string {
	if !name {
		return forms
	}
	return append(forms[:1], slices.DeleteFunc(forms[1:], func(form string) bool {
		for _, ending := range []string{"ов", "ев", "ів", "ам", "ям", "ами", "ями", "ах", "ях"} {
			if strings.HasSuffix(form, ending) {
				return true
			}
		}
		return false
	})...)
}

// uninflected are languages whose names have no endings, and romance those
// where only adjectives among names have, as Italian russi; what is wrong for
// Italian Usa would be English use.
var (
	uninflected = map[string]bool{"ar": true, "he": true}
	romance     = map[string]bool{"fr": true, "es": true, "it": true, "pt": true}
)

// proper tells whether a word is written with a capital.
func proper(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// acronym tells whether a word is written in capitals only, as РФ and BND are;
// those do not inflect.
func acronym(word string) bool {
	return strings.ToUpper(word) == word && strings.ToLower(word) != word
}

// endings are what is simply added in languages where that is nearly enough.
var endings = map[string][]string{
	"de": {"s", "es", "e", "en", "n", "er", "ern"},
	"nl": {"s", "en", "e"},
	"fa": {"ها", "های", "ی", "هایی", "ان"},
}

func englishForms(word string) []string {
	last := word[len(word)-1]
	switch {
	case strings.HasSuffix(word, "s") || strings.HasSuffix(word, "x") || strings.HasSuffix(word, "ch") || strings.HasSuffix(word, "sh"):
		return []string{word + "es"}
	case last == 'y' && !strings.HasSuffix(word, "ey") && !strings.HasSuffix(word, "ay"):
		return []string{word + "s", word[:len(word)-1] + "ies"}
	}
	return []string{word + "s"}
}

// turkishEndings are written with A for a or e and I for the four close vowels.
var turkishEndings = []string{
	"lAr", "lArI", "lArIn", "lArInI", "lArInA", "lArIndA", "lArIndAn", "lArA", "lArdA", "lArdAn", "lArlA",
	"I", "yI", "In", "nIn", "A", "yA", "dA", "tA", "dAn", "tAn", "lA", "ylA", "lI", "sI", "sInI", "sInIn", "sInA",
	"sIndA", "sIndAn", "InI", "InA", "IndA", "IndAn", "ndA", "ndAn", "dAki", "tAki", "ndAki", "IndAki", "sIndAki",
}

var turkishCases = []string{"I", "yI", "In", "nIn", "A", "yA", "dA", "tA", "dAn", "tAn", "lA", "ylA", "nIn", "ndA", "ndAn", "nA", "nI"}

// turkishForms adds the endings that go with the last vowel of a word. A final
// p, ç, t or k may soften before a vowel.
func turkishForms(word string, endings []string) []string {
	at := strings.LastIndexAny(strings.ToLower(word), "aeıioöuü")
	if at < 0 {
		return nil
	}
	vowel, _ := utf8.DecodeRuneInString(strings.ToLower(word)[at:])
	wide, narrow := "e", "i"
	if strings.ContainsRune("aıou", vowel) {
		wide = "a"
	}
	if strings.ContainsRune("oöuü", vowel) {
		narrow = "u" // as ü is folded
	}
	soft := word
	for _, change := range [][2]string{{"k", "ğ"}, {"p", "b"}, {"ç", "c"}, {"t", "d"}} {
		if stem, ok := strings.CutSuffix(word, change[0]); ok {
			soft = stem + change[1]
		}
	}
	fit := strings.NewReplacer("A", wide, "I", narrow)
	var forms []string
	for _, ending := range endings {
		fitted := fit.Replace(ending)
		forms = append(forms, word+fitted)
		if soft != word && (ending[0] == 'A' || ending[0] == 'I') {
			forms = append(forms, soft+fitted)
		}
	}
	return forms
}

// declension is what becomes of one ending.
type declension struct {
	ending string   // of the base form; "" is any other
	forms  []string // put in its place
}

// decline applies the first declension whose ending fits.
func decline(word string, table []declension) []string {
	for _, d := range table {
		stem, ok := strings.CutSuffix(word, d.ending)
		if !ok || utf8.RuneCountInString(stem) < 2 {
			continue
		}
		forms := make([]string, len(d.forms))
		for i, ending := range d.forms {
			forms[i] = stem + ending
		}
		return forms
	}
	return nil
}
