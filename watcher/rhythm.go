package watcher

import (
	"fmt"
	"time"

	"vedette/store"
	"vedette/watcher/feed"
)

// rhythmDays is how many days a feed's rhythm is told from.
const rhythmDays = 28

const day = 24 * time.Hour

// dayOf numbers the days since 1970 in UTC.
func dayOf(t time.Time) int {
	return int(t.Unix() / int64(day/time.Second))
}

// counted adds new items to a rhythm, each on the day that its publisher gives
// it where that lies between the last count and today: after a pause of ours a
// feed brings the items of several days. What has no such date came today.
func counted(r store.Rhythm, fresh []feed.Item, now time.Time) store.Rhythm {
	if len(fresh) == 0 {
		return r
	}
	today := dayOf(now)
	byDay := map[int]int{}
	for i, n := range r.Counts {
		byDay[r.Day-len(r.Counts)+1+i] = n
	}
	for _, it := range fresh {
		at := today
		if it.Published != nil && dayOf(*it.Published) >= r.Day {
			at = min(dayOf(*it.Published), today)
		}
		byDay[at]++
	}
	return counts(byDay, today)
}

// dated counts the items that bear a date, by its day.
func dated(items []feed.Item, today int) map[int]int {
	byDay := map[int]int{}
	for _, it := range items {
		if it.Published != nil {
			byDay[min(dayOf(*it.Published), today)]++
		}
	}
	return byDay
}

// counts makes a rhythm that ends on the last day of byDay, or today where that
// is empty.
func counts(byDay map[int]int, today int) store.Rhythm {
	if len(byDay) == 0 {
		return store.Rhythm{Day: today, Counts: []int{0}}
	}
	first, last := today, 0
	for at := range byDay {
		first, last = min(first, at), max(last, at)
	}
	first = max(first, last-rhythmDays+1)
	r := store.Rhythm{Day: last, Counts: make([]int, last-first+1)}
	for at, n := range byDay {
		if at >= first {
			r.Counts[at-first] = n
		}
	}
	return r
}

// Usual is how a feed behaves as long as all is well.
type Usual struct {
	Items  int           // counted, in the days of the rhythm
	PerDay float64       // of them a day, on average
	Rest   time.Duration // the longest time that it may be without one
}

// knownDays is how many days have to be counted before the longest silence in
// them says something: a week shows the weekend.
const knownDays = 8

// UsualOf reads a rhythm. Until a feed is known for a week it may rest for two
// days, and until items came on three days, for two weeks.
func UsualOf(r store.Rhythm) Usual {
	var u Usual
	active, gap, longest := 0, 0, 0
	for _, n := range r.Counts {
		gap++
		if n == 0 {
			continue
		}
		if active > 0 {
			longest = max(longest, gap)
		}
		u.Items += n
		active++
		gap = 0
	}
	u.PerDay = float64(u.Items) / float64(max(1, len(r.Counts)))
	switch {
	case active < 3:
		longest = max(longest, 14)
	case len(r.Counts) < knownDays:
		longest = max(longest, 2)
	}
	u.Rest = time.Duration(longest) * day
	return u
}

// String words how many items come.
func (u Usual) String() string {
	switch week := 7 * u.PerDay; {
	case u.PerDay >= 1.5:
		return fmt.Sprintf("%.0f a day", u.PerDay)
	case u.PerDay >= 0.8:
		return "one a day"
	case week >= 1.5:
		return fmt.Sprintf("%.0f a week", week)
	}
	return "one a week or less"
}

// What makes a silence one that is told of.
const (
	staleItems    = 5        // fewer are no rhythm
	staleExpected = 6        // items that should have come meanwhile
	staleUnknown  = 60 * day // of a feed without a rhythm
)

// Patience is how long the feed may bring nothing before it counts as stale: at
// least a day, twice the longest rest, and the time in which several items are
// to be expected. A feed whose rhythm is not known may be silent for two months.
func (u Usual) Patience() time.Duration {
	if u.Items < staleItems {
		return staleUnknown
	}
	return max(day, 2*u.Rest, time.Duration(staleExpected*float64(day)/u.PerDay))
}

// quietSince is when the last item came: on a first poll, when the newest was
// published.
func quietSince(st store.FeedState) time.Time {
	end := time.Unix(int64(st.Rhythm.Day+1)*int64(day/time.Second), 0)
	if st.Rhythm.Day > 0 && end.Before(st.LastNew) {
		return end
	}
	return st.LastNew
}

// observe keeps what health is told from: when items came, since when there are
// none in the document, and since when its ids are of no use. A feed whose rhythm is not known yet gets one from
// the dates of all that it lists.
func observe(st *store.FeedState, before store.FeedState, parsed *feed.Feed, fresh []feed.Item, now time.Time) {
	if before.Rhythm.Day == 0 {
		today := dayOf(now)
		st.Rhythm = counts(dated(parsed.Items, today), today)
	} else {
		st.Rhythm = counted(before.Rhythm, fresh, now)
	}
	if st.IDs != before.IDs {
		st.IDsSince = now
	}
	switch {
	case len(parsed.Items) > 0:
		st.EmptySince = time.Time{}
	case before.EmptySince.IsZero() && before.Items > 0:
		st.EmptySince = now
	}
}
