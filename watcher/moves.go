package watcher

import (
	"time"

	"vedette/store"
	"vedette/watcher/fetch"
)

// A permanent redirect is believed, and a feed taken for gone, once that was
// seen steadily: an hour of a broken server loses nobody a feed.
const (
	steadyTimes = 3
	movedAfter  = day
	goneAfter   = 2 * day
)

// relocated remembers where an answer came from. asked is the address that was
// asked, configured the user's, to where permanent redirects led, "" if
// nowhere.
func relocated(st *store.FeedState, asked, configured, to string, now time.Time) {
	if asked == configured && to != st.MovedTo {
		st.MovedTo = "" // the old address says something else now
	}
	switch {
	case to == "" || to == st.MovedTo:
		st.Moving = store.Move{}
		return
	case st.Moving.To != to:
		st.Moving = store.Move{To: to, Since: now}
	}
	st.Moving.Times++
	if st.Moving.Times >= steadyTimes && now.Sub(st.Moving.Since) >= movedAfter {
		st.MovedTo, st.Moving = to, store.Move{}
	}
}

// departed counts the answers "410 Gone" at the user's address. Gone is set
// when they were steady; from then on the feed is not due any more. Another
// answer ends the count, and no answer says nothing.
func departed(st *store.FeedState, asked, configured string, cause *fetch.Error, now time.Time) {
	switch {
	case cause.Kind == fetch.KindGone && asked == configured:
		if st.Leaving.Times == 0 {
			st.Leaving.Since = now
		}
		st.Leaving.Times++
		st.Gone = st.Leaving.Times >= steadyTimes && now.Sub(st.Leaving.Since) >= goneAfter
	case cause.Status != 0:
		st.Gone, st.Leaving = false, store.Move{}
	}
}

// isStopped tells a feed that is gone for good. Only asking all feeds, or its
// removal and return, asks it again.
func isStopped(st store.FeedState) bool {
	return st.Gone && st.Leaving.Times >= steadyTimes
}
