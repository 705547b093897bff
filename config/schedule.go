package config

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule tells when something is due next: at a fixed distance, or by a
// line of cron. That of a feed may also be left to the feed's own rhythm.
type Schedule struct {
	text  string
	auto  bool
	every time.Duration
	line  cron.SpecSchedule
	wall  bool // the line names its hours, and so follows the clock on the wall
}

// minEvery keeps a typing error from becoming a storm of requests.
const minEvery = 10 * time.Second

// nicknames are the lines that cron has names for.
var nicknames = map[string]string{
	"@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *",
	"@weekly": "0 0 * * 0", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}

// UnmarshalText reads "every 15m", a plain duration, a name such as @daily,
// five fields of cron, or auto.
func (s *Schedule) UnmarshalText(text []byte) error {
	trimmed := strings.TrimSpace(string(text))
	parsed, err := parseSchedule(trimmed)
	if err != nil {
		return err
	}
	parsed.text = trimmed
	*s = parsed
	return nil
}

func parseSchedule(text string) (Schedule, error) {
	first, rest, _ := strings.Cut(text, " ")
	switch {
	case text == "":
		return Schedule{}, &valueError{"the schedule is empty", `write "every 15m", @daily or five fields of cron such as "0 7 * * *"`}
	case text == "auto" || text == "every auto":
		return Schedule{auto: true}, nil
	case strings.HasPrefix(first, "TZ=") || strings.HasPrefix(first, "CRON_TZ="):
		return Schedule{}, &valueError{"a schedule does not name its time zone", "use the key timezone"}
	case first == "every" || first == "@every":
		return parseEvery(strings.TrimSpace(rest))
	case strings.HasPrefix(first, "@"):
		line, ok := nicknames[text]
		if !ok {
			return Schedule{}, &valueError{quote(text) + " is not known", "one of @hourly, @daily, @weekly, @monthly, @yearly"}
		}
		return parseLine(line)
	case len(strings.Fields(text)) == 1:
		return parseEvery(text)
	}
	return parseLine(text)
}

func parseEvery(text string) (Schedule, error) {
	var d Duration
	if err := d.UnmarshalText([]byte(text)); err != nil {
		return Schedule{}, &valueError{"expected a schedule, got " + quote(text), `write "every 15m", @daily or five fields of cron such as "0 7 * * *"`}
	}
	if time.Duration(d) < minEvery {
		return Schedule{}, &valueError{quote(text) + " is too often", "at least 10s"}
	}
	return Schedule{every: time.Duration(d)}, nil
}

// cronFields name the fields of a line and what they hold.
var cronFields = []struct{ name, hint string }{
	{"minute", "0 to 59"}, {"hour", "0 to 23"}, {"day of the month", "1 to 31"},
	{"month", "1 to 12, or jan to dec"}, {"day of the week", "0 (Sunday) to 6, or sun to sat"},
}

func parseLine(text string) (Schedule, error) {
	fields := strings.Fields(text)
	if len(fields) != len(cronFields) {
		return Schedule{}, &valueError{fmt.Sprintf("expected 5 fields of cron, got %d in %s", len(fields), quote(text)), `minute, hour, day of the month, month, day of the week: "0 7 * * *"`}
	}
	for i, f := range cronFields {
		alone := []string{"*", "*", "*", "*", "*"}
		alone[i] = fields[i]
		if _, ok := parseCron(strings.Join(alone, " ")); !ok {
			return Schedule{}, &valueError{"the " + f.name + " " + quote(fields[i]) + " is not valid", f.hint + ", as in 5, 1-5, */2 or 1,3"}
		}
	}
	line, ok := parseCron(text)
	if !ok {
		return Schedule{}, &valueError{quote(text) + " is not a line of cron", `write five fields such as "0 7 * * *"`}
	}
	s := Schedule{line: line, wall: !strings.HasPrefix(fields[1], "*") && fields[1] != "?"}
	if s.line.Next(time.Now().UTC()).IsZero() {
		return Schedule{}, &valueError{quote(text) + " never comes", "no month has such a day"}
	}
	return s, nil
}

// parseCron asks the library, which panics on some lines and accepts fields
// that match nothing.
func parseCron(text string) (line cron.SpecSchedule, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	parsed, err := cron.ParseStandard(text)
	if err != nil {
		return cron.SpecSchedule{}, false
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok || spec.Minute == 0 || spec.Hour == 0 || spec.Dom == 0 || spec.Month == 0 || spec.Dow == 0 {
		return cron.SpecSchedule{}, false
	}
	return *spec, true
}

// IsAuto tells whether the schedule is left to a feed's own rhythm.
func (s Schedule) IsAuto() bool { return s.auto }

// IsZero tells whether no schedule was given.
func (s Schedule) IsZero() bool { return s.text == "" }

// String returns the schedule as it was written.
func (s Schedule) String() string { return s.text }

// MarshalText gives String.
func (s Schedule) MarshalText() ([]byte, error) { return []byte(s.text), nil }
