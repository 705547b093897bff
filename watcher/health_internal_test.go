package watcher

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/config"
	"vedette/store"
	"vedette/watcher/feed"
)

var noon = time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)

// itemsOf makes items published so many days before noon; -1 has no date.
func itemsOf(ages ...int) []feed.Item {
	var items []feed.Item
	for _, age := range ages {
		it := feed.Item{}
		if age >= 0 {
			at := noon.Add(-time.Duration(age) * day)
			it.Published = &at
		}
		items = append(items, it)
	}
	return items
}

func TestRhythmCountsByDay(t *testing.T) {
	today := dayOf(noon)
	known := store.Rhythm{Day: today - 3, Counts: []int{4, 0, 2}}
	for _, c := range []struct {
		name   string
		before store.Rhythm
		fresh  []feed.Item
		want   store.Rhythm
	}{
		{"first document", store.Rhythm{}, itemsOf(1, 1, 3, -1), store.Rhythm{Day: today - 1, Counts: []int{1, 0, 2}}},
		{"first document with an old item", store.Rhythm{}, itemsOf(1, 90), store.Rhythm{Day: today - 1, Counts: append(make([]int, 27), 1)}},
		{"first document without dates", store.Rhythm{}, itemsOf(-1, -1), store.Rhythm{Day: today, Counts: []int{0}}},
		{"first document from the future", store.Rhythm{}, itemsOf(1, 0), store.Rhythm{Day: today, Counts: []int{1, 1}}},
		{"nothing new", known, nil, known},
		{"today", known, itemsOf(-1, 0), store.Rhythm{Day: today, Counts: []int{4, 0, 2, 0, 0, 2}}},
		{"of days that we slept", known, itemsOf(1, 2), store.Rhythm{Day: today - 1, Counts: []int{4, 0, 2, 1, 1}}},
		{"older than the last count", known, itemsOf(40), store.Rhythm{Day: today, Counts: []int{4, 0, 2, 0, 0, 1}}},
		{"after a long rest", store.Rhythm{Day: today - 40, Counts: []int{9}}, itemsOf(0), store.Rhythm{Day: today, Counts: append(make([]int, 27), 1)}},
	} {
		st := store.FeedState{}
		observe(&st, store.FeedState{Rhythm: c.before}, &feed.Feed{Items: c.fresh}, c.fresh, noon)
		if diff := cmp.Diff(c.want, st.Rhythm); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// weeks repeats the counts of a week four times.
func weeks(week ...int) []int {
	var all []int
	for range 4 {
		all = append(all, week...)
	}
	return all
}

func TestStaleIsLongerThanEverSilent(t *testing.T) {
	for _, c := range []struct {
		name   string
		counts []int
		after  time.Duration
	}{
		{"twenty a day", weeks(20, 21, 19, 20, 18, 22, 20), 2 * day},
		{"not at weekends", weeks(20, 20, 20, 20, 20, 0, 0), 6 * day},
		{"one a day", weeks(1, 1, 1, 1, 1, 1, 1), 6 * day},
		{"two a week", weeks(1, 0, 0, 1, 0, 0, 0), 21 * day},
		{"known for three days", []int{20, 20, 20}, 4 * day},
		{"all on one day", []int{50}, 28 * day},
		{"too few to tell", weeks(1, 0, 0, 0, 0, 0, 0), 60 * day},
		{"nothing known", []int{0}, 60 * day},
	} {
		st := store.FeedState{
			LastNew: noon, LastSuccess: noon,
			Rhythm: store.Rhythm{Day: dayOf(noon), Counts: c.counts},
		}
		for _, late := range []time.Duration{-time.Hour, time.Hour} {
			st.LastSuccess = noon.Add(c.after + late)
			h := Health(config.Feed{}, st, st.LastSuccess)
			if got := h.Word == Stale; got != (late > 0) {
				t.Errorf("%s: %+v after %s, want it stale from %s on", c.name, h, c.after+late, c.after)
			}
		}
		st.LastSuccess = noon
		if h := Health(config.Feed{}, st, noon.Add(400*day)); h.Word != Well {
			t.Errorf("%s: %+v, but nobody asked it in all that time", c.name, h)
		}
	}
}

func TestAFeedThatWasDeadWhenItWasAddedIsStale(t *testing.T) {
	items := itemsOf(100, 101, 102, 103, 104, 105)
	st := store.FeedState{LastNew: noon, LastSuccess: noon}
	observe(&st, store.FeedState{}, &feed.Feed{Items: items}, items, noon)
	h := Health(config.Feed{}, st, noon)
	if h.Word != Stale || h.Why != "usually one a day, nothing for 99 days" {
		t.Errorf("%+v", h)
	}
}

func TestHealthHasAWordForEverything(t *testing.T) {
	hour := noon.Add(-time.Hour)
	for _, c := range []struct {
		want string
		feed config.Feed
		st   store.FeedState
	}{
		{Paused, config.Feed{Paused: true}, store.FeedState{Errors: 3}},
		{Unpolled, config.Feed{}, store.FeedState{}},
		{Gone, config.Feed{}, store.FeedState{Gone: true, Errors: 1}},
		{Failing, config.Feed{}, store.FeedState{Errors: 1, Error: "answered 500"}},
		{Login, config.Feed{}, store.FeedState{Errors: 1, ErrorKind: "login"}},
		{Blocked, config.Feed{}, store.FeedState{Errors: 1, ErrorKind: "challenge"}},
		{WebPage, config.Feed{}, store.FeedState{Errors: 1, ErrorKind: "page"}},
		{Offline, config.Feed{}, store.FeedState{Error: "no route"}},
		{Emptied, config.Feed{}, store.FeedState{EmptySince: hour, LastSuccess: noon}},
		{Well, config.Feed{}, store.FeedState{EmptySince: hour, LastSuccess: hour}},
		{Well, config.Feed{}, store.FeedState{EmptySince: hour.Add(time.Minute), LastSuccess: noon}},
		{Degraded, config.Feed{}, store.FeedState{LastSuccess: noon, Degraded: []string{"torn"}}},
		{Well, config.Feed{}, store.FeedState{LastSuccess: noon}},
	} {
		if h := Health(c.feed, c.st, noon); h.Word != c.want {
			t.Errorf("%+v is %q, want %q", c.st, h.Word, c.want)
		}
	}
}

func TestEmptySinceIsKeptUntilItemsComeBack(t *testing.T) {
	full, none := &feed.Feed{Items: itemsOf(0)}, &feed.Feed{}
	st := store.FeedState{Items: 1, Rhythm: store.Rhythm{Day: dayOf(noon), Counts: []int{1}}}
	for i, step := range []struct {
		doc  *feed.Feed
		want time.Time
	}{{none, noon}, {none, noon}, {full, time.Time{}}, {none, noon.Add(3 * time.Hour)}} {
		next := st
		next.Items = len(step.doc.Items)
		observe(&next, st, step.doc, nil, noon.Add(time.Duration(i)*time.Hour))
		if !next.EmptySince.Equal(step.want) {
			t.Errorf("step %d: empty since %v, want %v", i, next.EmptySince, step.want)
		}
		st = next
	}
}
