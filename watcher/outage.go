package watcher

import (
	"time"

	"vedette/store"
	"vedette/watcher/fetch"
)

// outage is what the rounds know of our own connection. When hosts that were
// well fall silent and none answers, it is ours that fails, not theirs.
type outage struct {
	silent map[string]bool // hosts without an answer since the last one from any
	since  time.Time       // zero: the network is there
}

// lonely is how many hosts have to be silent together before it is our outage.
const lonely = 2

// unanswered is a failed poll of which it is not known yet whose fault it was.
type unanswered struct {
	task  task
	state store.FeedState // without the failure
	cause *fetch.Error
	now   time.Time
}

// noAnswer tells failures in which nothing of HTTP was heard from the host.
func noAnswer(e *fetch.Error) bool {
	switch e.Kind {
	case fetch.KindDNS, fetch.KindConnect, fetch.KindTLS, fetch.KindTimeout:
		return e.Status == 0 && e.Header == nil
	}
	return false
}

// settle decides at the end of a round whose fault the silence was, and gives
// the states to save.
func (w *Watcher) settle(held []unanswered, answered bool) []store.FeedState {
	o := &w.outage
	if answered {
		o.silent = nil
		if !o.since.IsZero() {
			w.log.Info("feeds can be reached again", "after", time.Since(o.since).Round(time.Second))
			o.since = time.Time{}
		}
	} else {
		for _, u := range held {
			if u.task.state.Errors == 0 { // one that failed before proves nothing
				if o.silent == nil {
					o.silent = map[string]bool{}
				}
				o.silent[host(u.task.target())] = true
			}
		}
		if o.since.IsZero() && len(o.silent) >= lonely {
			o.since = time.Now()
			w.log.Warn("no feed can be reached; is the network down?", "error", held[0].cause)
		}
	}
	var states []store.FeedState
	for _, u := range held {
		if o.since.IsZero() {
			states = append(states, w.failed(u.task, u.state, u.cause, 0, u.now).state)
		} else {
			states = append(states, w.offline(u))
		}
	}
	return states
}

// offline keeps the words of a failure that is not the feed's, without counting
// it, and asks again soon: after a minute at first, and then a quarter of the
// time that the outage lasts already, up to the regular pause.
func (w *Watcher) offline(u unanswered) store.FeedState {
	st := u.state
	st.Error, st.ErrorKind = u.cause.Error(), u.cause.Kind
	if st.ErrorSince.IsZero() {
		st.ErrorSince = u.now
	}
	now := time.Now()
	pause := min(max(time.Minute, now.Sub(w.outage.since)/4), w.regular(u.task.feed, st, now).Sub(now))
	st.NextPoll = now.Add(pause + jitter(pause))
	return st
}
