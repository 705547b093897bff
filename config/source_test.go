package config

import (
	"fmt"
	"strings"
	"testing"
)

// TestWithin finds the place of a word within scalars of every style.
func TestWithin(t *testing.T) {
	for _, text := range []string{
		"when: one two HERE\n",
		"when: 'one ''two'' HERE'\n",
		`when: "one \"two\" \u00e4\t\x41 HERE"` + "\n",
		"when: \"one\n  two\\\n  three\n\n  HERE\"\n",
		"when: one\n  two\n\n  HERE three\n",
		"when: |\n  one\n    two\n\n  three HERE\n",
		"when: |2-\n    one\n  HERE\n",
		"when: >\n  one\n  two\n\n  three\n  HERE four\n",
		"when: >+\n\n  HERE\n",
		"when: &anchor !!str one HERE\n",
		"when: &anchor \"HERE\"\n",
		"when: 普京 асад HERE\n",
		"{when: HERE}\n",
		"when: HERE\r\n",
		"# \u2028# a line that editors do not count\nwhen: one HERE\n",
	} {
		s := &source{file: "test", data: []byte(text)}
		if f := s.parse(); f != nil {
			t.Fatalf("%q: %+v", text, f)
		}
		n, whole := s.at(path{"when"})
		at := strings.Index(n.Value, "HERE")
		if !whole || at < 0 {
			t.Fatalf("%q holds %q", text, n.Value)
		}
		got, want := s.within(n, at), strings.Index(text, "HERE")
		if got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
		line, column := s.place(got)
		wantLine := strings.Count(text[:want], "\n") + 1
		wantColumn := len([]rune(text[strings.LastIndexByte(text[:want], '\n')+1:want])) + 1
		if line != wantLine || column != wantColumn {
			t.Errorf("%q: %d:%d, want %d:%d", text, line, column, wantLine, wantColumn)
		}
	}
}

func TestFaults(t *testing.T) {
	for text, want := range map[string]fault{
		"":                               {1, 1, "the file is empty", "set at least one key"},
		"\xef\xbb\xbf":                   {1, 1, "the file is empty", "set at least one key"},
		"~\n":                            {1, 1, "the file is empty", "set at least one key"},
		"a: b\nc: \xff\n":                {2, 4, "the byte 0xff is not UTF-8", "save the file as UTF-8"},
		"\xff\xfea\x00":                  {1, 1, "the byte 0xff is not UTF-8", "save the file as UTF-8"},
		"a: \x1b[31m\n":                  {1, 4, "the character U+001B is not allowed here", "remove it"},
		"a: b\n--- {}\n":                 {2, 1, "a second document starts here", "a file holds one document; remove the line ---"},
		"a: *b\n":                        {1, 4, "an alias without its anchor", "put quotes around text that starts with an asterisk"},
		"\xef\xbb\xbfa: b: c\n":          {1, 5, "a colon is not allowed here", "put quotes around text that holds a colon and a space"},
		"\u2028\na:\r\n  - b\r\n c: d\n": {4, 2, "expected a key here (in what starts on line 2)", "check the indentation: keys that belong together start in the same column"},
	} {
		f := (&source{data: []byte(text)}).parse()
		if f == nil || *f != want {
			t.Errorf("%q: %+v, want %+v", text, f, want)
		}
	}
}

func TestAliases(t *testing.T) {
	c, err := loadText(t, `
feeds:
  - {url: "https://example.org/a.xml", headers: &h {X-Key: one}}
  - {url: "https://example.org/b.xml", headers: *h}
`)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Feeds[1].Headers["X-Key"].Value(); got != "one" {
		t.Errorf("header %q", got)
	}
}

// A small file must not be able to stand for a large one, nor for an endless
// one.
func TestAliasBombs(t *testing.T) {
	var b strings.Builder
	b.WriteString("feeds:\n  - &f {url: 'https://example.org/', headers: {")
	for i := range 2000 {
		fmt.Fprintf(&b, "k%d: v, ", i)
	}
	b.WriteString("}}\n" + strings.Repeat("  - *f\n", 20000))
	same := "feeds:\n  - &f {url: 'https://example.org/', headers: {" + strings.Repeat("a: b, ", 2000) + "}}\n" + strings.Repeat("  - *f\n", 20000)
	for _, text := range []string{b.String(), same, "feeds: &a [*a]\n", "receivers: &a {b: *a}\n"} {
		_, err := loadText(t, text)
		if problems, ok := err.(Problems); !ok || len(problems) > maxProblems+1 {
			t.Errorf("%.40s: %d problems", text, len(problems))
		}
	}
}

func TestLongLine(t *testing.T) {
	_, err := loadText(t, "fetch: {contact: \""+strings.Repeat("я", 500)+"\", colour: red, user_agent: \""+strings.Repeat("a", 500)+"\"}\n")
	p := err.(Problems)[0]
	cut := []rune(p.Excerpt)
	if len(cut) != maxExcerpt || !strings.HasPrefix(string(cut[p.caret-1:]), "colour") || cut[0] != '…' || cut[len(cut)-1] != '…' {
		t.Errorf("column %d of %q", p.caret, p.Excerpt)
	}
}
