package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// itemVersion begins every stored item. It changes only when older programs
// must not read the rest; a field that they can do without is added at the
// end.
const itemVersion = 1

var errItem = errors.New("malformed item")

// appendItem writes an item without its ID, which is its key. After the
// version byte come fields, each as the number of its bytes (uvarint) and the
// bytes:
//
//	feed, key, guid, title, link, summary, content, authors (fields in a
//	field), language, outlet, class, published, first seen, article, revises
//
// A time is empty when zero, else 8 bytes of seconds since 1970 and 4 of
// nanoseconds.
func appendItem(b []byte, it Item) []byte {
	b = append(b, itemVersion)
	for _, s := range [...]string{it.Feed, it.Key, it.GUID, it.Title, it.Link, it.Summary, it.Content} {
		b = appendField(b, s)
	}
	var authors []byte
	for _, a := range it.Authors {
		authors = appendField(authors, a)
	}
	b = appendField(b, string(authors))
	for _, s := range [...]string{it.Language, it.Outlet, it.Class} {
		b = appendField(b, s)
	}
	b = appendTime(b, it.Published)
	b = appendTime(b, it.FirstSeen)
	return appendField(appendField(b, it.Article), it.Revises)
}

func appendField(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, 0)
	}
	b = append(b, 12)
	b = binary.BigEndian.AppendUint64(b, uint64(t.Unix()))
	return binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
}

// decodeItem reads what appendItem wrote. Fields missing at the end are zero,
// fields after the last one known are passed over. All text of the item shares
// one copy of v.
func decodeItem(id string, v []byte) (Item, error) {
	if len(v) == 0 || v[0] != itemVersion {
		return Item{}, fmt.Errorf("item %s: %w: unknown version", id, errItem)
	}
	r := fields[string]{rest: string(v[1:])}
	it := Item{
		ID:   id,
		Feed: r.text(), Key: r.text(), GUID: r.text(), Title: r.text(),
		Link: r.text(), Summary: r.text(), Content: r.text(), Authors: r.list(),
		Language: r.text(), Outlet: r.text(), Class: r.text(),
		Published: r.time(), FirstSeen: r.time(), Article: r.text(), Revises: r.text(),
	}
	if r.bad {
		return Item{}, fmt.Errorf("item %s: %w", id, errItem)
	}
	return it, nil
}

// fields reads field after field, as parts of what it is made of; bad is set,
// for good, by the first that is cut short.
type fields[T string | []byte] struct {
	rest T
	bad  bool
}

func (r *fields[T]) text() (s T) {
	if len(r.rest) == 0 {
		return s
	}
	n, width := uvarint(r.rest)
	if width == 0 || n > uint64(len(r.rest)-width) {
		r.bad, r.rest = true, s
		return s
	}
	end := width + int(n)
	s = r.rest[width:end]
	r.rest = r.rest[end:]
	return s
}

func (r *fields[T]) list() []string {
	inner := fields[T]{rest: r.text()}
	var list []string
	for len(inner.rest) > 0 {
		list = append(list, string(inner.text()))
	}
	r.bad = r.bad || inner.bad
	return list
}

func (r *fields[T]) time() time.Time {
	s := r.text()
	if len(s) == 0 {
		return time.Time{}
	}
	if len(s) != 12 {
		r.bad = true
		return time.Time{}
	}
	b := []byte(s)
	nanos := binary.BigEndian.Uint32(b[8:])
	if nanos >= 1e9 {
		r.bad = true
		return time.Time{}
	}
	return time.Unix(int64(binary.BigEndian.Uint64(b)), int64(nanos)).UTC()
}

// uvarint is binary.Uvarint, for a string too; width 0 means that it is malformed.
func uvarint[T string | []byte](s T) (n uint64, width int) {
	for i := 0; i < len(s) && i < binary.MaxVarintLen64; i++ {
		c := s[i]
		if c < 0x80 {
			if i == binary.MaxVarintLen64-1 && c > 1 {
				return 0, 0
			}
			return n | uint64(c)<<(7*i), i + 1
		}
		n |= uint64(c&0x7f) << (7 * i)
	}
	return 0, 0
}
