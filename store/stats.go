package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Stats is what a store holds and what it takes on the disk.
type Stats struct {
	FileBytes int64         `json:"file_bytes"` // with pages that were never used
	FreeBytes int64         `json:"free_bytes"` // of the file: pages that the next writes use
	FreePages int           `json:"free_pages"`
	Buckets   []BucketStats `json:"buckets"` // by name
}

// BucketStats is what one bucket holds.
type BucketStats struct {
	Name    string    `json:"name"`
	Entries int       `json:"entries"`
	Bytes   int64     `json:"bytes"`           // whole pages; a bucket of a few entries has none of its own
	Share   float64   `json:"share"`           // of the file, 0 to 1
	Oldest  time.Time `json:"oldest,omitzero"` // in UTC; of the buckets that are kept in order of time
	Newest  time.Time `json:"newest,omitzero"`
}

// Stats counts. It reads every page once, about a second per gigabyte that is
// not in memory, and nobody waits for it.
func (s *Store) Stats() (Stats, error) {
	var st Stats
	// bbolt counts free pages at the end of a writing transaction.
	err := s.update(func(*bolt.Tx) error { return errUnwritten })
	if !errors.Is(err, errUnwritten) {
		return Stats{}, fmt.Errorf("count free pages: %w", err)
	}
	err = s.view(func(tx *bolt.Tx) error {
		info, err := os.Stat(s.path)
		if err != nil {
			return err
		}
		page := int64(tx.DB().Info().PageSize)
		free := tx.DB().Stats()
		st.FreePages = free.FreePageN + free.PendingPageN + int((info.Size()-tx.Size())/page)
		st.FileBytes, st.FreeBytes = info.Size(), int64(st.FreePages)*page
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			c := countBucket(string(name), b)
			c.Share = float64(c.Bytes) / float64(info.Size())
			st.Buckets = append(st.Buckets, c)
			return nil
		})
	})
	if err != nil {
		return Stats{}, fmt.Errorf("count what the store holds: %w", err)
	}
	return st, nil
}

func countBucket(name string, b *bolt.Bucket) BucketStats {
	n := b.Stats()
	c := BucketStats{Name: name, Entries: n.KeyN, Bytes: int64(n.BranchAlloc + n.LeafAlloc)}
	if at := keyTime(name); at != nil && n.KeyN > 0 {
		first, _ := b.Cursor().First()
		last, _ := b.Cursor().Last()
		c.Oldest, c.Newest = at(first), at(last)
	}
	return c
}

// keyTime is how the keys of a bucket that are in order of time tell theirs,
// the zero time where they are damaged; nil for other buckets.
func keyTime(bucket string) func(k []byte) time.Time {
	switch bucket {
	case string(itemsBucket), string(hitsBucket):
		return idTime
	case string(ledgerBucket):
		return func(k []byte) time.Time {
			if len(k) < timeLen {
				return time.Time{}
			}
			return time.UnixMilli(storedTime(k)).UTC()
		}
	}
	return nil
}

// idTime is when the item of an id, or of a key that begins with one, was first
// seen.
func idTime(k []byte) time.Time {
	id, _, _ := bytes.Cut(k, []byte{0})
	raw, err := idEncoding.DecodeString(string(id))
	if err != nil || len(raw) != 10 {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(raw) >> 16)).UTC()
}
