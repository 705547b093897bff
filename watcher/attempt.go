package watcher

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"vedette/store"
	"vedette/watcher/digest"
	"vedette/watcher/notify"
)

const (
	// giveUpAfter is how long a delivery is tried before it is parked and its
	// receiver disabled, and leastAttempts how often at least: a machine that
	// was off has not tried.
	giveUpAfter   = 5 * 24 * time.Hour
	leastAttempts = 10
	// sendGrace is how long a send under way may go on after shutdown began:
	// cutting it off after the data was sent is how repeats are made.
	sendGrace = 20 * time.Second
	// sendTimeout bounds one attempt.
	sendTimeout = 2 * time.Minute
)

// attempted is a delivery as it is after an attempt.
type attempted struct {
	after   store.Delivery
	failure error // nil when it was delivered
}

// carry makes an attempt, or gives the outcome of the one that was made before and
// could not be recorded: nothing is sent twice for a full disk, and no receiver
// that fails is asked more often.
func (w *Watcher) carry(ctx context.Context, d store.Delivery) attempted {
	w.mu.Lock()
	made, ok := w.unrecorded[d.ID]
	w.mu.Unlock()
	if ok {
		return made
	}
	after, failure := w.attempt(ctx, d)
	return attempted{after, failure}
}

// record saves the outcome of an attempt, or keeps it in mind for the next round.
func (w *Watcher) record(a attempted) error {
	err := w.store.RecordDelivery(a.after)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.unrecorded[a.after.ID] = a
		return err
	}
	delete(w.unrecorded, a.after.ID)
	if a.after.Disabled {
		w.disabled[a.after.Receiver] = a.failure.Error()
	}
	return nil
}

// say logs an attempt in one line.
func (w *Watcher) say(a attempted) {
	d := a.after
	attrs := []any{"id", d.ID, "digest", d.Digest, "receiver", d.Receiver, "attempts", d.Attempts}
	if a.failure != nil {
		attrs = append(attrs, "error", a.failure)
	}
	switch {
	case d.State == store.Delivered && d.LastError != "":
		w.log.Warn("delivered, but not to all recipients", append(attrs, "error", d.LastError)...)
	case d.State == store.Delivered:
		w.log.Info("delivered", attrs...)
	case d.State == store.Waiting:
		w.log.Warn("delivery failed; it is tried again", append(attrs, "next", d.Next)...)
	case d.Disabled:
		w.log.Error("delivery given up, and its receiver disabled until a restart or reload", attrs...)
	case errors.Is(a.failure, notify.ErrRejected):
		w.log.Warn("delivery rejected; it is parked", attrs...)
	default:
		w.log.Warn("delivery given up, while others arrive at its receiver; it is parked", attrs...)
	}
}

// attempt sends once and returns the delivery as it stands then.
func (w *Watcher) attempt(ctx context.Context, d store.Delivery) (store.Delivery, error) {
	err := w.send(ctx, d)
	now := time.Now()
	d.Attempts++
	d.Disabled = false // it may have been parked, and tried again by hand
	var partial *notify.PartialError
	if err == nil || errors.As(err, &partial) {
		d.State, d.Done, d.Next, d.LastError, d.Settled = store.Delivered, now, time.Time{}, "", nil
		if partial != nil {
			d.LastError = partial.Error()
		}
		return d, nil
	}
	d.LastError = err.Error()
	if unfinished, ok := errors.AsType[*notify.UnfinishedError](err); ok {
		d.Settled = unfinished.Settled
	}
	spent := now.Sub(d.Created) > giveUpAfter && d.Attempts >= leastAttempts
	switch gone := errors.Is(err, notify.ErrGone); {
	case gone, errors.Is(err, notify.ErrRejected):
		d.State, d.Next, d.Done, d.Disabled = store.Parked, time.Time{}, now, gone
	case spent && d.Passed: // it is this one, not the receiver
		d.State, d.Next, d.Done = store.Parked, time.Time{}, now
		d.LastError = fmt.Sprintf("given up after %d attempts: %s", d.Attempts, d.LastError)
	case spent:
		d.State, d.Next, d.Done, d.Disabled = store.Parked, time.Time{}, now, true
		d.LastError = fmt.Sprintf("given up after %d attempts, and %s is disabled: %s", d.Attempts, d.Receiver, d.LastError)
	default:
		d.Next = now.Add(pause(d.Attempts, err))
	}
	return d, err
}

// pause is how long to wait after a failed attempt: longer each time, and as
// long as the receiver asks for.
func pause(attempts int, failure error) time.Duration {
	pause := notify.Backoff(attempts)
	var retry *notify.RetryError
	if errors.As(failure, &retry) {
		pause = max(pause, min(retry.After, 24*time.Hour))
	}
	return pause
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
	return receiver.Send(sctx, notify.Message{ID: d.ID, Created: d.Created, Digest: dg, Settled: d.Settled})
}
