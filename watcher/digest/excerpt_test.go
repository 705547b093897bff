package digest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"vedette/store"
)

// shown is the excerpt of text, whose {words} are evidence, with the marks
// written as braces again.
func shown(text string) string {
	f := report{title: "t", text: text}.found()
	return braces(item(f), "excerpt")
}

func braces(it Item, field string) string {
	var b strings.Builder
	for _, s := range segments(it, field) {
		if s.Marked {
			b.WriteString("{" + s.Text + "}")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestExcerpt(t *testing.T) {
	filler := "Word " + strings.Repeat("word ", 70)
	for name, test := range map[string]struct{ text, want string }{
		"empty":                 {"", ""},
		"no evidence":           {"First. Second. Third.", "First. Second."},
		"evidence later":        {"One is here. Two {is} there. Three follows. Four.", "Two {is} there. Three follows."},
		"evidence last":         {"One is here. Two is there. Three {follows}.", "Two is there. Three {follows}."},
		"title of a person":     {"Nothing here at all. Then Gen. Ivan {Petrov} spoke. End.", "Then Gen. Ivan {Petrov} spoke. End."},
		"lines and blanks":      {"First line\n\n  second \t {line}\u00a0here", "First line second {line} here"},
		"too long after":        {"Short {one} here. " + filler, "Short {one} here."},
		"too long before":       {filler + ". Short {one}.", "Short {one}."},
		"long sentence":         {filler + "{here} " + filler, "…" + strings.Repeat("word ", 19) + "{here} Word " + strings.TrimSpace(strings.Repeat("word ", 38)) + "…"},
		"steering characters":   {"a\x1b[31m {b}\u202e c\x00", "a[31m {b} c"},
		"joiners stay":          {"{می\u200cرود} 👩\u200d👧", "{می\u200cرود} 👩\u200d👧"},
		"invalid bytes":         {"a\xff {b} \xc3", "a\uFFFD {b} \uFFFD"},
		"mark of blanks only":   {"a{ }b", "a b"},
		"same as the title":     {"t", ""},
		"marks side by side":    {"{a}{b} {c} d {e}", "{ab c} d {e}"},
		"Russian stop":          {"Президент прибыл. Встреча {началась} в полдень. Конец.", "Встреча {началась} в полдень. Конец."},
		"Chinese stop":          {"第一句话。第二句{重要}的话。第三句。", "第二句{重要}的话。第三句。"},
		"Arabic question":       {"هل جاء؟ نعم {جاء}. ثم ذهب.", "نعم {جاء}. ثم ذهب."},
		"the rest is not blank": {"  \n ", ""},
	} {
		if got := shown(test.text); got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, test.want)
		}
	}
}

func TestSpansPreferTheInner(t *testing.T) {
	const text = "Putin received Assad in Moscow"
	of := func(word string, weight float64) store.Evidence {
		i := strings.Index(text, word)
		return store.Evidence{Field: "title", Start: i, End: i + len(word), Weight: weight}
	}
	for _, test := range []struct {
		evidence []store.Evidence
		want     string
	}{
		{[]store.Evidence{of("Putin received Assad", 3)}, "{Putin received Assad} in Moscow"},
		{[]store.Evidence{of("Putin received Assad", 3), of("Putin", 1), of("Assad", 0)}, "{Putin} received {Assad} in Moscow"},
		{[]store.Evidence{of("Putin received", 1), of("received Assad", 1)}, "{Putin received Assad} in Moscow"},
		{[]store.Evidence{of("Moscow", -1), of("Assad", 1), of("Assad", 1)}, "Putin received {Assad} in Moscow"},
		{[]store.Evidence{{Field: "title", Start: -1, End: 3}, {Field: "title", Start: 3, End: 300}, {Field: "title", Start: 3, End: 3}}, text},
	} {
		it := item(store.Found{Item: store.Item{Title: text}, Hit: store.Hit{Evidence: test.evidence}})
		if got := braces(it, "title"); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestCutKeepsCharactersWhole(t *testing.T) {
	for _, s := range []string{
		strings.Repeat("é́", 400), strings.Repeat("कि", 400), strings.Repeat("👩‍👩‍👧", 200), strings.Repeat("字", 400),
		"a" + strings.Repeat("\u0301", 500), strings.Repeat("word ", 100),
	} {
		got := passage{text: s}.cut(100).text
		if n := utf8.RuneCountInString(got); n > 100 {
			t.Errorf("cut to %d characters: %q", n, got)
		}
		kept := strings.TrimSuffix(got, "…")
		if rest := s[len(kept):]; !border(s, len(s)-len(rest)) {
			t.Errorf("cut within a character: %q", got)
		}
	}
}

// border tells whether a character as read begins at i.
func border(s string, i int) bool {
	clusters := graphemes.FromString(s)
	for clusters.Next() {
		if clusters.Start() == i {
			return true
		}
	}
	return i == len(s)
}

func FuzzCompose(f *testing.F) {
	f.Add("Putin receives Assad", "One. Two {x} three.\n\nGen. Four", "https://x.example/a", 0, 5, 3, 9, 2.0)
	f.Add("\u202e\xff", strings.Repeat("é", 400), "javascript:x", 390, 700, -1, 2, 1.0)
	f.Add("", " \n\t ", "", 1, 2, 0, 1, 0.5)
	f.Add("字字。", strings.Repeat("字", 500)+" x", "http://u:p@h/ü?q", 900, 903, 3, 6, 1.0)
	f.Add("", "", "https://x.%B8%B8mple/a", 0, 0, 0, 0, 1.0)
	f.Fuzz(func(t *testing.T, title, text, link string, a, b, c, d int, weight float64) {
		evidence := []store.Evidence{
			{Kind: "entity", Text: text, Field: "text", Start: a, End: b, Weight: weight},
			{Kind: "rule", Text: title, Field: "title", Start: c, End: d, Weight: weight},
			{Kind: "entity", Field: "text", Start: c, End: b, Weight: 1},
		}
		found := store.Found{
			Item: store.Item{ID: "1", Title: title, Summary: text, Link: link, Outlet: title, Language: link, FirstSeen: noon},
			Hit:  store.Hit{Item: "1", Profile: meetings, Probability: 0.9, Threshold: 0.5, Evidence: evidence},
		}
		it := item(found)
		if utf8.RuneCountInString(it.Title) > maxTitle || utf8.RuneCountInString(it.Excerpt) > maxExcerpt || it.Title == "" {
			t.Errorf("%d and %d characters", utf8.RuneCountInString(it.Title), utf8.RuneCountInString(it.Excerpt))
		}
		done := map[string]int{}
		for _, m := range it.Marks {
			s := map[string]string{"title": it.Title, "excerpt": it.Excerpt}[m.Field]
			if !(span{m.Start, m.End}).within(s) || m.Start < done[m.Field] {
				t.Errorf("mark %+v does not fit %q after %d", m, s, done[m.Field])
			}
			done[m.Field] = m.End
		}
		for _, s := range []string{it.Title, it.Excerpt} {
			if !utf8.ValidString(s) || tidy(s) != s {
				t.Errorf("not tidy: %q", s)
			}
		}
		checkText(t, render(t, Text, Compose(Input{Found: []store.Found{found}})))
		checkHTML(t, render(t, HTML, Compose(Input{Found: []store.Found{found}})))
	})
}
