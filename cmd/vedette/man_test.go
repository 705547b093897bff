package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestPagesOfAllCommands: each command that help lists has a page that is
// named by the page above it, and groff finds nothing wrong with any.
func TestPagesOfAllCommands(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man1")
	t.Setenv("SOURCE_DATE_EPOCH", "86400")
	var stderr bytes.Buffer
	if status := run(t.Context(), []string{"man", dir}, nil, io.Discard, &stderr); status != 0 {
		t.Fatalf("exit status %d: %s", status, &stderr)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Errorf("%d pages, want one for each command: %q", len(files), files)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
		if !strings.Contains(string(text), ` "1" "1970\-01\-02" `) {
			t.Errorf("%s has not the day of the source: %.80q", filepath.Base(file), text)
		}
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".1")
		if named := escapeRoff(name + "(1)"); !strings.Contains(all.String(), named) {
			t.Errorf("no page names %s(1)", name)
		}
	}
	t.Run("groff", func(t *testing.T) { warnings(t, files) })
}

func warnings(t *testing.T, files []string) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skipf("needs groff (Debian: apt-get install groff-base): %v", err)
	}
	// Each file is a document of its own: TH begins one.
	out, err := exec.CommandContext(t.Context(), groff, append([]string{"-man", "-Tutf8", "-K", "utf8", "-ww", "-z"}, files...)...).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}

func TestPage(t *testing.T) {
	cmd := &cobra.Command{
		Use:     "try FILE",
		Short:   "Try it",
		Long:    "Tries \"it\".\n.hidden stays.\n\n  as  it\n  stands",
		Example: `  try -a 'b\c'`,
		Run:     func(*cobra.Command, []string) {},
	}
	cmd.Flags().String("since", "7d", "found within `AGE`")
	cmd.Flags().BoolP("near", "n", false, "near misses, too")
	got := string(manPage(cmd, ""))
	for _, want := range []string{
		".SH \"NAME\"\ntry \\- Try it\n",
		".SH \"SYNOPSIS\"\n\\fBtry FILE [flags]\\fR\n",
		"Tries \"it\".\n\\&.hidden stays.\n.PP\n.nf\n  as  it\n  stands\n.fi\n",
		".TP\n\\fB\\-\\-since\\fR \\fIAGE\\fR\nfound within AGE (default 7d)\n",
		".TP\n\\fB\\-n\\fR, \\fB\\-\\-near\\fR\nnear misses, too\n",
		".SH \"EXAMPLES\"\n.nf\n  try \\-a \\(aqb\\ec\\(aq\n.fi\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks\n%s\nin\n%s", want, got)
		}
	}
}

func TestDayOfPagesIsSeconds(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	var stderr bytes.Buffer
	if status := run(t.Context(), []string{"man", t.TempDir()}, nil, io.Discard, &stderr); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	if want := `SOURCE_DATE_EPOCH is "yesterday"`; !strings.Contains(stderr.String(), want) {
		t.Errorf("%q does not say %s", &stderr, want)
	}
}
