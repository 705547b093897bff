package store

import (
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Item returns one item; ok is false if there is none of that id, or none any
// more.
func (s *Store) Item(id string) (it Item, ok bool, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		v := tx.Bucket(itemsBucket).Get([]byte(id))
		if v == nil {
			return nil
		}
		it, err = decodeItem(id, v)
		ok = err == nil
		return err
	})
	if err != nil {
		return Item{}, false, fmt.Errorf("read item: %w", err)
	}
	return it, ok, nil
}

// EachItem calls fn for the items first seen at since or later and before
// until, to the millisecond, oldest first. A zero time sets no bound. It stops
// at the first error of fn, or when ctx ends, and returns that error as it is.
// fn is called outside of any transaction and may take its time and use the
// store.
func (s *Store) EachItem(ctx context.Context, since, until time.Time, fn func(Item) error) error {
	left := span{bucket: itemsBucket, from: idFloor(since)}
	if !until.IsZero() {
		left.to = idFloor(until)
	}
	var items []Item
	for done := false; !done; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		items = items[:0]
		left, done, err = s.page(left, func(_ *bolt.Tx, k, v []byte) error {
			it, err := decodeItem(string(k), v)
			items = append(items, it)
			return err
		})
		if err != nil {
			return fmt.Errorf("read items: %w", err)
		}
		for _, it := range items {
			if err := fn(it); err != nil {
				return err
			}
		}
	}
	return nil
}
