package store

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"time"
)

// idEncoding keeps the order of the bytes, and leaves out i, l, o and u, which
// are easily misread.
var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID gives an Item.ID for an item first seen at t: 16 characters, digits
// and lower-case letters, that sort by t to the millisecond. It is made of t
// and 32 bits of a hash of feed and key, so it is the same for the same item
// and, within a feed's poll, another for another (see CommitPoll for the rare
// case that it is not).
func NewID(t time.Time, feed, key string) string {
	sum := sha256.Sum256(joinKey(feed, key))
	return makeID(t, [4]byte(sum[:]))
}

func makeID(t time.Time, tail [4]byte) string {
	var raw [10]byte
	binary.BigEndian.PutUint64(raw[:], uint64(max(t.UnixMilli(), 0))<<16)
	copy(raw[6:], tail[:])
	return idEncoding.EncodeToString(raw[:])
}

// idFloor is the smallest id that NewID gives at t or later.
func idFloor(t time.Time) []byte { return []byte(makeID(t, [4]byte{})) }

// nextID is the id after this one, used where two items would share one.
func nextID(id string) (string, bool) {
	raw, err := idEncoding.DecodeString(id)
	if err != nil || len(raw) != 10 {
		return "", false
	}
	for i := len(raw) - 1; i >= 0; i-- {
		raw[i]++
		if raw[i] != 0 {
			break
		}
	}
	return idEncoding.EncodeToString(raw), true
}
