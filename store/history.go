package store

import (
	"bytes"
	"fmt"
	"slices"
	"time"
)

// FoundTimes returns by profile when hits were found at since or later, oldest
// first, to the millisecond. Near misses, older matches of a new feed and
// versions of what was a hit before are left out. It reads neither items nor
// the JSON of the hits.
func (s *Store) FoundTimes(since time.Time) (map[string][]time.Time, error) {
	// A quote within a JSON string has a backslash before it, so these are keys.
	backfill, revises := []byte(`"backfill":true`), []byte(`"revises":"`)
	times := make(map[string][]time.Time)
	first := since.UnixMilli()
	err := s.scan(span{bucket: hitsBucket}, func(k, v []byte) error {
		head, err := decodeHitHead(v)
		_, profile, ok := bytes.Cut(k, []byte{0})
		if err != nil || !ok {
			return fmt.Errorf("hit %q: %w", k, errHit)
		}
		if head.found >= first && !head.near && !bytes.Contains(v, backfill) && !bytes.Contains(v, revises) {
			times[string(profile)] = append(times[string(profile)], time.UnixMilli(head.found))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read when hits were found: %w", err)
	}
	for _, t := range times {
		slices.SortFunc(t, time.Time.Compare)
	}
	return times, nil
}
