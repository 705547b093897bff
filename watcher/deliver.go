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
	// giveUpAfter is how long a delivery is tried before it is parked.
	giveUpAfter = 5 * 24 * time.Hour
	// sendGrace is how long a send under way may go on after shutdown began:
	// cutting it off after the data was sent is how repeats are made.
	sendGrace = 20 * time.Second
	// sendTimeout bounds one attempt.
	sendTimeout = 2 * time.Minute
)

// Deliver sends what is due: receivers side by side, the deliveries of a
// receiver in turn. A delivery is recorded as delivered after the receiver has
// taken it, so a process that dies in between sends it again under the same id.
func (w *Watcher) Deliver(ctx context.Context) (sent int, err error) {
	due, err := w.store.Due(time.Now())
	if err != nil {
		return 0, err
	}
	byReceiver := map[string][]store.Delivery{}
	for _, d := range due {
		byReceiver[d.Receiver] = append(byReceiver[d.Receiver], d)
	}
	counts := make(chan int, len(byReceiver))
	var g errgroup.Group
	for _, deliveries := range byReceiver {
		g.Go(func() error {
			n, err := w.deliverTo(ctx, deliveries)
			counts <- n
			return err
		})
	}
	err = g.Wait()
	close(counts)
	for n := range counts {
		sent += n
	}
	return sent, err
}

func (w *Watcher) deliverTo(ctx context.Context, deliveries []store.Delivery) (sent int, err error) {
	for _, d := range deliveries {
		if ctx.Err() != nil {
			return sent, nil
		}
		done, err := w.attempt(ctx, d)
		if err := w.store.RecordDelivery(done); err != nil {
			return sent, fmt.Errorf("record delivery %s: %w", d.ID, err)
		}
		if err != nil {
			w.log.Warn("delivery failed", "id", d.ID, "digest", d.Digest, "receiver", d.Receiver,
				"state", done.State, "attempts", done.Attempts, "next", done.Next, "error", err)
			if done.State == store.Waiting {
				return sent, nil // the receiver has trouble: the rest waits, too
			}
			continue
		}
		sent++
		w.log.Info("delivered", "id", d.ID, "digest", d.Digest, "receiver", d.Receiver, "attempts", done.Attempts)
	}
	return sent, nil
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
	d.LastError = err.Error()
	switch {
	case errors.Is(err, notify.ErrRejected):
		d.State, d.Next = store.Parked, time.Time{}
	case now.Sub(d.Created) > giveUpAfter:
		d.State, d.Next = store.Parked, time.Time{}
		d.LastError = "given up after five days: " + d.LastError
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
	receiver, ok := w.receivers[d.Receiver]
	if !ok {
		return fmt.Errorf("there is no receiver %q in the configuration any more: %w", d.Receiver, notify.ErrRejected)
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
