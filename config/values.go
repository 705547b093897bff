package config

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones must load on a machine that has none
)

// Duration is a time.Duration written as 90s, 15m, 48h or 30d.
type Duration time.Duration

// durationUnits are from large to small.
var durationUnits = []struct {
	name string
	size time.Duration
}{
	{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}, {"h", time.Hour},
	{"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond},
}

// UnmarshalText reads whole numbers with the units w, d, h, m, s and ms, as in
// 1h30m, or 0.
func (d *Duration) UnmarshalText(text []byte) error {
	s := string(text)
	if s == "0" {
		*d = 0
		return nil
	}
	bad := &valueError{"expected a duration such as 15m, got " + quote(s), "write 90s, 15m, 48h, 30d or 1h30m"}
	if s == "" {
		return bad
	}
	var sum time.Duration
	for s != "" {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		letters := len(s[digits:]) - len(strings.TrimLeft(s[digits:], "abcdefghijklmnopqrstuvwxyz"))
		n, err := strconv.ParseInt(s[:digits], 10, 64)
		size := unitSize(s[digits : digits+letters])
		if err != nil || size == 0 {
			return bad
		}
		if n > int64(math.MaxInt64-sum)/int64(size) {
			return &valueError{quote(string(text)) + " is too long", "at most about 290 years"}
		}
		sum += time.Duration(n) * size
		s = s[digits+letters:]
	}
	*d = Duration(sum)
	return nil
}

func unitSize(name string) time.Duration {
	for _, u := range durationUnits {
		if u.name == name {
			return u.size
		}
	}
	return 0
}

// String writes the duration in the form that is read: 90d, 1h30m, 0.
func (d Duration) String() string {
	if d == 0 {
		return "0"
	}
	var b strings.Builder
	rest := time.Duration(d)
	for _, u := range durationUnits[1:] { // nobody thinks of 90 days in weeks
		if n := rest / u.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			rest -= n * u.size
		}
	}
	if rest != 0 { // negative, or finer than can be written
		return time.Duration(d).String()
	}
	return b.String()
}

// MarshalText gives String.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Size is a number of bytes written as 8MiB.
type Size int64

var sizeUnits = []struct {
	name string
	size int64
}{
	{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
	{"GB", 1e9}, {"MB", 1e6}, {"KB", 1e3}, {"kB", 1e3}, {"B", 1}, {"", 1},
}

// UnmarshalText reads 8MiB, 500KB or plain bytes.
func (s *Size) UnmarshalText(text []byte) error {
	digits := strings.TrimRight(string(text), "BGKMik ")
	unit := strings.TrimLeft(string(text[len(digits):]), " ")
	n, err := strconv.ParseInt(digits, 10, 64)
	for _, u := range sizeUnits {
		if err == nil && u.name == unit && n >= 0 && n <= math.MaxInt64/u.size {
			*s = Size(n * u.size)
			return nil
		}
	}
	return &valueError{"expected a size such as 8MiB, got " + quote(string(text)), "write 8MiB, 500KB or a number of bytes"}
}

// String writes the size in the largest binary unit that divides it.
func (s Size) String() string {
	for _, u := range sizeUnits[:3] {
		if s != 0 && int64(s)%u.size == 0 {
			return strconv.FormatInt(int64(s)/u.size, 10) + u.name
		}
	}
	return strconv.FormatInt(int64(s), 10)
}

// MarshalText gives String.
func (s Size) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Zone is a time zone by IANA name; "Local" is the machine's.
type Zone struct{ *time.Location }

// UnmarshalText looks the name up. The empty name is no zone.
func (z *Zone) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		z.Location = nil
		return nil
	}
	location, err := time.LoadLocation(string(text))
	if err != nil {
		return &valueError{"unknown time zone " + quote(string(text)), "an IANA name such as Europe/Sofia, or Local"}
	}
	z.Location = location
	return nil
}

// String is the zone's name, or "" where there is none.
func (z Zone) String() string {
	if z.Location == nil {
		return ""
	}
	return z.Location.String()
}

// MarshalText gives String.
func (z Zone) MarshalText() ([]byte, error) { return []byte(z.String()), nil }

// Window is a stretch of the day, 22:00-06:00: from the first time to before
// the second, both counted from midnight by the clock on the wall. It crosses
// midnight where From is after To.
type Window struct{ From, To time.Duration }

// UnmarshalText reads 22:00-06:00.
func (w *Window) UnmarshalText(text []byte) error {
	from, to, ok := strings.Cut(string(text), "-")
	a, okFrom := clock(strings.TrimSpace(from))
	b, okTo := clock(strings.TrimSpace(to))
	if !ok || !okFrom || !okTo || a == 24*time.Hour {
		return &valueError{"expected a stretch of the day such as 22:00-06:00, got " + quote(string(text)), "two times from 00:00 to 24:00 with a hyphen between"}
	}
	if a == b {
		return &valueError{quote(string(text)) + " is an empty stretch of the day", "the second time has to differ from the first"}
	}
	*w = Window{a, b}
	return nil
}

// clock reads HH:MM up to 24:00.
func clock(s string) (time.Duration, bool) {
	h, m, ok := strings.Cut(s, ":")
	hour, errHour := strconv.ParseUint(h, 10, 8)
	minute, errMinute := strconv.ParseUint(m, 10, 8)
	if !ok || errHour != nil || errMinute != nil || len(h) > 2 || len(m) != 2 || minute > 59 || hour*60+minute > 24*60 {
		return 0, false
	}
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute, true
}

// String writes 22:00-06:00.
func (w Window) String() string {
	hm := func(d time.Duration) string { return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60) }
	return hm(w.From) + "-" + hm(w.To)
}

// MarshalText gives String.
func (w Window) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// parseNetwork reads a network in CIDR form, or a single address.
func parseNetwork(text string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Masked(), nil
	}
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.Prefix{}, &valueError{"expected a network such as 192.168.1.0/24, got " + quote(text), "a network or a single address; names are not looked up"}
}

// parseDate reads a day, or a moment.
func parseDate(text string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, &valueError{"expected a day such as 2024-12-08, got " + quote(text), ""}
}
