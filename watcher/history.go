package watcher

import (
	"fmt"
	"slices"
	"time"

	"vedette/watcher/digest"
)

const (
	// lookBack is how far back the pauses of a profile are known.
	lookBack = 2 * 365 * 24 * time.Hour
	// usualGaps is how many pauses must be known to call one unusual, and
	// leastQuiet the shortest silence that is worth a word.
	usualGaps  = 5
	leastQuiet = 3
)

// history completes what a digest is made from with the hits a day of its
// profiles, and with a note for each that has been silent for unusually long.
func (w *Watcher) history(in *digest.Input, now time.Time) error {
	times, err := w.store.FoundTimes(now.Add(-lookBack))
	if err != nil {
		return err
	}
	in.HitsByDay = make([]int, digest.Days)
	for _, p := range in.Profiles {
		countDays(in.HitsByDay, times[p.Name], now)
		if days := quietFor(times[p.Name], now); days > 0 {
			in.Notes = append(in.Notes, digest.Note{Kind: "profile", Text: fmt.Sprintf("%s: quiet for %d days", p.Title, days)})
		}
	}
	return nil
}

// countDays adds to the counts of days, of which the last ends now; each is as
// long as the clock on the wall has it.
func countDays(counts []int, times []time.Time, now time.Time) {
	for back := range counts {
		from, _ := slices.BinarySearchFunc(times, now.AddDate(0, 0, -back-1), after)
		to, _ := slices.BinarySearchFunc(times, now.AddDate(0, 0, -back), after)
		counts[len(counts)-1-back] += to - from
	}
}

// after finds the first time that is later than a moment.
func after(t, moment time.Time) int {
	if t.After(moment) {
		return 1
	}
	return -1
}

// quietFor is for how many days a profile has found nothing, where that is
// more than three times the longest pause that is usual for it; else 0. Pauses
// are counted between days with hits, as a story brings many at once, and the
// longest tenth of them is not called usual.
func quietFor(times []time.Time, now time.Time) int {
	var gaps []int
	for i := 1; i < len(times); i++ {
		if gap := daysBetween(times[i-1].In(now.Location()), times[i].In(now.Location())); gap > 0 {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) < usualGaps {
		return 0
	}
	slices.Sort(gaps)
	usual := gaps[len(gaps)*9/10]
	silence := daysBetween(times[len(times)-1].In(now.Location()), now)
	if silence <= 3*usual || silence < leastQuiet {
		return 0
	}
	return silence
}

// daysBetween counts midnights.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(b).Sub(day(a)) / (24 * time.Hour))
}
