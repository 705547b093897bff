package store

import (
	"errors"
	"fmt"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// view and update run one transaction, as those of bbolt do. Every transaction
// of the store is begun here or in share.
func (s *Store) view(fn func(tx *bolt.Tx) error) error {
	return s.guard(func() error {
		for {
			db := s.db.Load()
			err := db.View(fn)
			// Compact may have closed it just before.
			if !errors.Is(err, berrors.ErrDatabaseNotOpen) || db == s.db.Load() {
				return err
			}
		}
	})
}

func (s *Store) update(fn func(tx *bolt.Tx) error) error {
	s.writing <- struct{}{}
	defer func() { <-s.writing }()
	return s.updateInTurn(fn)
}

// updateInTurn is update for those who hold s.writing. They wait for it and
// not for bbolt's own lock, which a panic may leave held for ever.
func (s *Store) updateInTurn(fn func(tx *bolt.Tx) error) error {
	return s.guard(func() error {
		err := s.db.Load().Update(func(tx *bolt.Tx) error {
			if err := s.mark(tx); err != nil {
				return err
			}
			return fn(tx)
		})
		s.marked = s.marked || err == nil
		return err
	})
}

// guard makes an error of a panic in bbolt, which is how it says that a page is
// damaged, and of the memory fault where a page leads out of the file. Nobody
// knows then what bbolt still holds, or whether its list of free pages is
// whole, so nothing is let near it again.
func (s *Store) guard(do func() error) (err error) {
	if broken := s.broken.Load(); broken != nil {
		return *broken
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v: %s", ErrBroken, p, brokenRemedy)
			s.broken.CompareAndSwap(nil, &err)
		}
	}()
	return do()
}

// queued is a write that is to share a transaction.
type queued struct {
	write func(tx *bolt.Tx) error
	done  chan error
}

// share is update for many callers: all that wait while a transaction is under
// way share the next, and so the syncs it costs. The first of them to get its
// turn carries out the writes of all. Should one fail, each is tried again
// alone, so write must start from nothing whenever it is called.
//
// This is bbolt's Batch, but that runs on a goroutine of its own, where
// nothing can be recovered.
func (s *Store) share(write func(tx *bolt.Tx) error) error {
	own := &queued{write, make(chan error, 1)}
	s.queueLock.Lock()
	s.queue = append(s.queue, own)
	s.queueLock.Unlock()
	select {
	case err := <-own.done:
		return err
	case s.writing <- struct{}{}:
	}
	defer func() { <-s.writing }()
	s.queueLock.Lock()
	turn := s.queue
	s.queue = nil
	s.queueLock.Unlock()
	s.writeAll(turn)
	return <-own.done // another's turn may have brought it before
}

func (s *Store) writeAll(turn []*queued) {
	if len(turn) == 0 {
		return
	}
	err := s.updateInTurn(func(tx *bolt.Tx) error {
		for _, q := range turn {
			if err := q.write(tx); err != nil {
				return err
			}
		}
		return nil
	})
	for _, q := range turn {
		if err != nil && len(turn) > 1 {
			q.done <- s.updateInTurn(q.write)
		} else {
			q.done <- err
		}
	}
}
