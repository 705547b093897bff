// Package store remembers feeds, items, hits, digests and deliveries in one
// bbolt file.
package store

import (
	"errors"
	"time"

	bolt "go.etcd.io/bbolt"
)

// ErrLocked is returned by Open when another process holds the file.
var ErrLocked = errors.New("store is in use by another process")

// ErrSchema is returned by Open when the file was written by a newer version.
var ErrSchema = errors.New("store was written by a newer version")

// Store is an open database. It is safe for concurrent use.
type Store struct{ db *bolt.DB }

// Open opens the file, or creates it with mode 0600 in a folder of mode 0700.
func Open(path string) (*Store, error) { panic("skeleton") }

// Close closes the file.
func (s *Store) Close() error { panic("skeleton") }

// NewID gives an Item.ID for an item first seen at t; it is unique within a feed's poll.
func NewID(t time.Time, feed, key string) string { panic("skeleton") }

// Feeds returns the state of every feed ever polled, by URL.
func (s *Store) Feeds() (map[string]FeedState, error) { panic("skeleton") }

// PutFeeds saves states in one transaction: next poll times before the
// requests, and the outcome of polls that brought nothing.
func (s *Store) PutFeeds(states []FeedState) error { panic("skeleton") }

// Unseen tells which keys the feed has not shown before.
func (s *Store) Unseen(feed string, keys []string) (map[string]bool, error) { panic("skeleton") }

// CommitPoll writes all of a poll in one transaction; calls made at the same
// time share one. Items whose key turns out to be seen already are left out
// with their hits; it returns how many items and hits were stored.
func (s *Store) CommitPoll(p Poll) (items, hits int, err error) { panic("skeleton") }

// Hits returns what was found since t, newest first; profile "" means all;
// near misses are included when near is set. limit 0: all.
func (s *Store) Hits(since time.Time, profile string, near bool, limit int) ([]Found, error) {
	panic("skeleton")
}

// Pending returns the hits and near misses that wait for a digest.
func (s *Store) Pending(digest string) ([]Found, error) { panic("skeleton") }

// Digest returns the state of a digest; ok is false if there is none yet.
func (s *Store) Digest(name string) (state DigestState, ok bool, err error) { panic("skeleton") }

// PutDigest saves a digest's next time.
func (s *Store) PutDigest(state DigestState) error { panic("skeleton") }

// Freeze carries f out in one transaction. A delivery whose id is known
// already is not added again.
func (s *Store) Freeze(f Freeze) error { panic("skeleton") }

// Due returns the deliveries that wait and whose time has come, oldest first.
func (s *Store) Due(now time.Time) ([]Delivery, error) { panic("skeleton") }

// RecordDelivery saves the outcome of an attempt.
func (s *Store) RecordDelivery(d Delivery) error { panic("skeleton") }

// Deliveries returns the ledger without bodies, newest first. limit 0: all.
func (s *Store) Deliveries(limit int) ([]Delivery, error) { panic("skeleton") }
