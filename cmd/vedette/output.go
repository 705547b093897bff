package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// formatFlag adds --format with the forms a command knows, the first as default.
func formatFlag(cmd *cobra.Command, forms ...string) *string {
	format := forms[0]
	cmd.Flags().Var(&choice{value: &format, allowed: forms}, "format", "output form: "+strings.Join(forms, ", "))
	complete := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return forms, cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc("format", complete); err != nil {
		panic(err) // only when a command is put together wrongly
	}
	return &format
}

// choice is a flag with a few allowed values.
type choice struct {
	value   *string
	allowed []string
}

func (c *choice) String() string { return *c.value }
func (c *choice) Type() string   { return "FORM" }
func (c *choice) Set(s string) error {
	for _, a := range c.allowed {
		if s == a {
			*c.value = s
			return nil
		}
	}
	return fmt.Errorf("%q is not one of %s", s, strings.Join(c.allowed, ", "))
}

// terminal tells whether w is one, and how wide it is.
func terminal(w io.Writer) (width int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 40 {
		width = 80
	}
	return width, true
}

// colour tells whether w takes colour: a terminal, and NO_COLOR unset.
func colour(w io.Writer) bool {
	_, ok := terminal(w)
	return ok && os.Getenv("NO_COLOR") == ""
}

// printTable prints aligned columns on a terminal, and lines of tab-separated
// fields with the same header elsewhere.
func printTable(w io.Writer, header []string, rows [][]string) error {
	if width, ok := terminal(w); ok {
		_, err := io.WriteString(w, columns(header, rows, width))
		return err
	}
	lines := []string{strings.Join(header, "\t")}
	for _, r := range rows {
		lines = append(lines, strings.Join(clean(r), "\t"))
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// columns is the table for a terminal. What the last column holds is of any
// length: where the table would be too wide, it stands below its row.
func columns(header []string, rows [][]string, width int) string {
	lines := render(header, rows)
	if !slices.ContainsFunc(lines, func(l string) bool { return text.StringWidthWithoutEscSequences(l) > width }) {
		return strings.Join(lines, "\n") + "\n"
	}
	last := len(header) - 1
	short := make([][]string, len(rows))
	for i, r := range rows {
		short[i] = r[:last]
	}
	lines = render(header[:last], short)
	out := lines[0] + "\n"
	for i, r := range rows {
		out += lines[i+1] + "\n"
		if r[last] != "" {
			out += "     " + oneLine(r[last]) + "\n"
		}
	}
	return out
}

// render gives the lines of a table: the header's, then one for each row.
func render(header []string, rows [][]string) []string {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	t.SetStyle(style)
	t.AppendHeader(row(header))
	for _, r := range rows {
		t.AppendRow(row(clean(r)))
	}
	return strings.Split(t.Render(), "\n")
}

// clean keeps what comes from feeds from moving the cursor or breaking a line.
func clean(fields []string) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = oneLine(f)
	}
	return out
}

// oneLine makes text from outside fit for a line of a terminal: control
// characters and line breaks become spaces, white space is folded, and what
// turns or hides other text (marks of direction and the like) is left out.
// Bytes that are not UTF-8 could be controls to a terminal, and are replaced.
func oneLine(s string) string {
	if asIs(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp):
			return ' '
		case unicode.Is(unicode.Cf, r) && !shapes(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// asIs tells that s is ASCII that oneLine leaves as it is, which most names
// and links are: lists of 100,000 hits clean several of each.
func asIs(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == ' ' && before == ' ' {
			return false
		}
		before = s[i]
	}
	return s == "" || before != ' '
}

// shapes tells the format characters that belong to writing: the joiners of
// Persian and Indic letters, and the signs around Arabic numbers.
func shapes(r rune) bool {
	return unicode.Is(unicode.Join_Control, r) || unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

func row(fields []string) table.Row {
	r := make(table.Row, len(fields))
	for i, f := range fields {
		r[i] = f
	}
	return r
}

// printJSON writes one value a line.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// printCSV writes rows, the first of which is the header.
func printCSV(w io.Writer, rows [][]string) error {
	cw := csv.NewWriter(w)
	for _, row := range rows {
		cells := clean(row)
		for i := range cells {
			cells[i] = inert(cells[i])
		}
		if err := cw.Write(cells); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// inert keeps spreadsheets from running text as a formula, which may send what
// is in other cells to anybody: an apostrophe in front makes it text. Numbers
// stay as they are.
func inert(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}

// shortTime is a time in the reader's zone, or a dash.
func shortTime(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(loc).Format("2006-01-02 15:04")
}

// progress returns a function that shows how far a round has come: on a
// terminal, once it has taken longer than a second.
func progress(w io.Writer, what string) (show func(done, total int), end func()) {
	if _, ok := terminal(w); !ok {
		return nil, func() {}
	}
	start, shown := time.Now(), false
	show = func(done, total int) {
		if time.Since(start) > time.Second {
			shown = true
			fmt.Fprintf(w, "\r%s %d/%d ", what, done, total)
		}
	}
	return show, func() {
		if shown {
			fmt.Fprint(w, "\r\x1b[K")
		}
	}
}
