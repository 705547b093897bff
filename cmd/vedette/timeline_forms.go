package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
)

func timelineJSON(w io.Writer, events []event) error {
	for _, e := range events {
		if err := printJSON(w, e); err != nil {
			return err
		}
	}
	return nil
}

// timelineCSV writes a line a story. Columns are only ever added at the end.
func timelineCSV(w io.Writer, events []event) error {
	header := []string{"day", "profile", "story", "title", "link", "first", "last", "reports", "copies"}
	header = append(append(header, classes()...), "other", "outlets")
	rows := [][]string{header}
	for _, e := range events {
		row := []string{e.Day, e.Profile, e.Story, e.Title, e.Link, e.First.Format(time.RFC3339), e.Last.Format(time.RFC3339),
			strconv.Itoa(e.Reports), strconv.Itoa(e.Copies)}
		other := 0
		for class, n := range e.Classes {
			if rank(class) == len(classes()) {
				other += n
			}
		}
		for _, class := range classes() {
			row = append(row, strconv.Itoa(e.Classes[class]))
		}
		names := make([]string, len(e.Outlets))
		for i, o := range e.Outlets {
			names[i] = o.Name
		}
		rows = append(rows, append(row, strconv.Itoa(other), strings.Join(names, "; ")))
	}
	return printCSV(w, rows)
}

// Columns of the text form, and of its bars.
const (
	timelineWidth = 80
	barWidth      = 30
)

// timelineText writes a line with a bar for each stretch that has stories, its
// stories below, and a line for each gap between.
func timelineText(w io.Writer, events []event, by string, loc *time.Location, named bool) error {
	b := bufio.NewWriter(w)
	stretches := split(events, by, loc)
	most := 1
	for _, s := range stretches {
		most = max(most, reports(s.events))
	}
	for i, s := range stretches {
		if gap := s.number - 1; i > 0 && gap-stretches[i-1].number > 0 {
			fmt.Fprintf(b, "%12s· %s without a story\n\n", "", plural(gap-stretches[i-1].number, by))
		}
		n := reports(s.events)
		fmt.Fprintf(b, "%-10s  %s  %s, %s\n", s.label, strings.Repeat("█", (n*barWidth+most-1)/most),
			amount(len(s.events), "story", "stories"), plural(n, "report"))
		for _, e := range s.events {
			writeEvent(b, e, loc, named)
		}
		b.WriteByte('\n')
	}
	return b.Flush() // reports the first error of any write
}

func writeEvent(b *bufio.Writer, e event, loc *time.Location, named bool) {
	paragraph(b, "  ", e.Title)
	when := e.First.In(loc).Format("2 Jan 15:04")
	if !e.Last.Equal(e.First) {
		when += " – " + e.Last.In(loc).Format("2 Jan 15:04")
	}
	line := when + " · " + plural(e.Reports, "report")
	if e.Copies > 0 {
		line += fmt.Sprintf(", %d of them copies", e.Copies)
	}
	if named {
		line += " · " + e.Profile
	}
	paragraph(b, "      ", line)
	paragraph(b, "      ", who(e.Outlets))
	if e.Link != "" {
		fmt.Fprintf(b, "      %s\n", e.Link)
	}
}

// who names outlets by class, at most four of each.
func who(outlets []reporter) string {
	const most = 4
	var parts []string
	for len(outlets) > 0 {
		n := 1
		for n < len(outlets) && outlets[n].Class == outlets[0].Class {
			n++
		}
		var names []string
		for _, o := range outlets[:min(n, most)] {
			names = append(names, o.Name)
		}
		part := strings.Join(names, ", ")
		if outlets[0].Class != "" {
			part = outlets[0].Class + ": " + part
		}
		if n > most {
			part += fmt.Sprintf(" +%d", n-most)
		}
		parts, outlets = append(parts, part), outlets[n:]
	}
	return strings.Join(parts, " · ")
}

// paragraph wraps a text behind an indent. A byte takes at most one column, so
// most texts need not be measured.
func paragraph(b *bufio.Writer, indent, s string) {
	if len(s) <= timelineWidth-len(indent) {
		fmt.Fprintf(b, "%s%s\n", indent, s)
		return
	}
	for line := range strings.SplitSeq(text.WrapSoft(s, timelineWidth-len(indent)), "\n") {
		fmt.Fprintf(b, "%s%s\n", indent, strings.TrimRight(line, " "))
	}
}

func reports(events []event) (n int) {
	for _, e := range events {
		n += e.Reports
	}
	return n
}

func amount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// stretch is a day, week or month with stories. The number is one more than
// that of the stretch before it in the calendar.
type stretch struct {
	number int
	label  string
	events []event
}

// split parts events, which are in order of time.
func split(events []event, by string, loc *time.Location) (out []stretch) {
	for _, e := range events {
		number, label := numbered(e.First.In(loc), by)
		if len(out) == 0 || out[len(out)-1].number != number {
			out = append(out, stretch{number: number, label: label})
		}
		last := &out[len(out)-1]
		last.events = append(last.events, e)
	}
	return out
}

// numbered gives the stretch that a time is in; a week begins on Monday and is
// named by that day.
func numbered(t time.Time, by string) (number int, label string) {
	y, m, d := t.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	day := int(midnight.Unix() / (24 * 60 * 60))
	switch by {
	case "month":
		return 12*y + int(m), t.Format("2006-01")
	case "week":
		weekday := (int(midnight.Weekday()) + 6) % 7
		return (day - weekday) / 7, midnight.AddDate(0, 0, -weekday).Format(time.DateOnly)
	}
	return day, t.Format(time.DateOnly)
}
