package store

import (
	"bytes"
	"encoding/json"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Digest returns the state of a digest; ok is false if there is none yet.
func (s *Store) Digest(name string) (state DigestState, ok bool, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		v := tx.Bucket(digestsBucket).Get([]byte(name))
		if v == nil {
			return nil
		}
		ok = true
		return json.Unmarshal(v, &state)
	})
	if err != nil {
		return DigestState{}, false, fmt.Errorf("read digest %s: %w", name, err)
	}
	return state, ok, nil
}

// PutDigest saves a digest's next time.
func (s *Store) PutDigest(state DigestState) error {
	err := s.update(func(tx *bolt.Tx) error { return putDigest(tx, state) })
	if err != nil {
		return fmt.Errorf("save digest %s: %w", state.Name, err)
	}
	return nil
}

func putDigest(tx *bolt.Tx, state DigestState) error {
	if err := checkName("digest name", state.Name); err != nil {
		return err
	}
	v, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return tx.Bucket(digestsBucket).Put([]byte(state.Name), v)
}

// PendingCounts returns how many hits and near misses wait for each digest for
// which any do.
func (s *Store) PendingCounts() (map[string]int, error) {
	counts := make(map[string]int)
	err := s.scan(span{bucket: pendingBucket}, func(k, _ []byte) error {
		digest, _, _ := bytes.Cut(k, []byte{0})
		counts[string(digest)]++
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count what waits for digests: %w", err)
	}
	return counts, nil
}

// Freeze carries f out in one transaction. A delivery without a State waits.
// When the id of one is known already, delivered or not, or comes twice, the
// error is ErrDeliveryExists and nothing is changed: otherwise what it
// announces would be taken and sent to nobody.
func (s *Store) Freeze(f Freeze) error {
	err := s.update(func(tx *bolt.Tx) error {
		pending := tx.Bucket(pendingBucket)
		for _, h := range f.Taken {
			key := pendingKey(f.State.Name, h)
			if pending.Get(key) == nil {
				if err := outrun(tx, f.State.Name, h); err != nil {
					return err
				}
			} else if err := pending.Delete(key); err != nil {
				return err
			}
		}
		for _, d := range f.Deliveries {
			if err := addDelivery(tx, d); err != nil {
				return err
			}
		}
		if err := putTold(tx, f.State.Name, f.Told, f.Now); err != nil {
			return err
		}
		return putDigest(tx, f.State)
	})
	if err != nil {
		return fmt.Errorf("freeze digest %s: %w", f.State.Name, err)
	}
	return nil
}
