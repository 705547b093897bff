package fetch

import (
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	robotsAgent = "vedette" // our product token, whatever user agent is set
	robotsSize  = 500 << 10 // bytes of a robots.txt that are read
	longestPath = 8 << 10   // bytes of what rules are compared with; longer is forbidden
	mostSearch  = 8 << 20   // bytes that the rules with wildcards may search in one path, some 20 ms at worst; then it is forbidden
)

// ruleset is what one robots.txt says to us (RFC 9309).
type ruleset struct {
	rules    []rule // the most specific first, Allow before its equals
	delay    time.Duration
	sitemaps []string // that the file names, as it has them
}

// rule is one Allow or Disallow. Its pattern is in the spelling of normalPath,
// and no two stars in it are side by side.
type rule struct {
	pattern string
	atEnd   bool // it had a $ at its end
	allow   bool
}

// parseRobots reads the first robotsSize bytes: the groups that are for us or,
// where there are none, those for all.
func parseRobots(body []byte) *ruleset {
	if len(body) > robotsSize {
		body = body[:bytes.LastIndexAny(body[:robotsSize], "\r\n")+1]
	}
	groups := map[string]*ruleset{"*": {}}
	var open []*ruleset // of ours, those that the next rule belongs to
	var sitemaps []string
	inRules := false
	for line := range strings.Lines(strings.TrimPrefix(strings.ReplaceAll(string(body), "\r", "\n"), "\ufeff")) {
		key, value, _ := strings.Cut(line, ":")
		key = strings.ToLower(strings.TrimSpace(key))
		switch key {
		case "user-agent", "useragent":
			if inRules {
				open, inRules = nil, false
			}
			if agent := productToken(withoutRemark(value)); agent == robotsAgent || agent == "*" {
				if groups[agent] == nil {
					groups[agent] = &ruleset{}
				}
				open = append(open, groups[agent])
			}
		case "allow", "disallow", "crawl-delay", "crawldelay":
			inRules = true
			for _, g := range open {
				g.add(key, withoutRemark(value))
			}
		case "sitemap":
			if at := sitemapLine(value); at != "" && len(sitemaps) < maxSitemaps {
				sitemaps = append(sitemaps, at)
			}
		}
	}
	found := cmp.Or(groups[robotsAgent], groups["*"])
	found.sitemaps = sitemaps
	found.sort()
	return found
}

func withoutRemark(value string) string {
	value, _, _ = strings.Cut(value, "#")
	return strings.TrimSpace(value)
}

// productToken is what names a robot: "Vedette/1.0 (news)" means vedette.
func productToken(agent string) string {
	agent = strings.ToLower(agent)
	if i := strings.IndexAny(agent, "/ \t"); i >= 0 {
		agent = agent[:i]
	}
	return agent
}

// add takes in a line of a group. An empty rule is none.
func (s *ruleset) add(key, value string) {
	if strings.HasPrefix(key, "crawl") {
		if delay, err := strconv.ParseFloat(value, 64); err == nil && delay >= 0 {
			s.delay = max(s.delay, time.Duration(min(delay, slowestCrawl.Seconds())*float64(time.Second)))
		}
		return
	}
	if value == "" {
		return
	}
	if value[0] != '/' && value[0] != '*' {
		value = "/" + value
	}
	r := rule{allow: key == "allow"}
	value, r.atEnd = strings.CutSuffix(value, "$")
	r.pattern = normalPath(value, true)
	if !r.atEnd {
		r.pattern = strings.TrimRight(r.pattern, "*")
	}
	s.rules = append(s.rules, r)
}

// sort puts first what counts first, and each rule once.
func (s *ruleset) sort() {
	slices.SortFunc(s.rules, func(a, b rule) int {
		return cmp.Or(b.length()-a.length(), boolOrder(b.allow)-boolOrder(a.allow), strings.Compare(a.pattern, b.pattern))
	})
	s.rules = slices.Clip(slices.Compact(s.rules))
}

// length is how specific a rule is.
func (r rule) length() int { return len(r.pattern) + boolOrder(r.atEnd) }

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// allow judges a path of robotsPath in time that is bounded whatever the file
// says: what cannot be judged within it is forbidden.
func (s *ruleset) allow(path string) bool {
	if len(path) > longestPath {
		return len(s.rules) == 0
	}
	left := mostSearch
	for _, r := range s.rules {
		literal, _, wild := strings.Cut(r.pattern, "*")
		if !strings.HasPrefix(path, literal) {
			continue
		}
		if wild {
			left -= len(path)
		}
		if left < 0 {
			return false
		}
		if r.matches(path) {
			return r.allow
		}
	}
	return true
}

// matches takes each piece between stars where it first occurs, so that no byte
// of the path is searched twice.
func (r rule) matches(path string) bool {
	piece, pattern, wild := strings.Cut(r.pattern, "*")
	rest, ok := strings.CutPrefix(path, piece)
	for ok && wild {
		piece, pattern, wild = strings.Cut(pattern, "*")
		if !wild && r.atEnd {
			return strings.HasSuffix(rest, piece)
		}
		_, rest, ok = strings.Cut(rest, piece)
	}
	return ok && (!r.atEnd || rest == "")
}

// robotsPath is what rules are compared with.
func robotsPath(u *url.URL) string {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return normalPath(path, false)
}

// normalPath brings paths and patterns into one spelling: percent-encoded are,
// with capital digits, all octets but those that a URL may have as they are. Of a
// pattern the stars stay, those side by side as one.
func normalPath(s string, pattern bool) string {
	const digits = "0123456789ABCDEF"
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c, coded := s[i], false
		if c == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, coded = byte(v), true
				i += 2
			}
		}
		switch {
		case isUnreserved(c), !coded && strings.IndexByte(":/?#[]@!&'()+,;=", c) >= 0:
			b = append(b, c)
		case pattern && !coded && c == '*':
			if len(b) == 0 || b[len(b)-1] != '*' {
				b = append(b, c)
			}
		default:
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return string(b)
}

// isUnreserved holds for what means the same whether it is percent-encoded or not.
func isUnreserved(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
