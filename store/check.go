package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	bolt "go.etcd.io/bbolt"
)

// maxFindings is how many findings Check names; a damaged file may hold
// thousands.
const maxFindings = 20

// errUnwritten ends a transaction that only looked.
var errUnwritten = errors.New("nothing to write")

// Damage is what Check finds.
type Damage struct {
	Findings []error // where it is and what is wrong; the first 20
	Total    int
}

func (d *Damage) add(err error) {
	if d.Total++; d.Total <= maxFindings {
		d.Findings = append(d.Findings, err)
	}
}

// Error is a line for each finding, below one that counts them.
func (d *Damage) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the store is damaged in %d places:", d.Total)
	for _, err := range d.Findings {
		fmt.Fprintf(&b, "\n  %v", err)
	}
	if more := d.Total - len(d.Findings); more > 0 {
		fmt.Fprintf(&b, "\n  and %d more", more)
	}
	return b.String()
}

// Unwrap gives the findings to errors.Is and errors.As.
func (d *Damage) Unwrap() []error { return d.Findings }

// Check reads the whole file and returns what is wrong with it, a *Damage:
// entries that cannot be read, entries that miss what they refer to, and pages,
// as bbolt sees them. Others go on meanwhile, but for writers while it looks at
// the pages, about a second per gigabyte.
func (s *Store) Check() error {
	found := &Damage{}
	// The entries first, because a page that leads out of the file is an error
	// here, and the end of the process in the goroutine that bbolt checks in.
	err := s.view(func(tx *bolt.Tx) error { checkEntries(tx, found); return nil })
	if err == nil {
		err = s.checkPages(found)
	}
	if err != nil {
		found.add(err)
	}
	if found.Total > 0 {
		return fmt.Errorf("check store: %w", found)
	}
	s.unclean.Store(false)
	return nil
}

// checkPages keeps writers out: bbolt compares the pages that it can reach with
// a list of free ones that they change.
func (s *Store) checkPages(found *Damage) error {
	do := s.update
	if s.db.Load().IsReadOnly() {
		do = s.view
	}
	err := do(func(tx *bolt.Tx) error {
		for err := range tx.Check() {
			found.add(err)
		}
		return errUnwritten
	})
	if errors.Is(err, errUnwritten) {
		return nil
	}
	return err
}

// checkEntries looks at what the package comment says must hold.
func checkEntries(tx *bolt.Tx, found *Damage) {
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
				found.add(fmt.Errorf("%s %s: %w", c.bucket, keyText(k), err))
			}
		}
	}
}

// keyText is a key for a reader: quoted where it is text and its separators,
// else in hexadecimal.
func keyText(k []byte) string {
	if text := bytes.ReplaceAll(k, []byte{0}, nil); utf8.Valid(text) {
		return fmt.Sprintf("%q", k)
	}
	return fmt.Sprintf("%x", k)
}

func checkPending(tx *bolt.Tx, k, _ []byte) error {
	_, hit, ok := bytes.Cut(k, []byte{0})
	if !ok || tx.Bucket(hitsBucket).Get(hit) == nil {
		return errors.New("there is no such hit")
	}
	return nil
}

func checkOutbox(tx *bolt.Tx, k, v []byte) error {
	if tx.Bucket(deliveredBucket).Get(k) != nil {
		return errors.New("it is delivered and in the outbox")
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
		return errors.New("it is not in the ledger")
	}
	return nil
}
