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

// parkedNews is for how long a parked delivery is mentioned.
const parkedNews = 7 * 24 * time.Hour

// notes are the foot of a digest that tells what was found after last: feeds
// that do not come or come changed, deliveries that were given up.
func (w *Watcher) notes(last, now time.Time) ([]digest.Note, error) {
	states, err := w.store.Feeds()
	if err != nil {
		return nil, err
	}
	notes := w.feedNotes(states, last, now)
	outbox, err := w.store.Outbox()
	if err != nil {
		return nil, err
	}
	for _, text := range parkedNotes(outbox, last, now) {
		notes = append(notes, digest.Note{Kind: "delivery", Text: text})
	}
	return notes, nil
}

// parkedNotes are about deliveries that were given up, of which those of a
// receiver are one note. A receiver that was disabled after last comes first:
// nobody else can tell its readers.
func parkedNotes(outbox []store.Delivery, last, now time.Time) []string {
	var loud, texts []string
	parked := map[string][]store.Delivery{} // by receiver, newest first
	var receivers []string
	for _, d := range outbox {
		if d.State != store.Parked {
			continue
		}
		if d.Disabled && d.Done.After(last) {
			loud = append(loud, fmt.Sprintf("ATTENTION: %s has got nothing since %s and is disabled until vedette is started again or reloaded: %s",
				d.Receiver, d.Created.In(now.Location()).Format("2 Jan 15:04"), d.LastError))
		}
		if later(d.Created, d.Done).After(now.Add(-parkedNews)) {
			if parked[d.Receiver] == nil {
				receivers = append(receivers, d.Receiver)
			}
			parked[d.Receiver] = append(parked[d.Receiver], d)
		}
	}
	for _, receiver := range receivers {
		all := parked[receiver]
		of := all[0].Created.In(now.Location()).Format("2 Jan 15:04")
		if n := len(all); n > 1 {
			texts = append(texts, fmt.Sprintf("%d digests for %s were given up, the last that of %s: %s", n, receiver, of, all[0].LastError))
		} else {
			texts = append(texts, fmt.Sprintf("the digest of %s for %s was given up: %s", of, receiver, all[0].LastError))
		}
	}
	return append(loud, texts...)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
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
