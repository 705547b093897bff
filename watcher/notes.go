package watcher

import (
	"fmt"
	"time"

	"vedette/store"
	"vedette/watcher/digest"
)

// brokenAfter is how many polls in a row have to fail before a reader is told.
const brokenAfter = 3

// parkedNews is for how long a parked delivery is mentioned, and recentLedger
// how far back the ledger is looked through for one.
const (
	parkedNews   = 7 * 24 * time.Hour
	recentLedger = 500
)

// notes are the foot of a digest: feeds that do not come, deliveries that were
// given up.
func (w *Watcher) notes(now time.Time) ([]digest.Note, error) {
	states, err := w.store.Feeds()
	if err != nil {
		return nil, err
	}
	var notes []digest.Note
	for _, f := range w.cfg.Feeds {
		st := states[f.URL]
		if f.Paused || (st.Errors < brokenAfter && !st.Gone && (st.Errors == 0 || !st.LastSuccess.IsZero())) {
			continue
		}
		notes = append(notes, digest.Note{Kind: "feed", Text: fmt.Sprintf("%s fails since %s: %s",
			f.Name, st.ErrorSince.In(now.Location()).Format("2 Jan 15:04"), st.Error)})
	}
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
