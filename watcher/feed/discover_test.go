package feed

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestDiscover(t *testing.T) {
	for name, c := range map[string]struct {
		page string
		want []string // via type url title
	}{
		"links of all types": {`<link rel="alternate" type="application/rss+xml" title="News &amp; more" href="/rss">
			<LINK REL='Alternate home' TYPE='Application/Atom+XML; charset=utf-8' HREF=atom.xml>
			<link rel=alternate type=application/rdf+xml href=//other.example.org/rdf><link rel=alternate type=application/feed+json href=/feed.json>
			<link rel=alternate type=application/json href=/api><link rel="feed" href="/f">`, []string{
			"link application/rss+xml https://site.example.org/rss News & more",
			"link application/atom+xml https://site.example.org/news/atom.xml ",
			"link application/rdf+xml https://other.example.org/rdf ",
			"link application/feed+json https://site.example.org/feed.json ",
			"link  https://site.example.org/f ",
			"link application/json https://site.example.org/api ",
		}},
		"other links": {`<link rel="alternate" hreflang="ru" href="/ru"><link rel="alternate stylesheet" type="text/xml" href="/a.css"><link rel=stylesheet type=application/rss+xml href=x>
			<link rel=alternate type=application/json+oembed href=/o><link rel=alternate type=application/rss+xml href=""><link rel=alternate type=application/rss+xml>`, nil},
		"base": {`<link rel=alternate type=application/rss+xml href=one.xml><base target=_top><base href="/deep/er/"><base href=/wrong/><link rel=alternate type=application/rss+xml href=two.xml>`, []string{
			"link application/rss+xml https://site.example.org/deep/er/one.xml ", "link application/rss+xml https://site.example.org/deep/er/two.xml "}},
		"hidden": {`<!-- <link rel=alternate type=application/rss+xml href=/no> --><script>"<link rel=alternate type=application/rss+xml href=/no>"</script>
			<style><a href=/feed></style><textarea><a href="/feed"></textarea><title><a href=/feed></title>`, nil},
		"twice": {`<link rel=alternate type=application/rss+xml href=/feed/><link rel=alternate type=application/rss+xml href="http://SITE.example.org/feed#x"><a href="/feed">RSS</a>`, []string{
			"link application/rss+xml https://site.example.org/feed/ "}},
		"entities": {`<link rel=alternate type=application/rss+xml href="/?a=1&amp;feed=rss2&b=2" title="&#1053;&#1086;&#1074;&#1086;&#1089;&#1090;&#1080;">`, []string{
			"link application/rss+xml https://site.example.org/?a=1&feed=rss2&b=2 Новости"}},
		"comments last": {`<link rel=alternate type=application/rss+xml href="/comments/feed/"><link rel=alternate type=application/rss+xml href="/feed/">`, []string{
			"link application/rss+xml https://site.example.org/feed/ ", "link application/rss+xml https://site.example.org/comments/feed/ "}},
		"anchors": {`<a href="/about">x</a><a href="https://else.example.org/x.rss">Else</a><a href="/rss/world.xml"><img src=x> World <b>news</b></a><A HREF="feed:https://feeds.example.org/all">
			<a href="?format=feed">F</a><a href="javascript:rss">x</a><a href="mailto:rss@example.org">x</a><a href="/sitemap.xml">x</a><a href="/feedback">x</a><area href="/export/rss2/index.rdf">`, []string{
			"anchor  https://site.example.org/rss/world.xml World news",
			"anchor  https://site.example.org/news/?format=feed F",
			"anchor  https://site.example.org/export/rss2/index.rdf ",
			"anchor  https://else.example.org/x.rss Else",
			"anchor  https://feeds.example.org/all ",
		}},
		"sitemap": {`<link rel="sitemap" type="application/xml" href="/news-sitemap.xml"><a href=/feed>Feed</a>`, []string{
			"anchor  https://site.example.org/feed Feed", "sitemap application/xml https://site.example.org/news-sitemap.xml "}},
		"itself":   {`<link rel=alternate type=application/rss+xml href="https://site.example.org/news"><link rel=alternate type=application/rss+xml href="#">`, nil},
		"cut":      {`<link rel=alternate type=application/rss+xml href="/feed"><a href="/rss">Text <b`, []string{"link application/rss+xml https://site.example.org/feed ", "anchor  https://site.example.org/rss Text"}},
		"not html": {"\x00\xff\xfe{", nil},
		"empty":    {"", nil},
		"markup in a title": {`<link rel=alternate type=application/rss+xml href=/f title="&lt;b>Bold&lt;/b>"><a href=/rss>1 &lt; 2</a>`, []string{
			"link application/rss+xml https://site.example.org/f Bold", "anchor  https://site.example.org/rss 1 < 2"}},
	} {
		var got []string
		for _, c := range Discover([]byte(c.page), Header{URL: "https://site.example.org/news/", ContentType: "text/html"}) {
			got = append(got, strings.Join([]string{c.Via, c.Type, c.URL, c.Title}, " "))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestDiscoverCharset(t *testing.T) {
	page := []byte("<html><head><meta charset=windows-1251><link rel=alternate type=application/rss+xml href=/rss title='\xcd\xee\xe2\xee\xf1\xf2\xe8'>")
	got := Discover(page, Header{URL: "https://site.example.org/", ContentType: "text/html; charset=windows-1251"})
	if len(got) != 1 || got[0].Title != "Новости" {
		t.Errorf("got %+v", got)
	}
}

// A page of any size and kind is read in a moment, and names a bounded number.
func TestDiscoverHuge(t *testing.T) {
	for name, part := range map[string]string{
		"links": "<link rel=alternate type=application/rss+xml href=/%>", "anchors": "<a href=/rss/%>x</a>", "open": "<a href=/feed><", "quotes": "<a href='", "comments": "<!--", "text": "<a href=/feed>xxxxxxxxxxxxxxxx", "attributes": "<a a=b ",
	} {
		var page bytes.Buffer
		for i := 0; page.Len() < 4<<20; i++ {
			page.WriteString(strings.ReplaceAll(part, "%", strings.Repeat("z", i%500)))
		}
		start := time.Now()
		got := Discover(page.Bytes(), Header{URL: "https://site.example.org/"})
		if took := time.Since(start); took > 3*time.Second && !underRace {
			t.Errorf("%s: %v", name, took)
		}
		if len(got) > 3*maxCandidates {
			t.Errorf("%s: %d candidates", name, len(got))
		}
	}
}

// FuzzDiscover: no page makes it panic, and what it gives can be asked for.
func FuzzDiscover(f *testing.F) {
	f.Add([]byte(`<base href="//x"><link rel=alternate type=application/rss+xml href="?a" title="&lt;">`), "https://a.example.org/b")
	f.Add([]byte(`<a href="feed://x/y">t<a href='feed:https://z'>`), "")
	f.Fuzz(func(t *testing.T, page []byte, address string) {
		seen := map[string]bool{}
		for _, c := range Discover(page, Header{URL: address}) {
			if c.URL == "" || seen[c.URL] || scheme(c.URL) != "" && !isWeb(c.URL) || !utf8.ValidString(c.Title) {
				t.Errorf("%+v", c)
			}
			seen[c.URL] = true
		}
	})
}
