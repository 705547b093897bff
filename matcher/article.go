package matcher

import (
	"strings"
	"unicode/utf8"

	"vedette/matcher/text"
)

// The Arabic article before a name is written as it stands (al-, el-, аль-) or
// as it is spoken, where its l becomes the first sound of the name (ash-Sharaa,
// ас-Сувейда), with a hyphen, a space or nothing between.
var (
	latinArticles    = []string{"al", "el", "ul", "il"}
	cyrillicArticles = []string{"аль", "ал", "эль", "ель", "ел"}
)

// sunSounds are the first sounds, in Latin letters and in Cyrillic ones, that
// the article takes on, longer ones first.
var sunSounds = []string{"dsch", "sch", "sh", "ch", "th", "dh", "t", "d", "r", "z", "s", "n", "ш", "т", "д", "р", "з", "с", "н"}

// articles returns the folded articles that a name may have, nil where it is in
// no script that transcribes them. next is how the name goes on, folded.
func articles(next string) []string {
	latin := isLatin(next)
	if r, _ := utf8.DecodeRuneInString(next); !latin && scriptOfRune(r) != text.Cyrillic {
		return nil
	}
	forms, vowels := latinArticles, []string{"a", "e"}
	if !latin {
		forms, vowels = cyrillicArticles, []string{"а", "э", "е"}
	}
	forms = forms[:len(forms):len(forms)]
	for _, sound := range sunSounds {
		if strings.HasPrefix(next, sound) {
			for _, v := range vowels {
				forms = append(forms, v+sound)
			}
			if sound == "sh" || sound == "ch" || sound == "sch" { // Turkish eş-, Polish asz-
				forms = append(forms, "ash", "esh", "ach", "as", "es", "asz", "asch")
			}
			break
		}
	}
	return forms
}

// isArticle tells whether a folded word is the article of the name after it.
func isArticle(word, next string) bool {
	for _, a := range articles(next) {
		if a == word {
			return true
		}
	}
	return false
}
