package notify

import (
	"strings"
	"unicode/utf8"

	"vedette/watcher/digest"
)

// plainText is without markup, the address behind the title on a line.
func plainText() markup {
	asIs := func(s string) string { return s }
	return markup{escape: calm, bold: asIs, link: func(s, address string) string { return s + "\n" + address }}
}

// calm keeps a text from calling people: behind the signs that begin a mention
// it puts a word joiner, which is not seen. So "@all" of a headline is no more
// than that, whatever the service's markup is.
func calm(s string) string {
	const joiner = "\u2060"
	return strings.NewReplacer("@", "@"+joiner, "<", "<"+joiner).Replace(s)
}

// split writes the digest without details as at most n texts of at most limit
// bytes, cut between two blocks. What finds no room is counted in the last.
func split(b digest.Brief, limit, n int) []string {
	parts := pack(b, limit)
	if len(parts) <= n {
		return texts(parts)
	}
	shown := 0
	for _, p := range parts[:n] {
		shown += p.blocks
	}
	// The last part gives up blocks until there is room to say so.
	for keep := shown; ; keep-- {
		d := cut(b, keep)
		parts := pack(d.Brief, limit)
		last := len(parts) - 1
		if more := "\n\n" + d.left; last < n && len(parts[last].text)+len(more) <= limit || keep == 0 {
			parts[last].text += more
			return texts(parts)
		}
	}
}

// part is one text and how many blocks it holds.
type part struct {
	text   string
	blocks int
}

func texts(parts []part) (out []string) {
	for _, p := range parts {
		out = append(out, p.text)
	}
	return out
}

// pack fills parts with blocks in turn, the first behind the title.
func pack(b digest.Brief, limit int) []part {
	title := calm(b.Title)
	head := title + "\n" + calm(b.Period)
	if len(head) > limit {
		head = clip(title, limit)
	}
	parts := []part{{text: head}}
	for _, block := range b.Blocks {
		text := short(block, limit)
		last := &parts[len(parts)-1]
		if len(last.text)+2+len(text) > limit {
			parts = append(parts, part{text: text, blocks: 1})
			continue
		}
		last.text += "\n\n" + text
		last.blocks++
	}
	return parts
}

// short is a block without details in at most limit bytes: where it is longer,
// its source goes first, then its link, then the end of its title.
func short(b digest.Block, limit int) string {
	mk := plainText()
	for range 3 {
		if text := mk.block(b, false, "\n", limit); len(text) <= limit {
			return text
		}
		if b.Source == "" {
			b.URL = ""
		}
		b.Source = ""
	}
	return clip(calm(b.Title), limit)
}

// clip cuts a text to at most limit bytes, between two characters.
func clip(s string, limit int) string {
	const end = "…"
	if len(s) <= limit {
		return s
	}
	cut := max(0, limit-len(end))
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.TrimRight(s[:cut], " ") + end
}
