package store

import (
	"bytes"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// A read transaction ends after this many bytes or entries, whichever comes
// first. Both take well under a millisecond from memory.
const (
	pageBytes   = 256 << 10
	pageEntries = 4096

	// fetchEntries is how many entries are got by their keys in one
	// transaction.
	fetchEntries = 64
)

// span is a range of keys in a bucket: from <= key < to. A nil to is the end.
type span struct{ bucket, from, to []byte }

// prefixed is the span of all keys that begin with prefix.
func prefixed(bucket, prefix []byte) span {
	to := bytes.Clone(prefix)
	for len(to) > 0 {
		to[len(to)-1]++
		if to[len(to)-1] != 0 {
			break
		}
		to = to[:len(to)-1]
	}
	if len(to) == 0 {
		to = nil
	}
	return span{bucket, prefix, to}
}

// page calls fn for the first entries of the span in one transaction and
// returns what is left of the span; done is set when nothing is. k and v are
// valid during the call of fn only.
func (s *Store) page(sp span, fn func(tx *bolt.Tx, k, v []byte) error) (rest span, done bool, err error) {
	done = true
	err = s.view(func(tx *bolt.Tx) error {
		size, entries := 0, 0
		c := tx.Bucket(sp.bucket).Cursor()
		for k, v := c.Seek(sp.from); k != nil; k, v = c.Next() {
			if sp.to != nil && bytes.Compare(k, sp.to) >= 0 {
				return nil
			}
			if size > pageBytes || entries == pageEntries {
				rest, done = span{sp.bucket, bytes.Clone(k), sp.to}, false
				return nil
			}
			if err := fn(tx, k, v); err != nil {
				return err
			}
			size += len(k) + len(v)
			entries++
		}
		return nil
	})
	return rest, done, err
}

// scan calls fn for all entries of the span, page by page.
func (s *Store) scan(sp span, fn func(k, v []byte) error) error {
	for done := false; !done; {
		var err error
		sp, done, err = s.page(sp, func(_ *bolt.Tx, k, v []byte) error { return fn(k, v) })
		if err != nil {
			return err
		}
	}
	return nil
}

// fetch calls fn for each key in a few short transactions. The key may be gone
// from the bucket by then.
func (s *Store) fetch(keys [][]byte, fn func(tx *bolt.Tx, key []byte) error) error {
	for some := range slices.Chunk(keys, fetchEntries) {
		err := s.view(func(tx *bolt.Tx) error {
			for _, key := range some {
				if err := fn(tx, key); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
