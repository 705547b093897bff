package watcher

import (
	"slices"
	"testing"
	"time"
)

var dayOne = time.Date(2026, 3, 1, 7, 0, 0, 0, time.UTC)

// onDays are times at noon, so many days after dayOne.
func onDays(days ...int) (times []time.Time) {
	for _, d := range days {
		times = append(times, dayOne.AddDate(0, 0, d).Add(5*time.Hour))
	}
	return times
}

func TestCountDays(t *testing.T) {
	sofia, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Skipf("no time zone data on this machine: %v", err)
	}
	now := time.Date(2026, 3, 29, 7, 0, 0, 0, sofia) // the clock went forward four hours before
	counts := make([]int, 3)
	countDays(counts, []time.Time{
		now.AddDate(0, 0, -3), // the day before the first
		now.AddDate(0, 0, -3).Add(time.Second),
		now.Add(-23*time.Hour - time.Second), // a day of 23 hours: yesterday's
		now.Add(-23*time.Hour + time.Second), now,
	}, now)
	if want := []int{1, 1, 2}; !slices.Equal(counts, want) {
		t.Errorf("hits a day %v, want %v", counts, want)
	}
}

func TestQuietFor(t *testing.T) {
	weekly := []int{0, 7, 14, 21, 28, 35, 42}
	for name, test := range map[string]struct {
		days    []int
		silence int // days after the last
		want    int
	}{
		"nothing ever":         {nil, 0, 0},
		"too little known":     {[]int{0, 1, 2, 3, 4}, 90, 0},
		"as usual":             {weekly, 7, 0},
		"three times":          {weekly, 21, 0},
		"longer":               {weekly, 22, 22},
		"daily, over a day":    {[]int{0, 1, 2, 3, 4, 5, 6}, 2, 0},
		"daily, four days":     {[]int{0, 1, 2, 3, 4, 5, 6}, 4, 4},
		"many on one day":      {[]int{0, 0, 0, 0, 0, 0, 0, 0, 30, 30, 30}, 60, 0},
		"one pause unlike all": {[]int{0, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110}, 5, 5},
	} {
		times := onDays(test.days...)
		now := dayOne.AddDate(0, 0, test.silence)
		if len(test.days) > 0 {
			now = now.AddDate(0, 0, test.days[len(test.days)-1])
		}
		if got := quietFor(times, now); got != test.want {
			t.Errorf("%s: quiet for %d days, want %d", name, got, test.want)
		}
	}
}
