package watcher

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher/feed"
	"vedette/watcher/fetch"
)

// outcome is what polling one feed came to.
type outcome struct {
	state     store.FeedState
	items     int
	hits      int
	unchanged bool
	failed    bool
	committed bool // state is in the store already

	heard  bool         // something of HTTP came from a host
	silent *fetch.Error // set in place of a failure while it is not known whose it is: nothing was heard
}

// pollFeed fetches, reads, matches and commits one feed. A returned error is
// the store's; trouble with the feed is part of the outcome.
func (w *Watcher) pollFeed(ctx context.Context, t task) (outcome, error) {
	now := time.Now()
	st := t.state
	st.LastPoll = now
	st.Polls++
	resp, err := w.fetch.Get(ctx, request(t))
	if err != nil && ctx.Err() != nil {
		return outcome{state: t.state, failed: true}, nil // shutdown, not the feed's fault
	}
	if err != nil {
		return w.fetchFailed(ctx, t, st, err, now)
	}
	st.Status, st.Bytes = resp.Status, st.Bytes+resp.WireBytes
	st.FreshUntil = freshUntil(resp.Fresh, now)
	st.Gone, st.Leaving = false, store.Move{}
	relocated(&st, t.target(), t.feed.URL, resp.MovedTo, now)
	out, err := w.answered(ctx, t, st, resp, now)
	out.heard = true
	return out, err
}

// answered reads an answer.
func (w *Watcher) answered(ctx context.Context, t task, st store.FeedState, resp *fetch.Response, now time.Time) (outcome, error) {
	if resp.NotModified {
		return w.unchanged(t, st, resp, now), nil
	}
	sum := sha256.Sum256(resp.Body)
	hash := hex.EncodeToString(sum[:])
	if hash == st.BodyHash {
		return w.unchanged(t, st, resp, now), nil
	}
	parsed, err := feed.Parse(resp.Body, FeedHeader(resp))
	if err != nil {
		return w.failed(t, st, err, 0, now), nil
	}
	st.BodyHash, st.ETag, st.LastModified = hash, resp.ETag, resp.LastModified
	st.Pace, st.Degraded = paceOf(parsed.Pace), parsed.Degraded
	w.succeeded(t, &st, now)
	return w.commit(ctx, t, st, parsed, now)
}

func request(t task) fetch.Request {
	r := fetch.Request{
		URL: t.target(), ETag: t.state.ETag, LastModified: t.state.LastModified,
		Username: t.feed.BasicAuth.Username, Password: t.feed.BasicAuth.Password.Value(),
	}
	if len(t.feed.Headers) > 0 {
		r.Header = http.Header{}
		for name, value := range t.feed.Headers {
			r.Header.Set(name, value.Value())
		}
	}
	return r
}

// FeedHeader is what Parse is told of a response.
func FeedHeader(resp *fetch.Response) feed.Header {
	return feed.Header{
		ContentType: resp.Header.Get("Content-Type"),
		URL:         resp.URL,
		Location:    resp.Header.Get("Content-Location"),
	}
}

// PartialHeader is what Parse is told of a body that broke off.
func PartialHeader(err *fetch.Error) feed.Header {
	return feed.Header{
		ContentType: err.Header.Get("Content-Type"),
		URL:         err.URL,
		Location:    err.Header.Get("Content-Location"),
		Partial:     true,
	}
}

// unchanged ends a poll that brought no new document. The validators of a 304
// replace the old ones where it sends any.
func (w *Watcher) unchanged(t task, st store.FeedState, resp *fetch.Response, now time.Time) outcome {
	if resp.ETag != "" || !resp.NotModified {
		st.ETag = resp.ETag
	}
	if resp.LastModified != "" || !resp.NotModified {
		st.LastModified = resp.LastModified
	}
	st.Unchanged++
	w.succeeded(t, &st, now)
	return outcome{state: st, unchanged: true}
}

// succeeded clears the error state and says once that a feed is back.
func (w *Watcher) succeeded(t task, st *store.FeedState, now time.Time) {
	if st.Errors > 0 {
		w.log.Info("feed works again", "feed", t.feed.Name, "url", t.feed.URL, "failed_polls", st.Errors)
	}
	st.Error, st.ErrorKind, st.Errors, st.ErrorSince = "", "", 0, time.Time{}
	st.LastSuccess = now
	st.NextPoll = w.nextPoll(t.feed, *st, now)
}

// fetchFailed records a failed request; of a body that broke off, the items
// that did arrive are kept, and its validators are not.
func (w *Watcher) fetchFailed(ctx context.Context, t task, st store.FeedState, err error, now time.Time) (outcome, error) {
	var ferr *fetch.Error
	if !errors.As(err, &ferr) {
		return w.failed(t, st, err, 0, now), nil
	}
	st.Status = ferr.Status
	if noAnswer(ferr) {
		return outcome{state: st, failed: true, silent: ferr}, nil
	}
	departed(&st, t.target(), t.feed.URL, ferr, now)
	out := w.failed(t, st, err, ferr.RetryAfter, now)
	out.heard = ferr.Kind != fetch.KindBlocked && ferr.Kind != fetch.KindURL
	w.heed(ferr, now)
	if len(ferr.Partial) == 0 {
		return out, nil
	}
	parsed, perr := feed.Parse(ferr.Partial, PartialHeader(ferr))
	if perr != nil {
		return out, nil
	}
	out.state.Degraded = parsed.Degraded
	saved, err := w.commit(ctx, t, out.state, parsed, now)
	saved.failed, saved.heard = true, true
	return saved, err
}

// failed counts a failure and backs off. It is said in the log when it begins,
// not at every repetition.
func (w *Watcher) failed(t task, st store.FeedState, cause error, retryAfter time.Duration, now time.Time) outcome {
	st.Errors++
	st.Error, st.ErrorKind = cause.Error(), errorKind(cause)
	if st.Errors == 1 {
		st.ErrorSince = now
		w.log.Warn("feed fails", "feed", t.feed.Name, "url", t.feed.URL, "error", st.Error)
	}
	most := time.Duration(w.cfg.Fetch.ErrorBackoffMax)
	regular := w.regular(t.feed, st, now).Sub(now)
	pause := fetch.Backoff(st.Errors, min(regular, most), most)
	if st.ErrorKind == fetch.KindGone {
		pause = most
	}
	st.NextPoll = now.Add(max(pause, min(retryAfter, most)))
	return outcome{state: st, failed: true}
}

// maxText bounds what is kept and matched of an item, in bytes: the longest
// newspaper articles are below it.
const maxText = 128 << 10

// newItem is the border between a parsed document and what is remembered.
func newItem(f config.Feed, parsed *feed.Feed, it feed.Item, now time.Time) store.Item {
	item := store.Item{
		ID: store.NewID(now, f.URL, it.Key), Feed: f.URL, Key: it.Key, GUID: it.ID,
		Title: it.Title, Link: it.Link, Authors: it.Authors,
		Summary:  clip(feed.PlainText(it.Summary)),
		Content:  clip(feed.PlainText(it.Content)),
		Language: language(it.Language, parsed.Language, f.Language),
		Outlet:   f.Name, Class: f.Class, FirstSeen: now,
	}
	if it.Published != nil {
		item.Published = *it.Published
	} else if it.Updated != nil {
		item.Published = *it.Updated
	}
	if item.Content == item.Summary {
		item.Content = ""
	}
	return item
}

// language is the first hint given, as a primary tag: what the user says of a
// feed counts before what the feed says of itself, and an item's own before both.
func language(item, parsed, configured string) string {
	for _, tag := range []string{item, configured, parsed} {
		if primary, _, _ := strings.Cut(strings.ToLower(tag), "-"); primary != "" {
			return primary
		}
	}
	return ""
}

func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "")
}
