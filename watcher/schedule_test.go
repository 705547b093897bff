package watcher_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vedette/store"
)

// composedAt lists when digests were composed, in a zone.
func composedAt(t *testing.T, st *store.Store, loc *time.Location) (at []string) {
	t.Helper()
	all, err := st.Deliveries(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		at = append([]string{d.Created.In(loc).Format("2 15:04")}, at...)
	}
	return at
}

// A digest comes once a day at its time on the wall of its zone, also on the
// days on which the clock is changed there.
func TestDigestsWhereTheClockIsChanged(t *testing.T) {
	for _, c := range []struct{ zone, line, from, want string }{
		{"Europe/Sofia", "0 7 * * *", "2026-03-28 12:00", "29 07:00, 30 07:00"},
		{"Europe/Sofia", "30 3 * * *", "2026-03-28 12:00", "29 04:00, 30 03:30"}, // in the gap
		{"Europe/Sofia", "30 3 * * *", "2026-10-24 12:00", "25 03:30, 26 03:30"}, // comes twice
		{"America/New_York", "30 2 * * *", "2026-03-07 12:00", "8 03:00, 9 02:30"},
		{"America/New_York", "30 1 * * *", "2026-10-31 12:00", "1 01:30, 2 01:30"},
		{"Asia/Damascus", "0 0 * * *", "2022-03-24 12:00", "25 01:00, 26 00:00"},   // midnight is in the gap
		{"Asia/Damascus", "30 23 * * *", "2021-10-28 12:00", "28 23:30, 29 23:30"}, // comes twice
		{"Asia/Damascus", "0 7 * * *", "2026-03-26 12:00", "27 07:00, 28 07:00"},   // changed no more
		{"Australia/Lord_Howe", "15 2 * * *", "2026-10-03 12:00", "4 02:30, 5 02:15"},
		{"Australia/Lord_Howe", "45 1 * * *", "2026-04-04 12:00", "5 01:45, 6 01:45"},
	} {
		t.Run(strings.ReplaceAll(c.zone, "/", " ")+" "+c.line+" "+c.from, func(t *testing.T) {
			loc, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			from, err := time.ParseInLocation("2006-01-02 15:04", c.from, loc)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(from))
				yaml := fmt.Sprintf("timezone: UTC\nfeeds: []\n"+
					"digests: [{name: d, schedule: %q, timezone: %s, receivers: [stdout], send_empty: true}]\n", c.line, c.zone)
				w, st, stop := daemon(t, t.TempDir(), yaml, nil)
				defer stop()
				for range 48 * 60 / 5 {
					if err := w.Digest(t.Context()); err != nil {
						t.Fatal(err)
					}
					time.Sleep(5 * time.Minute)
				}
				got := composedAt(t, st, loc)
				if strings.Join(got, ", ") != c.want {
					t.Errorf("composed at %q, want %s", got, c.want)
				}
			})
		})
	}
}

// Of many slots that were missed, one is made up for, and the schedule goes on.
func TestManyMissedSlotsAreOneDigest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		yaml := strings.NewReplacer(`"0 7 * * *"`, `"0 * * * *", send_empty: true`).Replace(daily)
		w, _, stop := daemon(t, dir, yaml, nil)
		if err := w.Digest(t.Context()); err != nil {
			t.Fatal(err)
		}
		stop()
		time.Sleep(53*time.Hour + 20*time.Minute)
		w, st, stop := daemon(t, dir, yaml, nil)
		defer stop()
		for range 5 {
			if err := w.Digest(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(30 * time.Minute)
		}
		got := composedAt(t, st, time.UTC)
		if want := "3 05:20, 3 06:20, 3 07:20"; strings.Join(got, ", ") != want {
			t.Errorf("composed at %q, want %s", got, want)
		}
	})
}

// What comes in quiet hours over midnight is told right after them, at once and
// together; each digest has hours and a zone of its own.
func TestQuietHoursOverMidnight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yaml := `timezone: UTC
feeds: [{url: "https://sample.example/feed", name: A, every: 1h}]
digests:
  - {name: sofia, schedule: every 2m, timezone: Europe/Sofia, quiet: ["22:00-06:30"], receivers: [a]}
  - {name: tokyo, schedule: every 2m, timezone: Asia/Tokyo, quiet: ["23:00-05:00", "12:00-13:00"], receivers: [b]}
receivers: {a: {file: {path: "@dir@/a.txt"}}, b: {file: {path: "@dir@/b.txt"}}}
`
		w, st, stop := daemon(t, t.TempDir(), yaml, oneMore())
		defer stop()
		time.Sleep(12 * time.Hour)
		stepFor(t, w, 36*time.Hour, time.Minute)
		all, err := st.Deliveries(0)
		if err != nil {
			t.Fatal(err)
		}
		first := map[string]time.Time{}
		for _, d := range all {
			zone, quiet := "Europe/Sofia", [][2]string{{"22:00", "24:00"}, {"00:00", "06:30"}}
			if d.Digest == "tokyo" {
				zone, quiet = "Asia/Tokyo", [][2]string{{"23:00", "24:00"}, {"00:00", "05:00"}, {"12:00", "13:00"}}
			}
			loc, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			at := d.Created.In(loc)
			for _, q := range quiet {
				if clock := at.Format("15:04"); q[0] <= clock && clock < q[1] {
					t.Errorf("%s was composed at %s, in its quiet hours", d.Digest, clock)
				}
			}
			if at.Day() == 2 && (first[d.Digest].IsZero() || at.Before(first[d.Digest])) {
				first[d.Digest] = at
			}
		}
		for name, want := range map[string]string{"sofia": "06:30", "tokyo": "05:00"} {
			if got := first[name].Format("15:04"); got != want {
				t.Errorf("%s: first of the day at %s, want %s", name, got, want)
			}
		}
	})
}

// Between composing and its record there is nothing: a process that is killed
// has either the digest, its hits taken and the slot spent, or none of it.
func TestASlotIsSpentWithItsDigest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		yaml := strings.Replace(daily, "receivers: [out]", "receivers: [out], send_empty: true", 1)
		w, _, stop := daemon(t, dir, yaml, oneMore())
		stepFor(t, w, 5*time.Hour+10*time.Minute, 10*time.Minute)
		file, err := os.ReadFile(filepath.Join(dir, "vedette.db")) // as a kill leaves it
		if err != nil {
			t.Fatal(err)
		}
		stop()
		if err := os.WriteFile(filepath.Join(dir, "vedette.db"), file, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, step := range []time.Duration{0, -time.Hour} { // the clock set back by an hour, too
			w, st, stop := daemon(t, dir, yaml, oneMore())
			state, _, err := st.Digest("d")
			if err != nil {
				t.Fatal(err)
			}
			state.Next = state.Next.Add(-step)
			if err := errors.Join(st.PutDigest(state), w.Digest(t.Context())); err != nil {
				t.Fatal(err)
			}
			if got := composedAt(t, st, time.UTC); len(got) != 1 {
				t.Errorf("composed at %q, want once", got)
			}
			stop()
		}
	})
}
