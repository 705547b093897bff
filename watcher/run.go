package watcher

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"golang.org/x/sync/errgroup"

	"vedette/matcher/story"
	"vedette/store"
)

const (
	pollTick    = 5 * time.Second
	deliverTick = 2 * time.Second
	pruneTick   = time.Hour
	// seenFor is how long a seen mark outlives its last sighting.
	seenFor = 400 * 24 * time.Hour
	// orphansFor is how long what was found waits for a digest, and the state of
	// a feed is kept, that the configuration does not name any more.
	orphansFor = 30 * 24 * time.Hour
)

// ErrReloading is the cause with which Run's context ends where another Watcher
// takes over.
var ErrReloading = errors.New("the configuration was changed")

// Run repeats the rounds until ctx ends, and returns when the last of them
// has come to rest. A round that fails is logged and tried again at its next
// tick; when the store proves damaged, Run ends with its error. Under systemd it
// reports readiness and pings the watchdog.
func (w *Watcher) Run(ctx context.Context) error {
	pings, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		return fmt.Errorf("read WATCHDOG_USEC: %w", err)
	}
	w.alive.Store(time.Now().Unix())
	w.tell(daemon.SdNotifyReady) // first of all: pings count from here on
	if err := w.sayOrphans(); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return w.repeat(ctx, pollTick, "poll", w.pollTick) })
	g.Go(func() error { return w.repeat(ctx, deliverTick, "digest", w.Digest) })
	g.Go(func() error {
		return w.repeat(ctx, deliverTick, "deliver", func(ctx context.Context) error { return w.deliverTick(ctx, g.Go) })
	})
	g.Go(func() error { return w.repeat(ctx, pruneTick, "prune", w.Prune) })
	g.Go(func() error { return w.repeat(ctx, backgroundTick, "background", w.calibrateTick) })
	if pings > 0 {
		g.Go(func() error { return w.repeat(ctx, pings/3, "watchdog", w.ping) })
	}
	w.log.Info("running", "feeds", len(w.cfg.Feeds), "profiles", len(w.cfg.Loaded), "digests", len(w.cfg.Digests))
	<-ctx.Done()
	if errors.Is(context.Cause(ctx), ErrReloading) {
		w.tell(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec())
	} else {
		w.tell(daemon.SdNotifyStopping)
		w.log.Info("stopping", "cause", context.Cause(ctx))
	}
	err = g.Wait()
	if w.tally.sum.Feeds > 0 {
		w.sayPolled(time.Now())
	}
	return err
}

// Follow takes over from a watcher whose Run has ended what only that one knows:
// how deliveries went that the store could not record, which hosts want a
// pause, and, where it asks as that one did, its connections. A receiver that
// was disabled is asked again, as after a restart.
func (w *Watcher) Follow(before *Watcher) {
	w.unrecorded = before.unrecorded
	w.outage = before.outage
	w.pauses.until = before.pauses.until
	if reflect.DeepEqual(w.cfg.Fetch, before.cfg.Fetch) {
		w.fetch, w.outside = before.fetch, before.outside
	}
}

// repeat calls fn at once and then at every tick. The same error is logged
// once, and so is its end; only a store that no longer works ends it.
func (w *Watcher) repeat(ctx context.Context, tick time.Duration, name string, fn func(context.Context) error) error {
	t := time.NewTicker(tick)
	defer t.Stop()
	var last string
	for {
		err := fn(ctx)
		switch {
		case errors.Is(err, store.ErrBroken):
			return fmt.Errorf("%s round: %w", name, err)
		case err != nil && ctx.Err() == nil && err.Error() != last:
			last = err.Error()
			w.log.Error(name+" round failed; it is tried again", "error", err)
		case err == nil && last != "":
			last = ""
			w.log.Info(name + " round works again")
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
	}
}

func (w *Watcher) pollTick(ctx context.Context) error {
	sum, err := w.Poll(ctx)
	now := time.Now()
	w.alive.Store(now.Unix())
	if w.tally.due(now) {
		w.sayPolled(now)
	}
	if err == nil && sum.Feeds > 0 {
		w.tell(fmt.Sprintf("STATUS=polled %d feeds at %s: %d new items, %d hits, %d feeds failing",
			sum.Feeds, now.Format(time.TimeOnly), sum.Items, sum.Hits, sum.Failed))
	}
	return err
}

// Prune removes what is older than the configuration keeps.
func (w *Watcher) Prune(ctx context.Context) error {
	now := time.Now()
	before := func(keep time.Duration) time.Time {
		if keep == 0 {
			return time.Time{}
		}
		return now.Add(-keep)
	}
	feeds := make(map[string]bool, len(w.cfg.Feeds))
	for _, f := range w.cfg.Feeds {
		feeds[f.URL] = true
	}
	r := w.cfg.Retention
	stats, err := w.store.Prune(ctx, store.Cutoffs{
		Items:      before(time.Duration(r.Items)),
		Hits:       before(time.Duration(r.Hits)),
		Deliveries: before(time.Duration(r.Deliveries)),
		Seen:       before(seenFor),
		Stories:    before(story.Active),
		Orphans:    before(orphansFor),
		Digests:    w.digestNames(),
		Feeds:      feeds,
	})
	if err == nil && stats.Items+stats.Hits+stats.Deliveries > 0 {
		w.log.Info("pruned", "items", stats.Items, "hits", stats.Hits, "deliveries", stats.Deliveries)
	}
	return err
}

func (w *Watcher) digestNames() (names []string) {
	for _, d := range w.cfg.Digests {
		names = append(names, d.Name)
	}
	return names
}

// sayOrphans says what waits for a digest that was renamed or removed.
func (w *Watcher) sayOrphans() error {
	counts, err := w.store.PendingCounts()
	if err != nil {
		return err
	}
	names := w.digestNames()
	for _, digest := range slices.Sorted(maps.Keys(counts)) {
		if !slices.Contains(names, digest) {
			w.log.Warn("hits wait for a digest that the configuration does not have; it gets them if it is there again within 30 days",
				"digest", digest, "hits", counts[digest])
		}
	}
	return nil
}

// stuckAfter is how long a poll round may take before the watchdog is left to
// end the process: far above what the request timeouts allow.
const stuckAfter = 15 * time.Minute

// ping proves life: the store answers and the poll rounds go on.
func (w *Watcher) ping(context.Context) error {
	if _, err := w.store.Waiting(); err != nil {
		return err
	}
	if stuck := time.Since(time.Unix(w.alive.Load(), 0)); stuck > stuckAfter {
		return fmt.Errorf("the poll round has not come to an end for %s", stuck.Round(time.Second))
	}
	w.tell(daemon.SdNotifyWatchdog)
	return nil
}

// tell sends a state to systemd, where there is one.
func (w *Watcher) tell(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		w.log.Warn("systemd was not told", "state", state, "error", err)
	}
}
