package store

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Headline is what a list shows of a hit and its item: a twentieth of Found in
// memory. The fields are those of Hit and Item.
type Headline struct {
	Item        string // Item.ID
	Profile     string
	Probability float64
	Near        bool
	Copy        bool
	Story       string // "" for a near miss, and for what was found before there were stories
	Status      string
	Revises     string    // of the hit, not the item: the last version before that was a hit
	When        time.Time // Item.When
	Title       string
	Link        string
	Language    string
	Outlet      string
	Class       string
}

// Headline is what Headlines has of it.
func (f Found) Headline() Headline {
	return Headline{
		Item: f.Hit.Item, Profile: f.Hit.Profile, Probability: f.Hit.Probability, Near: f.Hit.Near, Copy: f.Hit.Copy,
		Story: f.Hit.Story, Status: f.Hit.Status, Revises: f.Hit.Revises, When: f.Item.When(), Title: f.Item.Title,
		Link: f.Item.Link, Language: f.Item.Language, Outlet: f.Item.Outlet, Class: f.Item.Class,
	}
}

// Headlines returns what was found at since or later (to the millisecond),
// newest first; profile "" means all; near misses are included when near is set.
// limit 0: all. EachFound adds texts and evidence, which are most of what is
// stored: without them 100,000 hits of years take some tenths of a second, with
// them several seconds.
func (s *Store) Headlines(since time.Time, profile string, near bool, limit int) ([]*Headline, error) {
	keys, err := s.hitKeys(since, profile, near)
	if err != nil {
		return nil, fmt.Errorf("read hits: %w", err)
	}
	if limit > 0 {
		keys = keys[:min(limit, len(keys))]
	}
	all := make([]*Headline, 0, len(keys))
	shared := shared{}
	err = s.fetch(keys, func(tx *bolt.Tx, key []byte) error {
		h, ok, err := readHeadline(tx, key, shared)
		if ok {
			all = append(all, &h)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read hits: %w", err)
	}
	return all, nil
}

// EachFound calls fn for the whole of each, in their order; what is gone
// meanwhile is passed over. It stops at the first error of fn and returns it as
// it is. fn is called outside of any transaction and may take its time and use
// the store. A few hits at a time are in memory.
func (s *Store) EachFound(of []*Headline, fn func(Found) error) error {
	var some []Found
	for len(of) > 0 {
		n := min(len(of), fetchEntries)
		some = some[:0]
		err := s.view(func(tx *bolt.Tx) error {
			for _, h := range of[:n] {
				f, ok, err := readFound(tx, joinKey(h.Item, h.Profile))
				if err != nil {
					return err
				}
				if ok {
					some = append(some, f)
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("read hits: %w", err)
		}
		for _, f := range some {
			if err := fn(f); err != nil {
				return err
			}
		}
		of = of[n:]
	}
	return nil
}

// readHeadline reads of a hit and its item what a headline has; ok is false
// when there is no such hit.
func readHeadline(tx *bolt.Tx, key []byte, shared shared) (h Headline, ok bool, err error) {
	v := tx.Bucket(hitsBucket).Get(key)
	if v == nil {
		return Headline{}, false, nil
	}
	id, profile, ok := bytes.Cut(key, []byte{0})
	head, err := decodeHitHead(v)
	if err != nil || !ok {
		return Headline{}, false, fmt.Errorf("hit %q: %w", key, errHit)
	}
	item := tx.Bucket(itemsBucket).Get(id)
	if item == nil {
		return Headline{}, false, errDamaged("hit %q has no item", key)
	}
	h = Headline{Item: string(id), Profile: shared.text(profile), Near: head.near}
	if !h.readHit(v[hitHeadLen:], shared) { // nothing that we write, but it may be JSON
		hit, err := decodeHit(key, v)
		if err != nil {
			return Headline{}, false, err
		}
		h = Found{Hit: hit}.Headline()
	}
	if !h.readItem(item, shared) {
		return Headline{}, false, fmt.Errorf("item %s: %w", id, errItem)
	}
	return h, true, nil
}

// readHit looks for members of a hit's JSON by name. A quote within a JSON
// string has a backslash before it, so what is found is a name, and only hits
// have members of these. ok is false when a value is not as simple as those of
// encodeHit.
func (h *Headline) readHit(object []byte, shared shared) (ok bool) {
	object, _, ok = bytes.Cut(object, []byte(`,"evidence":`)) // the last member, and most of all
	if !ok {
		return false
	}
	_, number, _ := bytes.Cut(object, []byte(`"probability":`))
	number, _, _ = bytes.Cut(number, []byte{','})
	var err error
	if h.Probability, err = strconv.ParseFloat(string(number), 64); err != nil {
		return false
	}
	h.Copy = bytes.Contains(object, []byte(`"copy":true`))
	story, plain := member(object, `"story":"`)
	status, plain2 := member(object, `"status":"`)
	revises, plain3 := member(object, `"revises":"`)
	h.Story, h.Status, h.Revises = shared.text(story), shared.text(status), string(revises)
	return plain && plain2 && plain3
}

// member is the string after a name, empty where there is none; plain is false
// when there are escapes in it.
func member(object []byte, name string) (value []byte, plain bool) {
	i := bytes.Index(object, []byte(name))
	if i < 0 {
		return nil, true
	}
	value, _, ok := bytes.Cut(object[i+len(name):], []byte{'"'})
	return value, ok && bytes.IndexByte(value, '\\') < 0
}

// readItem reads what appendItem wrote and passes over the texts.
func (h *Headline) readItem(v []byte, shared shared) (ok bool) {
	if len(v) == 0 || v[0] != itemVersion {
		return false
	}
	r := fields[[]byte]{rest: v[1:]}
	r.text() // feed
	r.text() // key
	r.text() // guid
	h.Title, h.Link = string(r.text()), string(r.text())
	r.text() // summary
	r.text() // content
	r.text() // authors
	h.Language, h.Outlet, h.Class = shared.text(r.text()), shared.text(r.text()), shared.text(r.text())
	published := r.time()
	h.When = Item{Published: published, FirstSeen: r.time()}.When()
	return !r.bad
}

// shared holds the texts that many headlines have, each once.
type shared map[string]string

func (s shared) text(b []byte) string {
	t, ok := s[string(b)] // no allocation
	if !ok {
		t = string(b)
		s[t] = t
	}
	return t
}
