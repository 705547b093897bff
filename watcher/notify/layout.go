package notify

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"vedette/watcher/digest"
)

// markup is how a service writes text.
type markup struct {
	escape func(string) string
	bold   func(escaped string) string
	link   func(escaped, address string) string
}

// block writes a piece of a digest in at most limit units, its lines apart by
// eol: status and linked title, who reports, and with all the details, too.
// Lines that find no room are left out whole, and the last of all the link.
// Only a title that is too long by itself is cut.
func (m markup) block(b digest.Block, all bool, eol string, limit int) string {
	lead := ""
	if b.Status != "" {
		lead = m.bold(m.escape(b.Status)) + " "
	}
	title := m.escape(digest.Isolated(b.Title))
	text := lead + title
	if b.URL != "" {
		text = lead + m.link(title, address(b.URL))
	}
	if units(text) > limit {
		text = lead + title
	}
	for n := utf8.RuneCountInString(b.Title); units(text) > limit; n /= 2 {
		text = lead + m.escape(digest.Isolated(oneLine(b.Title, max(n, 1))))
	}
	lines := []digest.Detail{{Text: b.Source}}
	switch {
	case all:
		lines = append(lines, b.Details...)
	case b.Kind == digest.CorrectionBlock && len(b.Details) > 0:
		lines = append(lines, b.Details[0]) // what it was, or there is no point
	}
	for _, d := range lines {
		line := m.line(d)
		if line != "" && units(text)+units(eol)+units(line) <= limit {
			text += eol + line
		}
	}
	return text
}

func (m markup) line(d digest.Detail) string {
	text := m.escape(d.Text)
	if d.URL != "" {
		text = m.link(text, address(d.URL))
	}
	return m.escape(d.Label) + text
}

// address is one that ends where it ends: what services take for the end of a
// link, or for markup, is encoded.
func address(raw string) string {
	var b strings.Builder
	for _, c := range []byte(raw) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte("<>()|\"'\\^`{}*~", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// units is the length that services count: characters, those beyond the basic
// plane twice, as they do at most.
func units(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

// draft is what of a digest is to be written.
type draft struct {
	digest.Brief
	all  bool   // with details
	left string // what was left out, as a line; "" for nothing
}

// fitted writes the digest with all its details where that fits, else without
// them, else cut between two blocks.
func fitted(b digest.Brief, write func(draft) (body []byte, fits bool, err error)) ([]byte, error) {
	for _, all := range []bool{true, false} {
		if body, ok, err := write(draft{b, all, ""}); ok || err != nil {
			return body, err
		}
	}
	// What is said of the rest differs in length, so that fewer blocks may for
	// once take more room: hence the second look.
	n := sort.Search(len(b.Blocks), func(n int) bool {
		_, ok, err := write(cut(b, n))
		return !ok || err != nil
	})
	for n = min(n, len(b.Blocks)-1); n >= 0; n-- {
		if body, ok, err := write(cut(b, n)); ok || err != nil {
			return body, err
		}
	}
	return nil, errors.New("not even the title fits")
}

// cut keeps the first n blocks, without a heading that nothing follows, and
// counts the others.
func cut(b digest.Brief, n int) draft {
	rest := b.Blocks[n:]
	for n > 0 && b.Blocks[n-1].Kind == digest.SectionBlock {
		n--
	}
	b.Blocks = b.Blocks[:n]
	return draft{Brief: b, left: leftOut(rest)}
}

// leftOut says how much of what kind there is in blocks; "" for nothing.
func leftOut(blocks []digest.Block) string {
	var parts []string
	for _, kind := range []struct{ is, one, many string }{
		{digest.StoryBlock, "story", "stories"}, {digest.CorrectionBlock, "correction", "corrections"},
		{digest.NearMissBlock, "near miss", "near misses"}, {digest.NoteBlock, "note", "notes"},
	} {
		n := 0
		for _, b := range blocks {
			if b.Kind == kind.is {
				n++
			}
		}
		switch {
		case n == 1:
			parts = append(parts, "1 "+kind.one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, kind.many))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Left out for want of room: " + strings.Join(parts, ", ")
}
