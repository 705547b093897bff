package store

import (
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// itemFill is how full pages of items/ are left. Items are added at the end,
// so room for later ones in between would stay unused: at bbolt's default of a
// half the file is nearly twice as large.
const itemFill = 0.95

// pollRecord is a Poll made ready outside of the transaction, which other
// writers wait for.
type pollRecord struct {
	url   []byte
	feed  []byte
	seen  [][]byte // marks of Poll.Seen
	new   []NewItem
	marks [][]byte // marks of Poll.New
	items [][]byte // values of Poll.New
	today uint16
}

// CommitPoll writes all of a poll in one transaction; calls made at the same
// time share one. Items whose key turns out to be seen already are left out
// with their hits, so the same poll may be committed again; it returns how
// many items and hits (with near misses) were stored.
//
// Hit.Item is set here. It is NewItem.Item.ID, unless that id is taken by
// another item (their 32 bits of hash and their millisecond are equal), in
// which case both get the next free one.
//
// CommitPoll waits up to 10 ms for others to share the transaction with: call
// it from many goroutines, not in a loop.
func (s *Store) CommitPoll(p Poll) (items, hits int, err error) {
	r, err := newPollRecord(p)
	if err != nil {
		return 0, 0, fmt.Errorf("commit poll of %s: %w", p.Feed.URL, err)
	}
	// Batch may call this more than once: it starts from nothing each time.
	err = s.db.Batch(func(tx *bolt.Tx) (err error) {
		items, hits, err = r.write(tx)
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("commit poll of %s: %w", p.Feed.URL, err)
	}
	return items, hits, nil
}

func newPollRecord(p Poll) (r pollRecord, err error) {
	r = pollRecord{url: []byte(p.Feed.URL), new: p.New, today: day(time.Now())}
	if r.feed, err = encodeFeed(p.Feed); err != nil {
		return r, err
	}
	keys := make([]string, len(p.New))
	for i, n := range p.New {
		if err := checkNew(n); err != nil {
			return r, err
		}
		keys[i] = n.Item.Key
		r.items = append(r.items, appendItem(nil, n.Item))
	}
	r.marks = seenKeys(p.Feed.URL, keys)
	r.seen = seenKeys(p.Feed.URL, p.Seen)
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
	seen := tx.Bucket(seenBucket)
	for i, n := range r.new {
		if seen.Get(r.marks[i]) != nil {
			continue
		}
		id, err := putItem(tx, n.Item.ID, r.items[i])
		if err != nil {
			return 0, 0, err
		}
		if err := putHits(tx, id, n.Hits); err != nil {
			return 0, 0, err
		}
		// At once, so that a key that comes twice in a poll is stored once.
		if err := markSeen(seen, r.marks[i], r.today); err != nil {
			return 0, 0, err
		}
		items++
		hits += len(n.Hits)
	}
	for _, marks := range [...][][]byte{r.seen, r.marks} {
		for _, mark := range marks {
			if err := markSeen(seen, mark, r.today); err != nil {
				return 0, 0, err
			}
		}
	}
	return items, hits, tx.Bucket(feedsBucket).Put(r.url, r.feed)
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

func putHits(tx *bolt.Tx, item string, hits []PendingHit) error {
	for _, h := range hits {
		h.Hit.Item = item
		v, err := encodeHit(h.Hit)
		if err != nil {
			return err
		}
		if err := tx.Bucket(hitsBucket).Put(hitKey(h.Hit), v); err != nil {
			return err
		}
		for _, d := range h.Digests {
			if err := tx.Bucket(pendingBucket).Put(pendingKey(d, h.Hit), []byte{}); err != nil {
				return err
			}
		}
	}
	return nil
}
