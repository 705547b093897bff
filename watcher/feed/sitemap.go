package feed

import (
	"fmt"
	"strings"
)

// sitemapNews is the format of a sitemap that lists news, which is all that
// some agencies have.
const sitemapNews = "sitemap-news"

var errNoNews = fmt.Errorf("%w but a sitemap without news", ErrNotFeed)

// sitemap makes items of the pages that say they are news, and gives the feed
// the name of their publication.
func (m *mapper) sitemap() error {
	f := m.feed
	for i := range m.items {
		raw := &m.items[i]
		fs := fields(m.fields[raw.fields.from:raw.fields.to])
		if it, ok := m.newsPage(raw, fs); ok {
			f.Items = append(f.Items, it)
		}
	}
	if len(f.Items) == 0 {
		return errNoNews
	}
	return nil
}

// newsPage reads one page of a sitemap.
func (m *mapper) newsPage(raw *rawItem, fs fields) (Item, bool) {
	loc := m.first(fs, fLoc)
	for _, news := range fs {
		if news.id != fNews || loc == "" {
			continue
		}
		f := m.feed
		f.Title = or(f.Title, plainTitle(m.child(news, "name")))
		f.Language = or(f.Language, language(m.child(news, "language")))
		it := Item{
			ID:       loc,
			Title:    plainTitle(or(m.child(news, "title"), m.child(news, "headline"))),
			Link:     resolve(raw.base, loc),
			Base:     raw.base,
			Language: language(m.child(news, "language")),
			Updated:  m.date(fs, fLastMod),
		}
		if t, ok := parseDate(m.child(news, "publication_date")); ok {
			it.Published = &t
		}
		for word := range strings.SplitSeq(m.child(news, "keywords"), ",") {
			it.Categories = appendNew(it.Categories, fold(word))
		}
		for _, image := range fs {
			if image.id == fImage {
				m.addImage(&it, raw.scope, m.child(image, "loc"))
			}
		}
		return it, true
	}
	return Item{}, false
}

// notSitemap says that a document is a list of sitemaps, and which of them
// looks as if it had the news.
func notSitemap(text []byte) error {
	const (
		most      = 1000 // sitemaps looked at
		mostShown = 500  // bytes of an address
	)
	l := lexer{src: text, lenient: true}
	from := -1
	for n := 0; n < most; {
		tok := l.next()
		switch {
		case tok.kind == tokEnd:
			n = most
		case tok.kind == tokOpen && localIs(tok.name, "loc"):
			from = tok.end
			n++
		case tok.kind == tokClose && from >= 0 && localIs(tok.name, "loc"):
			loc := textOf(text[from:tok.start], false)
			if strings.Contains(strings.ToLower(loc), "news") && len(loc) <= mostShown {
				return fmt.Errorf("%w but a list of sitemaps; the one with the news may be %s", ErrNotFeed, fold(loc))
			}
			from = -1
		}
	}
	return fmt.Errorf("%w but a list of sitemaps, none of which is named for news", ErrNotFeed)
}
