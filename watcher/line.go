package watcher

import (
	"errors"
	"time"

	"vedette/store"
	"vedette/watcher/notify"
)

// patience is how many failures a delivery may have and still hold back those
// behind it: with the pauses after them 35 minutes, in which a short failure of a
// receiver changes no order. A message that a receiver will never take must not
// keep the others from it for longer.
const patience = 3

// line is what a round knows of a receiver from the deliveries that it has gone
// past, the oldest first.
//
// A delivery that has used up its patience keeps its own schedule, and the next
// one is tried. If that arrives, the receiver is alive, and what it passed holds
// nothing back any more. If it fails, too, the receiver seems to be down: it
// then is tried again only with the one before it, and lets the next one go
// first after that. So a receiver that is down for days is asked, at each of the
// few steps of the oldest delivery's schedule, for those that failed already and
// for one more, however many wait.
type line struct {
	now   time.Time
	down  bool      // one has used up its patience, and nothing has arrived since
	again time.Time // when the first such is tried again
	alive bool      // the last one tried has arrived
}

// timing tells whether a delivery may be tried, at its place in the line.
type timing func(store.Delivery, line) bool

// longestPause is more than any pause between two tries: a time beyond it was
// set by a clock that has been set back since.
const longestPause = 25 * time.Hour

// onTime is the timing of the schedule, which what failed along with others does
// not wait for once these arrive.
func onTime(d store.Delivery, l line) bool {
	return !d.Next.After(l.now) || d.Next.After(l.now.Add(longestPause)) || l.alive && !d.Passed
}

// early tries sooner what is at the front of the line, and no more than that.
func early(d store.Delivery, l line) bool {
	return onTime(d, l) || !l.down && d.Attempts <= patience
}

// atOnce tries whatever is asked for.
func atOnce(store.Delivery, line) bool { return true }

// holds tells whether d, not tried or after a failure, keeps those behind it
// waiting.
func (l line) holds(d store.Delivery) bool {
	switch {
	case d.State != store.Waiting || d.Passed:
		return false
	case l.down:
		return d.Attempts <= 1
	}
	return d.Attempts <= patience
}

// along puts what failed while the receiver seems to be down on the schedule of
// the one before it, so that both are asked for at the same times, in order; but
// not before the receiver wants to be asked.
func (l line) along(a attempted) attempted {
	if !l.down || a.after.State != store.Waiting {
		return a
	}
	var retry *notify.RetryError
	if !errors.As(a.failure, &retry) || a.after.Next.Before(l.again) {
		a.after.Next = l.again
	}
	return a
}

// behind is the line for what comes after d.
func (l line) behind(d store.Delivery) line {
	switch {
	case d.State == store.Delivered:
		l.down, l.alive = false, true
	case d.State == store.Waiting && !d.Passed:
		if !l.down || d.Next.Before(l.again) {
			l.again = d.Next
		}
		l.down, l.alive = true, false
	}
	return l
}
