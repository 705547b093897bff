package digest

import (
	"bufio"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Text writes the text form: complete, UTF-8, lines of at most 76 columns save
// for addresses and words that are longer.
func Text(w io.Writer, d Digest) error {
	p := &page{w: bufio.NewWriter(w), clock: newClock(d)}
	p.para("", "vedette · "+tidy(d.Digest))
	p.para("", p.clock.period(d.Period))
	head := p.clock.headline(d)
	if s := shares(d); s != "" {
		head += ": " + s
	}
	p.para("", head)
	if bars := activity(d.HitsByDay); bars != "" {
		p.para("", bars)
	}
	for _, profile := range d.Profiles {
		p.section(profile, d.Stories)
	}
	if len(d.Corrections) > 0 {
		p.heading(correctionsTitle + " · " + correctionsNote)
		for _, c := range distinct(d.Corrections) {
			p.correction(c)
		}
	}
	if len(d.NearMisses) > 0 {
		p.heading("Near misses · just below the threshold")
		for _, it := range d.NearMisses {
			p.nearMiss(it)
		}
	}
	p.foot(d)
	return p.w.Flush() // reports the first error of any write
}

// page writes lines; errors stay in w until Flush.
type page struct {
	w     *bufio.Writer
	clock clock
}

func (p *page) line(s string) {
	p.w.WriteString(strings.TrimRight(s, " "))
	p.w.WriteByte('\n')
}

// para writes a line of ours behind label, and what it is wrapped into behind
// as much room.
func (p *page) para(label, text string) {
	p.lines(label, ours(text, wrap(text, columns-columnsOf(label))))
}

// foreign is para for a text of a feed's.
func (p *page) foreign(label, text string) {
	text = tidy(text)
	p.lines(label, foreign(text, wrap(text, columns-columnsOf(label))))
}

func (p *page) lines(label string, lines []string) {
	room := strings.Repeat(" ", columnsOf(label))
	for i, line := range lines {
		if i > 0 {
			label = room
		}
		p.line(label + line)
	}
}

func (p *page) heading(text string) {
	p.line("")
	p.line("")
	widest := 0
	for _, line := range wrap(text, columns) {
		p.line(line)
		widest = max(widest, columnsOf(line))
	}
	p.line(strings.Repeat("-", widest))
}

func (p *page) section(profile Profile, stories []Story) {
	shown := ofProfile(stories, profile.Name)
	if len(shown) == 0 {
		return
	}
	p.heading(inset(tidy(profile.Title)) + " · " + profileCount(profile, len(shown)))
	for _, s := range shown {
		p.story(s)
	}
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

// indent is the room for a story's status.
const indent = "     "

func (p *page) story(s Story) {
	best := s.Items[0]
	status := strings.ToUpper(s.Status)
	label := status + strings.Repeat(" ", max(1, len(indent)-utf8.RuneCountInString(status)))
	p.line("")
	p.foreign(label, s.Title)
	source := p.clock.source(best)
	if s.Reason != "" {
		source = tidy(s.Reason) + " · " + source
	}
	p.para(indent, source)
	p.link(indent, best.URL)
	if best.Excerpt != "" {
		p.foreign(indent, stars(best))
	}
	if new := news(s); new != "" {
		p.para(indent+"new: ", new)
	}
	for _, it := range s.Items[1:] {
		p.para(indent+"also: ", p.clock.source(it))
		if it.Title != s.Title {
			p.foreign(indent+"      ", it.Title)
		}
		p.link(indent+"      ", it.URL)
	}
	if more := rest(s); more != "" {
		p.para(indent+"also: ", more)
	}
	p.para(indent+"why: ", why(best))
}

// What stands above corrections.
const (
	correctionsTitle = "Corrections"
	correctionsNote  = "changed after they were told"
)

func (p *page) correction(c Correction) {
	p.line("")
	if c.Was.Title == c.Now.Title {
		p.foreign(indent, c.Now.Title)
	} else {
		p.foreign("was: ", c.Was.Title)
		p.foreign("now: ", c.Now.Title)
	}
	p.para(indent, p.clock.changed(c))
	p.link(indent, c.URL)
	if c.Was.Excerpt != c.Now.Excerpt {
		p.foreign("was: ", c.Was.Excerpt)
		p.foreign("now: ", c.Now.Excerpt)
	}
}

func (p *page) nearMiss(it Item) {
	p.line("")
	p.foreign("", it.Title)
	p.para(indent, p.clock.source(it))
	p.link(indent, it.URL)
	p.para(indent+"why: ", why(it))
}

// link writes an address on one line, however long it is.
func (p *page) link(label, address string) {
	if u, err := url.Parse(address); err == nil && web(u) {
		p.line(label + strings.ReplaceAll(tidy(address), " ", "%20"))
	} else if address != "" {
		p.foreign(label, address)
	}
}

func (p *page) foot(d Digest) {
	notes := remarks(d)
	for _, n := range d.Notes {
		notes = append(notes, tidy(n.Text))
	}
	if len(notes) == 0 {
		return
	}
	p.heading("Notes")
	for _, n := range notes {
		p.para("- ", n)
	}
}

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
