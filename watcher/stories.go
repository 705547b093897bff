package watcher

import (
	"cmp"
	"slices"
	"time"

	"vedette/matcher/background"
	"vedette/matcher/story"
	"vedette/store"
	"vedette/watcher/digest"
)

// stories keeps in memory the stories that still take reports, a pool for each
// profile. place is called by the store, inside of its transactions, which come
// one after the other; nothing else may touch it.
type stories struct {
	pools    map[string]*story.Pool
	revision uint64              // of the store when it had what the pools have
	damaged  func(string, error) // is told of a story that cannot be read
}

// hitOf names a hit before its item has its final id.
type hitOf struct{ key, profile string }

// sketches reads the items that have hits, before the transaction that others
// wait for.
func sketches(items []store.NewItem) map[hitOf]story.Sketch {
	all := map[hitOf]story.Sketch{}
	for _, n := range items {
		for _, h := range n.Hits {
			if !h.Hit.Near {
				all[hitOf{n.Item.Key, h.Hit.Profile}] = story.Read(report(n.Item, h.Hit), background.Shipped(n.Item.Language).IDF)
			}
		}
	}
	return all
}

func report(it store.Item, h store.Hit) story.Report {
	r := story.Report{
		Time: it.When(), Language: it.Language, Feed: it.Feed, Address: digest.Address(it.Link),
		Title: it.Title, Text: it.Text(),
	}
	for _, e := range h.Evidence {
		if e.Kind == "entity" || e.Kind == "class" {
			r.Names = append(r.Names, e.Text)
		}
	}
	return r
}

// place says in the hits of items which stories they belong to, the oldest
// report first, and stores what became of the stories.
func (s *stories) place(tx *store.Stories, items []store.NewItem, sketches map[hitOf]story.Sketch, now time.Time) (err error) {
	defer func() {
		if err != nil {
			s.pools = nil // may be ahead of the store
		}
	}()
	if s.pools == nil || s.revision != tx.Revision() {
		if err := s.load(tx, now); err != nil {
			return err
		}
	}
	slices.SortFunc(items, func(a, b store.NewItem) int {
		return cmp.Or(a.Item.When().Compare(b.Item.When()), cmp.Compare(a.Item.ID, b.Item.ID))
	})
	changed := map[store.StoryKey]bool{}
	for _, n := range items {
		for i := range n.Hits {
			h := &n.Hits[i].Hit
			if h.Near || h.Story != "" {
				continue
			}
			p := s.pool(h.Profile).Place(h.Item, sketches[hitOf{n.Item.Key, h.Profile}], now)
			h.Story, h.Status, h.Copy, h.Fresh = p.Story, string(p.Status), p.Copy, p.Fresh
			changed[store.StoryKey{Profile: h.Profile, Story: p.Story}] = true
		}
	}
	for k := range changed {
		if err := tx.Put(k.Profile, k.Story, now, s.pool(k.Profile).State(k.Story)); err != nil {
			return err
		}
	}
	s.revision = tx.Revision()
	return nil
}

// load reads the stories of the store: at the first poll, and when the pools
// are ahead of it because a transaction failed.
func (s *stories) load(tx *store.Stories, now time.Time) error {
	s.pools = map[string]*story.Pool{}
	s.revision = tx.Revision()
	return tx.Each(now.Add(-story.Active), func(profile, id string, state []byte) error {
		if err := s.pool(profile).Load(id, state); err != nil {
			s.damaged(profile, err) // no reason to lose hits: its next report opens another
		}
		return nil
	})
}

func (s *stories) pool(profile string) *story.Pool {
	p, ok := s.pools[profile]
	if !ok {
		p = new(story.Pool)
		s.pools[profile] = p
	}
	return p
}
