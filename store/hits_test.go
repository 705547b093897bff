package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestHits(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "a", "b", "c", "nothing")
	hit := func(item int, profile string, found time.Time, near bool) {
		h := newHit(p.New[item].Item, profile)
		h.Found, h.Near, h.Backfill = found, near, item == 2
		p.New[item].Hits = append(p.New[item].Hits, PendingHit{Hit: h})
	}
	hit(0, "p", noon.Add(3*time.Minute), false)
	hit(0, "q", noon.Add(2*time.Minute), true)
	hit(1, "p", noon.Add(time.Minute), false)
	hit(2, "p", noon, false)
	hit(2, "pp", noon.Add(4*time.Minute), false) // ends like p
	commit(t, s, p)
	for name, c := range map[string]struct {
		since   time.Time
		profile string
		near    bool
		limit   int
		want    string
	}{
		"all hits":        {time.Time{}, "", false, 0, "c/pp a/p b/p c/p"},
		"with near":       {time.Time{}, "", true, 0, "c/pp a/p a/q b/p c/p"},
		"of a profile":    {time.Time{}, "p", true, 0, "a/p b/p c/p"},
		"near of q":       {time.Time{}, "q", true, 0, "a/q"},
		"q without near":  {time.Time{}, "q", false, 0, ""},
		"since":           {noon.Add(time.Minute), "p", false, 0, "a/p b/p"},
		"limit":           {time.Time{}, "", true, 2, "c/pp a/p"},
		"limit too large": {noon.Add(3 * time.Minute), "", true, 9, "c/pp a/p"},
		"unknown":         {time.Time{}, "r", true, 0, ""},
		"later":           {noon.Add(time.Hour), "", true, 0, ""},
	} {
		got := found(t, s, c.since, c.profile, c.near, c.limit)
		if titles(got) != c.want {
			t.Errorf("%s: %q, want %q", name, titles(got), c.want)
		}
	}
	got := found(t, s, noon, "pp", false, 1)
	want := []Found{{Hit: p.New[2].Hits[1].Hit, Item: p.New[2].Item}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a hit differs (-want +got):\n%s", diff)
	}
}

func TestPendingManyPages(t *testing.T) {
	s := open(t)
	var want []string
	for i := range 30 {
		var keys []string
		for j := range 50 {
			keys = append(keys, fmt.Sprintf("hit %02d.%02d", i, j))
		}
		commit(t, s, newPoll("https://a.example/", noon.Add(time.Duration(i)*time.Second), keys...))
		want = append(want, keys...)
	}
	found := check[[]Found](t)(s.Pending("d"))
	if len(found) != len(want) {
		t.Errorf("%d wait, want %d", len(found), len(want))
	}
	for i, f := range found {
		// In order of the polls; the order within a poll is that of a hash.
		if !strings.HasPrefix(f.Item.Key, want[i][:len("hit 00")]) {
			t.Errorf("%d: %s, want one of %s", i, f.Item.Key, want[i])
		}
	}
}

func TestHitRoundTrip(t *testing.T) {
	name := rapid.StringMatching(`[^\x00]{1,10}`)
	rapid.Check(t, func(t *rapid.T) {
		want := Hit{
			Item: name.Draw(t, "item"), Profile: name.Draw(t, "profile"),
			Score: rapid.Float64().Draw(t, "score"), Probability: rapid.Float64().Draw(t, "probability"),
			Near: rapid.Bool().Draw(t, "near"), Backfill: rapid.Bool().Draw(t, "backfill"),
			Found: time.UnixMilli(rapid.Int64Range(0, 1<<45).Draw(t, "found")).UTC(),
		}
		v, err := encodeHit(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeHit(hitKey(want), v)
		if err != nil || !cmp.Equal(want, got) {
			t.Errorf("%v\n%s", err, cmp.Diff(want, got))
		}
		head, err := decodeHitHead(v)
		if want := (hitHead{want.Found.UnixMilli(), want.Near}); err != nil || head != want {
			t.Errorf("head %v, %v; want %v", head, err, want)
		}
	})
}

func TestFeeds(t *testing.T) {
	s := open(t)
	want := map[string]FeedState{}
	var states []FeedState
	for i := range 300 {
		f := FeedState{
			URL: fmt.Sprintf("https://%d.example/", i), Title: strings.Repeat("t", 2000), // several pages
			ETag: "W/\"\xff\xfe\"", LastModified: "\x80, 01 \xe9", Degraded: []string{"charset"},
			NextPoll: noon, Errors: i, Bytes: 1 << 40,
		}
		want[f.URL], states = f, append(states, f)
	}
	if err := s.PutFeeds(states); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, check[map[string]FeedState](t)(s.Feeds())); diff != "" {
		t.Errorf("feeds differ (-want +got):\n%s", diff)
	}
	if err := s.PutFeeds([]FeedState{{URL: "https://new.example/"}, {}}); err == nil {
		t.Error("a feed without a URL: no error")
	}
	if feeds := check[map[string]FeedState](t)(s.Feeds()); len(feeds) != 300 {
		t.Errorf("of a refused call, %d feeds were saved", len(feeds)-300)
	}
}
