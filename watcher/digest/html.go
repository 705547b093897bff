package digest

import (
	_ "embed"
	"html/template"
	"io"
	"net/url"
	"strings"
)

//go:embed digest.html.tmpl
var htmlSource string

var htmlTemplate = template.Must(template.New("digest").Funcs(template.FuncMap{
	"upper": strings.ToUpper,
	"why":   why,
	"news":  news,
	"rest":  rest,
	"also":  func(items []Item) []Item { return items[1:] },
	"first": func(items []Item) Item { return items[0] },
	"marks": segments,
	"href":  href,

	"compare": func(was, now string) [2][]segment { gone, come := compare(was, now); return [2][]segment{gone, come} },
}).Parse(htmlSource))

// HTML writes the form for mail: one document in one column, inline styles
// with a dark variant for programs that ask for it, no script, nothing that is
// loaded from elsewhere.
func HTML(w io.Writer, d Digest) error {
	c := newClock(d)
	v := view{
		Digest:   d,
		Subject:  Subject(d),
		Headline: c.headline(d),
		Shares:   shares(d),
		Period:   c.period(d.Period),
		Activity: activity(d.HitsByDay),
		Remarks:  remarks(d),
		Changes:  distinct(d.Corrections),

		CorrectionsTitle: correctionsTitle, CorrectionsNote: correctionsNote,
		clock: c,
	}
	for _, p := range d.Profiles {
		if shown := ofProfile(d.Stories, p.Name); len(shown) > 0 {
			v.Sections = append(v.Sections, section{p, profileCount(p, len(shown)), shown})
		}
	}
	return htmlTemplate.Execute(w, v)
}

// view is what the template shows.
type view struct {
	Digest
	Subject, Headline, Shares, Period, Activity string

	CorrectionsTitle, CorrectionsNote string

	Sections []section
	Changes  []Correction
	Remarks  []string
	clock    clock
}

// Source says who reports an item, and when.
func (v view) Source(it Item) string { return v.clock.source(it) }

// Changed says who changed a report, and when.
func (v view) Changed(c Correction) string { return v.clock.changed(c) }

// section is a profile that has stories.
type section struct {
	Profile Profile
	Count   string
	Stories []Story
}

// href is an address that may be a link; "" for one that may only be shown.
func href(address string) string {
	if u, err := url.Parse(address); err == nil && web(u) {
		return address
	}
	return ""
}
