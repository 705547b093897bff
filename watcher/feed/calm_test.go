package feed

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// manyWords are attributes without values, each another.
func manyWords(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "a%d ", i)
	}
	return b.String()
}

// Pages of 8 MiB made for the tokenizer's table of attributes, or of bytes of no
// charset. A machine that is busy with other work gets the time in which it looks
// sixty times at every byte of a page; the best of three tries counts.
func TestHostilePagesAreQuick(t *testing.T) {
	if underRace || testing.Short() {
		t.Skip("limits of time mean nothing under the race detector")
	}
	const size = 8 << 20
	for name, page := range map[string]string{
		"one tag":       "<html><a " + manyWords(size) + ">",
		"the body":      "<html><body " + manyWords(size) + ">",
		"large tags":    "<html>" + strings.Repeat("<a "+manyWords(60_000)+">", size/60_000),
		"ordinary tags": "<html><p>" + strings.Repeat("<a "+manyWords(400)+">x</a>", size/400),
		"never closed":  "<html><a " + manyWords(size),
		"bad bytes":     strings.Repeat("\xff\x80", size/2),
	} {
		body, h := []byte(page), Header{URL: "https://sample.example/x"}
		for way, read := range map[string]func(){
			"Parse":        func() { _, _ = Parse(body, h) },
			"ParseArticle": func() { _, _ = ParseArticle(body, h) },
			"Discover":     func() { Discover(body, h) },
			"PageText":     func() { PageText(body, h) },
		} {
			best, limit := time.Hour, 200*time.Millisecond
			for try := 0; try < 3 && best > limit; try++ {
				limit = max(limit, 48*passes(body[:1<<20]))
				begin := time.Now()
				read()
				best = min(best, time.Since(begin))
			}
			t.Logf("%s, %s: %v of %v", name, way, best.Round(time.Millisecond), limit.Round(time.Millisecond))
			if best > limit {
				t.Errorf("%s, %s: took %v, at most %v", name, way, best, limit)
			}
		}
	}
}

func TestCalm(t *testing.T) {
	words := func(n int) string { return strings.TrimSpace(strings.Repeat("a='b' ", n)) }
	for name, c := range map[string]struct{ page, want string }{
		"an ordinary page":   {"<p class='a b'>x<br/>y</p>", "<p class='a b'>x<br/>y</p>"},
		"at the limit":       {"<a " + words(maxTagAttrs) + ">x</a>", "<a " + words(maxTagAttrs) + ">x</a>"},
		"one more":           {"<b>w</b><a " + words(maxTagAttrs) + " href=z>x</a>", "<b>w</b><a " + words(maxTagAttrs) + " >x</a>"},
		"two tags":           {strings.Repeat("<i "+words(maxTagAttrs+9)+"/>x", 2), strings.Repeat("<i "+words(maxTagAttrs)+" >x", 2)},
		"a script":           {"<script>if (a<b " + words(maxTagAttrs+1) + ") {}</SCRIPT >x", "<script>if (a<b " + words(maxTagAttrs+1) + ") {}</SCRIPT >x"},
		"a script, no end":   {"<script>a", "<script>a"},
		"a comment":          {"<!-- <a " + words(maxTagAttrs+1) + "> -->x", "<!-- <a " + words(maxTagAttrs+1) + "> -->x"},
		"text that says so":  {"a < b " + words(maxTagAttrs+1), "a < b " + words(maxTagAttrs+1)},
		"too many in all":    {strings.Repeat("<a "+words(100)+">", 3001) + "the end", strings.Repeat("<a "+words(100)+">", 3000) + "<a >"},
		"nothing whatsoever": {"", ""},
	} {
		if got := string(calm([]byte(c.page))); got != c.want {
			t.Errorf("%s: %d bytes, want %d: …%q", name, len(got), len(c.want), got[max(0, len(got)-60):])
		}
	}
}

// The link stands behind more attributes than are read of the body's own tag.
func TestAPageWithTooManyAttributesIsRead(t *testing.T) {
	page := "<html><body " + manyWords(1<<20) + `><a href="/feed.xml">Feed</a><article>` + strings.Repeat("<p>Nobody on the quay could say, that morning, when the next ship would leave.</p>", 8) + "</article>"
	h := Header{URL: "https://sample.example/"}
	if found := Discover([]byte(page), h); len(found) != 1 || found[0].URL != "https://sample.example/feed.xml" {
		t.Errorf("found %+v", found)
	}
	if a, err := ParseArticle([]byte(page), h); err != nil || !strings.HasPrefix(a.Text, "Nobody on the quay") {
		t.Errorf("%q, %v", a.Text, err)
	}
}
