package feed

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzArticle holds the reading of web pages to: no panic, valid text that is
// never empty without an error, and a title on one line.
func FuzzArticle(f *testing.F) {
	f.Add([]byte("<!doctype html><title>a</title><body>"+furniture+story(6)), "text/html")
	f.Add([]byte("<html><head><meta charset=windows-1251><title>\xcf\xee\xf0\xf2</title><body>\xcf"), "")
	f.Add([]byte(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"h","articleBody":"b"}</script>`), "text/html; charset=utf-8")
	f.Add([]byte("<table><tr><td><a href=x><a><p><table><select><b><svg><title>x"), "")
	f.Add([]byte("<title>Just a moment...</title><input type=password>"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		h := Header{ContentType: contentType, URL: "https://news.example/a/b"}
		a, err := ParseArticle(body, h)
		if (err == nil) != (a.Text != "") {
			t.Errorf("text %q with error %v", a.Text, err)
		}
		if !utf8.ValidString(a.Title+a.Text+a.Language) || strings.ContainsAny(a.Title, "\n\r") {
			t.Errorf("%+q", a)
		}
		if slimmed := slim(body); len(slimmed) > slimBytes+len(body) {
			t.Errorf("%d bytes became %d", len(body), len(slimmed))
		}
	})
}
