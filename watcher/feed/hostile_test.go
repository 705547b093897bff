package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

func rss(inner string) string {
	return `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>` + inner + `</channel></rss>`
}

func zipped(s string) string {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write([]byte(s)); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

// manyXmlns is one tag with n declarations.
func manyXmlns(tag string, n int) string {
	var out strings.Builder
	out.WriteString("<" + tag)
	for i := range n {
		fmt.Fprintf(&out, ` xmlns:n%d="http://n.example/%d"`, i, i)
	}
	return out.String() + ">"
}

// hostile is a document and what must come of it; items -1 means anything, in
// time.
type hostile struct {
	name  string
	doc   string
	err   error
	items int
}

// squares are pieces that, repeated, make a careless scanner start over at
// every one of them.
var squares = map[string]string{
	"comment": "<!-- ", "section": "<![CDATA[", "section and item": "<item><![CDATA[", "ends of sections": "]]>", "instruction": "<?x ", "less": "<", "ampersand": "&",
	"reference": "&#", "long reference": "&#1", "names": "&amp", "half tag": "<a ", "quote": `<a b="`, "apostrophe": "<a b='", "both quotes": `<a b="'`,
	"attributes": "a=b ", "attribute quotes": `a="b" `, "equals": "=", "end tags": "</title", "ends": "</", "doctype": "<!DOCTYPE ", "entity": "<!ENTITY a 'b'>",
	"declaration": "<?xml version='1.0'?>", "xmlns": "xmlns:a='b' ", "colons": "<a:b:c:d ", "items in items": "<item>", "ends of items": "</item>",
	"titles": "<title>", "divs": "<div xmlns='http://www.w3.org/1999/xhtml'>", "p and b": "<p><b></p></b>", "bad bytes": "\xff\xfe\x80", "plus": "+A-", "escapes": "\x1b$B",
	"tildes": "~{~}", "parentheses": "(", "spaces": " ",
}

// passes is how long this machine takes to look at every byte of a document:
// a moment of others' work on it slows both.
func passes(doc []byte) time.Duration {
	begin := time.Now()
	n := 0
	for range 10 {
		for _, c := range doc {
			if c == '<' {
				n++
			}
		}
	}
	if n < 0 {
		return 0
	}
	return time.Since(begin)
}

// Every one of these stops gofeed's process, its CPU or its memory, or is shaped
// to make a scanner run in squares. err nil means that a feed must come out.
func TestHostile(t *testing.T) {
	if underRace {
		t.Skip("limits of time mean nothing under the race detector")
	}
	item := "<item><title>x</title></item>"
	tests := []hostile{
		{"depth", rss("<item>" + strings.Repeat("<a:b>", 2_000_000)), ErrDepth, 0},
		{"depth in a field", rss("<item><description>" + strings.Repeat("<div>", 500_000) + "</description></item>"), ErrDepth, 0},
		{"depth closed", rss(strings.Repeat("<a:b>", 300) + strings.Repeat("</a:b>", 300)), nil, 0},
		{"depth before the feed", strings.Repeat("<a:b>", 1_000_000) + rss(item), ErrNotFeed, 0},
		{"depth behind an unclosed quote", rss(`<item><title a=">x</title>` + strings.Repeat("<a:b>", 1_000_000)), ErrDepth, 0},
		{"depth behind a comment that never ends", rss("<item><!-- " + strings.Repeat("<a:b>", 1_000_000)), ErrDepth, 0},
		{"namespaces", "<rss>" + manyXmlns("channel", 5000) + strings.Repeat(item, 5000) + "</channel></rss>", ErrNamespace, 0},
		{"namespaces twenty thousand", "<rss>" + manyXmlns("channel", 20_000) + strings.Repeat(item, 20_000) + "</channel></rss>", ErrNamespace, 0},
		{"64 MiB of text", rss("<item><title>" + strings.Repeat("a word ", 64<<20/7+1)), ErrTooLarge, 0},
		{"a large attribute", rss(`<item><link href="` + strings.Repeat("a", 8<<20) + `"/></item>`), nil, 1},
		{"namespaces in a field", rss("<item><description>" + manyXmlns("p", 200) + "</p></description></item>"), ErrNamespace, 0},
		{"namespaces times elements", rss("<item>" + manyXmlns("x", 120) + strings.Repeat("<y/>", 500_000) + "</x></item>"), nil, 1},
		{"namespaces redeclared", rss(strings.Repeat(`<item>`+manyXmlns("x", 100)+`</x></item>`, 500)), nil, 500},
		{"half a million empty items", rss(strings.Repeat("<item></item>", 500_000)), ErrTooMany, 0},
		{"half a million items that close themselves", rss(strings.Repeat("<item/>", 500_000)), ErrTooMany, 0},
		{"half a million entries", `<feed xmlns="http://www.w3.org/2005/Atom">` + strings.Repeat("<entry><id>x</id></entry>", 500_000), ErrTooMany, 0},
		{"JSON depth", `{"version":"https://jsonfeed.org/version/1","items":` + strings.Repeat("[", 1_000_000), ErrDepth, 0},
		{"JSON items", `{"version":"https://jsonfeed.org/version/1","items":[` + strings.Repeat("1,", 1_000_000) + "1]}", ErrTooMany, 0},
		{"gzip bomb", zipped(strings.Repeat(" ", 80<<20)), ErrTooLarge, 0},
		{"less-than signs", rss("<item><title>" + strings.Repeat("<", 2_000_000)), nil, 1},
		{"half tags", rss("<item><title>" + strings.Repeat("<a ", 1_000_000)), nil, 1},
		{"half end tags", rss("<item><title>" + strings.Repeat("</", 1_000_000)), nil, 1},
		{"end tags of nothing", rss("<item><description>" + strings.Repeat("<q>", 200) + strings.Repeat("</u>", 500_000)), nil, 1},
		{"quotes", rss("<item><title>" + strings.Repeat(`<a b="<>`, 300_000)), ErrDepth, 0},
		{"comments that never end", rss("<item><title>" + strings.Repeat("<!--", 500_000)), nil, 1},
		{"sections that never end", rss(strings.Repeat("<item><title><![CDATA[x</title></item>", 9_000)), nil, 9_000},
		{"sections of which the last ends", rss(strings.Repeat("<item><title><![CDATA[x</title></item>", 9_000) + "]]>"), nil, 9_000},
		{"ampersands", rss("<item><title>" + strings.Repeat("&", 2_000_000) + "</title></item>"), nil, 1},
		{"references", rss("<item><title>" + strings.Repeat("&#0;", 500_000) + "</title></item>"), nil, 1},
		{"attributes", rss("<item><link " + strings.Repeat("a=b ", 500_000) + "/></item>"), nil, 1},
		{"categories", rss("<item><title>x</title>" + strings.Repeat("<category>a</category>", 100_000) + "</item>"), nil, 1},
		{"keywords", rss("<item><title>x</title><media:keywords>" + strings.Repeat("ab,c,", 200_000) + "</media:keywords></item>"), nil, 1},
		{"entities", `<!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("a", 1000) + `"><!ENTITY b "&a;&a;">]>` + rss("<item><title>"+strings.Repeat("&b;&a;", 200_000)+"</title></item>"), nil, 1},
	}
	for name, piece := range squares {
		for _, head := range []string{"<item><title>", "<item><description>", "<item ", ""} {
			tests = append(tests, hostile{name + " in " + head, rss(head + strings.Repeat(piece, (1<<20)/len(piece))), nil, -1})
		}
	}
	for _, tt := range tests {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			doc := []byte(tt.doc)
			begin := time.Now()
			peak, f, err := peakOf(doc)
			took := time.Since(begin)
			if tt.items >= 0 && !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if err == nil && len(f.Items) != tt.items && tt.items > 0 {
				t.Errorf("%d items, want %d", len(f.Items), tt.items)
			}
			if limit := max(2*time.Second, 60*passes(doc)); took > limit {
				t.Errorf("took %v, at most %v", took, limit)
			}
			if limit := 12*uint64(len(doc)) + 96<<20; peak > limit {
				t.Errorf("%d MiB in use at the peak for %d KiB of document", peak>>20, len(doc)>>10)
			}
			t.Logf("%d KiB, %v, %d MiB", len(doc)>>10, took.Round(time.Millisecond), peak>>20)
		})
	}
}

// The documents that ended or stopped gofeed when it was measured take no more
// than 200 ms, on a machine that has the time; the best of five tries counts.
func TestHostileIsQuick(t *testing.T) {
	if underRace {
		t.Skip("limits of time mean nothing under the race detector")
	}
	item := "<item><title>x</title></item>"
	for name, doc := range map[string]string{
		"depth":                  rss("<item>" + strings.Repeat("<a:b>", 2_000_000)),
		"namespaces":             "<rss>" + manyXmlns("channel", 5000) + strings.Repeat(item, 5000) + "</channel></rss>",
		"more namespaces":        "<rss>" + manyXmlns("channel", 20_000) + strings.Repeat(item, 20_000) + "</channel></rss>",
		"half a million items":   rss(strings.Repeat("<item></item>", 500_000)),
		"64 MiB of text":         rss("<item><title>" + strings.Repeat("a word ", 64<<20/7+1)),
		"gzip of 200 MiB":        zipped(strings.Repeat(" ", 200<<20)),
		"a broken title":         rss(strings.Repeat("<item><title>x</titel><description>y</description></item>", 2_000)),
		"HTML that is not CDATA": rss(strings.Repeat("<item><description><p><b>x</p></b></description></item>", 2_000)),
	} {
		best := time.Hour
		for range 5 {
			begin := time.Now()
			if f, err := Parse([]byte(doc), Header{}); err == nil && len(f.Items) != 2_000 {
				t.Errorf("%s: %d items", name, len(f.Items))
			}
			best = min(best, time.Since(begin))
		}
		t.Logf("%s: %d KiB in %v", name, len(doc)>>10, best.Round(time.Millisecond))
		if best > 200*time.Millisecond {
			t.Errorf("%s: took %v, at most 200ms", name, best)
		}
	}
}

// peakOf parses while watching the heap grow.
func peakOf(doc []byte) (peak uint64, f *Feed, err error) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	done := make(chan struct{})
	go func() {
		defer close(done)
		f, err = Parse(doc, Header{})
	}()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return peak, f, err
		case <-tick.C:
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > before {
				peak = max(peak, m.HeapAlloc-before)
			}
		}
	}
}

// 60 MB of text in one item is a legal feed; it must stay affordable.
func TestLargeText(t *testing.T) {
	if underRace {
		t.Skip("limits of time mean nothing under the race detector")
	}
	if testing.Short() {
		t.Skip("60 MB of text: skipped with -short")
	}
	text := strings.Repeat("Every word of this is text. ", 60<<20/28)
	doc := []byte(rss("<item><title>x</title><description>" + text + "</description></item>"))
	begin := time.Now()
	peak, f, err := peakOf(doc)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Items[0].Summary; len(got) != len(strings.TrimSpace(text)) {
		t.Errorf("%d bytes of text, want %d", len(got), len(text))
	}
	if took := time.Since(begin); took > 4*time.Second {
		t.Errorf("took %v", took)
	}
	if peak > 5*uint64(len(doc)) {
		t.Errorf("%d MiB in use at the peak", peak>>20)
	}
	t.Logf("%v, %d MiB at the peak", time.Since(begin).Round(time.Millisecond), peak>>20)
	if _, err := Parse(append(doc, make([]byte, 5<<20)...), Header{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("more than 64 MiB: error %v, want ErrTooLarge", err)
	}
}
