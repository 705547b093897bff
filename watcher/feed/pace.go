package feed

import (
	"strconv"
	"strings"
	"time"
)

// maxPace is the longest pause between polls that a document may ask for: what
// it says beyond that is a fault, or would silence the feed.
const maxPace = 7 * 24 * time.Hour

// maxSkips bounds how many hours or days are read of one list.
const maxSkips = 64

// pace reads how often the document may be asked. What makes no sense is as if
// it were not there.
func (m *mapper) pace() Pace {
	fs := fields(m.scan.feed)
	p := Pace{Every: max(minutes(m.first(fs, fTTL)), updates(m.first(fs, fUpdatePeriod), m.first(fs, fUpdateFrequency)))}
	for _, f := range fs {
		switch f.id {
		case fSkipHours:
			for _, hour := range m.children(f, "hour") {
				if h, err := strconv.Atoi(hour); err == nil && h >= 0 && h <= 24 {
					p.SkipHours |= 1 << (h % 24)
				}
			}
		case fSkipDays:
			for _, day := range m.children(f, "day") {
				if d, ok := weekday(day); ok {
					p.SkipDays |= 1 << d
				}
			}
		}
	}
	return p
}

// minutes reads a ttl.
func minutes(s string) time.Duration {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0) || n > maxPace.Minutes() {
		return 0
	}
	return time.Duration(n * float64(time.Minute))
}

// updates reads a period and how many times in it the feed changes. Each has
// its default, a day and once, but only beside the other.
func updates(period, frequency string) time.Duration {
	const day = 24 * time.Hour
	if period == "" && frequency == "" {
		return 0
	}
	length, known := map[string]time.Duration{
		"": day, "hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day,
	}[strings.ToLower(period)]
	times, err := strconv.ParseFloat(or(frequency, "1"), 64)
	if !known || err != nil || !(times > 0) {
		return 0
	}
	return time.Duration(min(float64(length)/times, float64(maxPace)))
}

func weekday(s string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(s, d.String()) {
			return d, true
		}
	}
	return 0, false
}

// children gives the texts of the elements of that name inside a field, at most
// maxSkips of them.
func (s *scan) children(f field, name string) []string {
	inner := s.inner(f)
	l := lexer{src: inner, lenient: true}
	var texts []string
	from := -1
	for tok := l.next(); tok.kind != tokEnd && len(texts) < maxSkips; tok = l.next() {
		switch {
		case tok.kind == tokOpen && localIs(tok.name, name):
			from = tok.end
		case tok.kind == tokClose && from >= 0 && localIs(tok.name, name):
			texts = append(texts, textOf(inner[from:tok.start], false))
			from = -1
		}
	}
	return texts
}
