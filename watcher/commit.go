package watcher

import (
	"context"
	"fmt"
	"time"

	"vedette/store"
	"vedette/watcher/feed"
)

// commit stores the unseen items with their hits, and the state, in one
// transaction. When ctx ends before that, nothing is stored and the feed counts
// as not polled.
func (w *Watcher) commit(ctx context.Context, t task, st store.FeedState, parsed *feed.Feed, now time.Time) (outcome, error) {
	st.Title, st.Format, st.Items = parsed.Title, parsed.Format, len(parsed.Items)
	keys, fresh, err := w.news(t.feed.URL, parsed.Items)
	if err != nil {
		return outcome{}, fmt.Errorf("look up items of %s: %w", t.feed.URL, err)
	}
	p := store.Poll{Seen: keys}
	first := t.state.LastSuccess.IsZero()
	for _, it := range fresh {
		if ctx.Err() != nil {
			return outcome{state: t.state, failed: true}, nil
		}
		item := newItem(t.feed, parsed, it, now)
		old := first && it.Published != nil && now.Sub(*it.Published) > time.Duration(t.feed.Backfill)
		p.New = append(p.New, store.NewItem{Item: item, Hits: w.match(item, old, now)})
	}
	if len(p.New) > 0 {
		st.LastNew = now
	}
	observe(&st, t.state, parsed, fresh, now)
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

// news picks the items that the feed has not shown before, and returns the keys
// to remember of all. Beside an item's own key its link is remembered: when
// every key of a document is new, items whose links are known have only been
// given other ids, and are not news.
func (w *Watcher) news(url string, items []feed.Item) (keys []string, fresh []feed.Item, err error) {
	links := linkKeys(items)
	for i, it := range items {
		keys = append(keys, it.Key)
		if links[i] != "" {
			keys = append(keys, links[i])
		}
	}
	unseen, err := w.store.Unseen(url, keys)
	if err != nil {
		return nil, nil, err
	}
	renamed := true
	for _, it := range items {
		renamed = renamed && unseen[it.Key]
	}
	for i, it := range items {
		if !unseen[it.Key] || (renamed && links[i] != "" && !unseen[links[i]]) {
			continue
		}
		unseen[it.Key] = false // a key that comes twice is one item
		fresh = append(fresh, it)
	}
	return keys, fresh, nil
}

// linkKeys gives, for each item with an id, the key its link is remembered
// under; none where items share a link or the link says no more than the id.
func linkKeys(items []feed.Item) []string {
	times := map[string]int{}
	for _, it := range items {
		times[it.Link]++
	}
	links := make([]string, len(items))
	for i, it := range items {
		if it.Link != "" && it.ID != "" && it.Link != it.Key && times[it.Link] == 1 {
			links[i] = "link " + it.Link
		}
	}
	return links
}
