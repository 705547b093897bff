package feed

import (
	"fmt"
	"unicode/utf8"
)

// What is longer is no address and no title, but a fault of the publisher's
// software or meant to hurt: it would be stored, and mailed.
const (
	maxLink  = 8 << 10 // bytes of an address
	maxTitle = 4 << 10 // bytes of a title
)

// bound drops addresses and cuts titles that are too long, and says so.
func bound(f *Feed) {
	links, titles := 0, 0
	link := func(s *string) {
		if len(*s) > maxLink {
			*s = ""
			links++
		}
	}
	title := func(s *string) {
		if len(*s) > maxTitle {
			*s = cutText(*s, maxTitle)
			titles++
		}
	}
	link(&f.Link)
	title(&f.Title)
	for i := range f.Items {
		it := &f.Items[i]
		link(&it.Link)
		title(&it.Title)
		if len(it.Base) > maxLink {
			it.Base = ""
		}
		kept := it.Enclosures[:0]
		for _, e := range it.Enclosures {
			if link(&e.URL); e.URL != "" {
				kept = append(kept, e)
			}
		}
		it.Enclosures = kept
	}
	if links > 0 {
		f.Degraded = append(f.Degraded, fmt.Sprintf("addresses longer than %d KiB were left out: %d", maxLink>>10, links))
	}
	if titles > 0 {
		f.Degraded = append(f.Degraded, fmt.Sprintf("titles longer than %d KiB were cut: %d", maxTitle>>10, titles))
	}
}

// cutText shortens s to at most limit bytes, the ellipsis at its end included.
func cutText(s string, limit int) string {
	end := limit - len("…")
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
