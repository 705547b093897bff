package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// quickly bounds the time of a test, far above what is usual. Under the race
// detector limits of time mean nothing, and there is nothing else to see.
func quickly(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	if underRace {
		t.Skip("a limit of time, and the race detector is on")
	}
	begin := time.Now()
	f()
	took := time.Since(begin)
	t.Logf("took %v", took.Round(time.Millisecond))
	if took > limit {
		t.Errorf("took %v, at most %v", took, limit)
	}
}

// manyFeeds lists n feeds as lines, or on one line.
func manyFeeds(n int, oneLine bool) string {
	var b strings.Builder
	b.WriteString("feeds: [\n")
	for i := range n {
		fmt.Fprintf(&b, "{url: 'https://h%d.example.org/rss', name: Feed %d, language: ru, basic_auth: {username: a, password: hunter2}},\n", i, i)
	}
	b.WriteString("]")
	if oneLine {
		return strings.ReplaceAll(b.String(), "\n", " ") + "\n"
	}
	return b.String() + "\n"
}

func TestManyFeeds(t *testing.T) {
	for _, oneLine := range []bool{false, true} {
		quickly(t, 5*time.Second, func() {
			if c, err := loadText(t, manyFeeds(10_000, oneLine)); err != nil || len(c.Feeds) != 10_000 {
				t.Errorf("on one line %v: %v", oneLine, err)
			}
		})
		quickly(t, 5*time.Second, func() {
			_, err := loadText(t, manyFeeds(10_000, oneLine)+"fetch: {timeout: x}\n")
			if p, ok := err.(Problems); !ok || len(p) != 1 || p[0].Key != "fetch.timeout" {
				t.Errorf("on one line %v: %v", oneLine, err)
			}
		})
	}
}

// Of many problems the first hundred are told, in order of place, and last
// that there are more.
func TestManyProblems(t *testing.T) {
	for name, text := range map[string]string{
		"unknown keys":     "feeds:\n" + strings.Repeat("  - {urll: 'https://example.org/'}\n", 40_000),
		"no address":       "feeds:\n" + strings.Repeat("  - {name: x}\n", 20_000),
		"no feeds":         "feeds:\n" + strings.Repeat("  - https://example.org/\n", 40_000),
		"wrong scheme":     "feeds:\n" + strings.Repeat("  - {url: 'ftp://example.org/'}\n", 30_000),
		"one line":         "feeds: [" + strings.Repeat("{url: 'ftp://example.org/'}, ", 30_000) + "]\n",
		"digests":          "digests:\n" + strings.Repeat("  - {name: x}\n", 30_000),
		"profiles":         "profiles:\n" + strings.Repeat("  - nothing\n", 20_000),
		"of two kinds":     "feeds:\n" + strings.Repeat("  - {url: 'ftp://example.org/'}\n", 99) + "fetch: {a: b, c: d}\n",
		"one of receivers": "receivers:\n" + manyLines(20_000, "  r%d: {}\n"),
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			quickly(t, 5*time.Second, func() {
				_, err := loadText(t, text)
				checkMany(t, err)
			})
		})
	}
}

func manyLines(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func checkMany(t *testing.T, err error) {
	t.Helper()
	p, ok := err.(Problems)
	if !ok || len(p) != maxProblems+1 {
		t.Fatalf("%T with %d problems, want %d and one that says that there are more", err, len(p), maxProblems)
	}
	last := p[maxProblems]
	if last.Message != "there is more than is shown" || last.Line < 1 {
		t.Errorf("the last is %s", last)
	}
	if slices.ContainsFunc(p[:maxProblems], func(p Problem) bool { return p.Message == last.Message }) {
		t.Error("it is said twice that there are more")
	}
	if !slices.IsSortedFunc(p[:maxProblems], func(a, b Problem) int { return a.Line - b.Line }) {
		t.Error("the problems are not in order of place")
	}
}

// A hundred problems are all of them.
func TestHundredProblems(t *testing.T) {
	_, err := loadText(t, "feeds:\n"+strings.Repeat("  - {url: 'ftp://example.org/'}\n", maxProblems))
	if p, ok := err.(Problems); !ok || len(p) != maxProblems || p[maxProblems-1].Key != "feeds[99].url" {
		t.Errorf("%d problems", len(p))
	}
}

// What is not read any more may hold secrets, too.
func TestSecretsBehindManyProblems(t *testing.T) {
	for n := range 3 {
		text := "{" + manyLines(maxProblems-1+n, "k%d: v, ") + "web: {token: hunter2}}\n"
		_, err := loadText(t, text)
		var b strings.Builder
		if err := err.(Problems).Pretty(&b, false); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "hunter2") {
			t.Errorf("with %d problems a secret is shown:\n%s", maxProblems-1+n, b.String()[max(0, b.Len()-600):])
		}
	}
}

func TestLongURL(t *testing.T) {
	address := func(n int) string {
		const head = "https://example.org/"
		return head + strings.Repeat("ж", n-len(head))
	}
	if _, err := loadText(t, "feeds: [{url: '"+address(2000)+"'}]\n"); err != nil {
		t.Error(err)
	}
	for text, key := range map[string]string{
		"feeds: [{url: '" + address(2001) + "'}]\n":                                  "feeds[0].url",
		"receivers: {x: {webhook: {url: '" + address(2001) + "'}}}\n":                "receivers.x.webhook.url",
		"feeds: [{url: 'https://example.org/" + strings.Repeat("x", 3<<20) + "'}]\n": "feeds[0].url",
	} {
		_, err := loadText(t, text)
		p, ok := err.(Problems)
		if !ok || len(p) != 1 || p[0].Key != key || p[0].Message != "is longer than 2,000 characters" || p[0].Line != 1 {
			t.Errorf("%s: %.200v", key, err)
		}
	}
}
