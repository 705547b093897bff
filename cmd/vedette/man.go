package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newMan(*app) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write manual pages",
		Long: "Writes a manual page for each command into DIR, in the form that man reads. Pages\n" +
			"have the date of SOURCE_DATE_EPOCH, in seconds, or none.",
		Example: "  vedette man /usr/local/share/man/man1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			day, err := sourceDay()
			if err != nil {
				return err
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("write manual pages: %w", err)
			}
			return writePages(args[0], day, cmd.Root())
		},
	}
}

// sourceDay is when the source was last changed, as builders tell it, so that
// one source gives the same pages on any day.
func sourceDay() (string, error) {
	epoch := os.Getenv("SOURCE_DATE_EPOCH")
	if epoch == "" {
		return "", nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return "", fmt.Errorf("SOURCE_DATE_EPOCH is %q, want seconds since 1970", epoch)
	}
	return time.Unix(seconds, 0).UTC().Format(time.DateOnly), nil
}

// writePages writes the page of a command and those of the commands below it.
func writePages(dir, day string, cmd *cobra.Command) error {
	file := filepath.Join(dir, pageName(cmd)+".1")
	if err := os.WriteFile(file, manPage(cmd, day), 0o644); err != nil {
		return fmt.Errorf("write manual pages: %w", err)
	}
	for _, sub := range documented(cmd) {
		if err := writePages(dir, day, sub); err != nil {
			return err
		}
	}
	return nil
}

// documented are the commands right below one that are shown to users. Those of
// completion, a shell each, say the same in four ways, and have no pages.
func documented(cmd *cobra.Command) (shown []*cobra.Command) {
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && cmd.Name() != "completion" {
			shown = append(shown, sub)
		}
	}
	return shown
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage is the page of one command in the man macros of roff.
func manPage(cmd *cobra.Command, day string) []byte {
	var p roff
	p.macro("TH", strings.ToUpper(pageName(cmd)), "1", day, "vedette "+version(), "vedette")
	p.macro("SH", "NAME")
	p.text(pageName(cmd) + ` - ` + cmd.Short)
	p.macro("SH", "SYNOPSIS")
	p.bold(synopsis(cmd))
	if cmd.Long != "" {
		p.macro("SH", "DESCRIPTION")
		p.prose(cmd.Long)
	}
	p.commands(documented(cmd))
	p.flags("OPTIONS", cmd.NonInheritedFlags())
	p.flags("OPTIONS OF ALL COMMANDS", cmd.InheritedFlags())
	if cmd.Example != "" {
		p.macro("SH", "EXAMPLES")
		p.literal(strings.Split(strings.TrimRight(cmd.Example, "\n"), "\n"))
	}
	if !cmd.HasParent() {
		p.surroundings()
	} else {
		p.macro("SH", "SEE ALSO")
		p.bold(pageName(cmd.Parent()) + "(1)")
	}
	return p.Bytes()
}

// synopsis is the line of usage; of a group it is the one with its commands.
func synopsis(cmd *cobra.Command) string {
	if len(documented(cmd)) > 0 && (!cmd.HasParent() || !cmd.Runnable()) {
		return cmd.CommandPath() + " COMMAND [flags]"
	}
	return cmd.UseLine()
}

// roff is a manual page as it grows.
type roff struct{ bytes.Buffer }

// macro begins a line with a request of the man macros.
func (p *roff) macro(name string, args ...string) {
	p.WriteString("." + name)
	for _, arg := range args {
		p.WriteString(` "` + strings.ReplaceAll(escapeRoff(arg), `"`, `\(dq`) + `"`)
	}
	p.WriteByte('\n')
}

func (p *roff) text(line string) { p.WriteString(protect(escapeRoff(line)) + "\n") }

func (p *roff) bold(line string) { p.WriteString(`\fB` + escapeRoff(line) + "\\fR\n") }

// prose fills paragraphs, which blank lines part. One with a line that begins
// with a space is a list or a table, and stays as it is.
func (p *roff) prose(text string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			p.macro("PP")
		}
		lines := strings.Split(paragraph, "\n")
		if strings.Contains("\n"+paragraph, "\n ") || strings.Contains("\n"+paragraph, "\n\t") {
			p.literal(lines)
			continue
		}
		for _, line := range lines {
			p.text(line)
		}
	}
}

// literal keeps lines as they are.
func (p *roff) literal(lines []string) {
	p.macro("nf")
	for _, line := range lines {
		p.text(line)
	}
	p.macro("fi")
}

func (p *roff) commands(all []*cobra.Command) {
	if len(all) == 0 {
		return
	}
	p.macro("SH", "COMMANDS")
	for _, cmd := range all {
		p.macro("TP")
		p.bold(pageName(cmd) + "(1)")
		p.text(cmd.Short + ".")
	}
}

func (p *roff) flags(heading string, flags *pflag.FlagSet) {
	shown := false
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		if !shown {
			p.macro("SH", heading)
			shown = true
		}
		p.flag(f)
	})
}

func (p *roff) flag(f *pflag.Flag) {
	value, usage := pflag.UnquoteUsage(f)
	name := `\fB` + escapeRoff("--"+f.Name) + `\fR`
	if f.Shorthand != "" {
		name = `\fB` + escapeRoff("-"+f.Shorthand) + `\fR, ` + name
	}
	if value != "" {
		name += ` \fI` + escapeRoff(value) + `\fR`
	}
	switch f.DefValue {
	case "", "false", "0", "0s", "[]":
	default:
		usage += " (default " + f.DefValue + ")"
	}
	p.macro("TP")
	p.WriteString(name + "\n")
	p.text(usage)
}

// surroundings says what all commands have in common.
func (p *roff) surroundings() {
	for _, section := range []struct {
		heading string
		entries [][2]string
	}{
		{"EXIT STATUS", [][2]string{
			{"0", "Done."},
			{"1", "Failed; standard error says why."},
			{strconv.Itoa(exitUsage), "The command line is wrong."},
			{strconv.Itoa(exitNoHit), "match found nothing."},
			{strconv.Itoa(exitConfig), "The configuration is wrong."},
		}},
		{"ENVIRONMENT", [][2]string{
			{"VEDETTE_CONFIG", "The configuration file, where --config names none."},
			{"STATE_DIRECTORY", "The folder of the database, where --state-dir names none; systemd sets it."},
			{"CREDENTIALS_DIRECTORY", "The folder of secrets that the configuration names as credential; systemd sets it."},
			{"NO_COLOR", "If it is set, there are no colours."},
		}},
		{"FILES", [][2]string{
			{"vedette.yaml", "In the current folder, else vedette/vedette.yaml in the user's configuration folder, else in " +
				"/etc/vedette: the first that exists is the configuration. Without any, built-in feeds and profiles are used."},
			{"~/.local/state/vedette/vedette.db", "The database. That of the service is /var/lib/vedette/vedette.db."},
		}},
	} {
		p.macro("SH", section.heading)
		for _, entry := range section.entries {
			p.macro("TP")
			p.bold(entry[0])
			p.text(entry[1])
		}
	}
}

// escapeRoff has roff print a text as it is: hyphens and quotes stay ASCII,
// so that commands can be copied from a page.
func escapeRoff(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
}

// protect keeps a line that begins like a request from being one.
func protect(line string) string {
	if strings.HasPrefix(line, ".") {
		return `\&` + line
	}
	return line
}
