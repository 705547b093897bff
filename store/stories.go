package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Stories are the stories that still take reports, within the transaction of a
// poll. It is valid during the call of Poll.Place only.
type Stories struct{ bucket *bolt.Bucket }

// Revision changes with every Put, and changes back should the transaction
// fail: who keeps the stories in memory, and finds it as it was after their
// last Put, has what is stored.
func (s *Stories) Revision() uint64 { return s.bucket.Sequence() }

// Each calls fn for the stories that were put at since or later, by profile
// and id. state is valid during the call only.
func (s *Stories) Each(since time.Time, fn func(profile, id string, state []byte) error) error {
	return s.bucket.ForEach(func(k, v []byte) error {
		key, put, err := readStory(k, v)
		if err != nil || put < since.UnixMilli() {
			return err
		}
		return fn(key.Profile, key.Story, v[timeLen:])
	})
}

// Put stores the state of a story as of a time. State is the caller's.
func (s *Stories) Put(profile, id string, at time.Time, state []byte) error {
	for kind, name := range map[string]string{"profile name": profile, "story id": id} {
		if err := checkName(kind, name); err != nil {
			return err
		}
	}
	if _, err := s.bucket.NextSequence(); err != nil {
		return err
	}
	return s.bucket.Put(joinKey(profile, id), append(timeKey(at), state...))
}

// readStory reads an entry of stories/ up to its state: whose it is, and when
// it was put, in milliseconds.
func readStory(k, v []byte) (key StoryKey, put int64, err error) {
	profile, id, ok := bytes.Cut(k, []byte{0})
	if !ok || len(v) < timeLen {
		return StoryKey{}, 0, errDamaged("story %q is cut short", k)
	}
	return StoryKey{string(profile), string(id)}, storedTime(v), nil
}

// storedTime reads what timeKey wrote.
func storedTime(v []byte) int64 { return int64(binary.BigEndian.Uint64(v) ^ 1<<63) }

// place asks p.Place about the items that were stored and have hits.
func place(tx *bolt.Tx, p placeFunc, items []NewItem) error {
	if p == nil || len(items) == 0 {
		return nil
	}
	if err := p(&Stories{tx.Bucket(storiesBucket)}, items); err != nil {
		return fmt.Errorf("place hits in stories: %w", err)
	}
	return nil
}

func toldKey(digest string, k StoryKey) []byte { return joinKey(digest, k.Profile, k.Story) }

// Told returns what is remembered of those of the stories that a digest has
// told, see Freeze.Told.
func (s *Store) Told(digest string, stories []StoryKey) (map[StoryKey]Telling, error) {
	told := make(map[StoryKey]Telling)
	err := s.view(func(tx *bolt.Tx) error {
		b := tx.Bucket(toldBucket)
		for _, k := range stories {
			v := b.Get(toldKey(digest, k))
			if v == nil {
				continue
			}
			_, t, err := readTelling(v)
			if err != nil {
				return fmt.Errorf("story %s of %s: %w", k.Story, k.Profile, err)
			}
			told[k] = t
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what %s has told: %w", digest, err)
	}
	return told, nil
}

func putTold(tx *bolt.Tx, digest string, stories map[StoryKey]Telling, at time.Time) error {
	for k, t := range stories {
		text, err := json.Marshal(t)
		if err != nil {
			return fmt.Errorf("encode what %s has told: %w", digest, err)
		}
		if err := tx.Bucket(toldBucket).Put(toldKey(digest, k), append(timeKey(at), text...)); err != nil {
			return err
		}
	}
	return nil
}

// readTelling reads an entry of told/; one that an older program wrote is the
// time alone, in milliseconds.
func readTelling(v []byte) (told int64, t Telling, err error) {
	if len(v) < timeLen {
		return 0, t, errDamaged("what was told is cut short")
	}
	if len(v) > timeLen {
		err = json.Unmarshal(v[timeLen:], &t)
	}
	return storedTime(v), t, err
}

func checkStory(_ *bolt.Tx, k, v []byte) error {
	_, _, err := readStory(k, v)
	return err
}

func checkTold(_ *bolt.Tx, k, v []byte) error {
	if bytes.Count(k, []byte{0}) != 2 {
		return errDamaged("%q names no story", k)
	}
	_, _, err := readTelling(v)
	return err
}
