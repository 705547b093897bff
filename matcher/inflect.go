package matcher

import (
	"slices"
	"strings"
	"unicode/utf8"
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
		return append(forms, singular(decline(word, russian), name)...)
	case "uk":
		return append(forms, singular(decline(word, ukrainian), name)...)
	case "bg":
		return append(forms, decline(word, bulgarian)...)
	case "en":
		if name && !strings.HasSuffix(word, "an") { // Russians, but no Hamas
			return forms
		}
		return append(forms, englishForms(word)...)
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
	return slices.DeleteFunc(forms, func(form string) bool {
		for _, ending := range []string{"ов", "ев", "ів", "ам", "ям", "ами", "ями", "ах", "ях"} {
			if strings.HasSuffix(form, ending) {
				return true
			}
		}
		return false
	})
}

// acronym tells whether a word is written in capitals only, as РФ and BND are;
// those do not inflect.
func acronym(word string) bool {
	return strings.ToUpper(word) == word && strings.ToLower(word) != word
}

// endings are what is simply added in languages where that is nearly enough.
// Turkish ones stand after folding, which makes ı and ü into i and u.
var endings = map[string][]string{
	"de": {"s", "es", "e", "en", "n", "er", "ern"},
	"fr": {"s", "x", "e", "es"},
	"es": {"s", "es"},
	"pt": {"s", "es"},
	"nl": {"s", "en"},
	"pl": {"a", "owi", "em", "ie", "u", "y", "ów", "om", "ami", "ach", "i"},
	"fa": {"ها", "های", "ی", "هایی", "ان"},
	"tr": {
		"lar", "ler", "lari", "leri", "larin", "lerin", "i", "u", "yi", "yu", "in", "un", "nin", "nun", "a", "e", "ya", "ye",
		"da", "de", "ta", "te", "dan", "den", "tan", "ten", "la", "le", "yla", "yle", "li", "lu", "si", "su", "sinin", "sina",
		"sine", "sinda", "sinde", "sindan", "sinden", "ini", "unu", "ina", "ine", "una", "une", "inda", "inde", "unda", "unde",
		"nda", "nde", "ndan", "nden", "daki", "deki", "taki", "teki", "ndaki", "ndeki",
	},
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

// declension is what becomes of one ending.
type declension struct {
	ending string   // of the base form; "" is any consonant
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

var russian = []declension{
	{"аа", nil},
	{"ый", adjective}, {"ий", adjective}, {"ой", adjective},
	{"ия", []string{"ии", "ию", "ией", "ий", "иям", "иями", "иях"}},
	{"ие", []string{"ия", "ию", "ием", "ии", "ий", "иям", "иями", "иях"}},
	{"а", []string{"ы", "и", "у", "е", "ой", "ою", "ей", "", "ам", "ами", "ах"}},
	{"я", []string{"и", "ю", "е", "ей", "ь", "й", "ям", "ями", "ях"}},
	{"о", []string{"а", "у", "ом", "е", "", "ам", "ами", "ах"}},
	{"й", []string{"я", "ю", "ем", "е", "и", "ев", "ям", "ями", "ях"}},
	{"ь", []string{"я", "ю", "ем", "е", "и", "ью", "ей", "ям", "ями", "ях"}},
	{"ы", nil}, {"и", nil}, {"у", nil}, {"е", nil},
	{"", []string{"а", "у", "ом", "ем", "ым", "е", "ы", "и", "ов", "ам", "ами", "ах", "ой"}},
}

var adjective = []string{"ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ая", "яя", "ую", "юю", "ой", "ей", "ое", "ее", "ые", "ие", "ых", "их", "ыми", "ими"}

var ukrainian = []declension{
	{"ий", []string{"ого", "ому", "им", "ім", "а", "у", "ої", "ій", "ою", "е", "і", "их", "ими"}},
	{"ія", []string{"ії", "ію", "ією", "ій", "іям", "іями", "іях"}},
	{"а", []string{"и", "і", "у", "ою", "ею", "", "ам", "ами", "ах"}},
	{"я", []string{"і", "ї", "ю", "ею", "ь", "й", "ям", "ями", "ях"}},
	{"о", []string{"а", "у", "ом", "і", "ові", "ам", "ами", "ах"}},
	{"ь", []string{"я", "ю", "ем", "еві", "і", "ей", "ів", "ям", "ями", "ях"}},
	{"й", []string{"я", "ю", "єм", "єві", "ї", "їв", "ям", "ями", "ях"}},
	{"и", nil}, {"і", nil}, {"у", nil}, {"е", nil},
	{"", []string{"а", "у", "ом", "ем", "им", "ові", "еві", "і", "и", "ів", "ам", "ами", "ах"}},
}

var bulgarian = []declension{
	{"и", []string{"ия", "ият", "а", "о", "ото", "ата", "ите"}},
	{"а", []string{"та", "и", "ите"}},
	{"я", []string{"та", "и", "ите"}},
	{"о", []string{"то", "а", "ата"}},
	{"е", []string{"то", "та", "тата"}},
	{"", []string{"а", "ът", "я", "ят", "и", "ите", "ове", "овете", "та"}},
}
