package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// A seen mark's key is the feed's hash, by which the marks of a feed lie side
// by side, and the item's. 80 bits for the item, under its feed's 48: among 20
// million marks the chance that any two items share one is below 1 in 10^12.
const (
	feedHash = 6
	itemHash = 10
	seenLen  = feedHash + itemHash
)

// seenKeys gives the keys of the marks of a feed's items, in the same order.
func seenKeys(feed string, keys []string) [][]byte {
	prefix := sha256.Sum256([]byte(feed))
	buf := make([]byte, 0, seenLen*len(keys))
	marks := make([][]byte, len(keys))
	for i, key := range keys {
		sum := sha256.Sum256(joinKey(feed, key))
		buf = append(append(buf, prefix[:feedHash]...), sum[:itemHash]...)
		marks[i] = buf[i*seenLen : (i+1)*seenLen : (i+1)*seenLen]
	}
	return marks
}

// day is the value of a mark: days since 1970, which lasts until 2149.
func day(t time.Time) uint16 {
	return uint16(min(max(t.Unix()/86400, 0), 1<<16-1))
}

// seenMark is a mark as it is stored.
type seenMark struct {
	feed [feedHash]byte
	day  uint16
}

func readMark(k, v []byte) (seenMark, error) {
	if len(k) != seenLen || len(v) != 2 {
		return seenMark{}, errDamaged("seen mark %x is malformed", k)
	}
	return seenMark{[feedHash]byte(k), binary.BigEndian.Uint16(v)}, nil
}

// markSeen dates a mark, and writes only when the date changes: a document
// that stays the same costs one write per item and day.
func markSeen(b *bolt.Bucket, mark []byte, today uint16) error {
	v := binary.BigEndian.AppendUint16(nil, today)
	if bytes.Equal(b.Get(mark), v) {
		return nil
	}
	return b.Put(mark, v)
}

// Unseen tells which keys the feed has not shown before: those map to true,
// all others are absent.
func (s *Store) Unseen(feed string, keys []string) (map[string]bool, error) {
	unseen := make(map[string]bool)
	for some := range slices.Chunk(keys, pageEntries) {
		marks := seenKeys(feed, some)
		err := s.view(func(tx *bolt.Tx) error {
			b := tx.Bucket(seenBucket)
			for i, mark := range marks {
				if b.Get(mark) == nil {
					unseen[some[i]] = true
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("look up items of %s: %w", feed, err)
		}
	}
	return unseen, nil
}
