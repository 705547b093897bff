package notify

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"vedette/config"
	"vedette/watcher/digest"
)

const (
	commandTimeout = time.Minute // where the configuration gives none
	commandLinger  = time.Second // for those who hold its output open after its end
	commandSays    = 64 << 10    // bytes of its errors that are kept
	dataError      = 65          // EX_DATAERR of sysexits.h
)

// command runs a program with the digest on its standard input. No shell is
// involved, and none of the daemon's environment but PATH and HOME: what it
// gets of a feed's making stands in variables and in the digest only.
type command struct {
	argv    []string
	render  func(io.Writer, digest.Digest) error
	forms   digest.Forms
	timeout time.Duration
}

func newCommand(c config.Command, o Options) (*command, error) {
	if len(c.Argv) == 0 || c.Argv[0] == "" {
		return nil, errors.New("argv: give it a program")
	}
	render, _, err := rendering(cmp.Or(c.Format, "json"), o.Forms)
	if err != nil {
		return nil, err
	}
	return &command{argv: c.Argv, render: render, forms: o.Forms, timeout: cmp.Or(time.Duration(c.Timeout), commandTimeout)}, nil
}

// Send runs the program. Its exit status 0 takes the message and 65 rejects
// it; any other is temporary, as a program that is not there, used wrongly or
// out of order can be mended. At the deadline the program is killed with all
// that it has started.
func (c *command) Send(ctx context.Context, m Message) error {
	var body bytes.Buffer
	if err := c.render(&body, m.Digest); err != nil {
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	said := &tail{limit: commandSays}
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Env = c.environment(m)
	cmd.Stdin, cmd.Stderr = &body, said
	cmd.WaitDelay = commandLinger
	ownGroup(cmd)
	begin := time.Now()
	err := cmd.Run()
	if err != nil && cmd.Process != nil {
		killGroup(cmd)
	}
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) && ctx.Err() != nil {
		err = fmt.Errorf("killed after %v, as it had not ended: %w", time.Since(begin).Round(time.Millisecond), ctx.Err())
	}
	return c.verdict(err, said.lastLine())
}

func (c *command) environment(m Message) []string {
	env := []string{
		"VEDETTE_DELIVERY_ID=" + m.ID,
		"VEDETTE_DIGEST=" + m.Digest.Digest,
		"VEDETTE_SUBJECT=" + c.forms.Subject(m.Digest),
	}
	for _, name := range []string{"PATH", "HOME"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func (c *command) verdict(err error, said string) error {
	if err == nil || errors.Is(err, exec.ErrWaitDelay) {
		return nil // it ended with 0, whatever it has left running
	}
	if said != "" {
		said = ": " + said
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == dataError {
		return fmt.Errorf("%w: command %s: %w%s", ErrRejected, c.argv[0], err, said)
	}
	return fmt.Errorf("command %s: %w%s", c.argv[0], err, said)
}

// tail keeps the end of what is written to it.
type tail struct {
	limit int
	end   []byte
}

// Write never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.end = append(t.end, p[max(0, len(p)-t.limit):]...)
	t.end = t.end[max(0, len(t.end)-t.limit):]
	return len(p), nil
}

func (t *tail) lastLine() string {
	text := strings.TrimSpace(string(t.end))
	return oneLine(text[strings.LastIndexByte(text, '\n')+1:], 200)
}
