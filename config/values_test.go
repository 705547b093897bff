package config

import (
	"encoding"
	"net/netip"
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	for text, want := range map[string]struct {
		d       time.Duration
		written string
	}{
		"0": {0, "0"}, "0s": {0, "0"}, "90s": {90 * time.Second, "1m30s"}, "15m": {15 * time.Minute, "15m"},
		"48h": {48 * time.Hour, "2d"}, "30d": {720 * time.Hour, "30d"}, "1w": {168 * time.Hour, "7d"},
		"1h30m": {90 * time.Minute, "1h30m"}, "1d12h": {36 * time.Hour, "1d12h"}, "250ms": {250 * time.Millisecond, "250ms"},
	} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err != nil || time.Duration(d) != want.d || d.String() != want.written {
			t.Errorf("%s: %s (%d), %v", text, d, d, err)
		}
		var again Duration
		if err := again.UnmarshalText([]byte(d.String())); err != nil || again != d {
			t.Errorf("%s is written as %s, which reads as %s, %v", text, d, again, err)
		}
	}
	if got := Duration(-time.Second).String(); got != "-1s" {
		t.Errorf("-1s is written as %s", got)
	}
}

func TestSize(t *testing.T) {
	for text, want := range map[string]struct {
		n       int64
		written string
	}{
		"8MiB": {8 << 20, "8MiB"}, "500KB": {500_000, "500000"}, "1GiB": {1 << 30, "1GiB"}, "64 KiB": {64 << 10, "64KiB"},
		"0": {0, "0"}, "1023": {1023, "1023"}, "1kB": {1000, "1000"}, "2B": {2, "2"},
	} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); err != nil || int64(s) != want.n || s.String() != want.written {
			t.Errorf("%s: %s (%d), %v", text, s, s, err)
		}
	}
}

func TestWindow(t *testing.T) {
	for text, want := range map[string]Window{
		"22:00-06:00": {22 * time.Hour, 6 * time.Hour}, "0:00-24:00": {0, 24 * time.Hour}, "08:30 - 09:15": {8*time.Hour + 30*time.Minute, 9*time.Hour + 15*time.Minute},
	} {
		var w Window
		if err := w.UnmarshalText([]byte(text)); err != nil || w != want {
			t.Errorf("%s: %v, %v", text, w, err)
		}
	}
	if got := (Window{22 * time.Hour, 6*time.Hour + 5*time.Minute}).String(); got != "22:00-06:05" {
		t.Errorf("written as %s", got)
	}
}

func TestZone(t *testing.T) {
	var z Zone
	if z.String() != "" {
		t.Errorf("no zone is %q", z)
	}
	for text, want := range map[string]*time.Location{"Local": time.Local, "UTC": time.UTC, "": nil} {
		if err := z.UnmarshalText([]byte(text)); err != nil || z.Location != want {
			t.Errorf("%q: %v, %v", text, z, err)
		}
	}
	if err := z.UnmarshalText([]byte("Europe/Sofia")); err != nil || z.String() != "Europe/Sofia" {
		t.Errorf("%v, %v", z, err)
	}
}

func TestNetworks(t *testing.T) {
	for text, want := range map[string]string{
		"192.168.1.0/24": "192.168.1.0/24", "192.168.1.7/24": "192.168.1.0/24", "127.0.0.1": "127.0.0.1/32", "::1": "::1/128", "::ffff:10.0.0.1": "10.0.0.1/32",
	} {
		if got, err := parseNetwork(text); err != nil || got != netip.MustParsePrefix(want) {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
}

// Values that are refused, each with a hint.
func TestRefusedValues(t *testing.T) {
	for _, test := range []struct {
		into  encoding.TextUnmarshaler
		texts []string
	}{
		{new(Duration), []string{"", "15", "15 m", "-1h", "1.5h", "h", "1y", "1h-5m", "99999999999999999999d", "20000w"}},
		{new(Size), []string{"", "MiB", "8 miB", "-1", "1.5MiB", "9999999999GiB", "0x10"}},
		{new(Window), []string{"", "22:00", "22-06", "22:00-22:00", "22:60-23:00", "24:01-1:00", "a:b-c:d", "24:00-06:00", "22:0-06:00"}},
		{new(Zone), []string{"Sofia", "../etc/passwd", "+02:00", "europe\x00"}},
		{new(Schedule), []string{"", " ", "1s", "every", "every 0", "every -5m", "7", "@every", "@Daily", "* * * * * *", "60 * * * *", "* * 0 * *", "0 0 31 2 *", "0 0 31 4,6 *", "TZ=", "TZ=UTC", "CRON_TZ=UTC 0 7 * * *", "autos", "* * * * L"}},
	} {
		for _, text := range test.texts {
			err := test.into.UnmarshalText([]byte(text))
			if e, ok := err.(*valueError); !ok || e.message == "" || e.hint == "" {
				t.Errorf("%T %q: %v", test.into, text, err)
			}
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"every", "timeout", "max_body", "class", "url", "to"}
	for word, want := range map[string]string{
		"evry": "every", "Timeout": "timeout", "timeuot": "timeout", "clas": "class", "max-body": "max_body", "uri": "url", "color": "", "x": "", "": "",
	} {
		if got := nearest(word, words); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}
