package watcher

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vedette/store"
	"vedette/watcher/feed"
)

// commit stores the unseen items and the changed ones with their hits, and the
// state, in one transaction. When ctx ends before that, nothing is stored and
// the feed counts as not polled.
func (w *Watcher) commit(ctx context.Context, t task, st store.FeedState, parsed *feed.Feed, now time.Time) (outcome, error) {
	st.Title, st.Format, st.Items = parsed.Title, parsed.Format, len(parsed.Items)
	all, versions, err := w.identify(t, &st, parsed, now)
	if err != nil {
		return outcome{}, fmt.Errorf("look up items of %s: %w", t.feed.URL, err)
	}
	var p store.Poll
	var fresh []feed.Item
	first := t.state.LastSuccess.IsZero()
	full := w.articles(t)
	for _, s := range all {
		p.Seen = append(p.Seen, s.keys...)
		if s.isNews() {
			fresh = append(fresh, s.parsed)
		} else if s.finding != revised {
			p.Versions = append(p.Versions, s.remember(versions)...)
			continue
		}
		old := first && s.parsed.Published != nil && now.Sub(*s.parsed.Published) > time.Duration(t.feed.Backfill)
		full.complete(ctx, &s.item, old)
		if ctx.Err() != nil {
			return outcome{state: t.state, failed: true}, nil
		}
		if w.confirm(&s) {
			p.New = append(p.New, s.toStore(w.match(s.item, old, now), now))
		} else {
			p.Versions = append(p.Versions, s.remember(versions)...)
		}
	}
	if len(fresh) > 0 {
		st.LastNew = now
	}
	observe(&st, t.state, parsed, fresh, now)
	st.Articles, st.NoArticles = st.Articles+full.had, st.NoArticles+full.missed
	p.Feed = st
	sketches := sketches(p.New)
	p.Place = func(tx *store.Stories, items []store.NewItem) error {
		return w.stories.place(tx, items, sketches, now)
	}
	items, hits, err := w.store.CommitPoll(p)
	if err != nil {
		return outcome{}, fmt.Errorf("store items of %s: %w", t.feed.URL, err)
	}
	return outcome{state: st, items: items, hits: hits, committed: true}, nil
}

// identify reads the items of a document, finds out what is known of them, and
// what that says of the feed's ids. While a change waits for its time the
// document is to come again, even if it stays the same.
func (w *Watcher) identify(t task, st *store.FeedState, parsed *feed.Feed, now time.Time) ([]sighting, map[string]store.Version, error) {
	all := w.sightings(t, st.IDs, parsed, now)
	versions, err := w.recognize(t.feed.URL, all)
	if err != nil {
		return nil, nil, err
	}
	if err := w.revise(all, now); err != nil {
		return nil, nil, err
	}
	w.judgeIDs(t, st, all)
	for i := range all {
		if s := &all[i]; s.isNews() || s.finding == revised {
			s.item.Key, s.item.ID = s.keys[0], store.NewID(now, t.feed.URL, s.keys[0])
		}
	}
	if slices.ContainsFunc(all, func(s sighting) bool { return s.finding == deferred }) {
		st.BodyHash, st.ETag, st.LastModified = "", "", ""
	}
	return all, versions, nil
}

func (s *sighting) toStore(hits []store.PendingHit, now time.Time) store.NewItem {
	n := store.NewItem{Item: s.item, Aliases: s.keys[1:], Print: s.print, Raw: s.raw, Hits: hits}
	switch s.finding {
	case replaced:
		n.Known, n.Replaces = true, s.old.ID
	case revised:
		n.Known, n.Beside, n.Revisions = true, s.beside, 1
		if now.Sub(s.version.Changed) < longPause {
			n.Revisions = s.version.Revisions + 1
		}
	}
	return n
}
