package watcher

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/config"
	"vedette/store"
)

// roundBudget bounds a poll round of the daemon: a host with very many feeds
// does not keep the others waiting; what it did not reach is due at once.
const roundBudget = time.Minute

// PollSummary counts what a poll round did.
type PollSummary struct {
	Feeds     int           // polled
	Unchanged int           // of them, 304 or the same bytes
	Failed    int           // of them, in error
	Items     int           // unseen items stored
	Hits      int           // of them, hits (without near misses)
	Took      time.Duration // wall time
}

// Poll polls the feeds that are due. Errors of single feeds are remembered
// with the feed; an error is returned when the store fails.
func (w *Watcher) Poll(ctx context.Context) (PollSummary, error) {
	return w.poll(ctx, false)
}

// PollAll polls every feed that is not paused, due or not.
func (w *Watcher) PollAll(ctx context.Context) (PollSummary, error) {
	sum, err := w.poll(ctx, true)
	if sum.Feeds > 0 {
		w.sayPolled(time.Now())
	}
	return sum, err
}

// task is one feed to poll in a round.
type task struct {
	feed  config.Feed
	state store.FeedState // as it was before the round
	until time.Time       // when the round has to end; zero: it takes the time it needs
}

func (w *Watcher) poll(ctx context.Context, all bool) (PollSummary, error) {
	start := time.Now()
	tasks, err := w.dueFeeds(start, all)
	if err != nil || len(tasks) == 0 {
		return PollSummary{}, err
	}
	r := &round{w: w, groups: byHost(tasks), total: len(tasks)}
	if !all {
		r.spread = w.spread(tasks, len(r.groups), start)
		r.deadline = start.Add(time.Duration(len(r.groups))*r.spread + roundBudget)
	}
	if err := w.reserve(tasks, start); err != nil {
		return PollSummary{}, err
	}
	err = r.run(ctx)
	r.sum.Took = time.Since(start)
	w.tally.add(r.sum)
	return r.sum, err
}

// dueFeeds reads the states and picks the feeds whose time has come, those that
// wait longest first, so that a round that ends early starves none. A next time
// further off than the longest pause can only come from a clock that has been
// set back since: it counts as due. A feed that is gone for good is not.
func (w *Watcher) dueFeeds(now time.Time, all bool) ([]task, error) {
	states, err := w.store.Feeds()
	if err != nil {
		return nil, err
	}
	var tasks []task
	for _, f := range w.cfg.Feeds {
		if f.Paused {
			continue
		}
		state, known := states[f.URL]
		if !known {
			state = store.FeedState{URL: f.URL}
		}
		due := !state.NextPoll.After(now) || state.NextPoll.After(now.Add(w.longestPause(f, state, now)))
		if all || due && !isStopped(state) {
			tasks = append(tasks, task{feed: f, state: state})
		}
	}
	slices.SortStableFunc(tasks, func(a, b task) int { return a.state.NextPoll.Compare(b.state.NextPoll) })
	return tasks, nil
}

// reserve saves the next poll times before any request is made, so that a
// feed that brings the process down is not the first thing asked at restart.
func (w *Watcher) reserve(tasks []task, now time.Time) error {
	states := make([]store.FeedState, len(tasks))
	for i, t := range tasks {
		states[i] = t.state
		states[i].NextPoll = w.nextPoll(t.feed, t.state, now)
	}
	return w.store.PutFeeds(states)
}

// round is one poll round under way.
type round struct {
	w        *Watcher
	groups   [][]task // by host
	total    int
	spread   time.Duration // from asking one host to asking the next
	deadline time.Time     // zero: none

	mu    sync.Mutex
	sum   PollSummary
	quiet []store.FeedState // outcomes without items, saved together at the end
	held  []unanswered      // failures that may be our own
	heard bool              // somebody answered
}

// run polls hosts side by side and the feeds of a host in turn, then saves
// what the polls did not commit themselves.
func (r *round) run(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(max(r.w.cfg.Fetch.Concurrency, 1))
	start := time.Now()
	for i, tasks := range r.groups {
		pauseUntil(gctx, start.Add(time.Duration(i)*r.spread))
		g.Go(func() error { return r.host(gctx, tasks) })
	}
	err := g.Wait()
	states := append(r.quiet, r.w.settle(r.held, r.heard)...)
	return cmp.Or(err, r.w.store.PutFeeds(states), r.w.leaveAlone(time.Now()))
}

func (r *round) host(ctx context.Context, tasks []task) error {
	for i, t := range tasks {
		if ctx.Err() != nil || (!r.deadline.IsZero() && time.Now().After(r.deadline)) {
			r.postpone(tasks[i:])
			return nil
		}
		t.until = r.deadline
		if _, paused := r.w.pauses.current(time.Now())[host(t.target())]; paused {
			r.postpone(tasks[i : i+1])
			continue
		}
		out, err := r.w.pollFeed(ctx, t)
		if err != nil {
			r.postpone(tasks[i:])
			return err
		}
		if ctx.Err() != nil && out.failed {
			r.postpone(tasks[i:]) // cut off by shutdown: not the feed's fault
			return nil
		}
		r.record(t, out)
	}
	return nil
}

// postpone gives feeds that were not reached their old next time back.
func (r *round) postpone(tasks []task) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range tasks {
		r.quiet = append(r.quiet, t.state)
	}
}

func (r *round) record(t task, out outcome) {
	r.w.alive.Store(time.Now().Unix())
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum.Feeds++
	r.sum.Items += out.items
	r.sum.Hits += out.hits
	if out.unchanged {
		r.sum.Unchanged++
	}
	if out.failed {
		r.sum.Failed++
	}
	r.heard = r.heard || out.heard
	if out.silent != nil {
		r.held = append(r.held, unanswered{t, out.state, out.silent, out.state.LastPoll})
	} else if !out.committed {
		r.quiet = append(r.quiet, out.state)
	}
	if r.w.progress != nil {
		r.w.progress(r.sum.Feeds, r.total)
	}
}

// byHost groups tasks by the host they will ask, in the order they came.
func byHost(tasks []task) [][]task {
	index := map[string]int{}
	var groups [][]task
	for _, t := range tasks {
		at := host(t.target())
		i, ok := index[at]
		if !ok {
			i = len(groups)
			index[at] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], t)
	}
	return groups
}

// target is the address to ask: where a permanent redirect led, until that
// fails three times in a row. A feed that is asked with secrets is asked where
// the user said only: they are not for another host.
func (t task) target() string {
	moved := t.state.MovedTo
	if moved == "" || t.state.Errors >= 3 {
		return t.feed.URL
	}
	secret := t.feed.BasicAuth.Username != "" || t.feed.BasicAuth.Password.Value() != "" || len(t.feed.Headers) > 0
	if secret && host(moved) != host(t.feed.URL) {
		return t.feed.URL
	}
	return moved
}

// host is the scheme, host and port of an address, or all of one that has none.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Scheme + "://" + u.Host
}
