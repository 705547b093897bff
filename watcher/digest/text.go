package digest

import (
	"io"
	"strings"
)

// Text writes the text form: complete, UTF-8, lines of at most 76 columns save
// for addresses and words that are longer.
func Text(w io.Writer, d Digest) error { return Forms{}.Text(w, d) }

// para is a line of ours behind label, and what it is wrapped into behind as
// much room.
func para(label, text string) string {
	return lines(label, ours(text, wrap(text, columns-columnsOf(label))))
}

// foreignPara is para for a text of a feed's.
func foreignPara(label, text string) string {
	text = tidy(text)
	return lines(label, foreign(text, wrap(text, columns-columnsOf(label))))
}

func lines(label string, of []string) string {
	room := strings.Repeat(" ", columnsOf(label))
	var b strings.Builder
	for i, line := range of {
		if i > 0 {
			label = room
		}
		b.WriteString(strings.TrimRight(label+line, " ") + "\n")
	}
	return b.String()
}

func heading(text string) string {
	widest := 0
	var b strings.Builder
	b.WriteString("\n\n")
	for _, line := range wrap(text, columns) {
		b.WriteString(line + "\n")
		widest = max(widest, columnsOf(line))
	}
	return b.String() + strings.Repeat("-", widest) + "\n"
}

// linkLine is an address on one line, however long it is; nothing where there
// is none.
func linkLine(label, address string) string {
	switch {
	case href(address) != "":
		return label + strings.ReplaceAll(tidy(address), " ", "%20") + "\n"
	case address != "":
		return foreignPara(label, address)
	}
	return ""
}

// ofProfile picks the stories of one profile, in order; one without items, in
// a digest that came from elsewhere, has nothing to show.
func ofProfile(stories []Story, name string) []Story {
	var out []Story
	for _, s := range stories {
		if s.Profile == name && len(s.Items) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// What stands above corrections.
const (
	correctionsTitle = "Corrections"
	correctionsNote  = "changed after they were told"
)

// stars is the excerpt with its evidence between asterisks.
func stars(it Item) string {
	var b strings.Builder
	for _, s := range segments(it, "excerpt") {
		if s.Marked {
			b.WriteString("*" + s.Text + "*")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// segment is a stretch of a title or excerpt, evidence or not.
type segment struct {
	Text   string
	Marked bool
}

// segments cuts a field of the item at its marks. Marks that do not fit, in a
// digest that came from elsewhere, are left out.
func segments(it Item, field string) []segment {
	text := it.Title
	if field == "excerpt" {
		text = it.Excerpt
	}
	var out []segment
	done := 0
	add := func(end int, marked bool) {
		if end > done {
			out = append(out, segment{text[done:end], marked})
			done = end
		}
	}
	for _, m := range it.Marks {
		if m.Field == field && m.Start >= done && (span{m.Start, m.End}).within(text) {
			add(m.Start, false)
			add(m.End, true)
		}
	}
	add(len(text), false)
	return out
}
