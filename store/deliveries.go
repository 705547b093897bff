package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

var errDelivery = errors.New("malformed delivery")

func encodeDelivery(d Delivery) ([]byte, error) {
	head := d
	head.Body = nil
	text, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("encode delivery %s: %w", d.ID, err)
	}
	v := binary.AppendUvarint(nil, uint64(len(text)))
	return append(append(v, text...), d.Body...), nil
}

// decodeDelivery returns the delivery without its body, and the body as it
// lies in v.
func decodeDelivery(v []byte) (d Delivery, body []byte, err error) {
	n, width := binary.Uvarint(v)
	if width <= 0 || n > uint64(len(v)-width) {
		return Delivery{}, nil, errDelivery
	}
	end := width + int(n)
	if err := json.Unmarshal(v[width:end], &d); err != nil {
		return Delivery{}, nil, fmt.Errorf("%w: %w", errDelivery, err)
	}
	return d, v[end:], nil
}

func ledgerKey(d Delivery) []byte { return append(timeKey(d.Created), d.ID...) }

func addDelivery(tx *bolt.Tx, d Delivery) error {
	if err := checkName("delivery id", d.ID); err != nil {
		return err
	}
	id := []byte(d.ID)
	if tx.Bucket(outboxBucket).Get(id) != nil || tx.Bucket(deliveredBucket).Get(id) != nil {
		return fmt.Errorf("%w: %s", ErrDeliveryExists, d.ID)
	}
	d.State = cmp.Or(d.State, Waiting)
	return putDelivery(tx, d)
}

// putDelivery writes d to where its state belongs.
func putDelivery(tx *bolt.Tx, d Delivery) error {
	v, err := encodeDelivery(d)
	if err != nil {
		return err
	}
	id := []byte(d.ID)
	switch d.State {
	case Waiting, Parked:
		return tx.Bucket(outboxBucket).Put(id, v)
	case Delivered:
		return errors.Join(
			tx.Bucket(outboxBucket).Delete(id),
			tx.Bucket(ledgerBucket).Put(ledgerKey(d), v),
			tx.Bucket(deliveredBucket).Put(id, timeKey(d.Created)))
	default:
		return fmt.Errorf("delivery %s: unknown state %q", d.ID, d.State)
	}
}

// Waiting returns all deliveries that wait, due or not, without bodies, oldest
// first: at each receiver the order in which they are to arrive.
func (s *Store) Waiting() ([]Delivery, error) {
	outbox, err := s.Outbox()
	if err != nil {
		return nil, err
	}
	slices.Reverse(outbox)
	return slices.DeleteFunc(outbox, func(d Delivery) bool { return d.State != Waiting }), nil
}

// Undelivered returns one delivery with its body; ok is false when it is not
// known, or was delivered.
func (s *Store) Undelivered(id string) (d Delivery, ok bool, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		v := tx.Bucket(outboxBucket).Get([]byte(id))
		if v == nil {
			return nil
		}
		var body []byte
		d, body, err = decodeDelivery(v)
		d.Body, ok = bytes.Clone(body), err == nil
		return err
	})
	if err != nil {
		return Delivery{}, false, fmt.Errorf("read delivery %s: %w", id, err)
	}
	return d, ok, nil
}

// parkBatch is how many deliveries one transaction parks: each is written anew
// with its body.
const parkBatch = 100

// Park gives up all that waits for a receiver, and says why in LastError.
func (s *Store) Park(receiver, reason string, now time.Time) (parked int, err error) {
	waiting, err := s.Waiting()
	if err != nil {
		return 0, err
	}
	waiting = slices.DeleteFunc(waiting, func(d Delivery) bool { return d.Receiver != receiver })
	for some := range slices.Chunk(waiting, parkBatch) {
		err := s.update(func(tx *bolt.Tx) error {
			for _, d := range some {
				v := tx.Bucket(outboxBucket).Get([]byte(d.ID))
				if v == nil {
					continue // delivered meanwhile
				}
				d, body, err := decodeDelivery(v)
				if err != nil {
					return fmt.Errorf("delivery %s: %w", d.ID, err)
				}
				d.State, d.Next, d.Done, d.LastError, d.Body = Parked, time.Time{}, now, reason, body
				if err := putDelivery(tx, d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return parked, fmt.Errorf("park deliveries for %s: %w", receiver, err)
		}
		parked += len(some)
	}
	return parked, nil
}

// RecordDelivery saves the outcome of an attempt: a delivery that waits or is
// parked stays in the outbox, a delivered one goes to the ledger, and those that
// failed before it at its receiver are marked as passed. Body and Created stay
// what they were when the digest was frozen, and what was passed stays so. That
// a delivered one was delivered may be recorded again; a delivery not known is an
// error.
func (s *Store) RecordDelivery(d Delivery) error {
	err := s.update(func(tx *bolt.Tx) error {
		id := []byte(d.ID)
		v := tx.Bucket(outboxBucket).Get(id)
		if v == nil {
			if d.State == Delivered && tx.Bucket(deliveredBucket).Get(id) != nil {
				return nil
			}
			return errors.New("it is not in the outbox")
		}
		old, body, err := decodeDelivery(v)
		if err != nil {
			return err
		}
		d.Created, d.Body, d.Passed = old.Created, body, d.Passed || old.Passed
		if d.State == Delivered {
			if err := passBy(tx, d); err != nil {
				return err
			}
		}
		return putDelivery(tx, d)
	})
	if err != nil {
		return fmt.Errorf("record delivery %s: %w", d.ID, err)
	}
	return nil
}

// passBy marks what failed and still waits before d at its receiver.
func passBy(tx *bolt.Tx, d Delivery) error {
	var passed []Delivery
	err := tx.Bucket(outboxBucket).ForEach(func(k, v []byte) error {
		o, body, err := decodeDelivery(v)
		if err != nil {
			return fmt.Errorf("delivery %s: %w", k, err)
		}
		if o.Receiver == d.Receiver && o.State == Waiting && o.Attempts > 0 && !o.Passed && newestFirst(d, o) < 0 {
			o.Body, o.Passed = body, true
			passed = append(passed, o)
		}
		return nil
	})
	for _, o := range passed {
		err = errors.Join(err, putDelivery(tx, o))
	}
	return err
}

// Deliveries returns outbox and ledger without bodies, newest first by the
// time of creation. limit 0: all.
func (s *Store) Deliveries(limit int) ([]Delivery, error) {
	// The outbox first: a delivery that moves meanwhile is then found twice,
	// not missed.
	outbox, err := s.Outbox()
	if err != nil {
		return nil, err
	}
	all, err := s.ledger(limit)
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	all = append(all, outbox...)
	slices.SortStableFunc(all, newestFirst)
	all = slices.CompactFunc(all, func(a, b Delivery) bool { return a.ID == b.ID })
	if limit > 0 {
		all = all[:min(limit, len(all))]
	}
	return all, nil
}

func newestFirst(a, b Delivery) int {
	return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID))
}

// Outbox returns what is not delivered, without bodies, newest first.
func (s *Store) Outbox() ([]Delivery, error) {
	var all []Delivery
	err := s.scan(span{bucket: outboxBucket}, func(k, v []byte) error {
		d, _, err := decodeDelivery(v)
		if err != nil {
			return fmt.Errorf("delivery %s: %w", k, err)
		}
		all = append(all, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	slices.SortFunc(all, newestFirst)
	return all, nil
}

// ledger returns the newest deliveries that were delivered, without bodies.
func (s *Store) ledger(limit int) ([]Delivery, error) {
	var keys [][]byte
	err := s.scan(span{bucket: ledgerBucket}, func(k, _ []byte) error {
		keys = append(keys, bytes.Clone(k))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if limit > 0 {
		keys = keys[max(len(keys)-limit, 0):]
	}
	var all []Delivery
	err = s.fetch(keys, func(tx *bolt.Tx, key []byte) error {
		v := tx.Bucket(ledgerBucket).Get(key)
		if v == nil {
			return nil
		}
		d, _, err := decodeDelivery(v)
		if err != nil {
			return fmt.Errorf("delivery %s: %w", key[timeLen:], err)
		}
		all = append(all, d)
		return nil
	})
	return all, err
}
