package feed

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A damage is something that happens to a document, and what must come out.
type damage struct {
	name     string
	apply    func(doc string) string
	json     bool                    // it may happen to JSON, too
	titles   func([]string) []string // nil: all of them as they were
	degraded bool
}

// at replaces the nth occurrence of old, from the end when n is negative.
func at(doc, old, new string, n int) string {
	parts := strings.Split(doc, old)
	if n < 0 {
		n += len(parts) - 1
	}
	if n < 0 || n+1 >= len(parts) {
		return doc
	}
	return strings.Join(parts[:n+1], old) + new + strings.Join(parts[n+1:], old)
}

// cutBehind ends the document behind the last occurrence of mark.
func cutBehind(doc, mark string) string {
	return doc[:strings.LastIndex(doc, mark)+len(mark)]
}

// closing is the end tag of the items of a document.
func closing(doc string) string {
	if strings.Contains(doc, "</entry>") {
		return "</entry>"
	}
	return "</item>"
}

func opening(doc string) string { return strings.ReplaceAll(closing(doc), "/", "") }

// change gives the titles with the nth replaced.
func change(n int, f func(string) string) func([]string) []string {
	return func(titles []string) []string {
		titles = slices.Clone(titles)
		titles[n] = f(titles[n])
		return titles
	}
}

func with(suffix string) func(string) string { return func(s string) string { return s + suffix } }

func prepend(s string) func(string) string { return func(doc string) string { return s + doc } }

// inTitle puts something at the end of the second title.
func inTitle(s string) func(string) string {
	return func(doc string) string {
		if strings.Contains(doc, "]]></title>") {
			return at(doc, "]]></title>", s+"]]></title>", 1)
		}
		if !strings.HasPrefix(doc, "{") {
			return at(doc, "</title>", s+"</title>", 2)
		}
		return at(doc, `","content_text"`, s+`","content_text"`, 1)
	}
}

var damages = []damage{
	{"none", func(d string) string { return d }, true, nil, false},
	{"the root does not end", func(d string) string { return cutBehind(d, closing(d)) }, false, nil, true},
	{"cut behind a title's end tag", func(d string) string { return cutBehind(d, "</title>") }, false, nil, true},
	{"cut in an end tag", func(d string) string { return cutBehind(d, "</tit") }, false, nil, true},
	{"cut before an item's end", func(d string) string { return d[:strings.LastIndex(d, closing(d))] }, false, nil, true},
	{"cut in the tag of an item", func(d string) string { return cutBehind(d, opening(d)[:4]) }, false, func(t []string) []string { return t[:2] }, true},
	{"a wrong end tag", func(d string) string { return at(d, "</title>", "</titel>", 2) }, false, nil, true},
	{"an end tag is missing", func(d string) string { return at(d, "</title>", "", 2) }, false, nil, true},
	{"an item's end tag is missing", func(d string) string { return at(d, closing(d), "", 1) }, false, nil, true},
	{"an item's end tag twice", func(d string) string { return at(d, closing(d), closing(d)+closing(d), 1) }, false, nil, true},
	{"a stray end tag", func(d string) string { return at(d, closing(d), "</b>"+closing(d), 0) }, false, nil, true},
	{"mis-nested tags", func(d string) string {
		return at(d, closing(d), "<description><p><b>x</p></b></description>"+closing(d), 0)
	}, false, nil, true},
	{"an end tag in capitals", func(d string) string { return at(d, "</title>", "</TITLE>", 1) }, false, nil, true},
	{"a bare ampersand", inTitle(" & Co"), true, change(1, with(" & Co")), false},
	{"an ampersand before a word", inTitle(" R&D"), true, change(1, with(" R&D")), false},
	{"a bare less-than sign", inTitle(" 3 < 4"), true, change(1, with(" 3 < 4")), true},
	{"control characters", inTitle("\x00\x01\x0b\x1f"), false, nil, false},
	{"an illegal reference", inTitle("&#0;&#x1a;"), false, nil, false},
	{"a doubled declaration", prepend(`<?xml version="1.0"?><?xml version="1.0"?>`), false, nil, false},
	{"white space before", prepend("\r\n\n  "), true, nil, false},
	{"a byte order mark twice", prepend("\ufeff\ufeff"), true, nil, false},
	{"words before", prepend("Warning: mysql_connect() in /srv/feed.php on line 3\n"), false, nil, true},
	{"markup before", prepend("<br />\n<b>Notice</b>: x<br />\n"), false, nil, true},
	{"a comment before", prepend("<!-- " + strings.Repeat("cached ", 1000) + "-->"), false, nil, false},
	{"words behind", func(d string) string { return d + "\n<!-- 0.2 s --> cached" }, false, nil, false},
	{"a script behind", func(d string) string { return d + "<script>x<y</script>" }, false, nil, false},
	{"a stylesheet", prepend(`<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="x.xsl"?>`), false, nil, false},
	{"a document type", prepend(`<!DOCTYPE rss [<!ENTITY co "Company">]>`), false, nil, false},
	{"an attribute without quotes", func(d string) string { return at(d, "<title>", "<title type=text>", 1) }, false, nil, false},
	{"an unclosed comment", func(d string) string { return at(d, closing(d), "<!-- x"+closing(d), 0) }, false, nil, true},
	{"an undeclared prefix", func(d string) string { return at(d, closing(d), "<zz:y>1</zz:y>"+closing(d), 0) }, false, nil, false},
	{"an undeclared entity", inTitle("&hellip;"), false, change(1, with("…")), false},
	{"packed without a header", func(d string) string { return d }, true, nil, false},
	{"packed and cut", func(d string) string { return d }, false, nil, true},
}

// TestMatrixDamage does every damage to every format in charsets of one, two
// and four bytes.
func TestMatrixDamage(t *testing.T) {
	m := tally{}
	for _, c := range matrixCharsets {
		if !slices.Contains([]string{"utf-8", "utf-16le", "utf-32", "windows-1251", "Shift_JIS", "ISO-8859-1", "GB18030"}, c.labels[0]) {
			continue
		}
		for _, format := range []string{"rss", "cdata", "atom", "rdf", "json"} {
			for _, d := range damages {
				unicode := strings.HasPrefix(c.labels[0], "utf")
				if d.name == "a byte order mark twice" && !unicode || format == "json" && !d.json || format == "cdata" && strings.Contains(d.name, "reference") || format == "cdata" && strings.Contains(d.name, "entity") {
					continue
				}
				want := c.text()
				broken := d.apply(matrixDocument(format, "", want))
				if d.titles != nil {
					want = d.titles(want)
				}
				doc := c.encode(t, broken)
				if strings.HasPrefix(d.name, "packed") {
					doc = pack(doc)
				}
				if d.name == "packed and cut" {
					doc = doc[:len(doc)-9]
				}
				f, err := Parse(doc, Header{ContentType: "text/xml; charset=" + c.labels[0]})
				name := fmt.Sprintf("%s, %s in %s", d.name, format, c.labels[0])
				m.check(t, name, f, err, want)
				inCDATA := format == "cdata" && strings.Contains(d.name, "less-than")
				if err == nil && len(f.Degraded) > 0 != (d.degraded && format != "json" && !inCDATA) {
					t.Errorf("%s: degraded %q", name, f.Degraded)
				}
			}
		}
	}
	m.report(t)
	if m.all < 250 {
		t.Errorf("only %d cases", m.all)
	}
}

func pack(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// TestMatrixCut ends documents in the middle of characters: the items before
// are whole, and what is cut is no other charset.
func TestMatrixCut(t *testing.T) {
	m := tally{}
	for _, c := range matrixCharsets {
		if c.labels[0] == "ISO-2022-JP" || c.labels[0] == "hz-gb-2312" {
			continue // a cut inside their escapes is a cut between characters
		}
		for _, format := range []string{"rss", "cdata", "atom"} {
			texts := c.text()
			doc := c.encode(t, matrixDocument(format, `<?xml version="1.0" encoding="`+c.labels[0]+`"?>`, texts))
			end := c.encode(t, "</title>")
			at := bytes.LastIndex(doc, bytes.TrimPrefix(end, []byte("\xff\xfe")))
			if at < 0 {
				at = len(doc) - 120
			}
			for back := range 4 {
				f, err := Parse(doc[:at-8-back], Header{})
				m.all++
				switch {
				case err != nil:
					t.Errorf("%s: %v", c.labels[0], err)
				case len(f.Items) < 2 || !slices.Equal(itemTitles(f)[:2], texts[:2]) || len(f.Degraded) == 0:
					t.Errorf("%s (%s), %s cut %d before: %q, degraded %q", c.labels[0], c.lang, format, back, itemTitles(f), f.Degraded)
				case len(f.Items) == 3 && !strings.HasPrefix(texts[2], strings.TrimRight(f.Items[2].Title, "]\uFFFD")):
					t.Errorf("%s, %s cut %d before: %q", c.labels[0], format, back, f.Items[2].Title)
				default:
					m.right++
				}
			}
		}
	}
	m.report(t)
}
