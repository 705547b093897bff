package watcher

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vedette/store"
)

// Retry sends deliveries that wait or were given up, by their ids: at once, and
// nothing but them, so that newer ones may have arrived before and older ones
// may go on waiting. Those of a receiver go in order, and one that fails may
// hold back the rest of them. It returns them as they are then, oldest first: a
// failed one waits or is parked as after any attempt. Where an id is not known,
// or its delivery was delivered, nothing is sent.
func (w *Watcher) Retry(ctx context.Context, ids ...string) ([]store.Delivery, error) {
	all, err := w.store.Deliveries(0)
	if err != nil {
		return nil, err
	}
	slices.Reverse(all)
	known := make(map[string]store.Delivery, len(all))
	for _, d := range all {
		known[d.ID] = d
	}
	for _, id := range ids {
		switch d, ok := known[id]; {
		case !ok:
			return nil, fmt.Errorf("there is no delivery %q; see: vedette deliveries", id)
		case d.State == store.Delivered:
			return nil, fmt.Errorf("%s was delivered to %s at %s: it is not sent twice",
				id, d.Receiver, d.Done.In(w.cfg.Timezone.Location).Format("2006-01-02 15:04"))
		}
	}
	asked := func(d store.Delivery) bool { return slices.Contains(ids, d.ID) }
	now, queues := time.Now(), map[string][]store.Delivery{}
	for _, d := range all {
		if !asked(d) {
			continue
		}
		d = revived(d, now)
		if err := w.store.RecordDelivery(d); err != nil {
			return nil, err
		}
		queues[d.Receiver] = append(queues[d.Receiver], d)
	}
	if _, err := w.deliver(ctx, queues, atOnce); err != nil {
		return nil, err
	}
	after, err := w.store.Deliveries(0)
	slices.Reverse(after)
	return slices.DeleteFunc(after, func(d store.Delivery) bool { return !asked(d) }), err
}

// revived is a delivery that is due again. What was tried for days is given up
// again if it fails, as it keeps its attempts, but counts as passed: neither
// does it hold back what is newer, nor is its receiver disabled once more.
func revived(d store.Delivery, now time.Time) store.Delivery {
	d.Passed = d.Passed || d.State == store.Parked && d.Attempts >= leastAttempts
	d.State, d.Next, d.Done, d.Disabled = store.Waiting, now, time.Time{}, false
	return d
}

// Held tells of deliveries that wait, oldest first, which are held back by
// another one that failed at their receiver: its id by theirs.
func Held(waiting []store.Delivery) map[string]string {
	lines, first, held := map[string]line{}, map[string]string{}, map[string]string{}
	for _, d := range waiting {
		if id := first[d.Receiver]; id != "" {
			held[d.ID] = id
			continue
		}
		l := lines[d.Receiver]
		if d.Attempts > 0 && l.holds(d) {
			first[d.Receiver] = d.ID
		}
		lines[d.Receiver] = l.behind(d)
	}
	return held
}
