package feed

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Pages that are no lists of articles stay pages, whatever their JSON-LD.
func TestPagesAreNoFeeds(t *testing.T) {
	script := func(s string) string { return `<script type="application/ld+json">` + s + `</script>` }
	const one = `{"@type":"NewsArticle","headline":"One","url":"https://a.example/1"}`
	for _, page := range []string{
		``,
		script(``),
		script(`[]`),
		script(one),
		script(one) + script(one),
		script(`[{"@type":"NewsArticle","headline":"One"},{"@type":"NewsArticle","headline":"Two"}]`),
		script(`[{"@type":"NewsArticle","url":"https://a.example/1"},{"@type":"NewsArticle","url":"https://a.example/2"}]`),
		script(`[{"@type":"Product","headline":"One","url":"https://a.example/1"},{"@type":"Product","headline":"Two","url":"https://a.example/2"}]`),
		script(`[{"@type":"NewsArticle","headline":"One","url":"javascript:1"},{"@type":"NewsArticle","headline":"Two","url":"data:2"}]`),
		`<p>ld+json ` + one + `</p><script>var x = "ld+json";</script>`,
		script(strings.Repeat(`[`, 300) + strings.Repeat(`]`, 300)),
		script(`{"@graph":` + one),
	} {
		f, err := Parse([]byte(`<!doctype html><html><body>`+page+`</body></html>`), Header{URL: "https://a.example/"})
		if !errors.Is(err, ErrHTML) {
			t.Errorf("%s: %+v, %v", page, f, err)
		}
	}
}

// JSON-LD meant to hurt is given up early.
func TestHostileLinkedData(t *testing.T) {
	var many strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&many, `{"@type":"NewsArticle","headline":"%d","url":"https://a.example/%[1]d"},`, i)
	}
	for name, page := range map[string]string{
		"many scripts":  strings.Repeat(`<script type="application/ld+json">{"a":1}</script>`, 100_000),
		"no end":        strings.Repeat(`<script type="application/ld+json">`, 100_000),
		"only the word": strings.Repeat(`ld+json`, 500_000),
		"end tags":      `<script type="application/ld+json">` + strings.Repeat(`</`, 1_000_000),
		"many articles": `<script type="application/ld+json">[` + many.String() + `{}]</script>`,
		"deep":          `<script type="application/ld+json">` + strings.Repeat(`{"item":`, 200_000),
	} {
		start := time.Now()
		f, err := Parse([]byte(`<!doctype html><html><body>`+page+`</body></html>`), Header{URL: "https://a.example/"})
		if err == nil && len(f.Items) > maxItems {
			t.Errorf("%s: %d items", name, len(f.Items))
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		t.Logf("%s: %v, %v", name, time.Since(start), err)
	}
}
