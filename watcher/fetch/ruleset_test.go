package fetch

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestRobotsRules(t *testing.T) {
	for _, c := range []struct {
		name, file string
		allowed    []string
		forbidden  []string
	}{
		{"empty", "", []string{"/", "/a"}, nil},
		{"all", "User-agent: *\nDisallow: /\n", nil, []string{"/", "/a?b=c", ""}},
		{"ours before all", "User-agent: *\nDisallow: /\n\nUser-agent: Vedette/2.0\nDisallow: /private\n", []string{"/", "/a"}, []string{"/private", "/private/x"}},
		{"ours forbids nothing", "User-agent: vedette\nDisallow:\n\nUser-agent: *\nDisallow: /\n", []string{"/", "/a"}, nil},
		{"another's", "User-agent: other\nDisallow: /\n", []string{"/a"}, nil},
		{"shared group", "User-agent: other\nUser-agent: *\nDisallow: /x\nUser-agent: third\nDisallow: /y\n", []string{"/y"}, []string{"/x"}},
		{"longest wins", "User-agent: *\nDisallow: /\nAllow: /news/\nDisallow: /news/draft\n", []string{"/news/a"}, []string{"/b", "/news/drafts"}},
		{"wildcards", "User-agent: *\nDisallow: /a*b\nDisallow: /*.pdf$\nDisallow: *print=\n", []string{"/x/acb", "/f.pdf?x"}, []string{"/acb", "/d/f.pdf", "/q?print=1"}},
		{"odd lines", "\ufeffDisallow: /early\nUSER-AGENT : *\r\nCrawl-delay: soon\rDisallow: /x # why\r\nnonsense\n<html>\n", []string{"/early"}, []string{"/x"}},
		{"groups of ours are one", "User-agent: vedette\nDisallow: /b\n\nUser-agent: x\nDisallow: /\n\nUser-agent: VEDETTE\nDisallow: /a\n", []string{"/c"}, []string{"/a", "/b"}},
		{"groups for all are one", "User-agent: *\nDisallow: /b\n\nUser-agent: x\nDisallow: /\n\nUser-agent: *\nDisallow: /a\n", []string{"/c"}, []string{"/a", "/b"}},
		{"a longer name is another's", "User-agent: vedettebot\nDisallow: /\n", []string{"/a"}, nil},
		{"ours behind many rules for all", manyRules(1001) + "User-agent: vedette\nDisallow: /mine\n", []string{"/x7", "/a"}, []string{"/mine"}},
		{"every rule counts", manyRules(5000), []string{"/y"}, []string{"/x0", "/x4999"}},
		{"Allow before its equal", "User-agent: *\nDisallow: /a\nAllow: /a\n", []string{"/a"}, nil},
		{"Allow before its equal, first", "User-agent: *\nAllow: /a\nDisallow: /a\n", []string{"/a"}, nil},
		{"the longer pattern, stars and all", "User-agent: *\nDisallow: /*.php\nAllow: /page.php\n", []string{"/page.php"}, []string{"/other.php"}},
		{"end", "User-agent: *\nDisallow: /a$\nDisallow: /b*c$\nDisallow: /d*$\nDisallow: /$\n", []string{"/ab", "/bcd", "/bd", "/c"}, []string{"/a", "/bc", "/bcxc", "/d", "/dx", ""}},
		{"end without overlap", "User-agent: *\nDisallow: /ab*bc$\n", []string{"/abc"}, []string{"/abbc"}},
		{"a dollar within", "User-agent: *\nDisallow: /a$b\n", []string{"/a"}, []string{"/a$b", "/a%24bc"}},
		{"a star that is encoded", "User-agent: *\nDisallow: /a%2Ab\n", []string{"/axb"}, []string{"/a*b", "/a%2ab"}},
		{"a slash that is encoded", "User-agent: *\nDisallow: /a%2fb\n", []string{"/a/b"}, []string{"/a%2Fb"}},
		{"needless encoding", "User-agent: *\nDisallow: /%7Efoo\nDisallow: /~bar\nDisallow: /q?a=%62\n", []string{"/foo"}, []string{"/~foo/a", "/%7ebar", "/q?%61=b"}},
		{"what must be encoded", "User-agent: *\nDisallow: /a|b c\nDisallow: /100%\n", nil, []string{"/a%7Cb%20c", "/100%25"}},
		{"a delay ends the names", "User-agent: *\nCrawl-delay: 5\nUser-agent: other\nDisallow: /\n", []string{"/a"}, nil},
		{"a sitemap does not", "User-agent: vedette\nSitemap: /x\nUser-agent: other\nDisallow: /\n", nil, []string{"/a"}},
		{"stars side by side", "User-agent: *\nDisallow: /" + strings.Repeat("*", 5000) + "b\n", []string{"/a"}, []string{"/ab"}},
		{"letters", "User-agent: *\nDisallow: /новости\nDisallow: /%d8%a3\nDisallow: relative\n", []string{"/a"}, []string{"/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1", "/%D8%A3", "/relative/1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules := parseRobots([]byte(c.file))
			check := func(path string, want bool) {
				if got := rules.allow(pathOf(t, path)); got != want {
					t.Errorf("%q: allowed is %v, want %v", path, got, want)
				}
			}
			for _, path := range c.allowed {
				check(path, true)
			}
			for _, path := range c.forbidden {
				check(path, false)
			}
		})
	}
}

func manyRules(n int) string {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for i := range n {
		fmt.Fprintf(&b, "Disallow: /x%d\n", i)
	}
	return b.String()
}

func pathOf(t *testing.T, path string) string {
	t.Helper()
	u, err := parseURL("https://sample.example" + path)
	if err != nil {
		t.Fatal(err)
	}
	return robotsPath(u)
}

// TestRobotsCostLittle: files made to keep a matcher busy. What takes too long
// to judge is forbidden; what is ordinary is judged beside such rules too.
func TestRobotsCostLittle(t *testing.T) {
	if underRace {
		t.Skip("limits of time mean nothing under the race detector")
	}
	fill := func(line func(i int) string) string {
		var b strings.Builder
		b.WriteString("User-agent: *\n")
		for i := 0; b.Len() < robotsSize-8<<10; i++ {
			b.WriteString(line(i) + "\n")
		}
		return b.String()
	}
	stars := "User-agent: *\n"
	for i := range 999 {
		stars += "Disallow: /" + strings.Repeat("*a*b", 60) + fmt.Sprintf("%03d\n", i)
	}
	same := func(s string) func(int) string { return func(int) string { return s } }
	for name, c := range map[string]struct {
		file, path string
		allowed    bool
	}{
		"999 rules of 120 stars": {stars, "/" + strings.Repeat("ab", 2000), true},
		"as many as fit":         {fill(func(i int) string { return fmt.Sprintf("Disallow: /%s%d", strings.Repeat("*a*b", 60), i) }), "/" + strings.Repeat("ab", 2000), true},
		"one of many stars":      {"User-agent: *\nDisallow: /" + strings.Repeat("*a", 200<<10) + "b\n", "/" + strings.Repeat("a", 8000), true},
		"nothing but stars":      {fill(same("Disallow: /" + strings.Repeat("*", 1000) + "0")), "/" + strings.Repeat("a", 4000), true},
		"short ones":             {fill(func(i int) string { return fmt.Sprintf("Disallow:*~%x", i) }), "/news/2026/11/a-report-from-the-harbour.html?utm_source=rss", true},
		"short ones, long path":  {fill(func(i int) string { return fmt.Sprintf("Disallow:*a%x", i) }), "/" + strings.Repeat("a", 8000), false},
		"nearly found":           {fill(func(i int) string { return fmt.Sprintf("Disallow:*%sb%x", strings.Repeat("a", 30), i) }), "/" + strings.Repeat("a", 8000), false},
		"no stars":               {fill(func(i int) string { return fmt.Sprintf("Disallow:/%x", i) }), "/" + strings.Repeat("z", 8000), true},
	} {
		rules := parseRobots([]byte(c.file))
		best := time.Hour
		for range 3 {
			begin := time.Now()
			if got := rules.allow(pathOf(t, c.path)); got != c.allowed {
				t.Errorf("%s: allowed is %v, want %v", name, got, c.allowed)
			}
			best = min(best, time.Since(begin))
		}
		t.Logf("%s: %d rules, %v", name, len(rules.rules), best)
		if best > 50*time.Millisecond {
			t.Errorf("%s: took %v, at most 50ms", name, best)
		}
	}
}

func TestALongPathIsForbiddenWhereAnythingIs(t *testing.T) {
	path := pathOf(t, "/"+strings.Repeat("a", longestPath))
	if parseRobots([]byte("User-agent: *\nDisallow: /b\n")).allow(path) {
		t.Error("a path too long to judge is allowed")
	}
	if !parseRobots(nil).allow(path) {
		t.Error("a path is forbidden by no rule at all")
	}
}
