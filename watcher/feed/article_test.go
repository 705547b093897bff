package feed

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// story is the text of an article, different in every sentence.
func story(sentences int) string {
	var b strings.Builder
	for i := range sentences {
		fmt.Fprintf(&b, "<p>On the quay the harbour master said, for the %d. time, that no ship had left since the storm, and that the town would wait.</p>\n", i+1)
	}
	return b.String()
}

const furniture = `<nav><ul><li><a href="/a">Home</a><li><a href="/b">Sport</a><li><a href="/c">Weather</a></ul></nav>`

func TestArticleIsFoundAmongFurniture(t *testing.T) {
	page := `<!doctype html><html lang="en-GB"><head><title>Harbour closed | Gazette</title>
		<meta property="article:published_time" content="2026-03-04T05:06:07Z"><script>var p = "<p>" + nothing;</script></head>
		<body>` + furniture + `<article><h1>Harbour closed</h1>` + story(12) + `</article><footer>All rights reserved</footer></body></html>`
	a, err := ParseArticle([]byte(page), Header{ContentType: "text/html; charset=utf-8"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(a.Text, "for the 12. time") || strings.Contains(a.Text, "Sport") || strings.Contains(a.Text, "nothing") {
		t.Errorf("text: %q", a.Text)
	}
	want := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	if !strings.HasPrefix(a.Title, "Harbour closed") || a.Language != "en-gb" || a.Published == nil || !a.Published.Equal(want) {
		t.Errorf("title %q, language %q, published %v", a.Title, a.Language, a.Published)
	}
}

func TestArticleOfJSONLD(t *testing.T) {
	body := strings.Repeat("Der Hafen bleibt nach dem Sturm geschlossen, sagte die Hafenmeisterin. ", 10)
	page := `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Hafen geschlossen","inLanguage":"de",
		"datePublished":"2026-03-04T05:06:07+01:00","articleBody":"` + body + `"}</script></head><body><div id=root></div></body></html>`
	a, err := ParseArticle([]byte(page), Header{URL: "https://news.example/1"})
	if err != nil || a.Text != strings.TrimSpace(body) || a.Title != "Hafen geschlossen" || a.Language != "de" || a.Published == nil {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestArticleInItsCharset(t *testing.T) {
	russian := strings.Repeat("<p>Порт закрыт после шторма, сказал начальник порта, и город будет ждать кораблей до весны.</p>", 10)
	page := `<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>Порт</title></head><body><article>` + russian + `</article></body></html>`
	bytes, err := charmap.Windows1251.NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, contentType := range []string{"", "text/html", "text/html; charset=windows-1251"} {
		a, err := ParseArticle([]byte(bytes), Header{ContentType: contentType})
		if err != nil || !strings.Contains(a.Text, "начальник порта") {
			t.Errorf("%q: %q, %v", contentType, a.Text, err)
		}
	}
}

func TestNoArticle(t *testing.T) {
	for _, c := range []struct{ page, want string }{
		{"<html><body></body></html>", ErrNoArticle.Error()},
		{"", ErrEmpty.Error()},
		{"<html><title>Just a moment...</title><body>", "check for robots"},
		{"<html><title>News</title><body>Before you continue, agree.", "consent"},
		{"<html><title>Log in</title><input type=password>", "login"},
	} {
		_, err := ParseArticle([]byte(c.page), Header{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.page, err, c.want)
		}
	}
	if _, err := ParseArticle([]byte("<html><body>"), Header{}); !errors.Is(err, ErrNoArticle) {
		t.Errorf("%v", err)
	}
}

// hostilePages are made to cost a parser, or the search for an article, more
// than their size.
func hostilePages() map[string]string {
	times := func(s string, n int) string { return strings.Repeat(s, n/len(s)) }
	const size = 4 << 20
	forms := ""
	for i := range 400 {
		forms += fmt.Sprintf("<b class=c%d><i id=i%d>", i, i)
	}
	return map[string]string{
		"nested div":       times("<div>", size),
		"nested div, text": times("<div>a, b, c, d. ", size),
		"nested p in div":  times("<div><p>a, b, c, and then some more words of no meaning</p>", size),
		"letter forms":     forms + times("<p>x", size),
		"links":            times("<a href=x><p>", size),
		"tables":           times("<table><tr><td>", size),
		"mis-nested":       times("<div></span><section></p></div>", size),
		"stray end tags":   times("</div></x>", size),
		"attributes":       "<div " + times("a=b ", size) + ">",
		"many paragraphs":  times("<p>word, word, word, and some more words to score by</p>", size),
		"br":               times("<br><br>x", size),
		"entities":         times("&amp;&#x41;&lt;", size),
		"one word":         "<p>" + times("a", size) + "</p>",
		"commas":           "<article><p>" + times(",", size) + "</p></article>",
		"spaces":           "<article><p>a" + times(" ", size) + "</p></article>",
		"comments":         times("<!-- -->", size),
		"title":            "<title>" + times("a - ", size) + "</title><p>x",
		"meta":             times("<meta property='og:title' content='a | b - c'>", size),
		"open attribute":   "<p title='" + times("x", size),
		"lists":            times("<ul><li><ul><li>a</ul>", size),
		"buttons":          times("<button><p><button>", size),
		"classes":          "<div>" + times("<div class='comment sidebar article body'><p>a, b</p></div>", size),
	}
}

func TestHostilePagesCostLittle(t *testing.T) {
	if testing.Short() || underRace {
		t.Skip("times are measured without the race detector only")
	}
	for name, page := range hostilePages() {
		const limit = 2 * time.Second
		took, err := limit+1, error(nil)
		for try := 0; took > limit && try < 3; try++ { // the machine may be busy with something else
			start := time.Now()
			_, err = ParseArticle([]byte(page), Header{ContentType: "text/html"})
			took = time.Since(start)
		}
		t.Logf("%-18s %6d ms  %v", name, took.Milliseconds(), err)
		if took > limit {
			t.Errorf("%s: took %s", name, took)
		}
	}
}
