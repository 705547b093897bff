// Package store remembers feeds, items, hits, digests and deliveries in one
// bbolt file.
//
// # Schema 1
//
// One line per bucket: key → value. Text in keys is as it is, · joins parts
// without a separator, \0 is a zero byte, numbers are big-endian so that keys
// sort by them.
//
//	meta/       schema → "1", open → "1" from the first write to Close
//	feeds/      <url> → FeedState
//	seen/       <6 of SHA-256(url)>·<10 of SHA-256(url\0key)> → <day>
//	versions/   <key as in seen/> → <print of title>·<of text>·<of bytes>·<revisions>·<changed>·<item id>
//	items/      <item id> → Item
//	hits/       <item id>\0<profile> → <found>·<near>·Hit
//	pending/    <digest>\0<item id>\0<profile> → nothing, or the id of the version that the digest has told
//	stories/    <profile>\0<story id> → <put>·<state, the watcher's own>
//	told/       <digest>\0<profile>\0<story id> → <told>·Telling, which older files lack
//	digests/    <name> → DigestState
//	outbox/     <delivery id> → Delivery that waits or is parked
//	ledger/     <created>·<delivery id> → Delivery that was delivered
//	delivered/  <delivery id> → <created>, the way into the ledger
//
// Files older than stories/, told/ and versions/ get them when they are opened.
// What is
// ordinary in the stream, by which thresholds are set, has no bucket: it is
// counted anew from items/, so that it always fits the profiles as they are now
// and there is nothing of it to lose.
//
// An item id sorts by the time the item was first seen (see [NewID]), so new
// items go to the end of items/, a period is a range of keys, and retention
// deletes such a range. A hit's key begins with its item's, so the hits of an
// item are found by a seek. A story's id is that of the item that opened it, and
// its hits name it; stories/ holds only those that still take reports. found,
// created, changed, put and told are milliseconds in 8 bytes, near is one byte, day is the number of days since 1970 in 2 bytes. A seen mark
// takes 34 bytes on its page; those of one feed lie side by side.
//
// An item that its publisher changes is stored anew under another id and names
// the version before. versions/ leads from the keys of an item to its newest
// version, and has the prints of the words that the feed showed last, and of the
// bytes they came as, 8 bytes each, so that what did not change costs no read of an item; revisions is one
// byte. It is cleared of what items/ and seen/ no longer have by Prune, so an
// entry may name an item that is gone.
//
// An Item is a version byte and fields with their lengths (see appendItem),
// five times as quick to read as JSON, because a backtest reads all of them. A
// Delivery is the length of its JSON, that JSON without the body, and the
// body, so that a list does not read bodies. All else is JSON.
//
// What must hold, beside what bbolt itself promises: a hit has its item, a
// pending mark its hit, an item of the store its seen mark when it was
// written, and delivered/ and ledger/ name the same deliveries. [Store.Check]
// looks.
//
// # Reading and writing
//
// Every write is one transaction, synced to the disk before the verb returns.
// Reads that may be long are done in pages, each a short transaction, because
// a transaction that stays open keeps the writer from reusing any page freed
// since. Such a read is no snapshot: what is written meanwhile may be in it or
// not. Everything returned is a copy. Times come back in UTC.
//
// A damaged page met on the way ends the use of the store, see [ErrBroken].
package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
)

// ErrLocked is returned by Open when another process holds the file.
var ErrLocked = errors.New("store is in use by another process")

// ErrSchema is returned by Open when the file was written by a newer version.
var ErrSchema = errors.New("store was written by a newer version")

// ErrBroken is returned by every verb once a page was met that bbolt cannot
// read. The store is of no use then, and what waits in it may wait for ever:
// let the process end, which also lets go of the file.
var ErrBroken = errors.New("store met a damaged page")

// ErrDeliveryExists is returned by Freeze when the id of a delivery is known
// already.
var ErrDeliveryExists = errors.New("delivery exists already")

var (
	metaBucket      = []byte("meta")
	feedsBucket     = []byte("feeds")
	seenBucket      = []byte("seen")
	itemsBucket     = []byte("items")
	hitsBucket      = []byte("hits")
	pendingBucket   = []byte("pending")
	versionsBucket  = []byte("versions")
	storiesBucket   = []byte("stories")
	toldBucket      = []byte("told")
	digestsBucket   = []byte("digests")
	outboxBucket    = []byte("outbox")
	ledgerBucket    = []byte("ledger")
	deliveredBucket = []byte("delivered")

	allBuckets = [][]byte{
		metaBucket, feedsBucket, seenBucket, itemsBucket, hitsBucket, pendingBucket,
		digestsBucket, outboxBucket, ledgerBucket, deliveredBucket,
	}

	// youngBuckets are missing in the files of older programs of this schema.
	youngBuckets = [][]byte{storiesBucket, toldBucket, versionsBucket}
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	path      string
	db        atomic.Pointer[bolt.DB] // Compact puts another in its place
	broken    atomic.Pointer[error]   // set for good when bbolt panicked
	unclean   atomic.Bool             // see Unclean
	writing   chan struct{}           // holds one while someone writes
	marked    bool                    // the file says that it is open; for those who hold writing
	queueLock sync.Mutex
	queue     []*queued // wait for share to write them
}

func newStore(db *bolt.DB) *Store {
	s := &Store{path: db.Path(), writing: make(chan struct{}, 1)}
	s.db.Store(db)
	return s
}

// Close waits for transactions under way and closes the file. Closing twice
// is harmless; every other use of a closed store is an error. After ErrBroken
// it does nothing, because it might wait for ever: the file is let go when the
// process ends.
func (s *Store) Close() error {
	s.writing <- struct{}{}
	defer func() { <-s.writing }()
	if s.broken.Load() != nil {
		return nil
	}
	if err := errors.Join(s.unmark(), s.db.Load().Close()); err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// Path is the name of the file.
func (s *Store) Path() string { return s.path }

const (
	damagedRemedy = "restore a backup, or move the store away to begin with an empty one"
	brokenRemedy  = "this process must end; then " + damagedRemedy
)

// errDamaged says what does not hold in a file that bbolt itself can read.
func errDamaged(format string, args ...any) error {
	return fmt.Errorf("store is damaged: "+format+"; "+damagedRemedy, args...)
}

const timeLen = 8

// timeKey is t in milliseconds, timeLen bytes that sort by time.
func timeKey(t time.Time) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(t.UnixMilli())^1<<63)
}

// joinKey joins parts with a zero byte. No part but the last may hold one,
// which checkName sees to.
func joinKey(parts ...string) []byte {
	var key []byte
	for i, part := range parts {
		if i > 0 {
			key = append(key, 0)
		}
		key = append(key, part...)
	}
	return key
}

// maxName is the length in bytes that an id, a URL or the name of a digest or
// a profile may have; three of them fit a key of bbolt.
const maxName = 8 << 10

func checkName(kind, name string) error {
	switch {
	case name == "":
		return fmt.Errorf("%s is empty", kind)
	case len(name) > maxName:
		return fmt.Errorf("%s %.40q... is longer than %d bytes", kind, name, maxName)
	case bytes.IndexByte([]byte(name), 0) >= 0:
		return fmt.Errorf("%s %q holds a zero byte", kind, name)
	}
	return nil
}
