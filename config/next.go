package config

import (
	"fmt"
	"time"
)

// Next returns the first time after t, read in t's location; the zero time if
// there is no schedule, or it is auto.
//
// A line that names its hours follows the clock on the wall: where the clock
// is put forward over its time it is due right after the gap, and where the
// clock is put back it is due once. A line with a wildcard for the hour runs
// by real time, and so through both.
func (s Schedule) Next(t time.Time) time.Time {
	switch {
	case s.IsZero(), s.auto:
		return time.Time{}
	case s.every > 0:
		return t.Add(s.every)
	case s.wall:
		return s.nextWall(t)
	}
	return s.nextReal(t)
}

// nextWall counts on a clock without a zone and then places the reading.
func (s Schedule) nextWall(t time.Time) time.Time {
	for reading := wallClock(t); ; {
		reading = s.line.Next(reading)
		if reading.IsZero() {
			return reading
		}
		if at := place(reading, t.Location()); at.After(t) {
			return at
		}
	}
}

// nextReal counts within each stretch of time in which the zone keeps its
// offset, where the library's arithmetic holds.
func (s Schedule) nextReal(t time.Time) time.Time {
	from := t
	for {
		_, offset := from.Zone()
		_, end := from.ZoneBounds()
		next := s.line.Next(from.In(time.FixedZone("", offset)))
		if next.IsZero() || end.IsZero() || next.Before(end) {
			return inLocation(next, t.Location())
		}
		if s.dueAt(end) {
			return end
		}
		from = end
	}
}

// dueAt tells whether the line matches the moment itself.
func (s Schedule) dueAt(t time.Time) bool {
	_, offset := t.Zone()
	t = t.In(time.FixedZone("", offset))
	return s.line.Next(t.Add(-time.Second)).Equal(t)
}

func inLocation(t time.Time, loc *time.Location) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(loc)
}

// wallClock is the reading of t's clock, as if it were UTC.
func wallClock(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// place finds the first moment at which the clock of a place shows a reading,
// or the end of the gap that swallows it.
func place(reading time.Time, loc *time.Location) time.Time {
	t := reading.Add(-48 * time.Hour).In(loc) // no clock is that far from UTC
	for {
		_, offset := t.Zone()
		start, end := t.ZoneBounds()
		at := reading.Add(-time.Duration(offset) * time.Second).In(loc)
		if !start.IsZero() && at.Before(start) {
			return start
		}
		if end.IsZero() || at.Before(end) {
			return at
		}
		t = end
	}
}

// clockChange says what happens to a schedule when the clock of its zone is
// next changed while it is due; it is empty when nothing does.
func (s Schedule) clockChange(now time.Time) string {
	if !s.wall {
		return ""
	}
	for t := now; ; {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.After(now.AddDate(1, 1, 0)) {
			return ""
		}
		before, after := wallClock(end.Add(-time.Second)).Add(time.Second), wallClock(end)
		low, high := before, after
		if after.Before(before) {
			low, high = after, before
		}
		due := s.line.Next(low.Add(-time.Second))
		if !due.IsZero() && due.Before(high) {
			return changeText(due, before, after)
		}
		t = end
	}
}

// changeText describes a reading in the gap or overlap of a clock change.
func changeText(due, before, after time.Time) string {
	hour, day := due.Format("15:04"), due.Format(time.DateOnly)
	if after.After(before) {
		return fmt.Sprintf("%s does not exist on %s, when the clock is put forward: it will run at %s that day", hour, day, after.Format("15:04"))
	}
	return fmt.Sprintf("%s comes twice on %s, when the clock is put back: it will run the first time only", hour, day)
}
