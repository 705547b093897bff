package feed

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
)

// ErrNoArticle is for pages on which no article can be told from its furniture.
var ErrNoArticle = errors.New("no article text found on the page")

// Article is what a web page was made to tell.
type Article struct {
	Title     string     // plain text, "" when the page has none
	Text      string     // plain text, never empty, paragraphs on lines of their own
	Language  string     // as the page says: lower case, "" when it does not
	Published *time.Time // as the page says, nil when it does not or not certainly
}

// ParseArticle reads the article of a web page: the text that stands together,
// or what the page's own JSON-LD gives as the article's body. The error wraps
// ErrNoArticle, and says so where the page asks for a login or for consent, or is
// a check for robots.
func ParseArticle(body []byte, h Header) (Article, error) {
	text, err := decodePage(body, h)
	if err != nil {
		return Article{}, err
	}
	if p := readPage(text); p.Kind != PagePlain {
		return Article{}, fmt.Errorf("%w: %s", ErrNoArticle, p.words())
	}
	a := readable(text)
	if linked, ok := linkedArticleOf(text, h); ok {
		a = a.joined(linked)
	}
	if a.Text == "" {
		return Article{}, ErrNoArticle
	}
	return a, nil
}

// PageText is all that a web page says, furniture included, for pages of which
// ParseArticle finds no article.
func PageText(body []byte, h Header) (title, all string) {
	text, err := decodePage(body, h)
	if err != nil {
		return "", ""
	}
	return view(head(text, pageBytes)).title, PlainText(htmlTitle.ReplaceAllString(string(text), ""))
}

var htmlTitle = regexp.MustCompile(`(?is)<title[^>]*>.*?</title>`)

// maxPage is how much of a page is read, in bytes: pages of news are
// seldom larger than one MiB.
const maxPage = 4 << 20

// decodePage makes a page UTF-8. What its own meta element says counts where the
// server says nothing.
func decodePage(body []byte, h Header) ([]byte, error) {
	body = body[:min(len(body), maxPage)]
	if httpCharset(h.ContentType) == "" {
		if label := metaCharset(body); label != "" {
			h.ContentType = "text/html; charset=" + label
		}
	}
	text, _, err := decode(body, h.ContentType)
	if err != nil {
		return nil, err
	}
	text, _ = clean(text)
	return calm(text), nil
}

// metaCharset is the label in a page's own meta element.
func metaCharset(body []byte) string {
	if m := metaLabel.FindSubmatch(body[:min(len(body), 4<<10)]); m != nil {
		return string(m[1])
	}
	return ""
}

var metaLabel = regexp.MustCompile(`(?i)<meta[^>]{1,200}charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})`)

// readable finds the article by how a page is laid out. Text is empty where
// there is none.
func readable(text []byte) (a Article) {
	defer func() {
		if recover() != nil {
			a = Article{} // a page can be made to trip the library; then it has no article
		}
	}()
	doc, err := html.Parse(bytes.NewReader(slim(text)))
	if err != nil {
		return Article{}
	}
	parser := readability.NewParser()
	parser.DisableJSONLD = true // read by linkedArticleOf
	found, err := parser.ParseAndMutate(doc, nil)
	var out strings.Builder
	if err != nil || found.Node == nil || found.RenderText(&out) != nil {
		return Article{}
	}
	a = Article{Title: fold(found.Title()), Text: lines(out.String()), Language: language(found.Language())}
	if t, err := found.PublishedTime(); err == nil {
		a.Published = &t
	}
	return a
}

// joined takes over what a page's JSON-LD says of itself. Its text counts where
// it is not much shorter: that of the page may have captions and links in it,
// that of the other be a teaser.
func (a Article) joined(linked Item) Article {
	body := PlainText(PlainText(linked.Content))
	if 4*len(body) >= 3*len(a.Text) {
		a.Text = body
	}
	a.Title = or(a.Title, linked.Title)
	a.Language = or(a.Language, linked.Language)
	if linked.Published != nil {
		a.Published = linked.Published
	}
	return a
}

// linkedArticleOf gives the article that a page describes in JSON-LD as its
// own: that with its address, or the only one.
func linkedArticleOf(text []byte, h Header) (Item, bool) {
	p := linkedPage{base: or(h.base(), "https://page.invalid/"), own: withoutFragment(h.base()), seen: map[string]bool{}}
	left := maxLDBytes
	for range maxLDScripts {
		var script []byte
		if script, text = nextLinkedData(text); script == nil {
			break
		}
		if left -= len(script); left < 0 {
			break
		}
		if v := linkedData(script); v != nil {
			p.walk(v, p.base)
		}
	}
	for _, it := range p.items {
		if withoutFragment(it.Link) == p.own || len(p.items) == 1 {
			return it, true
		}
	}
	return Item{}, false
}

// NotText says why a response cannot be a web page with an article, "" when it
// can: the type that the server gives, or what the bytes are.
func NotText(contentType string, body []byte) string {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	kind = strings.TrimSpace(kind)
	switch {
	case kind == "", kind == "text/html", kind == "application/xhtml+xml", kind == "text/plain", strings.HasSuffix(kind, "xml"):
	default:
		return fmt.Sprintf("it is no web page but %s", excerpt([]byte(kind)))
	}
	if bytes.HasPrefix(body, []byte("%PDF-")) {
		return "it is no web page but a PDF"
	}
	return ""
}
