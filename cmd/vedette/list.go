package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"vedette/config"
)

// moment is a flag: how long ago, or a day.
type moment struct {
	text string
	back config.Duration
	day  time.Time // in UTC; zero where back is meant
}

// daysAgo is a moment to begin with.
func daysAgo(n int) moment {
	return moment{text: fmt.Sprintf("%dd", n), back: config.Duration(n) * config.Duration(24*time.Hour)}
}

func (m *moment) String() string { return m.text }
func (m *moment) Type() string   { return "AGE|DAY" }
func (m *moment) Set(s string) error {
	day, err := time.Parse(time.DateOnly, s)
	if err == nil {
		*m = moment{text: s, day: day}
		return nil
	}
	back := config.Duration(0)
	if back.UnmarshalText([]byte(s)) != nil {
		return errors.New("expected how long ago, such as 90d, or a day, such as 2015-01-01")
	}
	*m = moment{text: s, back: back}
	return nil
}

// from is the moment; zero for all of time. A day begins at its midnight in loc.
func (m *moment) from(now time.Time, loc *time.Location) time.Time {
	switch {
	case !m.day.IsZero():
		y, month, d := m.day.Date()
		return time.Date(y, month, d, 0, 0, 0, 0, loc)
	case m.back > 0:
		return now.Add(-time.Duration(m.back))
	}
	return time.Time{}
}

// atMost is a flag: at most how many; 0 is all.
type atMost int

func (c *atMost) String() string { return strconv.Itoa(int(*c)) }
func (c *atMost) Type() string   { return "N" }
func (c *atMost) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return errors.New("expected how many, such as 50, or 0 for all")
	}
	*c = atMost(n)
	return nil
}

// sayNone tells whoever reads a list that it is empty, and where to look next;
// standard output, which a program may read, stays empty.
func (a *app) sayNone(what, profile string, since *moment, loc *time.Location, near bool) error {
	line, see := "no "+what, "vedette hits --near"
	if near {
		line += " or near misses"
	}
	if profile != "" {
		line += " of " + profile
		see += " --profile " + profile
	}
	from := since.from(time.Now(), loc)
	if !from.IsZero() {
		line += " since " + shortTime(from, loc)
	}
	switch {
	case from.IsZero() && near:
		see = "vedette feeds"
	case from.IsZero() || near:
		see += " --since 0"
	default:
		see += " --since " + since.text
	}
	_, err := fmt.Fprintf(a.stderr, "%s; see: %s\n", line, see)
	return err
}
