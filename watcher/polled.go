package watcher

import "time"

// The log says what the poll rounds did together: with news once a minute at
// most, and without once an hour. Fifty feeds make some thousand rounds a day.
const (
	tellNews  = time.Minute
	tellQuiet = time.Hour
)

// tally is what poll rounds did that the log has not said. The rounds alone
// have it, one after the other.
type tally struct {
	sum  PollSummary
	said time.Time // when the log last said something
}

// add counts a round.
func (t *tally) add(s PollSummary) {
	t.sum.Feeds += s.Feeds
	t.sum.Unchanged += s.Unchanged
	t.sum.Failed += s.Failed
	t.sum.Items += s.Items
	t.sum.Hits += s.Hits
	t.sum.Took += s.Took
}

// due tells whether it is time to say it. A feed that begins to fail has a line
// of its own.
func (t *tally) due(now time.Time) bool {
	pause := tellQuiet
	if t.sum.Items > 0 {
		pause = tellNews
	}
	passed := now.Sub(t.said)
	return t.sum.Feeds > 0 && (passed >= pause || passed < 0)
}

// sayPolled logs what the rounds did, and starts anew.
func (w *Watcher) sayPolled(now time.Time) {
	s := w.tally.sum
	w.tally = tally{said: now}
	w.log.Info("polled", "polls", s.Feeds, "unchanged", s.Unchanged, "failed", s.Failed,
		"items", s.Items, "hits", s.Hits, "took", s.Took.Round(time.Millisecond))
}
