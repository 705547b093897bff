package matcher_test

import (
	"strings"
	"testing"
	"time"

	"vedette/matcher"
)

// wire is a feed item and what the three built-in profiles are to make of it.
type wire struct {
	day   string
	want  string // M meetings, P presence, S successor: a hit; m, p, s: may be one; absent: none
	title string
	lead  string // the first words of the text, where one line would not do
	known string // why it still goes wrong; "" where it must not
}

var builtins = map[string]string{"assad-putin-meetings": "M", "russian-presence-in-syria": "P", "syria-russia-leaders": "S"}

// checkWire judges items of one language. An item that is known to go wrong
// must do so, else it is to be known no more.
func checkWire(t *testing.T, language string, items []wire) {
	t.Helper()
	m := builtin(t, "assad-putin-meetings", "russian-presence-in-syria", "syria-russia-leaders")
	for _, item := range items {
		date, err := time.Parse(time.DateOnly, item.day)
		if err != nil {
			t.Fatal(err)
		}
		var wrong []matcher.Match
		for _, got := range m.Match(matcher.Document{Title: item.title, Text: item.lead, Language: language, Date: date}) {
			letter := builtins[got.Profile]
			must, may := strings.Contains(item.want, letter), strings.Contains(item.want, strings.ToLower(letter))
			if got.Hit != must && !may {
				wrong = append(wrong, got)
			}
		}
		switch {
		case item.known != "" && wrong == nil:
			t.Errorf("%s %q comes out right now: it is known no more", language, item.title)
		case item.known == "":
			report(t, language, item, wrong)
		}
	}
}

func report(t *testing.T, language string, item wire, wrong []matcher.Match) {
	t.Helper()
	for _, got := range wrong {
		t.Errorf("%s %s %q %q: %s is %v at %.2f", language, item.day, item.title, item.lead, got.Profile, got.Hit, got.Probability)
		for _, e := range got.Evidence {
			t.Logf("    %+.1f %s %s [%d:%d] %s", e.Weight, e.Kind, e.Field, e.Start, e.End, e.Text)
		}
	}
}
