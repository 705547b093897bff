package feed

import (
	"strings"
	"time"
)

// parseDate reads a date in any form that feeds use, in UTC. It invents
// nothing: a word it does not know, an unknown zone, an order of day and month
// that could be either, a missing day, month or year, or a year outside 1900 to
// 2200 give no date. A missing zone is UTC, a missing time midnight.
func parseDate(s string) (time.Time, bool) {
	if len(s) > 120 {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC1123Z, time.RFC3339} { // the two forms of nearly all feeds
		// What time.Parse takes for an offset may be none: +0060, +2300.
		if t, err := time.Parse(layout, s); err == nil && (s[len(s)-1] == 'Z' || s[len(s)-2] < '6') && plausible(t) {
			return inRange(t)
		}
	}
	s = foldDate(s)
	if t, ok := epoch(s); ok {
		return inRange(t)
	}
	if d, rest, ok := isoDate(s); ok {
		return d.finish(dateWords(rest))
	}
	if d, ok := shortISODate(s); ok {
		return d.finish(nil)
	}
	var d date
	return d.finish(dateWords(s))
}

// Years of dates, in UTC, both included. What is outside is how some program
// writes "none" or "never", or a year of another calendar; and from 10000 on a
// time cannot be written as JSON.
const (
	firstYear = 1900
	lastYear  = 2200
)

// plausible holds for an offset that some place has.
func plausible(t time.Time) bool {
	_, offset := t.Zone()
	return offset%900 == 0 && max(offset, -offset) <= maxOffset*3600
}

// inRange gives t in UTC, if its year there is one of ours.
func inRange(t time.Time) (time.Time, bool) {
	t = t.UTC()
	if t.Year() < firstYear || t.Year() > lastYear {
		return time.Time{}, false
	}
	return t, true
}

// A date is what was read so far. Numbers wait in num until it is known which
// is the day and which the year.
type date struct {
	year, month, day int
	num              []number
	hour, min, sec   int
	nano             int
	clock            bool
	pm, am, night    bool // night is pm too, but its 12 is noon or midnight
	zone             *time.Location
	american         bool // the zone is one of North America, where the month comes first
	weekday          days // what the words say of it
	loose            bool // month is a word that may mean a weekday: "mar." is mardi too
	bad              bool
}

type number struct {
	v, digits int
}

// finish reads the words that remain and puts the parts together.
func (d *date) finish(words []string) (time.Time, bool) {
	for _, w := range words {
		d.word(w)
		if d.bad {
			return time.Time{}, false
		}
	}
	if !d.order() || !d.halfDay() {
		return time.Time{}, false
	}
	if d.month < 1 || d.month > 12 || d.day < 1 || d.day > daysIn(d.year, d.month) {
		return time.Time{}, false
	}
	endOfDay := d.hour == 24 && d.min == 0 && d.sec == 0
	if d.hour > 23 && !endOfDay || d.min > 59 || d.sec > 60 {
		return time.Time{}, false
	}
	zone := d.zone
	if zone == nil {
		zone = time.UTC
	}
	return inRange(time.Date(d.year, time.Month(d.month), d.day, d.hour, d.min, d.sec, d.nano, zone))
}

// order finds day, month and year among the numbers.
func (d *date) order() bool {
	switch {
	case d.year != 0 && len(d.num) == 0:
		return true
	case d.month != 0 && len(d.num) == 2:
		day, year := d.num[0], d.num[1]
		if day.digits > 2 {
			day, year = year, day
		}
		d.day = day.v
		return day.digits <= 2 && d.setYear(year)
	case d.month != 0 && d.year != 0 && d.day == 0 && len(d.num) == 1:
		d.day = d.num[0].v
		return d.num[0].digits <= 2
	case d.month == 0 && len(d.num) == 3 && d.num[0].digits <= 2 && d.num[1].digits <= 2:
		return d.setYear(d.num[2]) && d.numeric(d.num[0].v, d.num[1].v)
	}
	return false
}

// numeric decides between day and month, which 03/04 does not say: by what is
// no month, by the zone, or by the weekday that the date names.
func (d *date) numeric(a, b int) bool {
	d.day, d.month = a, b
	if a == b || a > 12 {
		return true
	}
	dayFirst, monthFirst := d.fits(b, a), d.fits(a, b)
	if b > 12 || d.american || monthFirst && !dayFirst {
		d.day, d.month = b, a
		return true
	}
	return dayFirst && !monthFirst
}

// fits reports whether a day of the date's year is the weekday that is named.
func (d *date) fits(month, day int) bool {
	t := time.Date(d.year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.Day() == day && d.weekday&(1<<t.Weekday()) != 0
}

func (d *date) setYear(n number) bool {
	d.year = n.v
	if n.digits == 2 {
		d.year += 1900
		if n.v < 69 {
			d.year += 100
		}
	}
	return n.digits == 2 || n.digits == 4
}

func (d *date) halfDay() bool {
	switch {
	case d.pm && d.am, (d.pm || d.am) && !d.clock, d.night && d.hour == 12:
		return false
	case (d.pm || d.am) && d.hour > 12:
		return d.pm // "14:05 PM" says the same thing twice
	case d.pm && d.hour < 12:
		d.hour += 12
	case d.am && d.hour == 12:
		d.hour = 0
	}
	return true
}

// word takes in one word of the date.
func (d *date) word(w string) {
	if day, clock, ok := strings.Cut(w, ":"); ok && isDigit(w[0]) && strings.Count(day, "/") == 2 {
		d.word(day) // the log of a server has 02/jan/2006:15:04:05
		w = clock
	}
	switch {
	case w == "" || d.bad:
		d.bad = true
	case strings.IndexByte(w, ':') > 0 && isDigit(w[0]):
		d.bad = d.clock || !d.readClock(w)
	case isDigit(w[0]):
		d.readNumber(w)
	case w[0] == '\'' && digits(w[1:]): // '24
		d.readNumber(w[1:])
	case d.clock && seasonal[w] != "":
		d.bad = !d.readZone(w)
	case fillers[w] && !(d.clock && (w == "a" || w == "o")):
	case w[0] == '+' || w[0] == '-':
		d.bad = !d.offset(w)
	case monthNames[w] != 0:
		d.readMonth(w)
	case weekdays[w] != 0:
		d.weekday |= weekdays[w]
	case halves[w] != 0:
		d.half(halves[w])
	case strings.Count(w, "-") == 2 && d.joined(w): // "jan-02-2006"
	default:
		d.bad = !d.readZone(w)
	}
}

func (d *date) readMonth(w string) {
	switch {
	case d.month == 0 || d.loose:
		d.month, d.loose = monthNames[w], weekdays[w] != 0
	case weekdays[w] == 0:
		d.bad = true
	}
}

// half takes in "am" or "pm", which may make the number before it an hour.
func (d *date) half(h half) {
	if last := len(d.num) - 1; !d.clock && last >= 0 && d.num[last].digits <= 2 {
		d.hour, d.clock = d.num[last].v, true
		d.num = d.num[:last]
	}
	d.pm, d.am, d.night = d.pm || h != morning, d.am || h == morning, d.night || h == evening
}

// readNumber reads a bare number, one with a suffix ("3rd", "5."), an hour
// ("14h", "14h05", and 14.05 behind a whole date), or three numbers joined by
// signs ("24/09/2004").
func (d *date) readNumber(w string) {
	if strings.ContainsAny(w, "/-.") && d.joined(w) {
		return
	}
	n := 0
	for n < len(w) && isDigit(w[n]) {
		n++
	}
	rest := w[n:]
	switch rest {
	case "", ".", "st", "nd", "rd", "th", "er", "º", "ª", "°", "o", "e", "-го", "го":
		if n <= 4 {
			d.num = append(d.num, number{atoi(w[:n]), n})
			d.bad = len(d.num) > 3
			return
		}
	}
	minutes := strings.TrimSuffix(strings.TrimLeft(rest, "h."), "h")
	whole := d.month != 0 && (d.year != 0 || len(d.num) == 2)
	switch {
	case d.clock || n > 2:
	case halves[rest] != 0: // "5pm"
		d.hour, d.clock = atoi(w[:n]), true
		d.half(halves[rest])
		return
	case rest[0] == 'h' && minutes == "":
		d.hour, d.clock = atoi(w[:n]), true
		return
	case (rest[0] == 'h' || rest[0] == '.' && whole) && len(minutes) == 2 && digits(minutes):
		d.hour, d.min, d.clock = atoi(w[:n]), atoi(minutes), true
		return
	}
	d.bad = true
}

// joined reads a date of three parts: year first, day first where there are
// points, with the month as a word, or what numeric must decide.
func (d *date) joined(w string) bool {
	parts := strings.FieldsFunc(w, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) != 3 || d.month != 0 || len(d.num) > 0 {
		return false
	}
	if monthNames[parts[0]] != 0 {
		parts[0], parts[1] = parts[1], parts[0]
	}
	if m := monthNames[parts[1]]; m != 0 && digits(parts[0]) && digits(parts[2]) {
		d.month = m
		d.num = []number{{atoi(parts[0]), len(parts[0])}, {atoi(parts[2]), len(parts[2])}}
		return true
	}
	if !digits(parts[0]) || !digits(parts[1]) || !digits(parts[2]) {
		return false
	}
	a, b, c := atoi(parts[0]), atoi(parts[1]), atoi(parts[2])
	switch {
	case len(parts[0]) == 4:
		d.year, d.month, d.day = a, b, c
		return len(parts[2]) <= 2
	case len(parts[2]) != 4:
		return false
	case strings.Contains(w, "."):
		d.day, d.month, d.year = a, b, c
		return true
	}
	for _, p := range parts {
		d.num = append(d.num, number{atoi(p), len(p)})
	}
	return len(d.num) == 3
}

// readClock reads hh:mm, hh:mm:ss and fractions, with what may stick to it:
// "am", "pm", "z", an offset.
func (d *date) readClock(w string) bool {
	end := 0
	for end < len(w) && (isDigit(w[end]) || w[end] == ':' || end > 4 && (w[end] == '.' || w[end] == ',')) {
		end++
	}
	rest := strings.TrimLeft(w[end:], " ")
	clock, frac, _ := strings.Cut(strings.ReplaceAll(strings.TrimRight(w[:end], ".,:"), ",", "."), ".")
	parts := strings.Split(clock, ":")
	if len(parts) > 4 || len(parts) == 4 && frac != "" {
		return false
	}
	if len(parts) == 4 { // "12:13:14:567"
		frac, parts = parts[3], parts[:3]
	}
	for _, p := range parts {
		if len(p) == 0 || len(p) > 2 {
			return false
		}
	}
	d.clock = true
	d.hour = atoi(parts[0])
	if len(parts) > 1 {
		d.min = atoi(parts[1])
	}
	if len(parts) > 2 {
		d.sec = atoi(parts[2])
	}
	if frac = frac[:min(9, len(frac))]; frac != "" {
		if !digits(frac) {
			return false
		}
		d.nano = atoi((frac + "000000000")[:9])
	}
	if rest != "" {
		d.word(rest)
	}
	return !d.bad
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// atoi reads digits of which there are few.
func atoi(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
