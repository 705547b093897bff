package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// maxFindings is how many findings Check names; a damaged file may hold
// thousands.
const maxFindings = 20

// errUnwritten ends the transaction of Check.
var errUnwritten = errors.New("nothing to write")

// Check reads the whole file and returns what is wrong with it: entries that
// cannot be read, entries that miss what they refer to, and pages, as bbolt
// sees them. Writers wait until it is done, a few seconds per gigabyte.
func (s *Store) Check() error {
	f := findings{}
	// Of a read transaction bbolt would compare the pages with a list of free
	// ones that a writer changes meanwhile.
	err := s.update(func(tx *bolt.Tx) error {
		// First, because a page that leads out of the file is an error here,
		// and the end of the process in the goroutine that bbolt checks in.
		checkEntries(tx, &f)
		for err := range tx.Check() {
			f.add(err)
		}
		return errUnwritten
	})
	if !errors.Is(err, errUnwritten) {
		f.add(err)
	}
	if f.total > len(f.errs) {
		f.errs = append(f.errs, fmt.Errorf("and %d more", f.total-len(f.errs)))
	}
	if f.total > 0 {
		return fmt.Errorf("check store: %w", errors.Join(f.errs...))
	}
	return nil
}

type findings struct {
	errs  []error
	total int
}

func (f *findings) add(err error) {
	if f.total++; f.total <= maxFindings {
		f.errs = append(f.errs, err)
	}
}

// checkEntries looks at what the package comment says must hold.
func checkEntries(tx *bolt.Tx, f *findings) {
	for _, c := range []struct {
		bucket []byte
		check  func(tx *bolt.Tx, k, v []byte) error
	}{
		{feedsBucket, func(_ *bolt.Tx, k, v []byte) error { _, err := decodeFeed(string(k), v); return err }},
		{seenBucket, func(_ *bolt.Tx, k, v []byte) error { _, err := readMark(k, v); return err }},
		{versionsBucket, checkVersion},
		{itemsBucket, func(_ *bolt.Tx, k, v []byte) error { _, err := decodeItem(string(k), v); return err }},
		{hitsBucket, func(tx *bolt.Tx, k, _ []byte) error { _, _, err := readFound(tx, k); return err }},
		{pendingBucket, checkPending},
		{storiesBucket, checkStory},
		{toldBucket, checkTold},
		{digestsBucket, func(_ *bolt.Tx, _, v []byte) error { return json.Unmarshal(v, new(DigestState)) }},
		{outboxBucket, checkOutbox},
		{ledgerBucket, checkLedger},
		{deliveredBucket, checkDelivered},
	} {
		cursor := tx.Bucket(c.bucket).Cursor()
		for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
			if err := c.check(tx, k, v); err != nil {
				f.add(fmt.Errorf("%s: %w", c.bucket, err))
			}
		}
	}
}

func checkPending(tx *bolt.Tx, k, _ []byte) error {
	_, hit, ok := bytes.Cut(k, []byte{0})
	if !ok || tx.Bucket(hitsBucket).Get(hit) == nil {
		return fmt.Errorf("%q is no hit", k)
	}
	return nil
}

func checkOutbox(tx *bolt.Tx, k, v []byte) error {
	if tx.Bucket(deliveredBucket).Get(k) != nil {
		return fmt.Errorf("%s is delivered and in the outbox", k)
	}
	_, _, err := decodeDelivery(v)
	return err
}

func checkLedger(tx *bolt.Tx, k, v []byte) error {
	d, _, err := decodeDelivery(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(k, ledgerKey(d)) || !bytes.Equal(tx.Bucket(deliveredBucket).Get([]byte(d.ID)), timeKey(d.Created)) {
		return fmt.Errorf("%s is not found by its id", d.ID)
	}
	return nil
}

func checkDelivered(tx *bolt.Tx, k, v []byte) error {
	if tx.Bucket(ledgerBucket).Get(slices.Concat(v, k)) == nil {
		return fmt.Errorf("%s is not in the ledger", k)
	}
	return nil
}
