package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// anyTime draws any time a feed may give, and the zero time.
func anyTime(t *rapid.T, label string) time.Time {
	if rapid.Bool().Draw(t, label+" is zero") {
		return time.Time{}
	}
	sec := rapid.Int64Range(-1<<40, 1<<40).Draw(t, label)
	return time.Unix(sec, rapid.Int64Range(0, 1e9-1).Draw(t, label+" ns")).UTC()
}

func anyItem(t *rapid.T) Item {
	text := func(label string) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, label)) }
	return Item{
		ID: text("id"), Feed: text("feed"), Key: text("key"), GUID: text("guid"), Title: text("title"),
		Link: text("link"), Summary: text("summary"), Content: text("content"),
		Authors:  rapid.SliceOf(rapid.String()).Draw(t, "authors"),
		Language: text("language"), Outlet: text("outlet"), Class: text("class"),
		Published: anyTime(t, "published"), FirstSeen: anyTime(t, "first seen"),
		Article: text("article"), Revises: text("revises"),
	}
}

func TestItemRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyItem(t)
		v := appendItem(nil, want)
		got, err := decodeItem(want.ID, v)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("differs (-want +got):\n%s", diff)
		}
		later, err := decodeItem(want.ID, append(v, "\x05field\x00\x02of"...))
		if err != nil || !cmp.Equal(got, later) {
			t.Errorf("with fields of a later version: %v\n%s", err, cmp.Diff(got, later))
		}
	})
}

func TestItemOfAnEarlierVersion(t *testing.T) {
	v := appendField([]byte{itemVersion}, "https://a.example/")
	got, err := decodeItem("1", v)
	if want := (Item{ID: "1", Feed: "https://a.example/"}); err != nil || !cmp.Equal(want, got) {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
}

func TestItemMalformed(t *testing.T) {
	item := newItem("https://a.example/", "1", noon)
	item.Revises = "06h027yrh0e5wvym"
	whole := appendItem(nil, item)
	for name, v := range map[string][]byte{
		"nothing":          {},
		"another version":  append([]byte{itemVersion + 1}, whole[1:]...),
		"cut in a field":   whole[:len(whole)-1],
		"length too large": {itemVersion, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
		"length too long":  append([]byte{itemVersion}, bytes.Repeat([]byte{0x80}, 20)...),
		"length overflows": {itemVersion, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2},
		"short time":       append(append([]byte{itemVersion}, make([]byte, 11)...), 1, 0),
		"nanoseconds":      append(append([]byte{itemVersion}, make([]byte, 11)...), append([]byte{12}, bytes.Repeat([]byte{0xff}, 12)...)...),
		"cut author":       append(append([]byte{itemVersion}, make([]byte, 7)...), 2, 9, 'a'),
	} {
		if it, err := decodeItem("1", v); !errors.Is(err, errItem) {
			t.Errorf("%s: %+v, %v", name, it, err)
		}
	}
}

func FuzzDecodeItem(f *testing.F) {
	f.Add(appendItem(nil, newItem("https://a.example/", "1", noon)))
	f.Add(appendItem(nil, Item{}))
	f.Add([]byte{itemVersion, 0xff})
	f.Fuzz(func(t *testing.T, v []byte) {
		it, err := decodeItem("1", v)
		if err != nil {
			if !cmp.Equal(it, Item{}) {
				t.Errorf("an error, and %+v", it)
			}
			return
		}
		again, err := decodeItem("1", appendItem(nil, it))
		if err != nil || !cmp.Equal(it, again) {
			t.Errorf("%v\n%s", err, cmp.Diff(it, again))
		}
	})
}

func TestNewID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Int64Range(0, 1<<48-1)
		a, b := time.UnixMilli(ms.Draw(t, "a")), time.UnixMilli(ms.Draw(t, "b"))
		ida, idb := NewID(a, "feed", rapid.String().Draw(t, "key a")), NewID(b, "feed", rapid.String().Draw(t, "key b"))
		for _, id := range []string{ida, idb} {
			if len(id) != 16 || strings.Trim(id, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
				t.Fatalf("%q is not 16 characters of the alphabet", id)
			}
		}
		if a.Before(b) && ida >= idb {
			t.Errorf("%s at %v does not sort before %s at %v", ida, a, idb, b)
		}
		if string(idFloor(a)) > ida || !a.Equal(b) && a.Before(b) && ida >= string(idFloor(b)) {
			t.Errorf("%s is not between the floors of %v and %v", ida, a, b)
		}
		if next, ok := nextID(ida); !ok || next <= ida && ida != strings.Repeat("z", 16) {
			t.Errorf("after %s comes %s, %v", ida, next, ok)
		}
	})
	if a, b := NewID(noon, "f", "1"), NewID(noon, "f", "2"); a == b || a != NewID(noon, "f", "1") {
		t.Errorf("ids %s and %s", a, b)
	}
	if a, b := NewID(time.Time{}, "f", "1"), NewID(time.Unix(0, 0), "f", "1"); a != b {
		t.Errorf("before 1970: %s, want %s", a, b)
	}
}

func TestTimeKeySorts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyTime(t, "a"), anyTime(t, "b")
		if a.UnixMilli() < b.UnixMilli() != (bytes.Compare(timeKey(a), timeKey(b)) < 0) {
			t.Errorf("%v and %v sort otherwise than %x and %x", a, b, timeKey(a), timeKey(b))
		}
	})
}

// Keys joined from names keep to their prefix: what waits for one digest is
// not found under another.
func TestPendingKeysDoNotMix(t *testing.T) {
	name := rapid.StringMatching(`[^\x00]{1,5}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		key := pendingKey(a, Hit{Item: name.Draw(t, "item"), Profile: name.Draw(t, "profile")})
		sp := prefixed(pendingBucket, joinKey(b, ""))
		if in := bytes.Compare(key, sp.from) >= 0 && bytes.Compare(key, sp.to) < 0; in != (a == b) {
			t.Errorf("%q of %q is in the span of %q: %v", key, a, b, in)
		}
	})
}

func TestPrefixed(t *testing.T) {
	for prefix, want := range map[string]string{"a": "b", "a\x00": "a\x01", "a\xff\xff": "b", "\xff": "", "": ""} {
		sp := prefixed(itemsBucket, []byte(prefix))
		if string(sp.to) != want || (sp.to == nil) != (want == "") {
			t.Errorf("%q ends before %q, want %q", prefix, sp.to, want)
		}
	}
}

func TestEachItem(t *testing.T) {
	s := open(t)
	var all []string
	for hour := range 10 {
		var keys []string
		for i := range 60 {
			keys = append(keys, fmt.Sprintf("%d.%d", hour, i))
		}
		p := newPoll("https://a.example/", noon.Add(time.Duration(hour)*time.Hour), keys...)
		for i := range p.New {
			p.New[i].Item.Content = strings.Repeat("x", 2000) // several pages
		}
		commit(t, s, p)
		all = append(all, keys...)
	}
	at := func(hour int) time.Time { return noon.Add(time.Duration(hour) * time.Hour) }
	for name, c := range map[string]struct {
		since, until time.Time
		want         []string
	}{
		"all":           {time.Time{}, time.Time{}, all},
		"some":          {at(2), at(4), all[120:240]},
		"from":          {at(9), time.Time{}, all[540:]},
		"until":         {time.Time{}, at(1), all[:60]},
		"between":       {at(2).Add(time.Millisecond), at(3), nil},
		"nothing later": {at(10), time.Time{}, nil},
		"turned":        {at(4), at(2), nil},
	} {
		got := make(map[string]bool)
		last := ""
		err := s.EachItem(t.Context(), c.since, c.until, func(it Item) error {
			if it.ID <= last {
				t.Errorf("%s: %s comes after %s", name, it.ID, last)
			}
			last, got[it.Key] = it.ID, true
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, key := range c.want {
			if !got[key] {
				t.Errorf("%s: %s is missing", name, key)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %d items, want %d", name, len(got), len(c.want))
		}
	}
}

func TestEachItemStops(t *testing.T) {
	s := open(t)
	commit(t, s, newPoll("https://a.example/", noon, "1", "2", "3"))
	enough := errors.New("enough")
	calls := 0
	err := s.EachItem(t.Context(), time.Time{}, time.Time{}, func(it Item) error {
		calls++
		// The store may be used, and written to, meanwhile.
		return errors.Join(s.PutFeeds([]FeedState{{URL: "https://b.example/"}}), enough)
	})
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = s.EachItem(ctx, time.Time{}, time.Time{}, func(Item) error { return enough })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of its context: %v", err)
	}
}

func TestItemUnknown(t *testing.T) {
	s := open(t)
	for _, id := range []string{"", "0000000000000000", "x"} {
		if _, ok, err := s.Item(id); ok || err != nil {
			t.Errorf("Item(%q): %v, %v", id, ok, err)
		}
	}
}
