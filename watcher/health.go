package watcher

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher/feed"
	"vedette/watcher/fetch"
)

// Words for how a feed does.
const (
	Paused   = "paused"     // by the configuration
	Gone     = "gone"       // the server says that it will not come back
	Login    = "login"      // a page that asks for a login came instead
	Blocked  = "blocked"    // a check for robots, a demand for consent or a refusal came instead
	WebPage  = "page"       // some other web page came instead
	Failing  = "failing"    // the last poll failed
	Offline  = "offline"    // the last poll failed, and so did all others
	Unpolled = "not polled" // not yet
	Emptied  = "empty"      // it had items and has none any more
	Stale    = "stale"      // silent for longer than it ever is
	Degraded = "degraded"   // its document had to be mended
	Well     = "ok"
)

// emptyLong is how long a document has no items before that is told of.
const emptyLong = time.Hour

// Condition is how a feed does.
type Condition struct {
	Word  string    // one of the words above
	Why   string    // a phrase without capital and stop; "" when all is well
	Since time.Time // of the trouble; zero where there is none or nobody knows
}

// Ill tells whether somebody should look: a feed brings nothing, or less than
// it has. One that is mended on the way, paused or new is not ill.
func (c Condition) Ill() bool {
	switch c.Word {
	case Paused, Unpolled, Degraded, Offline, Well:
		return false
	}
	return true
}

// Health says how a feed does. It is the only judge of that: the table of
// feeds, the foot of digests and the page all ask it.
func Health(f config.Feed, st store.FeedState, now time.Time) Condition {
	switch {
	case f.Paused:
		return Condition{Word: Paused}
	case st.Gone:
		return Condition{Gone, "the server says that it is gone for good, and is not asked any more; remove it, or give its new address", st.ErrorSince}
	case st.Errors > 0:
		return broken(st)
	case st.Error != "":
		return Condition{Offline, "no feed could be reached, so it is not this one's fault: " + st.Error, st.ErrorSince}
	case st.LastSuccess.IsZero():
		return Condition{Word: Unpolled}
	case !st.EmptySince.IsZero() && now.Sub(st.EmptySince) >= emptyLong && st.LastSuccess.After(st.EmptySince):
		return Condition{Emptied, "its document has no items any more", st.EmptySince}
	}
	if c, stale := silent(st); stale {
		return c
	}
	if len(st.Degraded) > 0 {
		return Condition{Word: Degraded, Why: strings.Join(st.Degraded, "; ")}
	}
	return Condition{Word: Well}
}

// broken names what comes in place of the feed, or why nothing does.
func broken(st store.FeedState) Condition {
	c := Condition{Word: Failing, Why: st.Error, Since: st.ErrorSince}
	switch st.ErrorKind {
	case Login, WebPage:
		c.Word = st.ErrorKind
	case fetch.KindChallenge:
		c.Word = Blocked
	}
	if st.Errors > 1 {
		c.Why += fmt.Sprintf(" (%d polls in a row)", st.Errors)
	}
	return c
}

// silent tells a feed that has said nothing for much longer than it ever does.
// Whether it answers that nothing changed or serves the same items does not
// matter; how long nobody asked it does not count.
func silent(st store.FeedState) (Condition, bool) {
	u, since := UsualOf(st.Rhythm), quietSince(st)
	patience, silence := u.Patience(), st.LastSuccess.Sub(since)
	if since.IsZero() || silence <= patience {
		return Condition{}, false
	}
	usually := "usually " + u.String()
	if u.Items < staleItems {
		usually = "too few items to tell a rhythm"
	}
	return Condition{Stale, fmt.Sprintf("%s, nothing for %s", usually, span(silence)), since}, true
}

// span words a long time.
func span(d time.Duration) string {
	if d < 2*day {
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d/day))
}

// errorKind is what is remembered of the nature of an error: of a request, or
// of the document that came.
func errorKind(err error) string {
	if e, ok := errors.AsType[*fetch.Error](err); ok {
		return e.Kind
	}
	if p, ok := errors.AsType[*feed.Page](err); ok {
		switch p.Kind {
		case feed.PageLogin:
			return Login
		case feed.PageChallenge, feed.PageConsent:
			return fetch.KindChallenge
		}
		return WebPage
	}
	return "document"
}
