// Package notify carries a digest to a receiver: a file, a folder or standard
// output, a mail server, a webhook, a chat service, a program.
//
// Sending is at least once. A receiver may get a message again when an answer
// was lost on the way; the message then has the same id, so it can be told
// from a new one. Failures are told apart: an error that wraps ErrRejected is
// about this message and will not go away; any other is worth another try
// after Backoff, or after what a RetryError says. What the administrator has to
// mend (a wrong password, an address that is not allowed, a redirect) counts
// as temporary: the message goes out once it is mended.
package notify

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"vedette/config"
	"vedette/watcher/digest"
)

// ErrRejected marks a failure that trying again cannot mend.
var ErrRejected = errors.New("rejected by the receiver")

// ErrGone marks, beside ErrRejected, the answer of a receiver that wants no
// message ever again: whoever sends should stop using it.
var ErrGone = errors.New("gone for good")

// RetryError carries the pause that the receiver asked for.
type RetryError struct {
	After time.Duration // at least 0, at most a day
	Err   error
}

// Error is that of Err with the pause.
func (e *RetryError) Error() string {
	return fmt.Sprintf("%v (asks for %v of patience)", e.Err, e.After)
}

// Unwrap returns Err.
func (e *RetryError) Unwrap() error { return e.Err }

// PartialError is returned when a mail was taken for some recipients and will
// never be for the others. The delivery is done: sending it again would only
// repeat it for those who have it.
type PartialError struct {
	Refused map[string]error // by address, never empty
}

// Error names the refused addresses in order.
func (e *PartialError) Error() string {
	return "sent, but not to " + listed(e.Refused)
}

// UnfinishedError is returned when a message has arrived in part and the rest is
// to be tried again.
type UnfinishedError struct {
	Settled map[string]string // as Message.Settled at the next attempt
	Err     error             // of the rest
}

// Error is that of Err.
func (e *UnfinishedError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *UnfinishedError) Unwrap() error { return e.Err }

// listed writes errors by address on one line.
func listed(errs map[string]error) string {
	var parts []string
	for _, address := range slices.Sorted(maps.Keys(errs)) {
		parts = append(parts, fmt.Sprintf("%s: %v", address, errs[address]))
	}
	return strings.Join(parts, "; ")
}

// Message is a digest on its way. ID is that of the delivery and is the same
// at every attempt. Settled is what the last UnfinishedError said: by recipient
// or part, "" where it arrived, else why it never will. It is not sent again.
type Message struct {
	ID      string
	Created time.Time
	Digest  digest.Digest
	Settled map[string]string
}

// Receiver takes messages. Send returns nil or a *PartialError only when the
// receiver has taken the message; an error wraps ErrRejected when it never
// will. A receiver may be used by several goroutines at once.
type Receiver interface {
	Send(ctx context.Context, m Message) error
}

// Options are what receivers need beside their configuration.
type Options struct {
	UserAgent string         // said to web and mail servers; may be empty
	Stdout    io.Writer      // where a file receiver with the path "-" writes
	RootCAs   *x509.CertPool // to trust instead of the system's; nil: the system's
	Forms     digest.Forms   // that mails, files and commands have
	Failed    func(error)    // told of a webhook's template that fails with a digest; may be nil
}

// New makes the receiver that r configures under name. No connection is made
// and no file is opened yet.
func New(name string, r config.Receiver, o Options) (Receiver, error) {
	var receiver Receiver
	var err error
	switch {
	case r.File != nil:
		receiver, err = newFile(*r.File, o)
	case r.Email != nil:
		receiver, err = newEmail(*r.Email, o)
	case r.Webhook != nil:
		receiver, err = newWebhook(*r.Webhook, o)
	case r.Chat != nil:
		receiver, err = newChat(*r.Chat)
	case r.Command != nil:
		receiver, err = newCommand(*r.Command, o)
	default:
		err = errors.New("give it one of file, email, webhook, chat and command")
	}
	if err != nil {
		return nil, fmt.Errorf("receiver %s: %w", name, err)
	}
	return receiver, nil
}

// Backoff gives the pause after n failed attempts (n >= 1): 5 s, 5 min,
// 30 min, 2 h, 5 h, then 10 h each, and up to a tenth more, so that many
// deliveries that failed together do not come back together.
func Backoff(n int) time.Duration {
	steps := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour}
	pause := steps[min(max(n, 1), len(steps))-1]
	return pause + rand.N(pause/10+1)
}

// oneLine is what a server said, fit for a log: at most limit characters, no
// line breaks or control characters.
func oneLine(s string, limit int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r >= 0x80 && r < 0xA0 {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return s
}
