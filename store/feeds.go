package store

import (
	"encoding/json"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// feedRecord is the stored form of a FeedState. The validators are bytes,
// because a server may send any, and JSON text would mend what is not UTF-8;
// they would then never match again.
type feedRecord struct {
	FeedState
	ETag         []byte `json:"etag,omitempty"`
	LastModified []byte `json:"last_modified,omitempty"`
}

func encodeFeed(f FeedState) ([]byte, error) {
	if err := checkName("feed URL", f.URL); err != nil {
		return nil, err
	}
	v, err := json.Marshal(feedRecord{f, []byte(f.ETag), []byte(f.LastModified)})
	if err != nil {
		return nil, fmt.Errorf("encode feed %s: %w", f.URL, err)
	}
	return v, nil
}

func decodeFeed(url string, v []byte) (FeedState, error) {
	var r feedRecord
	if err := json.Unmarshal(v, &r); err != nil {
		return FeedState{}, fmt.Errorf("decode feed %s: %w", url, err)
	}
	f := r.FeedState
	f.URL, f.ETag, f.LastModified = url, string(r.ETag), string(r.LastModified)
	return f, nil
}

// Feeds returns the state of every feed ever polled, by URL.
func (s *Store) Feeds() (map[string]FeedState, error) {
	states := make(map[string]FeedState)
	err := s.scan(span{bucket: feedsBucket}, func(k, v []byte) error {
		f, err := decodeFeed(string(k), v)
		states[f.URL] = f
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read feeds: %w", err)
	}
	return states, nil
}

// PutFeeds saves states in one transaction: next poll times before the
// requests, and the outcome of polls that brought nothing.
func (s *Store) PutFeeds(states []FeedState) error {
	if len(states) == 0 {
		return nil
	}
	values := make([][]byte, len(states))
	for i, f := range states {
		v, err := encodeFeed(f)
		if err != nil {
			return fmt.Errorf("save feeds: %w", err)
		}
		values[i] = v
	}
	err := s.update(func(tx *bolt.Tx) error {
		b := tx.Bucket(feedsBucket)
		for i, f := range states {
			if err := b.Put([]byte(f.URL), values[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("save feeds: %w", err)
	}
	return nil
}
