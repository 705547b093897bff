package feed

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// A class is a kind of element, as test suites of feed parsers sort them: small
// documents, and what `feeds parse` must print for them.
type class struct {
	name  string
	cases []classCase
}

type classCase struct {
	doc  string
	want []string // "path=value" in the JSON form; "item/…" is the first item's, "#…" counts a list
}

const classBase = "https://news.example/dir/feed.xml"

func testClasses(t *testing.T, classes []class) {
	t.Helper()
	for _, c := range classes {
		t.Run(c.name, func(t *testing.T) {
			for _, one := range c.cases {
				testCase(t, one)
			}
		})
	}
}

func testCase(t *testing.T, c classCase) {
	t.Helper()
	f, err := Parse([]byte(c.doc), Header{URL: classBase})
	if err != nil {
		t.Errorf("%s: %v", c.doc, err)
		return
	}
	var printed any
	b, err := json.Marshal(f.Sanitized())
	if err == nil {
		err = json.Unmarshal(b, &printed)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range c.want {
		path, value, _ := strings.Cut(want, "=")
		if got := pick(printed, path); got != value {
			t.Errorf("%s\n%s: %q, want %q", strings.Replace(c.doc, classSpaces, "", 1), path, got, value)
		}
	}
}

// pick gives the value at a path, "" where there is none.
func pick(v any, path string) string {
	path = strings.Replace(path, "item/", "items/0/", 1)
	path, count := strings.CutPrefix(path, "#")
	for name := range strings.SplitSeq(path, "/") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(in) {
				return ""
			}
			v = in[i]
		}
	}
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		if count {
			return strconv.Itoa(len(v))
		}
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

const classSpaces = ` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"` +
	` xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"` +
	` xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"` +
	` xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0" xmlns:xhtml="http://www.w3.org/1999/xhtml"`

func channelOf(s string) string {
	return `<rss version="2.0"` + classSpaces + `><channel>` + s + `</channel></rss>`
}

func itemOf(s string) string { return channelOf(`<title>F</title><item>` + s + `</item>`) }

func feedOf(s string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom"` + classSpaces + `>` + s + `</feed>`
}

func entryOf(s string) string { return feedOf(`<title>F</title><entry>` + s + `</entry>`) }

func oldFeedOf(s string) string {
	return `<feed version="0.3" xmlns="http://purl.org/atom/ns#"` + classSpaces + `>` + s + `</feed>`
}

func oldEntryOf(s string) string { return oldFeedOf(`<title>F</title><entry>` + s + `</entry>`) }
