package watcher

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"vedette/config"
	"vedette/watcher/feed"
	"vedette/watcher/fetch"
)

// maxDiscovery is how many requests the search for feeds may cost a site, the
// page and its robots.txt included.
const maxDiscovery = 12

// How a feed was found, beside the ways of feed.Discover.
const (
	viaAddress = "address" // it is what was asked for
	viaRobots  = "robots"  // robots.txt names it as a sitemap
	viaGuess   = "guess"   // it stands where many sites have theirs
	viaPage    = "page"    // the page itself, which describes its articles for machines
)

// guesses are where feeds stand that no page names, the most usual first.
var guesses = []string{
	"/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json", "/news-sitemap.xml", "/sitemap-news.xml",
}

// Found is a feed that was fetched and read.
type Found struct {
	URL    string     `json:"url"` // to poll it at: where it has moved for good
	Title  string     `json:"title"`
	Format string     `json:"format"` // as feed.Feed has it
	Items  int        `json:"items"`
	Newest *time.Time `json:"newest"` // of its items, nil where none has a date
	Via    string     `json:"via"`    // address, link, anchor, sitemap, robots, guess or page
	Also   []string   `json:"also"`   // addresses that gave the same items, such as those of another format; never nil

	links []string // of its items
}

// Discovery is what a search for feeds came to.
type Discovery struct {
	Feeds   []Found // in order of trust; none where nothing was found
	Untried int     // addresses that the page names and that were not asked, to spare the site
	Page    error   // what is wrong with the page itself, nil if nothing is: feeds may have been found nevertheless
}

// Itself tells whether the address that was asked for is a feed.
func (d *Discovery) Itself() bool { return len(d.Feeds) == 1 && d.Feeds[0].Via == viaAddress }

// Discover finds the feeds of a page, each fetched and read, with at most a
// dozen requests. The address may lack its scheme, and may be a feed's own. It
// asks what the page names; where that gives nothing, the news sitemaps of
// robots.txt; and then, as far as robots.txt lets it, the usual places. Errors
// are those of the page, where the site could not be asked at all.
func Discover(ctx context.Context, client *fetch.Client, address string) (*Discovery, error) {
	s := &search{client: client, left: maxDiscovery, tried: map[string]bool{}, out: &Discovery{}}
	page, err := s.open(ctx, address)
	if err != nil {
		return nil, err
	}
	if s.out.Itself() {
		return s.out, nil
	}
	s.named(ctx, page.candidates)
	if len(s.out.Feeds) == 0 {
		s.sitemaps(ctx, page.url)
	}
	if len(s.out.Feeds) == 0 {
		s.guess(ctx, page.url)
	}
	if page.self != nil {
		s.keep(*page.self)
	}
	return s.out, ctx.Err()
}

// search is one Discover.
type search struct {
	client *fetch.Client
	left   int // requests
	tried  map[string]bool
	out    *Discovery
}

// page is what is known of the page asked for.
type page struct {
	url        string
	candidates []feed.Candidate
	self       *Found // what it lists itself
}

// open fetches the page. A site that answers with an error status can still
// have feeds in the usual places.
func (s *search) open(ctx context.Context, address string) (p page, err error) {
	var resp *fetch.Response
	for _, at := range meant(address) {
		p.url = at
		if resp, err = s.get(ctx, at, viaAddress); !unreachable(err) {
			break
		}
	}
	if ferr, ok := errors.AsType[*fetch.Error](err); ok && ferr.Status >= 400 && ferr.Kind != fetch.KindThrottled {
		s.out.Page = err
		return p, nil
	}
	if err != nil {
		return p, err
	}
	h := FeedHeader(resp)
	s.tried[config.Canonical(resp.URL)] = true
	found, err := read(resp, h, p.url, viaAddress)
	switch {
	case err != nil:
		if kind, ok := errors.AsType[*feed.Page](err); ok && kind.Kind != feed.PagePlain {
			s.out.Page = err
		}
	case found.Format == "json-ld":
		found.Via = viaPage
		p.self = &found
	default:
		s.keep(found)
		return p, nil
	}
	p.url, p.candidates = resp.URL, feed.Discover(resp.Body, h)
	return p, nil
}

// meant are the addresses that a user may mean by one, to be tried in turn.
func meant(address string) []string {
	address = strings.TrimSpace(address)
	if rest, ok := strings.CutPrefix(address, "feed:"); ok {
		address = strings.TrimPrefix(rest, "//")
	}
	if strings.Contains(address, "://") {
		return []string{address}
	}
	return []string{"https://" + address, "http://" + address}
}

// unreachable holds for errors that another scheme may not have.
func unreachable(err error) bool {
	ferr, ok := errors.AsType[*fetch.Error](err)
	return ok && (ferr.Kind == fetch.KindConnect || ferr.Kind == fetch.KindTLS || ferr.Kind == fetch.KindTimeout)
}

// get makes one of the requests that are left. What is only guessed is asked for
// as robots.txt lets it.
func (s *search) get(ctx context.Context, address, via string) (*fetch.Response, error) {
	s.tried[config.Canonical(address)] = true
	resp, err := s.client.Get(ctx, fetch.Request{URL: address, Robots: via == viaGuess})
	if ferr, ok := errors.AsType[*fetch.Error](err); !ok || ferr.Kind != fetch.KindRobots || ferr.URL != address {
		s.left-- // else it was forbidden before anything was asked
	}
	return resp, err
}

// read makes a Found of an answer that is a feed.
func read(resp *fetch.Response, h feed.Header, asked, via string) (Found, error) {
	parsed, err := feed.Parse(resp.Body, h)
	if err != nil {
		return Found{}, err
	}
	f := Found{URL: asked, Title: parsed.Title, Format: parsed.Format, Items: len(parsed.Items), Via: via, Also: []string{}}
	if resp.MovedTo != "" {
		f.URL = resp.MovedTo
	}
	for _, it := range parsed.Items {
		f.links = append(f.links, it.Link)
		for _, t := range []*time.Time{it.Published, it.Updated} {
			if t != nil && (f.Newest == nil || t.After(*f.Newest)) {
				f.Newest = t
			}
		}
	}
	slices.Sort(f.links)
	return f, nil
}

// keep adds a feed, or notes it as another address of one with the same items.
func (s *search) keep(f Found) {
	for i := range s.out.Feeds {
		have := &s.out.Feeds[i]
		if config.Canonical(have.URL) == config.Canonical(f.URL) {
			return
		}
		if len(f.links) > 0 && slices.Equal(have.links, f.links) {
			have.Also = append(have.Also, f.URL)
			return
		}
	}
	s.out.Feeds = append(s.out.Feeds, f)
}

// try fetches an address and keeps it if it is a feed. Of a page it gives the
// body.
func (s *search) try(ctx context.Context, address, via string) (found bool, resp *fetch.Response) {
	resp, err := s.get(ctx, address, via)
	if err != nil {
		return false, nil
	}
	f, err := read(resp, FeedHeader(resp), address, via)
	if err != nil || f.Format == "json-ld" {
		return false, resp
	}
	s.keep(f)
	return true, nil
}

// named tries what the page names. A page behind an anchor, such as a list of
// all feeds, is read for what it names in turn.
func (s *search) named(ctx context.Context, candidates []feed.Candidate) {
	const spare = 1 // for robots.txt, where all of this gives nothing
	for i, deeper := 0, true; i < len(candidates); i++ {
		c := candidates[i]
		if s.tried[config.Canonical(c.URL)] || config.Canonical(c.URL) == "" {
			continue
		}
		if s.left <= spare || ctx.Err() != nil {
			s.out.Untried++
			continue
		}
		_, resp := s.try(ctx, c.URL, c.Via)
		if resp != nil && c.Via == feed.ViaAnchor && deeper {
			candidates = append(candidates, feed.Discover(resp.Body, FeedHeader(resp))...)
			deeper = false
		}
	}
}

// sitemaps tries the news sitemaps of robots.txt.
func (s *search) sitemaps(ctx context.Context, page string) {
	if s.left <= 0 {
		return
	}
	s.left--
	named, err := s.client.Sitemaps(ctx, page)
	if err != nil {
		return
	}
	for _, at := range named {
		lower := strings.ToLower(at)
		if s.left > 0 && !s.tried[config.Canonical(at)] && (strings.Contains(lower, "news") || strings.Contains(lower, "google")) {
			s.try(ctx, at, viaRobots)
		}
	}
}

// guess tries the usual places, below the page first, until one is a feed.
func (s *search) guess(ctx context.Context, page string) {
	base, err := url.Parse(page)
	if err != nil {
		return
	}
	base.RawQuery, base.Fragment = "", ""
	var places []string
	if path := strings.TrimSuffix(base.Path, "/"); path != "" {
		places = append(places, path+"/feed", path+"/rss")
	}
	for _, path := range append(places, guesses...) {
		at := base.ResolveReference(&url.URL{Path: path}).String()
		if s.left <= 0 || ctx.Err() != nil {
			return
		}
		if s.tried[config.Canonical(at)] {
			continue
		}
		if found, _ := s.try(ctx, at, viaGuess); found {
			return
		}
	}
}
