package watcher

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"math"
	"slices"
	"time"

	"vedette/matcher"
	"vedette/matcher/text"
	"vedette/store"
)

// The background is the items of the last backgroundSpan, mostBackground of them
// at most: enough for thresholds that one in 2,000 items passes, and read twice
// in a few seconds. It is counted anew after recount; while there are too few
// items to count, at each tick.
const (
	backgroundSpan = 90 * 24 * time.Hour
	mostBackground = 20_000
	backgroundTick = time.Hour
	recount        = 24 * time.Hour
)

// Calibrate learns from the stored items what is ordinary: which words are
// common, and how high items score that have nothing to do with a profile. What
// is matched from then on gets the thresholds that follow. With fewer stored
// items than that takes, all stays as it is.
//
// The profiles are those of the configuration, which another Watcher comes with, so
// that the first round after it measures them as they are.
func (w *Watcher) Calibrate(ctx context.Context) error {
	start := time.Now()
	ids, err := w.ordinary(ctx, start.Add(-backgroundSpan))
	if err != nil {
		return fmt.Errorf("choose items for the background: %w", err)
	}
	if len(ids) < matcher.LeastBackground {
		w.log.Debug("too few items for a background", "items", len(ids), "needed", matcher.LeastBackground)
		return nil
	}
	calibrated := w.cfg.Matcher.Calibrate(w.documents(ctx, ids, &err))
	if err != nil {
		return fmt.Errorf("read the background: %w", err)
	}
	before := w.matcher.Swap(calibrated)
	w.calibrated = time.Now()
	w.log.Info("background counted", "items", len(ids), "took", time.Since(start).Round(time.Millisecond),
		slog.Group("thresholds", moved(before, calibrated)...))
	return nil
}

// calibrateTick counts the background when it is old.
func (w *Watcher) calibrateTick(ctx context.Context) error {
	if !w.calibrated.IsZero() && time.Since(w.calibrated) < recount {
		return nil
	}
	if err := w.Calibrate(ctx); ctx.Err() == nil {
		return err
	}
	return nil
}

// ordinary gives the ids of the items that stand for the stream since a time: of
// those that share a title, as copies do, one; of more than mostBackground the
// same part at any time, because they are picked by a hash of the title. It is
// also the same part tomorrow, so that thresholds do not waver.
func (w *Watcher) ordinary(ctx context.Context, since time.Time) ([]string, error) {
	chosen := map[uint64]string{}
	most := uint64(math.MaxUint64) // what has a greater hash is not chosen
	var words text.Words
	err := w.store.EachItem(ctx, since, time.Time{}, func(it store.Item) error {
		if hash := titleHash(&words, it); hash <= most {
			chosen[hash] = it.ID
		}
		if len(chosen) > 2*mostBackground {
			most = keep(chosen, mostBackground)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	keep(chosen, mostBackground)
	return slices.Sorted(maps.Values(chosen)), nil // by time, as they lie in the store
}

// titleHash is the same for items whose titles differ in case, marks and
// punctuation only; an item without a title has its text for one.
func titleHash(words *text.Words, it store.Item) uint64 {
	words.Reset()
	if words.Add(it.Title, true); len(words.List) == 0 {
		words.Add(it.Text(), false)
	}
	var folded []byte
	for i := range words.List {
		folded = append(append(folded, words.Fold(i)...), ' ')
	}
	sum := sha256.Sum256(folded)
	return binary.BigEndian.Uint64(sum[:])
}

// keep leaves the n smallest hashes, or all where there are fewer, and returns
// the greatest that is left.
func keep(chosen map[uint64]string, n int) uint64 {
	hashes := slices.Sorted(maps.Keys(chosen))
	for _, hash := range hashes[min(n, len(hashes)):] {
		delete(chosen, hash)
	}
	if len(hashes) == 0 {
		return math.MaxUint64
	}
	return hashes[min(n, len(hashes))-1]
}

// documents reads items one by one, as often as it is ranged over. It ends early,
// with err set, when ctx ends or the store fails. What was pruned meanwhile is
// left out.
func (w *Watcher) documents(ctx context.Context, ids []string, err *error) iter.Seq[matcher.Document] {
	return func(yield func(matcher.Document) bool) {
		for _, id := range ids {
			if *err == nil {
				*err = ctx.Err()
			}
			if *err != nil {
				return
			}
			it, ok, failed := w.store.Item(id)
			if *err = failed; failed != nil || ok && !yield(Document(it)) {
				return
			}
		}
	}
}

// mostMoved bounds the thresholds in a line of the log.
const mostMoved = 20

// moved lists the thresholds that a background changed, for the log.
func moved(before, after *matcher.Matcher) []any {
	var attrs []any
	old := before.Match(matcher.Document{})
	for i, m := range after.Match(matcher.Document{}) {
		if was := old[i].Threshold; math.Abs(was-m.Threshold) >= 0.005 && len(attrs) < mostMoved {
			attrs = append(attrs, slog.String(m.Profile, fmt.Sprintf("%.2f, was %.2f", m.Threshold, was)))
		}
	}
	return attrs
}
