package feed

import (
	"bytes"
	"mime"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// How a page names a feed, from the most to the least to be trusted.
const (
	ViaLink    = "link"    // a link element made for it
	ViaAnchor  = "anchor"  // a link for readers whose address looks like a feed's
	ViaSitemap = "sitemap" // a link element that names a sitemap
)

// Candidate is an address that a page names and that may be a feed: only
// fetching it tells.
type Candidate struct {
	URL   string // absolute where the page's address was known
	Title string // plain text as the page has it, may be empty
	Type  string // media type, lower case; empty where none is named
	Via   string // one of those above
}

// Limits of what is read of a page.
const (
	maxCandidates = 256      // of each way
	maxToken      = 64 << 10 // bytes of one tag, or of one stretch of text
)

// Discover gives what a web page names as its feeds, in order of trust: by
// link elements before anchors, within each the site's main feed before feeds
// of comments, and each address once. It reads any page without an error; what
// is no page names nothing.
func Discover(page []byte, h Header) []Candidate {
	page = page[:min(len(page), maxPage)]
	text, _, err := decode(page, h.ContentType)
	if err != nil {
		text = page
	}
	d := discovery{base: h.base()}
	d.read(calm(text))
	return d.ranked(h.base())
}

// discovery gathers candidates whose addresses are still as the page has them:
// a base element holds for those before it too.
type discovery struct {
	base   string
	hasOwn bool // the page has set base
	found  []Candidate
	count  map[string]int // by way
	anchor int            // position in found of the anchor being read, -1 if none
	text   strings.Builder
}

func (d *discovery) read(page []byte) {
	d.count, d.anchor = map[string]int{}, -1
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(len(page) + 1)
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch tag := atom.Lookup(name); tag {
			case atom.Link, atom.A, atom.Area, atom.Base:
				if more && len(z.Raw()) <= maxToken {
					d.element(tag, z)
				}
			}
		case html.TextToken:
			if d.anchor >= 0 && d.text.Len() < 256 {
				text := z.Text()
				d.text.Write(text[:min(len(text), 512)])
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.A {
				d.endAnchor()
			}
		}
	}
	d.endAnchor()
}

// element takes what the attributes of a tag say.
func (d *discovery) element(tag atom.Atom, z *html.Tokenizer) {
	attrs := map[string]string{}
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, twice := attrs[string(key)]; !twice { // the first counts
			attrs[string(key)] = string(value)
		}
	}
	href := strings.TrimSpace(attrs["href"])
	switch {
	case href == "":
	case tag == atom.Base:
		if !d.hasOwn {
			d.base, d.hasOwn = resolve(d.base, href), true
		}
	case tag == atom.Link:
		if via, kind := linkKind(attrs["rel"], attrs["type"]); via != "" {
			d.add(Candidate{URL: href, Title: plainTitle(attrs["title"]), Type: kind, Via: via})
		}
	default:
		d.endAnchor()
		if looksLikeFeed(href) && d.add(Candidate{URL: href, Title: plainTitle(attrs["title"]), Type: mediaType(attrs["type"]), Via: ViaAnchor}) {
			d.anchor = len(d.found) - 1
		}
	}
}

func (d *discovery) add(c Candidate) bool {
	if d.count[c.Via]++; d.count[c.Via] > maxCandidates || len(c.URL) > maxLink {
		return false
	}
	d.found = append(d.found, c)
	return true
}

// endAnchor gives the anchor that was open the text within it as title.
func (d *discovery) endAnchor() {
	if d.anchor >= 0 && d.found[d.anchor].Title == "" {
		d.found[d.anchor].Title = plainTitle(html.EscapeString(d.text.String()))
	}
	d.anchor = -1
	d.text.Reset()
}

// linkKind tells what a link element names, "" where it is of no use here.
func linkKind(rel, kind string) (via, media string) {
	rels := strings.Fields(strings.ToLower(rel))
	media = mediaType(kind)
	has := func(rel string) bool { return slices.Contains(rels, rel) }
	switch {
	case has("sitemap"):
		return ViaSitemap, media
	case has("feed"):
		return ViaLink, media
	case !has("alternate") || has("stylesheet"):
		return "", ""
	}
	switch media {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
		"application/rss", "application/atom", "application/x-rss+xml", "application/x-atom+xml", "text/rss+xml", "text/atom+xml", "text/rss",
		"application/xml", "text/xml", "application/json":
		return ViaLink, media
	}
	return "", ""
}

func mediaType(value string) string {
	if kind, _, err := mime.ParseMediaType(value); err == nil {
		return kind
	}
	kind, _, _ := strings.Cut(strings.ToLower(value), ";")
	return strings.TrimSpace(kind)
}

// looksLikeFeed judges the address of an anchor by the words in it.
func looksLikeFeed(href string) bool {
	lower := strings.ToLower(href)
	switch scheme(lower) {
	case "feed":
		return true
	case "", "http", "https":
	default:
		return false
	}
	u, err := url.Parse(lower)
	if err != nil {
		return false
	}
	if strings.HasPrefix(u.Host, "feeds.") || strings.HasPrefix(u.Host, "feed.") || strings.HasPrefix(u.Host, "rss.") {
		return u.Path != "" && u.Path != "/"
	}
	query := u.Query()
	if query.Has("feed") || oneOf(query.Get("format"), feedWords) || oneOf(query.Get("output"), feedWords) || oneOf(query.Get("type"), feedWords) {
		return true
	}
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	last := segments[len(segments)-1]
	for _, ending := range []string{".rss", ".rdf", ".atom"} {
		if strings.HasSuffix(last, ending) {
			return true
		}
	}
	if strings.HasSuffix(last, ".xml") || strings.HasSuffix(last, ".json") {
		return slices.ContainsFunc([]string{"rss", "feed", "atom", "news"}, func(w string) bool { return strings.Contains(u.Path, w) })
	}
	return slices.ContainsFunc(segments, func(s string) bool { return oneOf(s, feedWords) })
}

var feedWords = []string{"rss", "rss2", "rss.php", "rss.aspx", "feed", "feeds", "atom", "rdf", "xml", "feed.php"}

func oneOf(word string, words []string) bool { return slices.Contains(words, word) }

// ranked resolves the addresses, orders them by trust and leaves out those
// that come twice, and the page itself.
func (d *discovery) ranked(page string) []Candidate {
	site := hostOf(page)
	seen := map[string]bool{addressKey(page): page != ""}
	var ranked []Candidate
	rank := func(c Candidate) int {
		way := 4 * slices.Index([]string{ViaLink, ViaAnchor, ViaSitemap}, c.Via)
		switch lower := strings.ToLower(c.URL); {
		case strings.Contains(lower, "comment"), c.Type == "application/json": // the latter is mostly another interface
			return way + 2
		case c.Via == ViaAnchor && site != "" && hostOf(c.URL) != site:
			return way + 1
		}
		return way
	}
	for _, c := range d.found {
		if rest, ok := cutFold(c.URL, "feed:"); ok {
			c.URL = rest
			if strings.HasPrefix(rest, "//") {
				c.URL = "http:" + rest
			}
		}
		c.URL = withoutFragment(resolve(d.base, c.URL))
		if sc := scheme(c.URL); sc != "" && !isWeb(c.URL) || seen[addressKey(c.URL)] {
			continue
		}
		seen[addressKey(c.URL)] = true
		ranked = append(ranked, c)
	}
	slices.SortStableFunc(ranked, func(a, b Candidate) int { return rank(a) - rank(b) })
	return ranked
}

// cutFold is strings.CutPrefix for a prefix in any case.
func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.")
}

// addressKey is equal for addresses that differ by the scheme, the case of the
// host and a slash at the end only.
func addressKey(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.ToLower(u.Host) + strings.TrimSuffix(u.EscapedPath(), "/") + "?" + u.RawQuery
}
