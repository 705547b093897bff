package watcher

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher/digest"
	"vedette/watcher/notify"
)

// SendDigest composes what waits for one digest and delivers it, due or not. As
// the deliveries of a receiver keep their order, what waits before it at its
// receivers is tried as well, and nothing else. The schedule goes on as before.
// It returns the deliveries of the digest that were waiting, as they are after
// the attempt, newest first; none where the digest has nothing to say.
func (w *Watcher) SendDigest(ctx context.Context, name string) ([]store.Delivery, error) {
	d, err := w.digestNamed(name)
	if err != nil {
		return nil, err
	}
	now := time.Now().In(w.zone(d))
	st, err := w.digestState(d, now)
	if err == nil {
		err = w.freeze(d, st, now)
	}
	if err != nil {
		return nil, fmt.Errorf("digest %s: %w", name, err)
	}
	queues, err := w.queues()
	if err != nil {
		return nil, err
	}
	waited := make(map[string]bool)
	for receiver, queue := range queues {
		end := 0
		for i, d := range queue {
			if d.Digest == name {
				waited[d.ID], end = true, i+1
			}
		}
		queues[receiver] = queue[:end]
	}
	if _, err := w.deliver(ctx, queues, atOnce); err != nil {
		return nil, err
	}
	after, err := w.store.Deliveries(0)
	return slices.DeleteFunc(after, func(d store.Delivery) bool { return !waited[d.ID] }), err
}

func (w *Watcher) digestNamed(name string) (config.Digest, error) {
	i := slices.IndexFunc(w.cfg.Digests, func(d config.Digest) bool { return d.Name == name })
	if i < 0 {
		names := make([]string, len(w.cfg.Digests))
		for i, d := range w.cfg.Digests {
			names[i] = d.Name
		}
		slices.Sort(names)
		return config.Digest{}, fmt.Errorf("there is no digest %q in %s; %s", name, w.cfg.File, available(names))
	}
	return w.cfg.Digests[i], nil
}

// available names what could have been asked for.
func available(names []string) string {
	if len(names) == 0 {
		return "there are none"
	}
	return "there are: " + strings.Join(names, ", ")
}

// TestReceiver sends a made-up digest to a receiver at once: nothing of it is
// stored, and it is not tried again. The error is that of notify.Receiver.
func (w *Watcher) TestReceiver(ctx context.Context, name string) error {
	if _, ok := w.cfg.Receivers[name]; !ok {
		return fmt.Errorf("there is no receiver %q in %s; %s", name, w.cfg.File, available(slices.Sorted(maps.Keys(w.cfg.Receivers))))
	}
	receiver, err := w.receiver(name)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	now := time.Now()
	return receiver.Send(ctx, notify.Message{
		ID: "test-" + strconv.FormatInt(now.UnixNano(), 36), Created: now,
		Digest: digest.Sample(now.In(w.cfg.Timezone.Location), "This is a test of the receiver "+name+": nothing of it has happened"),
	})
}

// Forms are those that mails and files have.
func (w *Watcher) Forms() digest.Forms { return w.notify.Forms }
