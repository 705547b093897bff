package store

import (
	"bytes"
	"cmp"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// maxChain is how many versions of an item are looked back through.
const maxChain = 64

// waiting is what becomes of pending/: marks to put, each with the version that
// its digest has told, and marks of versions whose place they take.
type waiting struct {
	put     []entry
	dropped [][]byte
}

// add says for which digests the hits of an item wait. Those of a changed item
// are set against what was found of the versions before.
func (w *waiting) add(tx *bolt.Tx, n *NewItem) (err error) {
	for i := range n.Hits {
		h := &n.Hits[i]
		var before chain
		if n.Item.Revises != "" {
			if before, err = versionsBefore(tx, n.Item.Revises, h.Hit.Profile); err != nil {
				return err
			}
			if n.Beside && before.hit != nil && waits(tx, hitKey(*before.hit)) {
				before = chain{}
			}
		}
		before.succeed(tx, h, w)
	}
	return w.retract(tx, n)
}

// retract lets digests correct what they have told of the version before, or of
// what was under the key, where this is no hit of the same profile.
func (w *waiting) retract(tx *bolt.Tx, n *NewItem) error {
	before := cmp.Or(n.Item.Revises, n.Replaces)
	if before == "" {
		return nil
	}
	prefix := joinKey(before, "")
	c := tx.Bucket(hitsBucket).Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		was, err := decodeHit(k, v)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(n.Hits, func(h PendingHit) bool { return h.Hit.Profile == was.Profile })
		if was.Near || was.Backfill || i >= 0 && !n.Hits[i].Hit.Near {
			continue
		}
		digests := haveTold(tx, was)
		if len(digests) == 0 {
			continue
		}
		if i < 0 {
			i = len(n.Hits)
			n.Hits = append(n.Hits, PendingHit{Hit: Hit{Item: n.Item.ID, Profile: was.Profile, Near: true, Threshold: was.Threshold, Found: n.Item.FirstSeen}})
		}
		h := &n.Hits[i].Hit
		h.Story, h.Revises, h.Retracted = was.Story, was.Item, max(was.Probability, was.Before)
		for _, digest := range digests {
			w.put = append(w.put, entry{pendingKey(digest, *h), []byte(was.Item)})
		}
	}
	return nil
}

// haveTold names the digests that have told a hit: they have told its story,
// and it waits no more.
func haveTold(tx *bolt.Tx, h Hit) (digests []string) {
	if h.Story == "" {
		return nil
	}
	c := tx.Bucket(digestsBucket).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		digest := string(k)
		if tx.Bucket(toldBucket).Get(toldKey(digest, StoryKey{h.Profile, h.Story})) != nil && tx.Bucket(pendingBucket).Get(pendingKey(digest, h)) == nil {
			digests = append(digests, digest)
		}
	}
	return digests
}

// chain is what a profile found of the earlier versions of an item, the newest
// first: near misses, which may retract the hit, and at the end the hit, if
// there was one.
type chain struct {
	near []Hit
	hit  *Hit
}

// versionsBefore follows the versions of an item back to the last that was a hit.
func versionsBefore(tx *bolt.Tx, id, profile string) (c chain, err error) {
	for range maxChain {
		key := joinKey(id, profile)
		if v := tx.Bucket(hitsBucket).Get(key); v != nil {
			h, err := decodeHit(key, v)
			if err != nil {
				return c, err
			}
			if !h.Near {
				c.hit = &h
				return c, nil
			}
			c.near = append(c.near, h)
		}
		v := tx.Bucket(itemsBucket).Get([]byte(id))
		if v == nil {
			return c, nil
		}
		it, err := decodeItem(id, v)
		if err != nil || it.Revises == "" {
			return c, err
		}
		id = it.Revises
	}
	return c, nil
}

// succeed lets a hit take the place of what was found of the versions before.
// Where a digest still has that to tell, it tells this instead; where it has
// told it, this is a correction, also for a digest that would not announce it.
// What was a hit is announced no more as a near miss.
func (c chain) succeed(tx *bolt.Tx, h *PendingHit, w *waiting) {
	pending := tx.Bucket(pendingBucket)
	moved := false // some digest tells this instead of a version before
	digests := h.Digests
	if c.hit != nil && !h.Hit.Near {
		digests = slices.Compact(slices.Sorted(slices.Values(slices.Concat(digests, haveTold(tx, *c.hit)))))
	}
	for _, digest := range digests {
		waits, nearWaits := false, false
		told := []byte{} // a nil value would not be told from a missing one
		if c.hit != nil {
			mark := pendingKey(digest, *c.hit)
			if v := pending.Get(mark); v != nil {
				waits, told = true, append(told, v...)
				if !h.Hit.Near {
					w.dropped = append(w.dropped, mark)
				}
			} else if c.hit.Story != "" && tx.Bucket(toldBucket).Get(toldKey(digest, StoryKey{c.hit.Profile, c.hit.Story})) != nil {
				told = append(told, c.hit.Item...)
			}
		}
		for _, near := range c.near {
			if near.Retracted > 0 && h.Hit.Near {
				continue // what is no hit now is none still
			}
			if mark := pendingKey(digest, near); pending.Get(mark) != nil {
				nearWaits = true
				w.dropped = append(w.dropped, mark)
			}
		}
		switch {
		case h.Hit.Near && (c.hit != nil || len(c.near) > 0 && !nearWaits):
			continue
		case c.hit != nil && c.hit.Backfill && !waits:
			continue // counted before
		}
		moved = moved || waits
		w.put = append(w.put, entry{pendingKey(digest, h.Hit), told})
	}
	if c.hit != nil && !h.Hit.Near {
		h.Hit.follow(*c.hit, moved)
	}
}

// follow makes a hit that of the version after another: in the same story, as
// what that one was to it, or as a copy of what was told.
func (h *Hit) follow(before Hit, instead bool) {
	h.Revises, h.Backfill, h.Story, h.Before = before.Item, before.Backfill, before.Story, max(before.Probability, before.Before)
	switch {
	case before.Story == "":
	case instead:
		h.Status, h.Copy, h.Fresh = before.Status, before.Copy, before.Fresh
	default:
		h.Status, h.Copy = "echo", true
	}
}

// outrun makes corrections of what took the place of a hit while the digest that
// tells the hit was composed.
func outrun(tx *bolt.Tx, digest string, told Hit) error {
	prefix := joinKey(digest, "")
	var marks [][]byte
	c := tx.Bucket(pendingBucket).Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		key := k[len(prefix):]
		if len(v) > 0 || !bytes.HasSuffix(key, joinKey("", told.Profile)) {
			continue
		}
		h, err := decodeHit(key, tx.Bucket(hitsBucket).Get(key))
		if err != nil {
			return err
		}
		if h.Revises == told.Item && h.Profile == told.Profile {
			marks = append(marks, bytes.Clone(k))
		}
	}
	for _, mark := range marks {
		if err := tx.Bucket(pendingBucket).Put(mark, []byte(told.Item)); err != nil {
			return err
		}
	}
	return nil
}
