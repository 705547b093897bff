package watcher

import (
	"context"
	"math/rand/v2"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher/feed"
)

// Bounds of what others may do to the time between two polls.
const (
	maxJitter = 2 * time.Minute // added to a next time, at most
	maxPause  = day             // however rarely a server wants to be asked, or a feed brings something
	maxSlower = 4               // times the pause that the user wants
	maxFresh  = 365 * day       // of an answer, as far as it is remembered
)

// Of a feed with `every: auto`, and so many days known, so many polls are made
// for one item that it brings.
const (
	rhythmKnown  = 3
	pollsPerItem = 4
)

// regular is when a feed is due next by what the user said.
func (w *Watcher) regular(f config.Feed, st store.FeedState, now time.Time) time.Time {
	every := f.Every
	if every.IsZero() || every.IsAuto() {
		every = w.cfg.Fetch.Every
	}
	next := every.Next(now.In(w.cfg.Timezone.Location))
	if f.Every.IsAuto() {
		if own := now.Add(rhythmPause(st.Rhythm, now)); own.After(next) {
			next = own
		}
	}
	return next
}

// rhythmPause is the pause that a feed's own rhythm asks for, 0 where it is not
// known yet. The days since its last item count: a feed that falls silent is
// asked less and less.
func rhythmPause(r store.Rhythm, now time.Time) time.Duration {
	days := dayOf(now) - r.Day + len(r.Counts)
	if len(r.Counts) == 0 || days < rhythmKnown {
		return 0
	}
	items := 0
	for _, n := range r.Counts {
		items += n
	}
	if items == 0 {
		return maxPause
	}
	return min(time.Duration(days)*day/time.Duration(items*pollsPerItem), maxPause)
}

// nextPoll is when a feed that answered is asked again: at its regular time,
// or later where the answer holds longer or the document asks for it. Neither
// may put it off beyond maxSlower times the pause, nor maxPause: feeds of
// breaking news that promise to stay the same for a year are common. Up to a
// tenth of the pause is added so that feeds do not stay in step.
func (w *Watcher) nextPoll(f config.Feed, st store.FeedState, now time.Time) time.Time {
	next := w.regular(f, st, now)
	pause := next.Sub(now)
	wish := max(st.FreshUntil.Sub(now), st.Pace.Every)
	pause = max(pause, min(wish, maxSlower*pause, maxPause))
	return allowed(now.Add(pause+jitter(pause)), st.Pace, now.Add(max(pause, maxPause)))
}

// jitter is up to a tenth of a pause, and up to maxJitter.
func jitter(pause time.Duration) time.Duration {
	return time.Duration(rand.Float64() * min(0.1*float64(pause), float64(maxJitter)))
}

// allowed is the first time from t on that lies in no hour or day which the
// document excludes, latest at most.
func allowed(t time.Time, p store.Pace, latest time.Time) time.Time {
	const allHours, allDays = 1<<24 - 1, 1<<7 - 1
	if p.SkipHours&allHours == allHours || p.SkipDays&allDays == allDays {
		return t // a mistake: it would never be read
	}
	for skipped(t.UTC(), p) {
		t = t.UTC().Truncate(time.Hour).Add(time.Hour)
		if t.After(latest) {
			return latest
		}
	}
	return t
}

func skipped(t time.Time, p store.Pace) bool {
	return p.SkipHours>>t.Hour()&1 == 1 || p.SkipDays>>t.Weekday()&1 == 1
}

// freshUntil is what is remembered of how long an answer holds.
func freshUntil(fresh time.Duration, now time.Time) time.Time {
	if fresh <= 0 {
		return time.Time{}
	}
	return now.Add(min(fresh, maxFresh))
}

// paceOf keeps what a document asks for.
func paceOf(p feed.Pace) store.Pace {
	return store.Pace{Every: p.Every, SkipHours: p.SkipHours, SkipDays: p.SkipDays}
}

// longestPause is the most that a next poll can lie ahead: two firings, as the
// one at hand may have been served already, and what servers may ask for.
func (w *Watcher) longestPause(f config.Feed, st store.FeedState, now time.Time) time.Duration {
	pause := w.regular(f, st, w.regular(f, st, now)).Sub(now)
	return max(pause, maxPause, time.Duration(w.cfg.Fetch.ErrorBackoffMax)*11/10) + maxJitter
}

// spread says how long after one host the next is asked in a round of the
// daemon. A start, an import and the end of a sleep make very many feeds due at
// once: they are taken over a while, those that wait longest first.
func (w *Watcher) spread(tasks []task, hosts int, now time.Time) time.Duration {
	const gap, longest, share = 250 * time.Millisecond, 2 * time.Minute, 8
	var pauses time.Duration
	for _, t := range tasks {
		pauses += min(w.regular(t.feed, t.state, now).Sub(now), maxPause) / time.Duration(len(tasks))
	}
	return min(gap, min(longest, pauses/share)/time.Duration(hosts))
}

// pauseUntil waits, or until ctx ends.
func pauseUntil(ctx context.Context, at time.Time) {
	if d := time.Until(at); d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
}
