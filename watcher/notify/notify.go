// Package notify carries a digest to a receiver: a file or standard output, a
// mail server, a webhook.
package notify

import (
	"context"
	"errors"
	"io"
	"time"

	"vedette/config"
	"vedette/watcher/digest"
)

// ErrRejected marks a failure that trying again cannot mend.
var ErrRejected = errors.New("rejected by the receiver")

// RetryError carries the pause that the receiver asked for.
type RetryError struct {
	After time.Duration
	Err   error
}

// Message is a digest on its way. ID is that of the delivery and is the same
// at every attempt.
type Message struct {
	ID      string
	Created time.Time
	Digest  digest.Digest
}

// Receiver takes messages. Send returns nil only when the receiver has taken
// the message; an error wraps ErrRejected when it never will.
type Receiver interface {
	Send(ctx context.Context, m Message) error
}

// New makes the receiver that r configures. stdout is where a file receiver
// with the path "-" writes. No connection is made yet.
func New(name string, r config.Receiver, userAgent string, stdout io.Writer) (Receiver, error) {
	panic("skeleton")
}

// Backoff gives the pause after n failed attempts (n >= 1): 5 s, 5 min,
// 30 min, 2 h, 5 h, then 10 h each.
func Backoff(n int) time.Duration { panic("skeleton") }
