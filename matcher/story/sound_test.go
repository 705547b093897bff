package story

import (
	"strings"
	"testing"

	"vedette/matcher/text"
)

// Names sound the same in the languages that spell them by ear, and others do
// not.
func TestSounds(t *testing.T) {
	for list, want := range map[string]bool{
		"Sochi Сочи Sotchi Soçi سوتشي":        true,
		"Palmyra Пальмира Пальмирой Palmira":  true,
		"Tartus Тартус Тартусе طرطوس Tartous": true,
		"Latakia Латакия اللاذقية Lattaquié":  true,
		"Damascus Дамаск دمشق דמשק":           true,
		"Kharkiv Харьков Harkov":              true,
		"Ariha Palmyra":                       false,
		"Raqqa Tartus":                        false,
		"Moscow Homs":                         false,
		"Hmeimim Khmeimim Хмеймим حميميم":     true,
		"Putin Путин Путиным بوتين Poutine":   true,
		"Shoigu Шойгу شويغو Schoigu Choïgou":  true,
		"Lavrov Лавров Лавровым Lavrova":      true,
		"Idlib Идлиб إدلب":                    true,
	} {
		names := strings.Fields(list)
		first := heard(names[0])
		for _, n := range names[1:] {
			if got := first.same(heard(n)); got != want {
				t.Errorf("%s (%x) and %s (%x): same %v, want %v", names[0], first, n, heard(n), got, want)
			}
		}
	}
}

func heard(name string) sound {
	var w text.Words
	w.Add(name, true)
	return soundOf(w.Fold(0), w.List[0].Script)
}
