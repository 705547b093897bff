package digest

import (
	"net/url"
	"strings"
)

// Brief is a digest in the words of its text form, cut into pieces for those
// who lay it out in a way of their own, such as chat services. All text is one
// line without markup.
type Brief struct {
	Title  string  // what Subject says
	Period string  // the time that the digest covers, with the zone
	Blocks []Block // in the order of the text form
}

// The kinds of a Block.
const (
	SectionBlock    = "section" // a heading: only Title
	StoryBlock      = "story"
	CorrectionBlock = "correction"
	NearMissBlock   = "near miss"
	NoteBlock       = "note" // only Title
)

// Block is a piece that makes no sense when it is cut.
type Block struct {
	Kind    string
	Status  string // NEW, UPDATE or ECHO of a story, CHANGED of a correction; else ""
	Title   string // never empty, without direction marks
	URL     string // an http address in its encoded form; "" where there is none
	Source  string // who reports, and when; "" of sections and notes
	Details []Detail
}

// Detail is a line that a block can do without.
type Detail struct {
	Label string // such as "also: "; "" before an excerpt
	Text  string // never empty
	URL   string // as in Block
}

// Brief gives the digest in pieces.
func (d Digest) Brief() Brief {
	c := newClock(d)
	b := Brief{Title: Subject(d), Period: c.period(d.Period)}
	for _, p := range d.Profiles {
		if shown := ofProfile(d.Stories, p.Name); len(shown) > 0 {
			b.heading(tidy(p.Title) + " · " + profileCount(p, len(shown)))
			for _, s := range shown {
				b.Blocks = append(b.Blocks, c.storyBlock(s))
			}
		}
	}
	if len(d.Corrections) > 0 {
		b.heading(correctionsTitle + " · " + correctionsNote)
	}
	for _, change := range distinct(d.Corrections) {
		b.Blocks = append(b.Blocks, c.correctionBlock(change, d.Profiles))
	}
	if len(d.NearMisses) > 0 {
		b.heading("Near misses · just below the threshold")
	}
	for _, it := range d.NearMisses {
		b.Blocks = append(b.Blocks, Block{Kind: NearMissBlock, Title: tidy(it.Title), URL: target(it.URL), Source: c.source(it),
			Details: details("why: ", why(it))})
	}
	b.notes(d)
	return b
}

func (b *Brief) heading(title string) {
	b.Blocks = append(b.Blocks, Block{Kind: SectionBlock, Title: title})
}

func (b *Brief) notes(d Digest) {
	lines := remarks(d)
	for _, n := range d.Notes {
		lines = append(lines, tidy(n.Text))
	}
	if len(lines) > 0 {
		b.heading("Notes")
	}
	for _, line := range lines {
		b.Blocks = append(b.Blocks, Block{Kind: NoteBlock, Title: line})
	}
}

func (c clock) storyBlock(s Story) Block {
	best := s.Items[0]
	b := Block{Kind: StoryBlock, Status: strings.ToUpper(s.Status), Title: tidy(s.Title), URL: target(best.URL), Source: c.source(best)}
	if s.Reason != "" {
		b.Source = tidy(s.Reason) + " · " + b.Source
	}
	b.Details = details("earlier: ", tidy(s.Earlier), "", tidy(best.Excerpt), "new: ", news(s))
	for _, it := range s.Items[1:] {
		text := c.source(it)
		if it.Title != s.Title {
			text += " · " + inset(tidy(it.Title))
		}
		b.Details = append(b.Details, Detail{"also: ", text, target(it.URL)})
	}
	b.Details = append(b.Details, details("also: ", rest(s), "why: ", why(best))...)
	return b
}

func (c clock) correctionBlock(of Correction, profiles []Profile) Block {
	b := Block{Kind: CorrectionBlock, Status: "CHANGED", Title: tidy(of.Now.Title), URL: target(of.URL), Source: c.changed(of, profiles)}
	if of.Was.Title != of.Now.Title {
		b.Details = details("was: ", tidy(of.Was.Title))
	}
	if of.Was.Excerpt != of.Now.Excerpt {
		b.Details = append(b.Details, details("was: ", tidy(of.Was.Excerpt), "now: ", tidy(of.Now.Excerpt))...)
	}
	return b
}

// target is an address that may be a link, encoded; "" for one that may not.
func target(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || !web(u) {
		return ""
	}
	return u.String()
}

// details makes lines of labels and texts by turns, without those that say
// nothing.
func details(labelsAndTexts ...string) (out []Detail) {
	for i := 0; i+1 < len(labelsAndTexts); i += 2 {
		if text := labelsAndTexts[i+1]; text != "" {
			out = append(out, Detail{Label: labelsAndTexts[i], Text: text})
		}
	}
	return out
}

// Isolated is foreign text that may stand within a line of ours: a text of the
// other direction does not mix with what is around it.
func Isolated(s string) string { return inset(s) }
