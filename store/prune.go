package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// pruneBatch is how many entries one transaction deletes. A poll that commits
// meanwhile waits for one such transaction, some milliseconds.
const pruneBatch = 1000

// Cutoffs says what Prune deletes: what is older than the time given. The zero
// time keeps it for ever.
type Cutoffs struct {
	// Items by when they were first seen. An item that has a hit stays as
	// long as the hit.
	Items time.Time
	// Hits and near misses by when they were found. One that waits for a
	// digest stays.
	Hits time.Time
	// Seen marks by the day on which the item was last in its feed; those of
	// a feed's newest document stay, however long that does not change. Keep
	// them much longer than items (400 days, say): an item whose mark is gone
	// is news when it comes again.
	Seen time.Time
	// Stories by when a report was last put into them: with this, they take no
	// more. What digests have told is kept as long as both stories and hits.
	Stories time.Time
	// Deliveries that were delivered, by when they were created, and parked
	// ones by when they were parked. What waits stays.
	Deliveries time.Time
	// Orphans: what waits for digests that are not among Digests, by when it was
	// found, but not the hits; and the states of feeds that are not among Feeds,
	// by when they were last polled, but not their items and seen marks.
	Orphans time.Time
	Digests []string
	Feeds   map[string]bool // by URL
}

// PruneStats counts what Prune deleted.
type PruneStats struct {
	Items      int `json:"items"`
	Hits       int `json:"hits"`
	Seen       int `json:"seen"`
	Stories    int `json:"stories"`
	Told       int `json:"told"`
	Deliveries int `json:"deliveries"`
	Orphans    int `json:"orphans"`
	Feeds      int `json:"feeds"`
}

// Prune deletes what is older than the cutoffs, in short transactions, and
// stops between two of them when ctx ends; the next call goes on. The file
// does not shrink, its pages are used again.
func (s *Store) Prune(ctx context.Context, before Cutoffs) (PruneStats, error) {
	var st PruneStats
	for _, step := range []struct {
		what  string
		until time.Time
		count *int
		prune func(context.Context, time.Time, *int) error
	}{
		{"what waits for no digest", before.Orphans, &st.Orphans, func(ctx context.Context, until time.Time, count *int) error {
			return s.pruneOrphans(ctx, until, before.Digests, count)
		}}, // first: it holds hits
		{"states of feeds", before.Orphans, &st.Feeds, func(ctx context.Context, until time.Time, count *int) error {
			return s.pruneFeeds(ctx, until, before.Feeds, count)
		}},
		{"hits", before.Hits, &st.Hits, s.pruneHits}, // then: they hold items
		{"items", before.Items, &st.Items, s.pruneItems},
		{"seen marks", before.Seen, &st.Seen, s.pruneSeen},
		{"versions", before.Seen, new(int), s.pruneVersions}, // after the marks: they follow them
		{"stories", before.Stories, &st.Stories, s.pruneStories},
		{"what was told", earlier(before.Hits, before.Stories), &st.Told, s.pruneTold},
		{"deliveries", before.Deliveries, &st.Deliveries, s.pruneLedger},
		{"parked deliveries", before.Deliveries, &st.Deliveries, s.pruneParked},
	} {
		if step.until.IsZero() {
			continue
		}
		if err := step.prune(ctx, step.until, step.count); err != nil {
			return st, fmt.Errorf("prune %s: %w", step.what, err)
		}
	}
	return st, nil
}

// entryFunc judges one entry of a bucket.
type entryFunc func(tx *bolt.Tx, k, v []byte) bool

// sweep deletes the entries of a span that may go. It finds them page by page
// in read transactions, so that what stays costs no write, and looks again in
// the transaction that deletes them.
func (s *Store) sweep(ctx context.Context, sp span, may entryFunc, count *int) error {
	var keys [][]byte
	for done := false; !done; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		name := sp.bucket
		sp, done, err = s.page(sp, func(tx *bolt.Tx, k, v []byte) error {
			if may(tx, k, v) {
				keys = append(keys, bytes.Clone(k))
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(keys) < pruneBatch && !done {
			continue // a commit costs the same for many as for few
		}
		for some := range slices.Chunk(keys, pruneBatch) {
			if err := ctx.Err(); err != nil {
				return err
			}
			n, err := s.drop(name, some, may)
			if err != nil {
				return err
			}
			*count += n
		}
		keys = keys[:0]
	}
	return nil
}

func (s *Store) drop(bucket []byte, keys [][]byte, may entryFunc) (dropped int, err error) {
	err = s.update(func(tx *bolt.Tx) error {
		b := tx.Bucket(bucket)
		for _, k := range keys {
			v := b.Get(k)
			if v == nil || !may(tx, k, v) {
				continue
			}
			if err := b.Delete(k); err != nil {
				return err
			}
			dropped++
		}
		return nil
	})
	return dropped, err
}

func (s *Store) pruneHits(ctx context.Context, until time.Time, count *int) error {
	return s.sweep(ctx, span{bucket: hitsBucket}, func(tx *bolt.Tx, k, v []byte) bool {
		head, err := decodeHitHead(v)
		return err == nil && head.found < until.UnixMilli() && !waits(tx, k)
	}, count)
}

func (s *Store) pruneOrphans(ctx context.Context, until time.Time, digests []string, count *int) error {
	return s.sweep(ctx, span{bucket: pendingBucket}, func(tx *bolt.Tx, k, _ []byte) bool {
		digest, hit, _ := bytes.Cut(k, []byte{0})
		if slices.Contains(digests, string(digest)) {
			return false
		}
		head, err := decodeHitHead(tx.Bucket(hitsBucket).Get(hit))
		return err == nil && head.found < until.UnixMilli()
	}, count)
}

func (s *Store) pruneFeeds(ctx context.Context, until time.Time, feeds map[string]bool, count *int) error {
	return s.sweep(ctx, span{bucket: feedsBucket}, func(_ *bolt.Tx, k, v []byte) bool {
		if feeds[string(k)] {
			return false
		}
		f, err := decodeFeed(string(k), v)
		return err == nil && f.LastPoll.Before(until)
	}, count)
}

// waits tells whether a hit waits for any digest: it asks for the mark under
// each digest that has marks.
func waits(tx *bolt.Tx, hit []byte) bool {
	c := tx.Bucket(pendingBucket).Cursor()
	for k, _ := c.First(); k != nil; {
		digest, _, _ := bytes.Cut(k, []byte{0})
		next := append(bytes.Clone(digest), 1) // follows all marks of the digest
		mark := slices.Concat(digest, []byte{0}, hit)
		if found, _ := c.Seek(mark); bytes.Equal(found, mark) {
			return true
		}
		k, _ = c.Seek(next)
	}
	return false
}

func (s *Store) pruneItems(ctx context.Context, until time.Time, count *int) error {
	old := span{bucket: itemsBucket, to: idFloor(until)}
	return s.sweep(ctx, old, func(tx *bolt.Tx, k, _ []byte) bool { return !hasHit(tx, k) }, count)
}

func hasHit(tx *bolt.Tx, item []byte) bool {
	prefix := append(bytes.Clone(item), 0)
	k, _ := tx.Bucket(hitsBucket).Cursor().Seek(prefix)
	return bytes.HasPrefix(k, prefix)
}

// pruneSeen spares the newest marks of every feed: one that answers "not
// modified" for years renews none, and must not be all news when it changes.
func (s *Store) pruneSeen(ctx context.Context, until time.Time, count *int) error {
	newest := make(map[[feedHash]byte]uint16)
	err := s.scan(span{bucket: seenBucket}, func(k, v []byte) error {
		mark, err := readMark(k, v)
		newest[mark.feed] = max(newest[mark.feed], mark.day)
		return cmp.Or(err, ctx.Err())
	})
	if err != nil {
		return err
	}
	limit := day(until)
	return s.sweep(ctx, span{bucket: seenBucket}, func(_ *bolt.Tx, k, v []byte) bool {
		mark, err := readMark(k, v)
		return err == nil && mark.day < limit && mark.day < newest[mark.feed]
	}, count)
}

// pruneVersions deletes what is remembered of items whose seen mark is gone.
// Those of items that are gone stay until then, as by their prints alone it is
// known whether what the feed still shows was changed.
func (s *Store) pruneVersions(ctx context.Context, _ time.Time, count *int) error {
	return s.sweep(ctx, span{bucket: versionsBucket}, func(tx *bolt.Tx, k, _ []byte) bool {
		return tx.Bucket(seenBucket).Get(k) == nil
	}, count)
}

func (s *Store) pruneStories(ctx context.Context, until time.Time, count *int) error {
	return s.sweep(ctx, span{bucket: storiesBucket}, func(_ *bolt.Tx, k, v []byte) bool {
		_, put, err := readStory(k, v)
		return err == nil && put < until.UnixMilli()
	}, count)
}

func (s *Store) pruneTold(ctx context.Context, until time.Time, count *int) error {
	return s.sweep(ctx, span{bucket: toldBucket}, func(_ *bolt.Tx, _, v []byte) bool {
		return len(v) >= timeLen && storedTime(v) < until.UnixMilli()
	}, count)
}

func (s *Store) pruneParked(ctx context.Context, until time.Time, count *int) error {
	return s.sweep(ctx, span{bucket: outboxBucket}, func(_ *bolt.Tx, _, v []byte) bool {
		d, _, err := decodeDelivery(v)
		return err == nil && d.State == Parked && d.Created.Before(until) && d.Done.Before(until)
	}, count)
}

// earlier is the zero time where one is.
func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (s *Store) pruneLedger(ctx context.Context, until time.Time, count *int) error {
	old := span{bucket: ledgerBucket, to: timeKey(until)}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := s.dropLedger(old)
		*count += n
		if err != nil || n < pruneBatch {
			return err
		}
	}
}

// dropLedger deletes up to pruneBatch deliveries together with the way to them.
func (s *Store) dropLedger(old span) (dropped int, err error) {
	err = s.update(func(tx *bolt.Tx) error {
		var keys [][]byte
		c := tx.Bucket(old.bucket).Cursor()
		for k, _ := c.First(); k != nil && bytes.Compare(k, old.to) < 0 && len(keys) < pruneBatch; k, _ = c.Next() {
			keys = append(keys, bytes.Clone(k))
		}
		for _, k := range keys {
			if err := tx.Bucket(ledgerBucket).Delete(k); err != nil {
				return err
			}
			if err := tx.Bucket(deliveredBucket).Delete(k[timeLen:]); err != nil {
				return err
			}
		}
		dropped = len(keys)
		return nil
	})
	return dropped, err
}
