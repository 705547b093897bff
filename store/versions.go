package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Print stands for the words of an item: where it is the same, so are they.
type Print struct{ Title, Text uint64 }

// Version is what is remembered of the newest version of an item, under each
// of the keys that it is known by.
type Version struct {
	Key       string
	Item      string    // ID of the newest version, which may be pruned; "" where the item was never kept with its versions
	Print     Print     // of what the feed showed last and was weighed against that version
	Raw       uint64    // the same of its bytes: where it is the same, so is Print
	Revisions int       // how often the item was changed
	Changed   time.Time // when the newest version was stored, to the millisecond
}

// versionHead is what of a stored version comes before the item's id: the
// prints of title, text and bytes, the count of revisions and the time.
const versionHead = 8 + 8 + 8 + 1 + timeLen

func encodeVersion(v Version) []byte {
	b := binary.BigEndian.AppendUint64(nil, v.Print.Title)
	b = binary.BigEndian.AppendUint64(b, v.Print.Text)
	b = binary.BigEndian.AppendUint64(b, v.Raw)
	b = append(b, byte(min(v.Revisions, 255)))
	return append(append(b, timeKey(v.Changed)...), v.Item...)
}

func decodeVersion(key string, b []byte) (Version, error) {
	if len(b) < versionHead {
		return Version{}, errDamaged("version %q is cut short", key)
	}
	return Version{
		Key:       key,
		Print:     Print{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])},
		Raw:       binary.BigEndian.Uint64(b[16:]),
		Revisions: int(b[24]),
		Changed:   time.UnixMilli(storedTime(b[25:])).UTC(),
		Item:      string(b[versionHead:]),
	}, nil
}

func checkVersion(_ *bolt.Tx, k, v []byte) error {
	if len(k) != seenLen {
		return errDamaged("version %x has a malformed key", k)
	}
	_, err := decodeVersion(fmt.Sprintf("%x", k), v)
	return err
}

// Versions returns what is remembered of the items of a feed that are known by
// keys; keys that no version is known by are absent.
func (s *Store) Versions(feed string, keys []string) (map[string]Version, error) {
	versions := make(map[string]Version, len(keys))
	for some := range slices.Chunk(keys, pageEntries) {
		marks := seenKeys(feed, some)
		err := s.view(func(tx *bolt.Tx) error {
			b := tx.Bucket(versionsBucket)
			for i, mark := range marks {
				v := b.Get(mark)
				if v == nil {
					continue
				}
				version, err := decodeVersion(some[i], v)
				if err != nil {
					return err
				}
				versions[some[i]] = version
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("look up versions of %s: %w", feed, err)
		}
	}
	return versions, nil
}

// VersionsByPrint returns the versions of a feed's items by their words, to
// find an item again that has lost all its keys. Their Key is not known. Of
// items with the same words it returns the one stored last.
func (s *Store) VersionsByPrint(feed string) (map[Print]Version, error) {
	versions := make(map[Print]Version)
	prefix := seenKeys(feed, []string{""})[0][:feedHash]
	err := s.scan(prefixed(versionsBucket, prefix), func(_, v []byte) error {
		version, err := decodeVersion("", v)
		if err != nil || version.Item == "" {
			return err
		}
		if other, known := versions[version.Print]; !known || other.Changed.Before(version.Changed) {
			versions[version.Print] = version
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look up versions of %s: %w", feed, err)
	}
	return versions, nil
}

// entry is what is to be put into a bucket.
type entry struct{ key, value []byte }

func versionEntries(feed string, versions []Version) []entry {
	keys := make([]string, len(versions))
	for i, v := range versions {
		keys[i] = v.Key
	}
	entries := make([]entry, len(versions))
	for i, mark := range seenKeys(feed, keys) {
		entries[i] = entry{mark, encodeVersion(versions[i])}
	}
	return entries
}

// isNew tells whether an item is to be stored: one whose key was not seen, or
// that follows what is known under its key, if it does not stand there itself.
func (n newRecord) isNew(tx *bolt.Tx) (bool, error) {
	if tx.Bucket(seenBucket).Get(n.mark) == nil {
		return true, nil
	}
	v := tx.Bucket(versionsBucket).Get(n.mark)
	if !n.Known || v == nil {
		return n.Known, nil
	}
	newest, err := decodeVersion(n.Item.Key, v)
	itself := newest.Item != "" && newest.Print == n.Print && newest.Raw == n.Raw && newest.Changed.Equal(n.Item.FirstSeen.Truncate(time.Millisecond))
	return !itself, err
}

// versions are the entries that lead to an item that was stored under an id.
func (n newRecord) versions(id string) []entry {
	v := encodeVersion(Version{Item: id, Print: n.Print, Raw: n.Raw, Revisions: n.Revisions, Changed: n.Item.FirstSeen})
	entries := []entry{{n.mark, v}}
	for _, mark := range n.aliases {
		entries = append(entries, entry{mark, v})
	}
	return entries
}
