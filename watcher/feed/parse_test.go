package feed

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzParse: no document makes Parse panic or gives anything but valid text,
// and every item has a key that only its repeats share.
func FuzzParse(f *testing.F) {
	for _, doc := range goldenDocuments(f) {
		f.Add(doc, "text/xml; charset=utf-8")
		f.Add(doc[:len(doc)*2/3], "")
	}
	f.Add([]byte("\xff\xfe<\x00r\x00s\x00s\x00>\x00"), "text/xml; charset=koi8-r")
	f.Fuzz(func(t *testing.T, doc []byte, contentType string) {
		feed, err := Parse(doc, Header{ContentType: contentType, URL: "https://news.example/feeds/all.xml"})
		if err != nil {
			if feed != nil || !utf8.ValidString(err.Error()) {
				t.Errorf("feed %v with error %q", feed, err)
			}
			return
		}
		text, _, err := decode(doc, contentType)
		if err != nil {
			t.Fatal(err)
		}
		text, _ = clean(text)
		checkFeed(t, feed, string(text))
	})
}

// checkFeed checks what holds for every feed, whatever the document.
func checkFeed(t *testing.T, f *Feed, text string) {
	t.Helper()
	keys := map[string]*Item{}
	for _, s := range append([]string{f.Format, f.Title, f.Link, f.Description, f.Language}, f.Degraded...) {
		if !utf8.ValidString(s) {
			t.Errorf("%q is not UTF-8", s)
		}
	}
	for i := range f.Items {
		it := &f.Items[i]
		for _, s := range append(append([]string{it.ID, it.Title, it.Link, it.Language, it.Summary, it.Content, it.Key}, it.Authors...), it.Categories...) {
			if !utf8.ValidString(s) {
				t.Errorf("%q is not UTF-8", s)
			}
		}
		if it.Key == "" {
			t.Errorf("item %d has no key", i)
		}
		if same, ok := keys[it.Key]; ok && (same.Link != it.Link || same.Title != it.Title || same.Content != it.Content) {
			t.Errorf("key %q is on two items:\n%+v\n%+v", it.Key, same, it)
		}
		keys[it.Key] = it
		if strings.ContainsAny(it.Title, "\n\r\t") {
			t.Errorf("title %q is not one line", it.Title)
		}
		if plainWord(it.ID) && !strings.Contains(text, it.ID) {
			t.Errorf("id %q does not stand in the document", it.ID)
		}
	}
}

// plainWord holds for ids that no reference, escape or section can have been
// part of.
func plainWord(s string) bool {
	return len(s) < 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// FuzzHTML: text made of HTML has no markup of its own making, and sanitised
// HTML has nothing that runs.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		"<p>One<br>two &amp; three</p>", "<script>alert(1)</script>x", "<a href='javascript:x' onclick=y>z</a>",
		"<scr<script>ipt>", "<img src=x onerror=y>", "<svg><style><!--</style><img src=x>", "a < b & c > d", "&#60;b&#62;",
		"<pre>a\n b</pre>", "<math><mtext></p><style><a title='</style><img src onerror=x>'>", "<iframe src=//x></iframe>", "<b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := PlainText(s)
		if utf8.ValidString(s) && !utf8.ValidString(text) {
			t.Errorf("%q: %q is not UTF-8", s, text)
		}
		if again := PlainText(text); again != text && !strings.ContainsAny(text, "<&") {
			t.Errorf("%q: %q, and of that %q", s, text, again)
		}
		safe := Sanitize(s)
		if !utf8.ValidString(safe) {
			t.Errorf("%q: %q is not UTF-8", s, safe)
		}
		lower := strings.ToLower(safe)
		for _, bad := range []string{"<script", "<style", "<iframe", "<form", "<svg", "<object", `href="javascript`} {
			if strings.Contains(lower, bad) {
				t.Errorf("%q: %q has %s", s, safe, bad)
			}
		}
		if again := Sanitize(safe); again != safe && Sanitize(again) != again {
			t.Errorf("%q does not settle: %q, %q", s, safe, again)
		}
	})
}

func TestPlainText(t *testing.T) {
	tests := []struct{ html, want string }{
		{"plain", "plain"},
		{"  two\n words\u00a0 here ", "two\nwords here"},
		{"<p>One &amp; two</p><p>Three</p>", "One & two\nThree"},
		{"<p>broken\nover lines</p>", "broken over lines"},
		{"a<br>b<br/>c", "a\nb\nc"},
		{"<ul><li>x</li><li>y</li></ul>", "x\ny"},
		{"<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"},
		{"x<script>var a = '<b>';</script><style>p{}</style><!-- c -->y", "xy"},
		{"<b>bo</b>ld", "bold"},
		{"<pre>a\nb</pre>", "a\nb"},
		{"&lt;b&gt; &eacute; &#8212; &hellip;", "<b> é — …"},
		{"5 < 6 &amp; 7 > 3", "5 < 6 & 7 > 3"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := PlainText(tt.html); got != tt.want {
			t.Errorf("PlainText(%q) = %q, want %q", tt.html, got, tt.want)
		}
	}
}

func TestSanitize(t *testing.T) {
	tests := []struct{ html, want string }{
		{"plain", "plain"},
		{`<p onclick="x()" style="color:red">a</p>`, "<p>a</p>"},
		{`<script>x()</script><style>p{}</style>a<iframe src="https://x.example/"></iframe>`, "a"},
		{`<a href="javascript:x()">a</a>`, "a"},
		{`<a href="https://x.example/?a=1&amp;b=2" target="_blank">a</a>`, `<a href="https://x.example/?a=1&amp;b=2">a</a>`},
		{`<a href="/relative">a</a>`, "a"},
		{`<img src="https://x.example/i.png" onerror="x()" alt="i">`, `<img src="https://x.example/i.png" alt="i">`},
		{`<img src="data:image/png;base64,AAAA"><form action="/x"><input name="a"></form>`, ""},
		{"a &lt;script&gt; b", "a &lt;script&gt; b"},
	}
	for _, tt := range tests {
		if got := Sanitize(tt.html); got != tt.want {
			t.Errorf("Sanitize(%q) = %q, want %q", tt.html, got, tt.want)
		}
	}
}

// Sanitized resolves against each item's own base and leaves the feed alone.
func TestSanitized(t *testing.T) {
	doc := `<rss version="2.0"><channel><title>t</title><item xml:base="sub/"><title>x</title>` +
		`<description><![CDATA[<a href="p?a=1&amp;b=2">l</a><img src="//cdn.example/i.png"><script>x</script>]]></description></item></channel></rss>`
	f, err := Parse([]byte(doc), Header{URL: "https://news.example/feeds/all.xml"})
	if err != nil {
		t.Fatal(err)
	}
	before := f.Items[0].Summary
	want := `<a href="https://news.example/feeds/sub/p?a=1&amp;b=2">l</a><img src="https://cdn.example/i.png">`
	if got := f.Sanitized().Items[0].Summary; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if f.Items[0].Summary != before {
		t.Error("Sanitized changed the feed that it was given")
	}
}

// A document read twice gives the same, and whole items stay when a document
// is cut anywhere.
func TestTruncatedAnywhere(t *testing.T) {
	var doc strings.Builder
	doc.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><link>https://n.example/</link>`)
	ends := []int{}
	for _, name := range []string{"alpha", "beta", "gamma", "delta"} {
		doc.WriteString(`<item><title><![CDATA[` + name + `]]></title><link>https://n.example/` + name + `</link><guid isPermaLink="false">` + name +
			`</guid><description>&lt;p class="x"&gt;About ` + name + ` &amp;amp; more&lt;/p&gt;</description></item>`)
		ends = append(ends, doc.Len())
	}
	whole := doc.String()
	for cut := strings.Index(whole, "<item>"); cut < len(whole); cut++ {
		f, err := Parse([]byte(whole[:cut]), Header{})
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		complete := 0
		for _, end := range ends {
			if cut >= end {
				complete++
			}
		}
		if len(f.Items) < complete || len(f.Degraded) == 0 {
			t.Fatalf("cut at %d: %d items of %d, degraded %q", cut, len(f.Items), complete, f.Degraded)
		}
		for i := range complete {
			if it := f.Items[i]; it.ID == "" || it.Title != it.ID || it.Link != "https://n.example/"+it.ID || !strings.HasSuffix(it.Summary, "more</p>") {
				t.Fatalf("cut at %d: item %d is %+v", cut, i, it)
			}
		}
	}
}

// What makes an HTML parser slow or deep must not do so here.
func TestHostileHTML(t *testing.T) {
	if underRace {
		t.Skip("limits of time mean nothing under the race detector")
	}
	for _, unit := range []string{"<div>", "<a href=", "<b><i>", "<table><tr><td>", "&", "&amp", "<!--", "<![CDATA[", "</p>", "<svg><math>", "<a href='/x'>", "<textarea>", "<p a=\"", "<script>"} {
		s := strings.Repeat(unit, 1<<18/len(unit))
		begin := time.Now()
		text := PlainText(s)
		f := Feed{Items: []Item{{Content: s, Base: "https://news.example/"}}}
		safe := f.Sanitized().Items[0].Content
		if took := time.Since(begin); took > 3*time.Second {
			t.Errorf("256 KiB of %q took %v", unit, took)
		}
		if len(text) > len(s) || len(safe) > 64*len(s) {
			t.Errorf("256 KiB of %q became %d and %d bytes", unit, len(text), len(safe))
		}
	}
}
