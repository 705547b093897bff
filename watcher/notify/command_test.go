//go:build unix

package notify

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vedette/config"
	"vedette/watcher/digest"
)

// script is a command receiver for a shell script in a folder of its own.
func script(t *testing.T, text string, change func(*config.Command)) (Receiver, string) {
	t.Helper()
	const shell = "/bin/sh"
	if _, err := os.Stat(shell); err != nil {
		t.Skipf("no shell: %v", err)
	}
	dir := t.TempDir()
	c := config.Command{Argv: []string{shell, "-c", text, "sh", dir}}
	if change != nil {
		change(&c)
	}
	r, err := New("program", config.Receiver{Command: &c}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r, dir
}

func TestCommandGetsTheDigest(t *testing.T) {
	t.Setenv("VEDETTE_TEST_SECRET", "hush")
	for format, render := range map[string]string{"": ".json", "json": ".json", "text": ".txt", "html": ".html"} {
		r, dir := script(t, `cat >"$1/body" && env >"$1/env"; echo much said`, func(c *config.Command) { c.Format = format })
		m := message("m1")
		m.Digest.Stories[0].Title = "$(touch owned); `touch owned`"
		if err := r.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		f, _, err := rendering(map[string]string{".json": "json", ".txt": "text", ".html": "html"}[render], digest.Forms{})
		if err != nil {
			t.Fatal(err)
		}
		body, err := os.ReadFile(filepath.Join(dir, "body"))
		if err != nil || string(body) != form(t, f, m.Digest) {
			t.Errorf("%q: %v: %d bytes are not the digest", format, err, len(body))
		}
		env, err := os.ReadFile(filepath.Join(dir, "env"))
		if err != nil {
			t.Fatal(err)
		}
		var known []string
		for line := range strings.Lines(string(env)) {
			name, _, _ := strings.Cut(line, "=")
			if !slices.Contains([]string{"PWD", "SHLVL", "_", "OLDPWD"}, name) { // the shell's own
				known = append(known, name)
			}
		}
		slices.Sort(known)
		if want := []string{"HOME", "PATH", "VEDETTE_DELIVERY_ID", "VEDETTE_DIGEST", "VEDETTE_SUBJECT"}; os.Getenv("HOME") != "" && !slices.Equal(known, want) {
			t.Errorf("environment %q, want %q", known, want)
		}
		for _, want := range []string{"VEDETTE_DELIVERY_ID=m1\n", "VEDETTE_DIGEST=daily\n", "VEDETTE_SUBJECT=" + digest.Subject(m.Digest) + "\n"} {
			if !strings.Contains(string(env), want) {
				t.Errorf("environment %q lacks %q", env, want)
			}
		}
	}
}

func TestCommandAnswers(t *testing.T) {
	for text, test := range map[string]struct {
		fails, rejected bool
		says            string
	}{
		"exit 0":                                {},
		"exec 0<&-; exit 0":                     {}, // does not want to know
		"exit 1":                                {true, false, "exit status 1"},
		"echo first >&2; echo why >&2; exit 75": {true, false, "exit status 75: why"},
		`printf '\033[31mred\n\n' >&2; exit 64`: {true, false, "exit status 64: [31mred"},
		"echo no such digest >&2; exit 65":      {true, true, "exit status 65: no such digest"},
		"exit 78":                               {true, false, "exit status 78"},
		"kill -TERM $$":                         {true, false, "signal: terminated"},
	} {
		r, _ := script(t, text, nil)
		err := r.Send(t.Context(), longMessage("m1"))
		if (err != nil) != test.fails || errors.Is(err, ErrRejected) != test.rejected {
			t.Errorf("%s: error %v, want one: %t, rejected: %t", text, err, test.fails, test.rejected)
		}
		if err != nil && (!strings.Contains(err.Error(), test.says) || strings.ContainsAny(err.Error(), "\n\x1b")) {
			t.Errorf("%s: error %q, want one that says %q", text, err, test.says)
		}
	}
	for _, argv := range [][]string{{"/nowhere/program"}, {"vedette-test-no-such-program"}} {
		r, err := New("program", config.Receiver{Command: &config.Command{Argv: argv}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Send(t.Context(), message("m1")); err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), argv[0]) {
			t.Errorf("%q: error %v", argv, err)
		}
	}
	for _, c := range []config.Command{{}, {Argv: []string{""}}, {Argv: []string{"x"}, Format: "pdf"}} {
		if _, err := New("program", config.Receiver{Command: &c}, Options{}); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

// At the deadline all that the command has started goes with it.
func TestCommandIsKilledWithItsChildren(t *testing.T) {
	r, dir := script(t, `sleep 1000 & echo $! >"$1/child"; echo waiting >&2; mv "$1/child" "$1/ready"; wait`, nil)
	ctx, cancel := context.WithCancelCause(t.Context())
	sent := make(chan error, 1)
	go func() { sent <- r.Send(ctx, message("m1")) }()
	var child int
	until(t, func() bool {
		text, err := os.ReadFile(filepath.Join(dir, "ready"))
		if err != nil {
			return false
		}
		child, err = strconv.Atoi(strings.TrimSpace(string(text)))
		return err == nil
	})
	cancel(errors.New("over"))
	select {
	case err := <-sent:
		if !errors.Is(err, context.Canceled) || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "killed") || !strings.Contains(err.Error(), "waiting") {
			t.Errorf("error %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Send does not return")
	}
	until(t, func() bool { return !alive(child) })
}

// A command that ends well has taken the digest; what it leaves behind with its
// output open does not go on for ever.
func TestCommandLeavesNothingBehind(t *testing.T) {
	r, dir := script(t, `sleep 1000 & echo $! >"$1/child"`, nil)
	if err := r.Send(t.Context(), message("m1")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "child"))
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	until(t, func() bool { return !alive(child) })
}

// alive tells a process that runs from one that is gone or only waits to be
// counted.
func alive(pid int) bool {
	if stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err == nil {
		_, state, _ := strings.Cut(string(stat), ") ")
		return !strings.HasPrefix(state, "Z")
	}
	return syscall.Kill(pid, 0) == nil
}

func TestCommandTimeout(t *testing.T) {
	r, _ := script(t, "sleep 1000", func(c *config.Command) { c.Timeout = config.Duration(50 * time.Millisecond) })
	err := r.Send(t.Context(), message("m1"))
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "killed after ") {
		t.Errorf("error %v", err)
	}
}

func TestTail(t *testing.T) {
	w := &tail{limit: 10}
	for _, s := range []string{"a long beginning\n", "mid\n", "the end\n\n"} {
		if n, err := w.Write([]byte(s)); n != len(s) || err != nil {
			t.Fatal(n, err)
		}
	}
	if len(w.end) > 10 || w.lastLine() != "the end" {
		t.Errorf("kept %q, last line %q", w.end, w.lastLine())
	}
}
