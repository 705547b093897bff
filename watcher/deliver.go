package watcher

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/store"
	"vedette/watcher/digest"
	"vedette/watcher/notify"
)

const (
	// giveUpAfter is how long a delivery is tried before it is parked, and
	// leastAttempts how often at least: a machine that was off has not tried.
	giveUpAfter   = 5 * 24 * time.Hour
	leastAttempts = 10
	// sendGrace is how long a send under way may go on after shutdown began:
	// cutting it off after the data was sent is how repeats are made.
	sendGrace = 20 * time.Second
	// sendTimeout bounds one attempt.
	sendTimeout = 2 * time.Minute
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
	byReceiver := map[string][]store.Delivery{}
	for _, d := range deliveries {
		byReceiver[d.Receiver] = append(byReceiver[d.Receiver], d)
	}
	sums := make(chan DeliverSummary, len(byReceiver))
	var g errgroup.Group
	for _, deliveries := range byReceiver {
		g.Go(func() error {
			sum, err := w.deliverTo(ctx, deliveries)
			sums <- sum
			return err
		})
	}
	err = g.Wait()
	close(sums)
	for s := range sums {
		sum.Sent += s.Sent
		sum.Failed += s.Failed
	}
	return sum, err
}

func (w *Watcher) deliverTo(ctx context.Context, deliveries []store.Delivery) (sum DeliverSummary, err error) {
	for i, d := range deliveries {
		if ctx.Err() != nil {
			return sum, nil
		}
		done, failure := w.carry(ctx, d)
		if err := w.record(done); err != nil {
			return sum, fmt.Errorf("record delivery %s: %w", d.ID, err)
		}
		if failure == nil {
			sum.Sent++
			w.log.Info("delivered", "id", d.ID, "digest", d.Digest, "receiver", d.Receiver, "attempts", done.Attempts)
			continue
		}
		sum.Failed++
		w.sayFailed(done, failure)
		if done.State == store.Waiting {
			sum.Failed += len(deliveries) - i - 1
			return sum, nil // the receiver has trouble: the rest waits, too
		}
	}
	return sum, nil
}

func (w *Watcher) sayFailed(d store.Delivery, failure error) {
	attrs := []any{"id", d.ID, "digest", d.Digest, "receiver", d.Receiver, "state", d.State, "attempts", d.Attempts, "error", failure}
	if d.State == store.Waiting {
		attrs = append(attrs, "next", d.Next)
	}
	w.log.Warn("delivery failed", attrs...)
}

// carry gives the delivery as it is after an attempt, or after the one that was made
// before and could not be recorded: nothing is sent twice for a full disk.
func (w *Watcher) carry(ctx context.Context, d store.Delivery) (store.Delivery, error) {
	w.mu.Lock()
	done, sent := w.unrecorded[d.ID]
	w.mu.Unlock()
	if sent {
		return done, nil
	}
	return w.attempt(ctx, d)
}

func (w *Watcher) record(d store.Delivery) error {
	err := w.store.RecordDelivery(d)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		delete(w.unrecorded, d.ID)
	} else if d.State == store.Delivered {
		w.unrecorded[d.ID] = d
	}
	return err
}

// attempt sends once and returns the delivery as it stands then.
func (w *Watcher) attempt(ctx context.Context, d store.Delivery) (store.Delivery, error) {
	err := w.send(ctx, d)
	now := time.Now()
	d.Attempts++
	var partial *notify.PartialError
	if err == nil || errors.As(err, &partial) {
		d.State, d.Done, d.Next, d.LastError = store.Delivered, now, time.Time{}, ""
		if partial != nil {
			d.LastError = partial.Error()
			w.log.Warn("some recipients were refused", "id", d.ID, "receiver", d.Receiver, "error", partial)
		}
		return d, nil
	}
	if errors.Is(err, notify.ErrGone) {
		w.mu.Lock()
		w.gone[d.Receiver] = true
		w.mu.Unlock()
	}
	d.LastError = err.Error()
	switch {
	case errors.Is(err, notify.ErrRejected):
		d.State, d.Next = store.Parked, time.Time{}
	case now.Sub(d.Created) > giveUpAfter && d.Attempts >= leastAttempts:
		d.State, d.Next = store.Parked, time.Time{}
		d.LastError = fmt.Sprintf("given up after %d attempts: %s", d.Attempts, d.LastError)
	default:
		pause := notify.Backoff(d.Attempts)
		var retry *notify.RetryError
		if errors.As(err, &retry) {
			pause = max(pause, min(retry.After, 24*time.Hour))
		}
		d.Next = now.Add(pause)
	}
	return d, err
}

// send lets an attempt that has begun end by itself when ctx is cancelled,
// for a bounded time.
func (w *Watcher) send(ctx context.Context, d store.Delivery) error {
	receiver, err := w.receiver(d.Receiver)
	if err != nil {
		return err
	}
	var dg digest.Digest
	if err := json.Unmarshal(d.Body, &dg); err != nil {
		return fmt.Errorf("read the stored digest: %w: %w", err, notify.ErrRejected)
	}
	sctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(sendGrace, cancel) })
	defer stop()
	return receiver.Send(sctx, notify.Message{ID: d.ID, Created: d.Created, Digest: dg})
}
