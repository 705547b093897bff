package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// compactLot is how many bytes of entries Compact writes in one transaction.
const compactLot = 8 << 20

// Compact writes the store anew without its free pages, and returns the size of
// the file before and after, in bytes. Readers go on meanwhile and writers
// wait, ten seconds or so per gigabyte. Until the new file is on the disk and was
// found whole, the old one stays as it is; an error before leaves it in use.
// There must be space for both. progress is told bytes of entries, and may be
// nil.
func (s *Store) Compact(ctx context.Context, progress func(done, total int64)) (before, after int64, err error) {
	s.writing <- struct{}{}
	defer func() { <-s.writing }()
	target, err := filepath.EvalSymlinks(s.path) // a link stays one
	if err != nil {
		return 0, 0, fmt.Errorf("compact store: %w", err)
	}
	old, err := os.Stat(target)
	if err != nil {
		return 0, 0, fmt.Errorf("compact store: %w", err)
	}
	var fresh *bolt.DB
	place := func(draft, path string) error {
		if err := errors.Join(os.Chmod(draft, old.Mode().Perm()), keepOwner(draft, old)); err != nil {
			return err
		}
		if err := os.Rename(draft, path); err != nil {
			return err
		}
		used := s.db.Swap(fresh)
		fresh = nil
		return used.Close() // waits for those who read it
	}
	after, err = aside(target, place, func(draft string) (size int64, err error) {
		fresh, size, err = s.rewrite(ctx, draft, progress)
		return size, err
	})
	if fresh != nil {
		err = errors.Join(err, fresh.Close())
	}
	if err != nil {
		return 0, 0, fmt.Errorf("compact store: %w", err)
	}
	return old.Size(), after, nil
}

// rewrite copies all entries to a file that is there. It returns the file open
// for use, synced and checked, and its size; or nil.
func (s *Store) rewrite(ctx context.Context, draft string, progress func(done, total int64)) (fresh *bolt.DB, size int64, err error) {
	opts := options()
	opts.NoSync = true // until all is there
	fresh, err = bolt.Open(draft, 0o600, opts)
	if err != nil {
		return nil, 0, err
	}
	alloc := fresh.AllocSize
	fresh.AllocSize = 0 // let the file end where its last page does
	err = s.view(func(tx *bolt.Tx) error {
		done, total := int64(0), tx.Size()
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			return copyBucket(fresh, name, b, func(n int) error {
				if done += int64(n); progress != nil {
					progress(done, max(done, total))
				}
				return context.Cause(ctx)
			})
		})
	})
	fresh.NoSync, fresh.AllocSize = false, alloc
	if err == nil {
		err = fresh.Sync()
	}
	if err == nil {
		err = newStore(fresh).Check()
	}
	var info os.FileInfo
	if err == nil {
		info, err = os.Stat(draft)
	}
	if err != nil {
		return nil, 0, errors.Join(err, fresh.Close())
	}
	return fresh, info.Size(), nil
}

// copyBucket copies a bucket to another file in some transactions, and tells
// copied how many bytes each has taken.
func copyBucket(to *bolt.DB, name []byte, from *bolt.Bucket, copied func(n int) error) error {
	cursor := from.Cursor()
	k, v := cursor.First()
	for begun := false; !begun || k != nil; begun = true {
		size := 0
		err := to.Update(func(tx *bolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists(name)
			if err != nil {
				return err
			}
			if err := b.SetSequence(from.Sequence()); err != nil {
				return err
			}
			b.FillPercent = 1 // the keys come in order
			for ; k != nil && size < compactLot; k, v = cursor.Next() {
				if v == nil {
					return errDamaged("%s %s is a bucket", name, keyText(k))
				}
				if err := b.Put(k, v); err != nil {
					return err
				}
				size += len(k) + len(v)
			}
			return nil
		})
		if err := errors.Join(err, copied(size)); err != nil {
			return err
		}
	}
	return nil
}
