package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSince(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	got := map[string]string{}
	for _, s := range []string{"2015-01-01", "7d", "0"} {
		var m moment
		if err := m.Set(s); err != nil {
			t.Fatal(err)
		}
		got[s] = m.from(now, time.FixedZone("", 7200)).UTC().Format(time.RFC3339)
	}
	want := map[string]string{"2015-01-01": "2014-12-31T22:00:00Z", "7d": "2026-11-15T09:00:00Z", "0": "0001-01-01T00:00:00Z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("since (-want +got):\n%s", diff)
	}
	for _, s := range []string{"2015-13-01", "-7d", "yesterday", ""} {
		if err := new(moment).Set(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

func TestAtMost(t *testing.T) {
	for s, want := range map[string]int{"0": 0, "50": 50, "x": -1, "-1": -1, "1.5": -1, "": -1, "99999999999999999999": -1} {
		c := atMost(-1)
		if err := c.Set(s); (err != nil) != (want < 0) || int(c) != want {
			t.Errorf("%q: %d, %v", s, c, err)
		}
	}
}

func TestSayNone(t *testing.T) {
	for want, c := range map[string]struct {
		profile string
		since   moment
		near    bool
	}{
		"no hits since 2015-01-01 00:00; see: vedette hits --near --since 2015-01-01\n":       {since: moment{text: "2015-01-01", day: time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)}},
		"no hits of p; see: vedette hits --near --profile p --since 0\n":                      {profile: "p", since: moment{text: "0"}},
		"no hits or near misses; see: vedette feeds\n":                                        {since: moment{text: "0"}, near: true},
		"no hits or near misses since 2015-01-01 00:00; see: vedette hits --near --since 0\n": {since: moment{text: "2015-01-01", day: time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)}, near: true},
	} {
		var b bytes.Buffer
		if err := (&app{stderr: &b}).sayNone("hits", c.profile, &c.since, time.UTC, c.near); err != nil || b.String() != want {
			t.Errorf("%q, %v; want %q", b.String(), err, want)
		}
	}
}
