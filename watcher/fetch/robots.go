package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

const (
	robotsAgent  = "vedette"        // our product token, whatever user agent is set
	robotsSize   = 500 << 10        // bytes of a robots.txt that is read
	robotsFor    = 24 * time.Hour   // how long one holds
	robotsRetry  = time.Hour        // until one that could not be had is asked for again
	robotsHosts  = 256              // hosts remembered
	robotsRules  = 1000             // rules kept of one host
	slowestCrawl = 10 * time.Second // the longest Crawl-delay that is kept to
)

// robots remembers what hosts say in their robots.txt. A host is one scheme,
// name and port.
type robots struct {
	mu    sync.Mutex
	known map[string]*robotsEntry
}

type robotsEntry struct {
	mu    sync.Mutex // held while the file is fetched, so that it is fetched once
	until time.Time  // when it has to be asked for again
	group *robotstxt.Group
	err   *Error // set while the file cannot be had: nothing may be asked

	sitemaps []string // that it names, as it has them
}

// Allowed says whether the host's robots.txt lets vedette fetch url: nil, or
// an *Error, of KindRobots where it forbids it or cannot be had (RFC 9309: a
// host that has none allows all, one that is out of order nothing for now).
// The file is fetched like any other document, and kept for a day. Its
// Crawl-delay, up to 10 s, becomes the least interval of the host's requests.
func (c *Client) Allowed(ctx context.Context, url string) error {
	u, err := parseURL(url)
	if err != nil {
		return err
	}
	e := c.robots.entry(u.Scheme + "://" + hostKey(u))
	e.mu.Lock()
	defer e.mu.Unlock()
	if !time.Now().Before(e.until) {
		if err := c.askRobots(ctx, u, e); err != nil {
			return err
		}
	}
	switch {
	case e.err != nil:
		return e.err
	case e.group != nil && !e.group.Test(robotsPath(u)):
		err := failure(KindRobots, nil, "the robots.txt of %s asks not to fetch it", hostName(u))
		err.URL = withoutQuery(u)
		return err
	}
	return nil
}

// entry finds or makes a host's. Of too many one is forgotten, whichever: it
// costs a request to know it again.
func (r *robots) entry(key string) *robotsEntry {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.known[key]; e != nil {
		return e
	}
	if len(r.known) >= robotsHosts {
		for old := range r.known {
			delete(r.known, old)
			break
		}
	}
	e := &robotsEntry{}
	r.known[key] = e
	return e
}

// askRobots fetches the file anew. Where that fails, what it said before goes
// on to hold. An error is the end of ctx alone.
func (c *Client) askRobots(ctx context.Context, u *url.URL, e *robotsEntry) error {
	small := *c
	small.o.MaxBody = min(c.o.MaxBody, robotsSize)
	at := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	resp, err := small.Get(ctx, Request{URL: at.String(), Header: http.Header{"Accept": {"text/plain, */*;q=0.1"}}})
	if err != nil && ctx.Err() != nil {
		return err
	}
	now := time.Now()
	if ferr, ok := errors.AsType[*Error](err); ok && !hasNoRobots(ferr) {
		e.until = now.Add(robotsRetry)
		if e.group == nil {
			e.err = failure(KindRobots, err, "whether it may be fetched is not known, as the robots.txt of %s cannot be had: %s", hostName(u), ferr)
			e.err.URL = ferr.URL
		}
		return nil
	}
	e.until, e.err, e.group = now.Add(robotsFor), nil, &robotstxt.Group{}
	if err == nil {
		e.group = parseRobots(resp.Body)
		e.sitemaps = sitemapLines(resp.Body)
	}
	c.hosts.slow(hostKey(u), min(e.group.CrawlDelay, slowestCrawl))
	return nil
}

// hasNoRobots tells an answer that means there is no such file from a host
// that is out of order or overrun.
func hasNoRobots(e *Error) bool {
	if e.Kind == KindRedirect {
		return true
	}
	return (e.Kind == KindStatus || e.Kind == KindGone) && e.Status < 500
}

// robotsStart is put in front of rules and paths alike: the library looks for
// a rule with a wildcard anywhere in a path, not at its beginning.
const robotsStart = "/\x01"

// robotsPath is what rules are compared with.
func robotsPath(u *url.URL) string {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return robotsStart + escapeRule(path)
}

// parseRobots reads the groups that are for us. The library gives up on a file
// for one line that it does not understand, and takes a group without rules
// for none: it only sees lines that are as it likes them.
func parseRobots(body []byte) *robotstxt.Group {
	data, err := robotstxt.FromBytes(tidyRobots(body))
	if err != nil {
		return &robotstxt.Group{} // not one line could be understood
	}
	return data.FindGroup(robotsAgent)
}

func tidyRobots(body []byte) []byte {
	var out []byte
	ours, inRules, rules := false, false, 0
	for line := range strings.Lines(strings.TrimPrefix(strings.ReplaceAll(string(body), "\r", "\n"), "\ufeff")) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch {
		case !ok || rules >= robotsRules:
		case key == "user-agent" || key == "useragent":
			ours, inRules = ours && !inRules, false
			if agent := productToken(value); agent == robotsAgent || agent == "*" {
				ours = true
				out = append(out, "user-agent: "+agent+"\n"...)
			}
		case key == "allow" || key == "disallow" || key == "crawl-delay" || key == "crawldelay":
			inRules = true
			if rule := tidyRule(key, value); ours && rule != "" {
				out = append(out, rule+"\n"...)
				rules++
			}
		}
	}
	return out
}

// tidyRule is a rule's line as the library reads it right, or "".
func tidyRule(key, value string) string {
	switch {
	case strings.HasPrefix(key, "crawl"):
		delay, err := strconv.ParseFloat(value, 64)
		if err != nil || !(delay >= 0) {
			return ""
		}
		return "crawl-delay: " + strconv.FormatFloat(min(delay, slowestCrawl.Seconds()), 'f', 3, 64)
	case value == "" && key == "disallow":
		return "allow: " + robotsStart // nothing is forbidden
	case value == "":
		return ""
	case value[0] != '/' && value[0] != '*':
		value = "/" + value
	}
	return key + ": " + robotsStart + escapeRule(value)
}

// productToken is what names a robot: "Vedette/1.0 (news)" means vedette.
func productToken(agent string) string {
	agent = strings.ToLower(agent)
	if i := strings.IndexAny(agent, "/ \t"); i >= 0 {
		agent = agent[:i]
	}
	return agent
}

// escapeRule brings paths and rules into one spelling: what has to be
// percent-encoded is, with capital digits.
func escapeRule(s string) string {
	b := []byte(cleanQuery(s))
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], strings.ToUpper(string(b[i+1:i+3])))
		}
	}
	return string(b)
}
