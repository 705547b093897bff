package watcher

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"vedette/store"
	"vedette/watcher/feed"
	"vedette/watcher/fetch"
)

// Limits of the articles fetched in one poll of a feed. Those beyond are
// matched by what the feed says of them.
const (
	mostArticles     = 20
	keptForLikely    = 5 // of them, for items that look near
	timeForArticles  = 40 * time.Second
	longestReason    = 200 // bytes
	articleFetched   = "fetched"
	articleNoLink    = "not fetched: the item has no link to a web page"
	articleTooMany   = "not fetched: too many at once"
	articleNoTime    = "not fetched: no time was left in this round"
	articleLater     = "not fetched: the server asks to wait until "
	articleOverrun   = "not fetched: the server asks for fewer requests"
	articleNotLonger = "the article that was found is no longer than the feed's own text"
)

// articleAccept asks for pages first.
const articleAccept = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

// articles fetches the full text for the new items of one poll.
type articles struct {
	w     *Watcher
	task  task
	left  int       // that may be fetched yet
	until time.Time // after that none is fetched

	overrun map[string]bool // hosts that had too many requests in this poll

	had, missed int
}

// articles begins a poll. Its time ends with that of the round.
func (w *Watcher) articles(t task) *articles {
	a := &articles{w: w, task: t, left: mostArticles, overrun: map[string]bool{}, until: time.Now().Add(timeForArticles)}
	if !t.until.IsZero() && t.until.Before(a.until) {
		a.until = t.until
	}
	return a
}

// complete replaces an item's content by its article, where the feed's
// full_text asks for that, and notes in the item what came of it. old items are
// known for completeness, and fetched only where they look near. No trouble
// with an article is the feed's.
func (a *articles) complete(ctx context.Context, it *store.Item, old bool) {
	mode := a.task.feed.FullText
	if mode != "always" && mode != "candidates" {
		return
	}
	likely := a.w.likely(*it)
	if !likely && (mode == "candidates" || old) {
		return
	}
	switch {
	case !toPage(it.Link):
		it.Article = articleNoLink
	case a.left == 0, !likely && a.left <= keptForLikely:
		it.Article = articleTooMany
	case !time.Now().Before(a.until):
		it.Article = articleNoTime
	case a.silence(it.Link) != "":
		it.Article = a.silence(it.Link)
	default:
		a.left--
		a.fetch(ctx, it)
	}
}

// likely tells an item that at least one profile finds near: from the share of
// the threshold on at which near misses are kept.
func (w *Watcher) likely(it store.Item) bool {
	for _, m := range w.matcher.Load().Found(Document(it)) {
		if m.Hit || m.Probability >= nearMiss*m.Threshold {
			return true
		}
	}
	return false
}

// toPage holds for an address of the web that does not say by its ending that
// something else than a page is there.
func toPage(link string) bool {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".gz", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg",
		".mp3", ".m4a", ".ogg", ".wav", ".mp4", ".webm", ".mov", ".avi", ".exe", ".apk":
		return false
	}
	return true
}

func (a *articles) fetch(ctx context.Context, it *store.Item) {
	ctx, cancel := context.WithDeadline(ctx, a.until)
	defer cancel()
	found, err := a.get(ctx, it.Link)
	own := len(it.Text())
	text := clip(found.Text)
	switch {
	case err != nil:
		a.heed(it.Link, err)
		it.Article = clipReason(err)
	case len(text) <= own:
		it.Article = articleNotLonger
	default:
		a.had++
		it.Article, it.Content = articleFetched, text
		if it.Language == "" {
			it.Language = language(found.Language, "", "")
		}
		if it.Published.IsZero() && found.Published != nil {
			it.Published = *found.Published
		}
		return
	}
	a.missed++
}

// heed takes up what the answer to a link asks for. Where the link led to
// another host, no more such links are followed in this poll either.
func (a *articles) heed(link string, err error) {
	ferr, ok := errors.AsType[*fetch.Error](err)
	if !ok || ferr.RetryAfter == 0 && ferr.Status != http.StatusTooManyRequests {
		return
	}
	a.w.heed(ferr, time.Now())
	a.overrun[host(link)], a.overrun[host(ferr.URL)] = true, true
}

// silence says why a link's host is to be left alone, "" where it is not.
func (a *articles) silence(link string) string {
	at := host(link)
	if until, paused := a.w.pauses.current(time.Now())[at]; paused {
		return articleLater + until.UTC().Format("2006-01-02 15:04 UTC")
	}
	if a.overrun[at] {
		return articleOverrun
	}
	return ""
}

// get fetches and reads a page, where the robots.txt of all hosts on the way let us.
func (a *articles) get(ctx context.Context, link string) (feed.Article, error) {
	resp, err := a.client(link).Get(ctx, a.request(link))
	if err != nil {
		return feed.Article{}, err
	}
	if strange := feed.NotText(resp.Header.Get("Content-Type"), resp.Body); strange != "" {
		return feed.Article{}, errors.New(strange)
	}
	return feed.ParseArticle(resp.Body, FeedHeader(resp))
}

// client is the one to fetch a link with: only feeds that live in a private
// network themselves may lead into one.
func (a *articles) client(link string) *fetch.Client {
	if own := host(a.task.feed.URL); isPublic(own) && host(link) != own {
		return a.w.outside
	}
	return a.w.fetch
}

// request asks for a page; what is secret between the user and the feed's host
// goes to no other.
func (a *articles) request(link string) fetch.Request {
	r := fetch.Request{URL: link, Header: http.Header{}, Robots: true}
	if host(link) == host(a.task.feed.URL) {
		own := request(a.task)
		r.Username, r.Password = own.Username, own.Password
		if own.Header != nil {
			r.Header = own.Header
		}
	}
	if r.Header.Get("Accept") == "" {
		r.Header.Set("Accept", articleAccept)
	}
	return r
}

func clipReason(err error) string {
	s := err.Error()
	if len(s) > longestReason {
		s = strings.ToValidUTF8(s[:longestReason], "") + "…"
	}
	return s
}
