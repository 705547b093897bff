package store

import bolt "go.etcd.io/bbolt"

// openKey is in meta/ from the first write after Open until Close, in
// transactions that are synced anyway. Who finds it has the file of a process
// that was killed, of a machine that lost power, or a backup of a store in use.
var openKey = []byte("open")

// Unclean tells whether the store was not closed by the last who wrote to it,
// and was not checked since. A kill at any moment leaves the file whole, but
// disks lose what they said was written at a loss of power: call Check.
func (s *Store) Unclean() bool { return s.unclean.Load() }

// readMark is called by Open, before anyone else has the store.
func (s *Store) readMark() error {
	return s.view(func(tx *bolt.Tx) error {
		s.marked = tx.Bucket(metaBucket).Get(openKey) != nil
		s.unclean.Store(s.marked)
		return nil
	})
}

// mark is for those who hold writing.
func (s *Store) mark(tx *bolt.Tx) error {
	if s.marked {
		return nil
	}
	return tx.Bucket(metaBucket).Put(openKey, []byte("1"))
}

// unmark is for who holds writing. A mark that was found stays until a Check
// finds nothing.
func (s *Store) unmark() error {
	if !s.marked || s.unclean.Load() {
		return nil
	}
	err := s.updateInTurn(func(tx *bolt.Tx) error { return tx.Bucket(metaBucket).Delete(openKey) })
	s.marked = false
	return err
}
