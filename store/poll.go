package store

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// itemFill is how full pages of items/ are left. Items are added at the end,
// so room for later ones in between would stay unused: at bbolt's default of a
// half the file is nearly twice as large.
const itemFill = 0.95

// pollRecord is a Poll made ready outside of the transaction, which other
// writers wait for.
//
// What is written is in the order of its keys. bbolt splits a page when the
// transaction ends, not before: many keys in random order are put into a page
// that grows, each by moving half of it aside, and 80,000 items take minutes,
// not a second.
type pollRecord struct {
	url      []byte
	feed     []byte
	seen     [][]byte    // marks of Poll.Seen and Poll.New, sorted
	new      []newRecord // sorted by id; of those with one key the first only
	versions []entry     // of Poll.Versions
	place    placeFunc
	today    uint16
}

// newRecord is a NewItem made ready.
type newRecord struct {
	NewItem
	mark    []byte
	aliases [][]byte
	code    []byte // the item's
}

// CommitPoll writes all of a poll in one transaction; calls made at the same
// time share one. Items whose key turns out to be seen already are left out
// with their hits, unless they are Known, and so is what is stored already, so
// the same poll may be committed again; it returns how many items (without
// changed ones) and hits (without near misses) were stored.
//
// Hit.Item is set here. It is NewItem.Item.ID, unless that id is taken by
// another item (their 32 bits of hash and their millisecond are equal), in
// which case both get the next free one.
func (s *Store) CommitPoll(p Poll) (items, hits int, err error) {
	r, err := newPollRecord(p)
	if err != nil {
		return 0, 0, fmt.Errorf("commit poll of %s: %w", p.Feed.URL, err)
	}
	err = s.share(func(tx *bolt.Tx) (err error) {
		items, hits, err = r.write(tx)
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("commit poll of %s: %w", p.Feed.URL, err)
	}
	return items, hits, nil
}

func newPollRecord(p Poll) (r pollRecord, err error) {
	r = pollRecord{url: []byte(p.Feed.URL), today: day(time.Now()), place: p.Place}
	if r.feed, err = encodeFeed(p.Feed); err != nil {
		return r, err
	}
	keys := make([]string, len(p.New))
	for i, n := range p.New {
		if err := checkNew(n); err != nil {
			return r, err
		}
		keys[i] = n.Item.Key
	}
	marks := seenKeys(p.Feed.URL, keys)
	known := make(map[string]bool, len(keys))
	for i, n := range p.New {
		if !known[keys[i]] {
			known[keys[i]] = true
			r.new = append(r.new, newRecord{n, marks[i], seenKeys(p.Feed.URL, n.Aliases), appendItem(nil, n.Item)})
		}
	}
	slices.SortStableFunc(r.new, func(a, b newRecord) int { return cmp.Compare(a.Item.ID, b.Item.ID) })
	r.seen = append(seenKeys(p.Feed.URL, p.Seen), marks...)
	slices.SortFunc(r.seen, bytes.Compare)
	r.versions = versionEntries(p.Feed.URL, p.Versions)
	return r, nil
}

func checkNew(n NewItem) error {
	if err := checkName("item id", n.Item.ID); err != nil {
		return err
	}
	for _, h := range n.Hits {
		if err := checkName("profile name", h.Hit.Profile); err != nil {
			return err
		}
		for _, d := range h.Digests {
			if err := checkName("digest name", d); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r pollRecord) write(tx *bolt.Tx) (items, hits int, err error) {
	var found []NewItem
	var all waiting
	versions := slices.Clone(r.versions)
	for _, n := range r.new {
		if isNew, err := n.isNew(tx); err != nil || !isNew {
			if err != nil {
				return 0, 0, err
			}
			continue
		}
		id, err := putItem(tx, n.Item.ID, n.code)
		if err != nil {
			return 0, 0, err
		}
		versions = append(versions, n.versions(id)...)
		if n.Item.Revises == "" {
			items++
		}
		stored := n.stored(id)
		if err := all.add(tx, &stored); err != nil {
			return 0, 0, err
		}
		if len(stored.Hits) > 0 {
			found = append(found, stored)
		}
	}
	if err := place(tx, r.place, found); err != nil {
		return 0, 0, err
	}
	for _, n := range found {
		stored, err := putHits(tx, n)
		if err != nil {
			return 0, 0, err
		}
		hits += stored
	}
	return items, hits, r.finish(tx, all, versions)
}

// finish writes what comes in any order sorted, and last the feed.
func (r pollRecord) finish(tx *bolt.Tx, w waiting, versions []entry) error {
	for _, mark := range w.dropped {
		if err := tx.Bucket(pendingBucket).Delete(mark); err != nil {
			return err
		}
	}
	if err := putSorted(tx.Bucket(pendingBucket), w.put); err != nil {
		return err
	}
	if err := putSorted(tx.Bucket(versionsBucket), versions); err != nil {
		return err
	}
	for _, mark := range r.seen {
		if err := markSeen(tx.Bucket(seenBucket), mark, r.today); err != nil {
			return err
		}
	}
	return tx.Bucket(feedsBucket).Put(r.url, r.feed)
}

// putSorted puts entries in the order of their keys; of one key the last.
func putSorted(b *bolt.Bucket, entries []entry) error {
	slices.SortStableFunc(entries, func(a, b entry) int { return bytes.Compare(a.key, b.key) })
	for _, e := range entries {
		if err := b.Put(e.key, e.value); err != nil {
			return err
		}
	}
	return nil
}

// stored is a copy of the item under the id that it got. The record itself must
// stay as it is, for another try.
func (n NewItem) stored(id string) NewItem {
	n.Item.ID = id
	n.Hits = slices.Clone(n.Hits)
	for i := range n.Hits {
		n.Hits[i].Hit.Item = id
	}
	return n
}

func putItem(tx *bolt.Tx, id string, v []byte) (string, error) {
	b := tx.Bucket(itemsBucket)
	b.FillPercent = itemFill
	for b.Get([]byte(id)) != nil {
		next, ok := nextID(id)
		if !ok {
			return "", fmt.Errorf("item id %q is taken, and not one of NewID", id)
		}
		id = next
	}
	return id, b.Put([]byte(id), v)
}

// putHits stores the hits of an item and counts those that are no near misses.
func putHits(tx *bolt.Tx, n NewItem) (hits int, err error) {
	for _, h := range n.Hits {
		v, err := encodeHit(h.Hit)
		if err != nil {
			return 0, err
		}
		if err := tx.Bucket(hitsBucket).Put(hitKey(h.Hit), v); err != nil {
			return 0, err
		}
		if !h.Hit.Near {
			hits++
		}
	}
	return hits, nil
}
