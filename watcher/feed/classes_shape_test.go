package feed

import "testing"

func TestShapeClasses(t *testing.T) {
	rdf := func(s string) string {
		return `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"` + classSpaces + `>` + s + `</rdf:RDF>`
	}
	testClasses(t, []class{
		{"RDF", []classCase{
			{rdf(`<channel rdf:about="http://a.example/feed"><title>T</title><link>http://a.example/</link><description>D</description><items><rdf:Seq><rdf:li rdf:resource="http://a.example/1"/></rdf:Seq></items><dc:language>en</dc:language><dc:date>2004-01-01T00:00:00Z</dc:date></channel><image rdf:about="x"><title>I</title><link>http://i.example/</link></image><item rdf:about="http://a.example/1"><title>One</title><link>http://a.example/1?l</link><description>S</description><dc:creator>Ann</dc:creator><dc:date>2004-01-02T00:00:00Z</dc:date><dc:subject>Sub</dc:subject><content:encoded>C</content:encoded></item><textinput rdf:about="y"><title>Search</title><description>no</description><link>http://s.example/</link></textinput>`),
				[]string{"title=T", "link=http://a.example/", "description=D", "language=en", "updated=2004-01-01T00:00:00Z", "format=rss1.0", "item/id=http://a.example/1", "item/link=http://a.example/1?l", "item/summary=S", "item/content=C", "item/authors/0=Ann", "item/published=2004-01-02T00:00:00Z", "item/categories/0=Sub", "#items=1"}},
			{rdf(`<channel><title>T</title></channel><item rdf:about="http://a.example/1"><title>One</title></item>`), []string{"item/link=http://a.example/1"}},
			{rdf(`<channel><title>T</title></channel><item rdf:about="urn:1"><title>One</title><rdf:value>v</rdf:value></item>`), []string{"item/id=urn:1", "item/link="}},
			{rdf(`<item rdf:about="1"><title>One</title></item><channel><title>After</title><link>http://a.example/</link></channel>`), []string{"title=After", "link=http://a.example/", "item/title=One"}},
			{`<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rss="http://purl.org/rss/1.0/"><rss:channel><rss:title>T</rss:title></rss:channel><rss:item r:about="urn:1"><rss:title>One</rss:title><rss:link>http://a.example/1</rss:link></rss:item></r:RDF>`, []string{"title=T", "item/title=One", "item/link=http://a.example/1", "item/id=urn:1"}},
			{`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel><item><title>One</title><link>http://a.example/1</link></item></rdf:RDF>`, []string{"format=rss0.9", "item/link=http://a.example/1"}},
			{rdf(`<channel><title>T</title></channel><item><dc:identifier>urn:d</dc:identifier><dc:title>DT</dc:title><dc:publisher>Pub</dc:publisher></item>`), []string{"item/id=urn:d", "item/title=DT", "item/authors/0=Pub"}},
			{`<Channel xmlns="http://purl.org/net/rss1.1#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="http://a.example/feed"><title>T</title><link>http://a.example/</link><description>D</description><image><title>I</title></image><items rdf:parseType="Collection"><item rdf:about="http://a.example/1"><title>One</title><link>http://a.example/1</link></item></items></Channel>`, []string{"format=rss1.1", "title=T", "item/title=One", "item/id=http://a.example/1"}},
			{`<Channel xmlns="http://purl.org/net/rss1.1#" xml:lang="en"><title xml:lang="de">T</title><items><item><title>One</title></item></items></Channel>`, []string{"title=T", "language=en"}},
		}},
		{"shapes of RSS", []classCase{
			{channelOf(`<item><title>I</title></item><title>T</title><link>http://a.example/</link>`), []string{"title=T", "link=http://a.example/", "item/title=I"}},
			{`<rss version="0.92"><channel><title>T</title></channel><item><title>I</title></item></rss>`, []string{"title=T", "item/title=I", "format=rss0.92"}},
			{`<rss version="2.0"><item><title>I</title></item><channel><title>T</title></channel></rss>`, []string{"title=T", "item/title=I"}},
			{`<rss><channel><title>T</title><item><title>I</title></item></channel></rss>`, []string{"format=rss", "item/title=I"}},
			{`<channel><title>T</title><item><title>I</title></item></channel>`, []string{"title=T", "item/title=I"}},
			{`<item><title>I</title><link>http://a.example/1</link></item>`, []string{"item/title=I", "item/link=http://a.example/1"}},
			{`<item><title>I</title></item><item><title>J</title></item>`, []string{"item/title=I", "items/1/title=J"}},
			{`<RSS VERSION="2.0"><CHANNEL><TITLE>T</TITLE><ITEM><TITLE>I</TITLE><LINK>http://a.example/1</LINK><PUBDATE>Thu, 01 Jan 2004 19:48:21 GMT</PUBDATE></ITEM></CHANNEL></RSS>`, []string{"title=T", "item/title=I", "item/link=http://a.example/1", "item/published=2004-01-01T19:48:21Z"}},
			{`<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel><title>T</title><item><title>I</title></item></channel></rss>`, []string{"title=T", "item/title=I"}},
			{`<rss version="2.0" xmlns="http://example.com/newformat#"><channel><title>T</title><item><title>I</title></item></channel></rss>`, []string{"title=T", "item/title=I"}},
			{`<r:rss version="2.0" xmlns:r="http://blogs.law.harvard.edu/tech/rss"><r:channel><r:title>T</r:title><r:item><r:title>I</r:title></r:item></r:channel></r:rss>`, []string{"title=T", "item/title=I"}},
			{channelOf(`<title>T</title><image><title>I</title><url>u</url><link>http://i.example/</link><description>ID</description></image>`), []string{"title=T", "link=", "description="}},
			{channelOf(`<image><title>I</title><link>http://i.example/</link></image><title>T</title>`), []string{"title=T", "link="}},
			{channelOf(`<textInput><title>S</title><description>SD</description><name>q</name><link>http://s.example/</link></textInput><title>T</title>`), []string{"title=T", "link=", "description="}},
			{channelOf(`<title>T</title><itunes:image href="i.png"/><itunes:category text="News"/><generator>G</generator><docs>http://d.example/</docs><cloud domain="c"/><rating>r</rating><copyright>C</copyright>`), []string{"title=T", "link=", "description="}},
			{channelOf(`<title>T</title><x:item xmlns:x="http://x.example/"><x:title>X</x:title></x:item><item><title>I</title></item>`), []string{"#items=1", "item/title=I"}},
			{channelOf(`<title>T</title><items><item><title>I</title></item></items>`), []string{"#items=1", "item/title=I"}},
			{channelOf(`<title>T</title><item><title>I</title><x:wrap xmlns:x="http://x.example/"><title>X</title><link>http://x.example/</link></x:wrap></item>`), []string{"item/title=I", "item/link="}},
		}},
		{"namespaces", []classCase{
			{`<rss version="2.0" xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title><item><d:title>DT</d:title><c:encoded>C</c:encoded><d:creator>Ann</d:creator></item></channel></rss>`, []string{"item/title=DT", "item/content=C", "item/authors/0=Ann"}},
			{`<rss version="2.0"><channel><title>T</title><item><dc:creator>Ann</dc:creator><content:encoded>C</content:encoded><media:title>MT</media:title><itunes:summary>IS</itunes:summary></item></channel></rss>`, []string{"item/title=MT", "item/content=C", "item/authors/0=Ann"}},
			{`<rss version="2.0" xmlns:pod="http://example.com/DTDs/Podcast-1.0.dtd"><channel><title>T</title><item><pod:author>Ann</pod:author></item></channel></rss>`, []string{"item/authors/0=Ann"}},
			{`<rss version="2.0" xmlns:m="http://video.search.yahoo.com/mrss"><channel><title>T</title><item><m:title>MT</m:title></item></channel></rss>`, []string{"item/title=MT"}},
			{`<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><a:link href="http://a.example/"/><a:title>AT</a:title><item><a:title>IT</a:title><a:id>urn:1</a:id><a:updated>2004-01-01T00:00:00Z</a:updated></item></channel></rss>`, []string{"link=http://a.example/", "title=AT", "item/title=IT", "item/id=urn:1", "item/updated=2004-01-01T00:00:00Z"}},
			{`<rss version="2.0" xmlns:dc="http://x.example/other"><channel><title>T</title><item><dc:title>Other</dc:title><title>I</title></item></channel></rss>`, []string{"item/title=I"}},
			{`<rss version="2.0"><channel><title>T</title><item><title xmlns="http://x.example/">X</title><title>I</title></item></channel></rss>`, []string{"item/title=I"}},
			{`<rss version="2.0"><channel><title>T</title><item><creator xmlns="http://purl.org/dc/elements/1.1/">Ann</creator></item></channel></rss>`, []string{"item/authors/0=Ann"}},
			{`<rss version="2.0"><channel><title>T</title><item><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Ann</dc:creator></item></channel></rss>`, []string{"item/authors/0=Ann"}},
			{`<rss version="2.0"><channel><title>T</title><item><title>I</title><unknown:thing>x</unknown:thing></item></channel></rss>`, []string{"item/title=I"}},
		}},
		{"CDF", []classCase{
			{`<CHANNEL HREF="http://a.example/" BASE="http://a.example/b/"><TITLE>T</TITLE><ABSTRACT>A</ABSTRACT><LOGO HREF="l.png"/><ITEM HREF="http://a.example/1" LASTMOD="2004-01-01T00:00"><TITLE>One</TITLE><ABSTRACT>S</ABSTRACT></ITEM></CHANNEL>`, []string{"format=cdf", "title=T", "description=A", "link=http://a.example/", "item/title=One", "item/summary=S", "item/link=http://a.example/1", "item/updated=2004-01-01T00:00:00Z"}},
			{`<Channel href="http://a.example/"><Title>T</Title><Item href="one"><Title>One</Title></Item></Channel>`, []string{"item/link=https://news.example/dir/one", "title=T"}},
		}},
		{"JSON", []classCase{
			{`{"version":"https://jsonfeed.org/version/1","title":"T","home_page_url":"http://a.example/","feed_url":"http://a.example/feed","description":"D","author":{"name":"Ann","url":"http://ann.example/"},"items":[{"id":1,"content_text":"a < b"},{"id":"2","author":{"name":"Bo"},"url":"/2","title":"Two"}]}`,
				[]string{"format=json1.0", "title=T", "link=http://a.example/", "description=D", "item/id=1", "item/content=a &lt; b", "item/authors/0=Ann", "items/1/authors/0=Bo", "items/1/link=https://news.example/2"}},
			{`{"version":"https://jsonfeed.org/version/1.1","title":"T","language":"en-US","authors":[{"name":"Ann"},{"url":"http://bo.example/"}],"items":[{"id":"http://a.example/1","content_html":"<p>x</p><script>y</script>","summary":"S & T","tags":["a","b","a"],"language":"de","date_published":"2004-01-01T01:00:00+01:00","date_modified":"2004-01-02T00:00:00Z","external_url":"http://e.example/","attachments":[{"url":"http://a.example/1.mp3","mime_type":"audio/mpeg","size_in_bytes":5,"duration_in_seconds":2}]}]}`,
				[]string{"format=json1.1", "language=en-us", "item/content=<p>x</p>", "item/summary=S &amp; T", "item/categories/1=b", "#item/categories=2", "item/language=de", "item/published=2004-01-01T00:00:00Z", "item/updated=2004-01-02T00:00:00Z", "item/link=http://e.example/", "item/enclosures/0/length=5", "item/enclosures/0/type=audio/mpeg", "#item/authors=2", "item/authors/1=http://bo.example/"}},
			{"\ufeff" + `{"version":"https://jsonfeed.org/version/1","title":"T &amp; U","items":[{"id":1.5,"title":"A <b>x</b> &amp; y","url":"http://a.example/1"}]}`, []string{"title=T & U", "item/id=1.5", "item/title=A x & y"}},
			{`{"version":"https://jsonfeed.org/version/1","items":[{"id":null,"url":"http://a.example/1","authors":"Ann","tags":"one"}]}`, []string{"item/id=", "item/authors/0=Ann", "item/categories/0=one"}},
			{`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","content_html":"<a href='x'>l</a>","image":"http://a.example/i.jpg","banner_image":"b.jpg"}]}`, []string{`item/content=<a href="https://news.example/dir/x">l</a>`}},
		}},
	})
}

func TestBaseClasses(t *testing.T) {
	feed := func(base, s string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="` + base + `">` + s + `</feed>`
	}
	testClasses(t, []class{
		{"xml:base", []classCase{
			{feed("http://b.example/x/", `<link href="y"/><title>T</title>`), []string{"link=http://b.example/x/y"}},
			{feed("http://b.example/x/z", `<link href="y"/><title>T</title>`), []string{"link=http://b.example/x/y"}},
			{feed("/abs/", `<link href="y"/><title>T</title>`), []string{"link=https://news.example/abs/y"}},
			{feed("", `<link href="y"/><title>T</title>`), []string{"link=https://news.example/dir/y"}},
			{feed("http://b.example/x/", `<entry xml:base="e/"><link href="y"/></entry>`), []string{"item/link=http://b.example/x/e/y"}},
			{feed("http://b.example/x/", `<entry xml:base=""><link href="y"/></entry>`), []string{"item/link=http://b.example/x/y"}},
			{feed("http://b.example/x/", `<entry><link xml:base="http://l.example/" href="y"/></entry>`), []string{"item/link=http://l.example/y"}},
			{feed("http://b.example/x/", `<entry><content type="html" xml:base="http://c.example/d/">&lt;a href="y"&gt;l&lt;/a&gt;</content></entry>`), []string{`item/content=<a href="http://c.example/d/y">l</a>`}},
			{feed("http://b.example/x/", `<entry><summary type="html" xml:base="s/">&lt;a href="y"&gt;l&lt;/a&gt;</summary><content type="html">&lt;img src="i.png"&gt;</content></entry>`), []string{`item/summary=<a href="http://b.example/x/s/y">l</a>`, `item/content=<img src="http://b.example/x/i.png">`}},
			{feed("http://b.example/x/", `<entry><content type="xhtml" xml:base="c/"><div xmlns="http://www.w3.org/1999/xhtml" xml:base="d/"><a href="y">l</a></div></content></entry>`), []string{`item/content=<a href="http://b.example/x/c/d/y">l</a>`}},
			{feed("http://b.example/x/", `<entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p xml:base="http://p.example/"><a href="y">l</a></p><a href="z">m</a></div></content></entry>`), []string{`item/content=<p><a href="http://p.example/y">l</a></p><a href="http://b.example/x/z">m</a>`}},
			{feed("http://b.example/x/", `<subtitle type="html">&lt;a href="y"&gt;l&lt;/a&gt;</subtitle>`), []string{`description=<a href="http://b.example/x/y">l</a>`}},
			{feed("http://b.example/x/", `<subtitle type="html" xml:base="http://s.example/">&lt;a href="y"&gt;l&lt;/a&gt;</subtitle>`), []string{`description=<a href="http://s.example/y">l</a>`}},
			{channelOf(`<description>&lt;a href="y"&gt;l&lt;/a&gt;</description><item><description>&lt;img src="/i.png" alt="i"&gt;</description></item>`), []string{`description=<a href="https://news.example/dir/y">l</a>`, `item/summary=<img src="https://news.example/i.png" alt="i">`}},
			{channelOf(`<item xml:base="http://i.example/"><link>y</link><description>&lt;a href="z"&gt;l&lt;/a&gt;</description></item>`), []string{"item/link=http://i.example/y", `item/summary=<a href="http://i.example/z">l</a>`}},
			{`<rss version="2.0" xml:base="http://r.example/"><channel><title>T</title><link>l</link><item><link>y</link></item></channel></rss>`, []string{"link=http://r.example/l", "item/link=http://r.example/y"}},
			{channelOf(`<item><link>mailto:a@a.example</link></item>`), []string{"item/link=mailto:a@a.example"}},
			{channelOf(`<item><link>urn:isbn:123</link></item>`), []string{"item/link=urn:isbn:123"}},
			{channelOf(`<item><link>http://[bad/x</link></item>`), []string{"item/link=http://[bad/x"}},
			{channelOf(`<item><link>http://a.example/a b</link></item>`), []string{"item/link=http://a.example/a b"}},
			{channelOf(`<item><link>feed:http://a.example/</link></item>`), []string{"item/link=feed:http://a.example/"}},
		}},
	})
}

// The examples of RFC 3986, section 5.4.
func TestResolveReferences(t *testing.T) {
	for ref, want := range map[string]string{
		"g:h": "g:h", "g": "http://a/b/c/g", "./g": "http://a/b/c/g", "g/": "http://a/b/c/g/", "/g": "http://a/g",
		"//g": "http://g", "?y": "http://a/b/c/d;p?y", "g?y": "http://a/b/c/g?y", "#s": "http://a/b/c/d;p?q#s",
		"g#s": "http://a/b/c/g#s", "g?y#s": "http://a/b/c/g?y#s", ";x": "http://a/b/c/;x", "g;x": "http://a/b/c/g;x",
		"g;x?y#s": "http://a/b/c/g;x?y#s", "": "http://a/b/c/d;p?q", ".": "http://a/b/c/", "./": "http://a/b/c/",
		"..": "http://a/b/", "../": "http://a/b/", "../g": "http://a/b/g", "../..": "http://a/", "../../": "http://a/",
		"../../g": "http://a/g", "../../../g": "http://a/g", "../../../../g": "http://a/g", "/./g": "http://a/g",
		"/../g": "http://a/g", "g.": "http://a/b/c/g.", ".g": "http://a/b/c/.g", "g..": "http://a/b/c/g..",
		"..g": "http://a/b/c/..g", "./../g": "http://a/b/g", "./g/.": "http://a/b/c/g/", "g/./h": "http://a/b/c/g/h",
		"g/../h": "http://a/b/c/h", "g;x=1/./y": "http://a/b/c/g;x=1/y", "g;x=1/../y": "http://a/b/c/y",
		"g?y/./x": "http://a/b/c/g?y/./x", "g?y/../x": "http://a/b/c/g?y/../x", "g#s/./x": "http://a/b/c/g#s/./x",
		"g#s/../x": "http://a/b/c/g#s/../x",
	} {
		if got := resolve("http://a/b/c/d;p?q", ref); got != want {
			t.Errorf("resolve(%q) = %q, want %q", ref, got, want)
		}
	}
}
