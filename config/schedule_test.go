package config

import (
	"testing"
	"time"
)

func schedule(t *testing.T, text string) Schedule {
	t.Helper()
	var s Schedule
	if err := s.UnmarshalText([]byte(text)); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

var zonesWithDST = []string{"America/New_York", "Europe/Paris", "Europe/Sofia", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca", "UTC"}

// firings lists the times of a schedule in [from, to), and fails where they do
// not rise.
func firings(t *testing.T, s Schedule, from, to time.Time) []time.Time {
	t.Helper()
	var list []time.Time
	for at := from.Add(-time.Nanosecond); ; {
		next := s.Next(at)
		if !next.After(at) {
			t.Fatalf("%s: Next(%s) = %s", s, at, next)
		}
		if next.Location() != from.Location() {
			t.Fatalf("%s: Next is in %s, want %s", s, next.Location(), from.Location())
		}
		if !next.Before(to) {
			return list
		}
		list, at = append(list, next), next
	}
}

// A daily job runs once on every day of the year, whatever the clock does.
func TestDailyThroughTheYear(t *testing.T) {
	lines := []string{
		"0 7 * * *", "@daily", "0 0 * * *", "30 0 * * *", "30 1 * * *", "45 1 * * *", "0 2 * * *", "15 2 * * *",
		"30 2 * * *", "0 3 * * *", "30 3 * * *", "59 23 * * *",
	}
	for _, name := range zonesWithDST {
		loc := zone(t, name)
		for _, text := range lines {
			from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, loc), time.Date(2027, 1, 1, 0, 0, 0, 0, loc)
			list := firings(t, schedule(t, text), from, to)
			if len(list) != 365 {
				t.Errorf("%s in %s: %d firings, want 365", text, name, len(list))
			}
			days := map[string]bool{}
			for _, at := range list {
				days[at.Format(time.DateOnly)] = true
			}
			if len(days) != 365 {
				t.Errorf("%s in %s: on %d days, want 365", text, name, len(days))
			}
		}
	}
}

// The instants at which the clocks are changed, by the book.
func TestClockChanges(t *testing.T) {
	for _, test := range []struct{ zone, line, after, want string }{
		{"America/New_York", "30 2 * * *", "2026-03-08T00:00:00-05:00", "2026-03-08T03:00:00-04:00"}, // gap
		{"America/New_York", "30 2 * * *", "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"},
		{"America/New_York", "30 1 * * *", "2026-11-01T00:00:00-04:00", "2026-11-01T01:30:00-04:00"}, // overlap, the first
		{"America/New_York", "30 1 * * *", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"},
		{"America/New_York", "30 1 * * *", "2026-11-01T01:10:00-05:00", "2026-11-02T01:30:00-05:00"},
		{"Europe/Paris", "30 2 * * *", "2026-03-29T00:00:00+01:00", "2026-03-29T03:00:00+02:00"},
		{"Europe/Sofia", "30 3 * * *", "2026-03-29T00:00:00+02:00", "2026-03-29T04:00:00+03:00"},
		{"Europe/Sofia", "30 3 * * *", "2026-10-25T00:00:00+03:00", "2026-10-25T03:30:00+03:00"},
		{"Australia/Lord_Howe", "15 2 * * *", "2026-10-04T00:00:00+10:30", "2026-10-04T02:30:00+11:00"}, // half an hour
		{"Australia/Lord_Howe", "45 1 * * *", "2026-04-05T00:00:00+11:00", "2026-04-05T01:45:00+11:00"},
		{"Australia/Lord_Howe", "45 1 * * *", "2026-04-05T01:50:00+11:00", "2026-04-06T01:45:00+10:30"},
		{"Pacific/Apia", "0 7 * * *", "2011-12-29T12:00:00-10:00", "2011-12-31T00:00:00+14:00"}, // a day that never was
		{"America/New_York", "*/30 * * * *", "2026-03-08T01:30:00-05:00", "2026-03-08T03:00:00-04:00"},
		{"America/New_York", "*/30 * * * *", "2026-11-01T01:30:00-04:00", "2026-11-01T01:00:00-05:00"}, // by real time
		{"America/New_York", "0 */2 * * *", "2026-03-08T00:00:00-05:00", "2026-03-08T04:00:00-04:00"},
		{"America/New_York", "0 */2 * * *", "2026-11-01T00:30:00-04:00", "2026-11-01T02:00:00-05:00"},
		{"Australia/Lord_Howe", "0 * * * *", "2026-10-04T01:00:00+10:30", "2026-10-04T03:00:00+11:00"},
		{"Europe/Paris", "0 12 29 2 *", "2026-01-01T00:00:00+01:00", "2028-02-29T12:00:00+01:00"},
		{"Europe/Paris", "every 90m", "2026-03-29T01:00:00+01:00", "2026-03-29T03:30:00+02:00"},
	} {
		after, err := time.Parse(time.RFC3339, test.after)
		if err != nil {
			t.Fatal(err)
		}
		got := schedule(t, test.line).Next(after.In(zone(t, test.zone)))
		if got.Format(time.RFC3339) != test.want {
			t.Errorf("%s in %s after %s: %s, want %s", test.line, test.zone, test.after, got.Format(time.RFC3339), test.want)
		}
	}
}

// A line with a wildcard hour keeps its distance in real time.
func TestWildcardRunsByRealTime(t *testing.T) {
	for _, name := range zonesWithDST {
		loc := zone(t, name)
		list := firings(t, schedule(t, "*/30 * * * *"), time.Date(2026, 1, 1, 0, 0, 0, 0, loc), time.Date(2027, 1, 1, 0, 0, 0, 0, loc))
		for i := 1; i < len(list); i++ {
			if d := list[i].Sub(list[i-1]); d != 30*time.Minute {
				t.Fatalf("%s: %s after %s", name, d, list[i-1])
			}
		}
		if len(list) != 365*24*2 {
			t.Errorf("%s: %d firings, want %d", name, len(list), 365*24*2)
		}
	}
}

func TestClockChangeWarning(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct{ zone, line, want string }{
		{"America/New_York", "30 2 * * *", "02:30 does not exist on 2027-03-14, when the clock is put forward: it will run at 03:00 that day"},
		{"America/New_York", "30 1 * * *", "01:30 comes twice on 2026-11-01, when the clock is put back: it will run the first time only"},
		{"America/New_York", "0 3 * * *", ""},
		{"America/New_York", "0 2 * * *", "02:00 does not exist on 2027-03-14, when the clock is put forward: it will run at 03:00 that day"},
		{"Europe/Paris", "15 2 * * *", "02:15 comes twice on 2026-10-25, when the clock is put back: it will run the first time only"},
		{"Europe/Sofia", "30 2 * * *", ""}, // there the clock is changed at three
		{"Europe/Sofia", "30 3 * * *", "03:30 comes twice on 2026-10-25, when the clock is put back: it will run the first time only"},
		{"Europe/Sofia", "30 3 * * 1", ""}, // it is changed on Sundays
		{"Asia/Damascus", "30 2 * * *", ""},
		{"America/New_York", "30 * * * *", ""},
		{"America/New_York", "every 15m", ""},
	} {
		got := schedule(t, test.line).clockChange(now.In(zone(t, test.zone)))
		if got != test.want {
			t.Errorf("%s in %s: %q, want %q", test.line, test.zone, got, test.want)
		}
	}
}

func TestScheduleForms(t *testing.T) {
	from := time.Date(2026, 6, 1, 6, 30, 0, 0, time.UTC) // a Monday
	for text, want := range map[string]time.Duration{
		"15m": 15 * time.Minute, "every 1d": 24 * time.Hour, "@every 10s": 10 * time.Second, "@hourly": 30 * time.Minute,
		" 0 7 * * * ": 30 * time.Minute, "@weekly": 5*24*time.Hour + 17*time.Hour + 30*time.Minute, "0 7 * * mon-fri": 30 * time.Minute,
		"0 0 ? jul *": 29*24*time.Hour + 17*time.Hour + 30*time.Minute,
	} {
		if got := schedule(t, text).Next(from).Sub(from); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	var none Schedule
	if !none.IsZero() || none.String() != "" || !none.Next(from).IsZero() {
		t.Error("the zero schedule is due")
	}
}

func FuzzSchedule(f *testing.F) {
	for _, text := range []string{"0 7 * * *", "every 15m", "@daily", "TZ=UTC", "CRON_TZ= ", "*/5 2-4 1,15 */3 sun", "0 0 29 2 *", ", , , , ,", "99999999999999999999 * * * *", "*/9223372036854775807 * * * *"} {
		f.Add(text, int64(1774746000), uint8(1))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64, zoneIndex uint8) {
		var s Schedule
		if s.UnmarshalText([]byte(text)) != nil {
			return
		}
		const century = 100 * 365 * 24 * 3600
		from := time.Unix(1e9+unix%century, 0).In(zone(t, zonesWithDST[int(zoneIndex)%len(zonesWithDST)]))
		if next := s.Next(from); !next.After(from) && next.Year() < 2090 {
			t.Errorf("%q: Next(%s) = %s", text, from, next)
		}
	})
}

func TestAutoIsForFeeds(t *testing.T) {
	var s Schedule
	if err := s.UnmarshalText([]byte(" auto ")); err != nil || !s.IsAuto() || s.IsZero() || s.String() != "auto" {
		t.Errorf("%q: auto is %v, %v", s, s.IsAuto(), err)
	}
	if next := s.Next(time.Now()); !next.IsZero() {
		t.Errorf("next is %v, want none without a feed", next)
	}
	if err := s.UnmarshalText([]byte("15m")); err != nil || s.IsAuto() {
		t.Errorf("15m: auto is %v, %v", s.IsAuto(), err)
	}
}
