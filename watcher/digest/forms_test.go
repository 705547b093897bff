package digest

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// checkText holds for every text form: valid, no line too wide save for one
// that is a single word, nothing that steers a terminal.
func checkText(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "\n") {
		t.Errorf("not a text: %q", text)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if n := columnsOf(line); n > columns && len(strings.Fields(line)) > 1 && !hasLongWord(line) {
			t.Errorf("%d columns: %q", n, line)
		}
		if i := strings.IndexFunc(line, unicode.IsControl); i >= 0 {
			t.Errorf("control character at %d of %q", i, line)
		}
		if strings.HasSuffix(line, " ") {
			t.Errorf("blank at the end of %q", line)
		}
		if open := strings.Count(line, isolateLeft) + strings.Count(line, isolateRight); open > 1 {
			t.Errorf("%d isolates in one line %q", open, line)
		}
	}
}

// hasLongWord tells whether one word alone, behind its label, is why the line
// is too wide.
func hasLongWord(line string) bool {
	label := len("     also: ")
	return slices.ContainsFunc(strings.Fields(line), func(w string) bool { return columnsOf(w)+label > columns })
}

// checkHTML holds for every HTML form: it parses into only what the template
// has, whatever the feeds wrote.
func checkHTML(t *testing.T, text string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	allowed := strings.Fields("html head meta title style body div h1 h2 h3 p span bdi a mark ul li del ins")
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.Contains(allowed, n.Data) {
			t.Errorf("element %s", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on") || a.Key == "src":
				t.Errorf("attribute %s=%q", a.Key, a.Val)
			case a.Key == "style" && strings.Contains(a.Val, "url("):
				t.Errorf("style %q", a.Val)
			case a.Key == "href" && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "https://"):
				t.Errorf("link to %q", a.Val)
			case a.Key == "lang" && strings.ContainsFunc(a.Val, unicode.IsSpace):
				t.Errorf("language %q", a.Val)
			}
		}
		if n.Data == "a" && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
			return a.Key == "rel" && strings.Contains(a.Val, "noopener")
		}) {
			t.Errorf("a link without rel=noopener")
		}
		if n.Data == "style" && n.Parent.Data != "head" {
			t.Errorf("style in the body: %q", n.FirstChild.Data)
		}
	}
}

// visible is the text of a document.
func visible(t *testing.T, text string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

func TestFormsHold(t *testing.T) {
	for name, in := range cases(t) {
		t.Run(name, func(t *testing.T) {
			d := Compose(in)
			text, page := render(t, Text, d), render(t, HTML, d)
			checkText(t, text)
			checkHTML(t, page)
			seen := visible(t, page)
			for _, s := range d.Stories {
				for _, it := range s.Items {
					if !strings.Contains(seen, it.Title) || !strings.Contains(seen, it.Excerpt) && it.ID == s.Items[0].ID {
						t.Errorf("the page lacks %q or %q", it.Title, it.Excerpt)
					}
					if !strings.Contains(text, it.URL) {
						t.Errorf("the text lacks or breaks %s", it.URL)
					}
				}
			}
		})
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		limit int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one https://example.org/long/address two", 10, []string{"one", "https://example.org/long/address", "two"}},
		{"字字字字字字", 5, []string{"字字", "字字", "字字"}},
		{"字字。字", 4, []string{"字", "字。", "字"}},
		{"字《字》字", 4, []string{"字", "《字》", "字"}},
		{"в мире", 4, []string{"в", "мире"}},
		{"e\u0301e\u0301 e\u0301", 4, []string{"e\u0301e\u0301 e\u0301"}},
		{"🇸🇾 🇷🇺 x", 5, []string{"🇸🇾 🇷🇺", "x"}},
	} {
		if diff := cmp.Diff(test.want, wrap(test.text, test.limit)); diff != "" {
			t.Errorf("wrap(%q, %d) (-want +got):\n%s", test.text, test.limit, diff)
		}
	}
}

func TestColumns(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "abc": 3, "я": 1, "字": 2, "ア": 2, "ｱ": 1, "e\u0301": 1, "שָׁ": 1, "لا": 2, "👩‍👧": 2, "☀️": 2, "🇸🇾": 2,
		isolateRight + "ا" + isolateEnd: 1, "한": 2, "\u1112\u1161\u11ab": 2,
	} {
		if got := columnsOf(s); got != want {
			t.Errorf("%q takes %d columns, want %d", s, got, want)
		}
	}
}

func TestUnknownZoneIsUTC(t *testing.T) {
	d := Compose(input(t, kremlin))
	d.Timezone = "Nowhere/Else"
	if text := render(t, Text, d); !strings.Contains(text, "21 Nov 2026 12:00 (UTC)") {
		t.Errorf("no UTC in %s", text)
	}
}
