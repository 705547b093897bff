package watcher

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/store"
)

// DeliverSummary counts what a delivery round did.
type DeliverSummary struct {
	Sent   int
	Failed int // waiting for another attempt, or parked
}

// Deliver sends what is due: receivers side by side, the deliveries of a
// receiver in turn. A delivery is recorded as delivered after the receiver has
// taken it, so a process that dies in between sends it again under the same id.
func (w *Watcher) Deliver(ctx context.Context) (DeliverSummary, error) {
	due, err := w.store.Due(time.Now())
	if err != nil {
		return DeliverSummary{}, err
	}
	return w.deliver(ctx, due)
}

// DeliverAll sends all that waits, due or not.
func (w *Watcher) DeliverAll(ctx context.Context) (DeliverSummary, error) {
	waiting, err := w.store.Waiting()
	if err != nil {
		return DeliverSummary{}, err
	}
	return w.deliver(ctx, waiting)
}

func (w *Watcher) deliver(ctx context.Context, deliveries []store.Delivery) (sum DeliverSummary, err error) {
	queues := byReceiver(deliveries)
	sums := make(chan DeliverSummary, len(queues))
	var g errgroup.Group
	w.dispatch(ctx, queues, g.Go, func(_ string, sum DeliverSummary, err error) error {
		sums <- sum
		return err
	})
	err = g.Wait()
	close(sums)
	for s := range sums {
		sum.Sent += s.Sent
		sum.Failed += s.Failed
	}
	return sum, err
}

func byReceiver(deliveries []store.Delivery) map[string][]store.Delivery {
	queues := map[string][]store.Delivery{}
	for _, d := range deliveries {
		queues[d.Receiver] = append(queues[d.Receiver], d)
	}
	return queues
}

// deliverTick sets off what Deliver waits for: a receiver that is slow delays
// neither the others nor the next round, and is left out of that.
func (w *Watcher) deliverTick(ctx context.Context, start func(func() error)) error {
	due, err := w.store.Due(time.Now())
	if err == nil {
		w.dispatch(ctx, byReceiver(due), start, w.reckon)
	}
	return err
}

// dispatch starts a goroutine for every receiver to which none is sending, and
// reports to done when it has come to its end.
func (w *Watcher) dispatch(ctx context.Context, queues map[string][]store.Delivery, start func(func() error), done func(receiver string, sum DeliverSummary, err error) error) {
	for receiver, queue := range queues {
		if !w.engage(receiver) {
			continue
		}
		start(func() error {
			defer w.release(receiver)
			sum, err := w.deliverTo(ctx, receiver, queue)
			return done(receiver, sum, err)
		})
	}
}

func (w *Watcher) engage(receiver string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.engaged[receiver] {
		return false
	}
	w.engaged[receiver] = true
	return true
}

func (w *Watcher) release(receiver string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.engaged, receiver)
}

// reckon says what kept a receiver's deliveries from being read or recorded,
// once while it lasts. Only a store that no longer works is an error.
func (w *Watcher) reckon(receiver string, _ DeliverSummary, err error) error {
	if errors.Is(err, store.ErrBroken) {
		return fmt.Errorf("deliver to %s: %w", receiver, err)
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	w.mu.Lock()
	last := w.troubled[receiver]
	w.troubled[receiver] = text
	w.mu.Unlock()
	switch {
	case text == last:
	case err != nil:
		w.log.Error("delivering failed; it is tried again", "receiver", receiver, "error", err)
	default:
		w.log.Info("delivering works again", "receiver", receiver)
	}
	return nil
}

// deliverTo sends a receiver what is queued for it, and stops at what has to be
// tried again: the rest waits for its turn.
func (w *Watcher) deliverTo(ctx context.Context, receiver string, queue []store.Delivery) (sum DeliverSummary, err error) {
	for i, queued := range queue {
		if ctx.Err() != nil {
			return sum, nil
		}
		if why := w.whyDisabled(receiver); why != "" {
			parked, err := w.park(receiver, why)
			sum.Failed += parked
			return sum, err
		}
		d, current, err := w.current(queued)
		if err != nil || !current {
			return sum, err
		}
		a := w.carry(ctx, d)
		if err := w.record(a); err != nil {
			return sum, err
		}
		if a.failure == nil {
			sum.Sent++
			w.log.Info("delivered", "id", d.ID, "digest", d.Digest, "receiver", receiver, "attempts", a.after.Attempts)
			continue
		}
		sum.Failed++
		w.sayFailed(a)
		if a.after.State == store.Waiting {
			sum.Failed += len(queue) - i - 1
			return sum, nil
		}
	}
	return sum, nil
}

// current reads a delivery with its body, and tells whether it is as it was when
// the queue was read; otherwise another round had it meanwhile.
func (w *Watcher) current(queued store.Delivery) (store.Delivery, bool, error) {
	d, ok, err := w.store.Undelivered(queued.ID)
	return d, ok && d.State == store.Waiting && d.Attempts == queued.Attempts, err
}

// whyDisabled is why nothing is sent to a receiver; "" for one in use.
func (w *Watcher) whyDisabled(receiver string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.disabled[receiver]
}

// park gives up what waits for a receiver that is disabled.
func (w *Watcher) park(receiver, why string) (int, error) {
	parked, err := w.store.Park(receiver, "not sent, as "+receiver+" is disabled: "+why, time.Now())
	if parked > 0 {
		w.log.Warn("not sent, as the receiver is disabled; after a restart it is asked again, and what it missed is sent by: vedette deliveries retry",
			"receiver", receiver, "deliveries", parked, "cause", why)
	}
	return parked, err
}
