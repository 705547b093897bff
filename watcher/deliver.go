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
	queues, err := w.queues()
	if err != nil {
		return DeliverSummary{}, err
	}
	return w.deliver(ctx, queues, onTime)
}

// DeliverAll sends all that waits, due or not. Only what lets others go before
// it, and a receiver that seems to be down, is left alone until its time.
func (w *Watcher) DeliverAll(ctx context.Context) (DeliverSummary, error) {
	queues, err := w.queues()
	if err != nil {
		return DeliverSummary{}, err
	}
	return w.deliver(ctx, queues, early)
}

// queues gives what waits, due or not, by receiver and oldest first.
func (w *Watcher) queues() (map[string][]store.Delivery, error) {
	waiting, err := w.store.Waiting()
	queues := map[string][]store.Delivery{}
	for _, d := range waiting {
		queues[d.Receiver] = append(queues[d.Receiver], d)
	}
	return queues, err
}

func (w *Watcher) deliver(ctx context.Context, queues map[string][]store.Delivery, when timing) (sum DeliverSummary, err error) {
	sums := make(chan DeliverSummary, len(queues))
	var g errgroup.Group
	w.dispatch(ctx, queues, when, g.Go, func(_ string, sum DeliverSummary, err error) error {
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

// deliverTick sets off what Deliver waits for: a receiver that is slow delays
// neither the others nor the next round, and is left out of that.
func (w *Watcher) deliverTick(ctx context.Context, start func(func() error)) error {
	queues, err := w.queues()
	if err == nil {
		w.dispatch(ctx, queues, onTime, start, w.reckon)
	}
	return err
}

// dispatch starts a goroutine for every receiver to which none is sending, and
// reports to done when it has come to its end.
func (w *Watcher) dispatch(ctx context.Context, queues map[string][]store.Delivery, when timing, start func(func() error), done func(receiver string, sum DeliverSummary, err error) error) {
	for receiver, queue := range queues {
		if !w.engage(receiver) {
			continue
		}
		start(func() error {
			defer w.release(receiver)
			sum, err := w.deliverTo(ctx, receiver, queue, when)
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

// deliverTo sends a receiver what is queued for it and may be tried, up to what
// holds back the rest.
func (w *Watcher) deliverTo(ctx context.Context, receiver string, queue []store.Delivery, when timing) (sum DeliverSummary, err error) {
	l := line{now: time.Now()}
	for i, queued := range queue {
		if ctx.Err() != nil {
			return sum, nil
		}
		if why := w.whyDisabled(receiver); why != "" {
			parked, err := w.park(receiver, why)
			sum.Failed += parked
			return sum, err
		}
		d := queued
		if when(d, l) {
			var current bool
			if d, current, err = w.try(ctx, queued, l); err != nil || !current {
				return sum, err
			}
		}
		if d.State == store.Delivered {
			sum.Sent++
		} else {
			sum.Failed++
		}
		if l.holds(d) {
			sum.Failed += len(queue) - i - 1
			return sum, nil
		}
		l = l.behind(d)
	}
	return sum, nil
}

// try makes an attempt and records it. It returns the delivery as it is then,
// or false when another round had it meanwhile.
func (w *Watcher) try(ctx context.Context, queued store.Delivery, l line) (d store.Delivery, current bool, err error) {
	d, current, err = w.current(queued)
	if err != nil || !current {
		return d, false, err
	}
	a := l.along(w.carry(ctx, d))
	if err := w.record(a); err != nil {
		return d, false, err
	}
	w.say(a)
	return a.after, true, nil
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
		w.log.Warn("not sent, as the receiver is disabled; after a restart or reload it is asked again, and what it missed is sent by: vedette deliveries retry --parked",
			"receiver", receiver, "deliveries", parked, "cause", why)
	}
	return parked, err
}
