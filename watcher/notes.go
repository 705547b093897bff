package watcher

import (
	"fmt"
	"slices"
	"time"

	"vedette/store"
	"vedette/watcher/digest"
)

// brokenAfter is how many polls in a row have to fail before a reader is told.
const brokenAfter = 3

// mostNotes is how many feeds a digest names in its foot; the rest is counted.
const mostNotes = 12

// parkedNews is for how long a parked delivery is mentioned, and recentLedger
// how far back the ledger is looked through for one.
const (
	parkedNews   = 7 * 24 * time.Hour
	recentLedger = 500
)

// notes are the foot of a digest that tells what was found after last: feeds
// that do not come or come changed, deliveries that were given up.
func (w *Watcher) notes(last, now time.Time) ([]digest.Note, error) {
	states, err := w.store.Feeds()
	if err != nil {
		return nil, err
	}
	notes := w.feedNotes(states, last, now)
	deliveries, err := w.store.Deliveries(recentLedger)
	if err != nil {
		return nil, err
	}
	for _, d := range deliveries {
		if d.State == store.Parked && now.Sub(d.Created) < parkedNews {
			notes = append(notes, digest.Note{Kind: "delivery", Text: fmt.Sprintf(
				"the digest of %s for %s was given up: %s", d.Created.In(now.Location()).Format("2 Jan 15:04"), d.Receiver, d.LastError)})
		}
	}
	return notes, nil
}

// trouble is a feed of which a reader is told.
type trouble struct {
	name string
	Condition
}

// feedNotes name the feeds that are not well, the newest trouble first. That no
// feed could be reached is one trouble, and ours.
func (w *Watcher) feedNotes(states map[string]store.FeedState, last, now time.Time) []digest.Note {
	var troubles []trouble
	var texts []string
	var offline *trouble
	for _, f := range w.cfg.Feeds {
		st := states[f.URL]
		c := Health(f, st, now)
		switch {
		case c.Word == Offline && (offline == nil || c.Since.Before(offline.Since)):
			offline = &trouble{Condition: c}
		case c.Ill() && !fleeting(st):
			troubles = append(troubles, trouble{f.Name, c})
		}
		if st.IDs != byID && st.IDsSince.After(last) && !f.Paused {
			texts = append(texts, fmt.Sprintf("%s: its ids proved of no use, its items are told apart by %s now", f.Name, st.IDs))
		}
	}
	if offline != nil {
		texts = append([]string{offline.sentence(now.Location())}, texts...)
	}
	slices.SortStableFunc(troubles, func(a, b trouble) int { return b.Since.Compare(a.Since) })
	for _, t := range troubles[:min(len(troubles), mostNotes)] {
		texts = append(texts, t.sentence(now.Location()))
	}
	if more := len(troubles) - mostNotes; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more feeds are not well; see: vedette feeds --failing", more))
	}
	notes := make([]digest.Note, len(texts))
	for i, text := range texts {
		notes[i] = digest.Note{Kind: "feed", Text: text}
	}
	return notes
}

// fleeting tells an error that may be gone with the next poll.
func fleeting(st store.FeedState) bool {
	return st.Errors > 0 && st.Errors < brokenAfter && !st.Gone && !st.LastSuccess.IsZero()
}

// sentence names a feed, its trouble and since when that lasts.
func (t trouble) sentence(loc *time.Location) string {
	since := ""
	if !t.Since.IsZero() {
		since = " since " + t.Since.In(loc).Format("2 Jan 15:04")
	}
	switch t.Word {
	case Offline:
		return "no feed can be reached" + since + "; is the network down?"
	case Gone, Stale:
		return fmt.Sprintf("%s is %s%s: %s", t.name, t.Word, since, t.Why)
	case Emptied:
		return fmt.Sprintf("%s is empty%s: %s", t.name, since, t.Why)
	}
	return fmt.Sprintf("%s fails%s: %s", t.name, since, t.Why)
}
