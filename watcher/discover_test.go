package watcher_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/config"
	"vedette/watcher"
)

// site answers paths with documents and remembers what it was asked for.
type site struct {
	documents map[string]string
	mu        sync.Mutex
	asked     []string
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r.URL.RequestURI())
	s.mu.Unlock()
	text, ok := s.documents[r.URL.RequestURI()]
	switch to, moved := strings.CutPrefix(text, "moved "); {
	case moved:
		http.Redirect(w, r, to, http.StatusMovedPermanently)
	case !ok:
		http.NotFound(w, r)
	case strings.HasPrefix(text, "<?xml"):
		w.Header().Set("Content-Type", "application/xml")
		fallthrough
	default:
		_, _ = io.WriteString(w, strings.ReplaceAll(text, "SITE", "http://"+r.Host))
	}
}

// listing is a feed with some items, the same for the same name.
func listing(name string, items int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title>`, name)
	for i := range items {
		fmt.Fprintf(&b, `<item><title>Item</title><link>https://example.org/%s/%d</link><pubDate>Tue, 14 Sep 2021 0%d:00:00 GMT</pubDate></item>`, name, i, i)
	}
	return b.String() + `</channel></rss>`
}

func newsSitemap() string {
	return `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://example.org/1</loc>
		<news:news><news:publication><news:name>Agency</news:name><news:language>en</news:language></news:publication><news:publication_date>2021-09-14T06:00:00Z</news:publication_date><news:title>One</news:title></news:news></url></urlset>`
}

const linkedData = `<html><head><script type="application/ld+json">{"@context":"https://schema.org","@type":"ItemList","itemListElement":[
	{"@type":"ListItem","position":1,"item":{"@type":"NewsArticle","headline":"One","url":"/1","datePublished":"2021-09-14T06:00:00Z"}},
	{"@type":"ListItem","position":2,"item":{"@type":"NewsArticle","headline":"Two","url":"/2","datePublished":"2021-09-14T07:00:00Z"}}]}</script></head><body>News</body></html>`

func TestDiscoverFeeds(t *testing.T) {
	link := func(href string) string {
		return `<link rel="alternate" type="application/rss+xml" href="` + href + `">`
	}
	for name, c := range map[string]struct {
		documents map[string]string
		ask       string
		want      []string // via, path, format, items, hour of the newest, also
		untried   int
		asked     int
	}{
		"a feed already": {map[string]string{"/f.xml": listing("A", 3)}, "/f.xml", []string{"address /f.xml rss2.0 3 02"}, 0, 1},
		"links before anchors": {map[string]string{"/": `<html><a href="/feed/b">B</a>` + link("/a.xml") + link("/missing") + link("/page") + `<p>x`, "/a.xml": listing("A", 1), "/feed/b": listing("B", 2), "/page": "<html>page"}, "/",
			[]string{"link /a.xml rss2.0 1 00", "anchor /feed/b rss2.0 2 01"}, 0, 5},
		"the same items":           {map[string]string{"/": "<html>" + link("/a.xml") + link("/b.xml") + link("/moved"), "/a.xml": listing("A", 2), "/b.xml": listing("A", 2), "/moved": "moved /a.xml"}, "/", []string{"link /a.xml rss2.0 2 01 also /b.xml"}, 0, 5},
		"moved for good":           {map[string]string{"/": "<html>" + link("/old"), "/old": "moved /new", "/new": listing("A", 1)}, "/", []string{"link /new rss2.0 1 00"}, 0, 3},
		"a page of feeds":          {map[string]string{"/": `<html><a href="/rss">RSS</a>`, "/rss": `<html><a href="/rss/a.xml">A</a><a href="/rss/b.xml">B</a>`, "/rss/a.xml": listing("A", 1), "/rss/b.xml": listing("B", 1)}, "/", []string{"anchor /rss/a.xml rss2.0 1 00", "anchor /rss/b.xml rss2.0 1 00"}, 0, 4},
		"news sitemap":             {map[string]string{"/": "<html>x", "/robots.txt": "Sitemap: SITE/all.xml\nSitemap: SITE/map-news.xml\n", "/map-news.xml": newsSitemap()}, "/", []string{"robots /map-news.xml sitemap-news 1 06"}, 0, 3},
		"usual places":             {map[string]string{"/blog/": "<html>x", "/rss.xml": listing("A", 1)}, "/blog/", []string{"guess /rss.xml rss2.0 1 00"}, 0, 7},
		"usual places forbidden":   {map[string]string{"/": "<html>x", "/rss.xml": listing("A", 1), "/robots.txt": "User-agent: *\nDisallow: /rss\n"}, "/", nil, 0, 9},
		"led to what is forbidden": {map[string]string{"/": "<html>x", "/feed": "moved /private/rss.xml", "/private/rss.xml": listing("A", 1), "/robots.txt": "User-agent: *\nDisallow: /private\n"}, "/", nil, 0, 11},
		"no page, but a feed":      {map[string]string{"/feed": listing("A", 1)}, "/", []string{"guess /feed rss2.0 1 00"}, 0, 3},
		"nothing":                  {map[string]string{"/": "<html>x"}, "/", nil, 0, 11},
		"the page itself, last":    {map[string]string{"/": strings.Replace(linkedData, "<head>", "<head>"+link("/a.xml"), 1), "/a.xml": listing("A", 1)}, "/", []string{"link /a.xml rss2.0 1 00", "page / json-ld 2 07"}, 0, 2},
		"too many":                 {map[string]string{"/": "<html>" + manyLinks(30)}, "/", nil, 20, 12},
	} {
		t.Run(name, func(t *testing.T) {
			s := &site{documents: c.documents}
			server := httptest.NewServer(s)
			defer server.Close()
			client, err := watcher.NewClient(config.Fetch{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 1e10}, "test", nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer client.CloseIdleConnections()
			found, err := watcher.Discover(t.Context(), client, server.URL+c.ask)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found.Feeds {
				line := fmt.Sprint(f.Via, " ", strings.TrimPrefix(f.URL, server.URL), " ", f.Format, " ", f.Items, " ", f.Newest.Format("15"))
				for _, also := range f.Also {
					line += " also " + strings.TrimPrefix(also, server.URL)
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(s.asked) != c.asked || found.Untried != c.untried {
				t.Errorf("%d requests and %d left, want %d and %d: %q", len(s.asked), found.Untried, c.asked, c.untried, s.asked)
			}
		})
	}
}

func manyLinks(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<link rel="alternate" type="application/rss+xml" href="/f%d">`, i)
	}
	return b.String()
}

func TestDiscoverUnreachable(t *testing.T) {
	client, err := watcher.NewClient(config.Fetch{}, "test", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"http://127.0.0.1:1/", "127.0.0.1", "file:///etc/passwd", "", "http://", "%"} {
		if found, err := watcher.Discover(t.Context(), client, address); err == nil {
			t.Errorf("%q: found %+v", address, found)
		}
	}
}
