package notify

import (
	"context"
	"errors"
)

// errBusy says that an action that was left behind has not ended.
var errBusy = errors.New("an earlier attempt has not ended")

// lone does one thing at a time, and leaves behind what outlasts its context:
// one goroutine, for as long as that takes, and nothing else is done until it
// has ended. What then turns out to have been done is not done again.
type lone struct {
	turn chan struct{}   // holds a token while one is under way or looked at
	left *action         // the one left behind, until its end was seen
	late map[string]bool // names of those that were done after they were left behind
}

// action is one under way. Its end comes through done, which has room for it.
type action struct {
	name string
	done chan error
}

func newLone() *lone {
	return &lone{turn: make(chan struct{}, 1), late: map[string]bool{}}
}

// do calls f, unless what has this name was done after it was left behind. Its
// errors, other than those of f, are errBusy and that of the context.
func (l *lone) do(ctx context.Context, name string, f func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if !l.settle() {
		return errBusy
	}
	if l.late[name] {
		delete(l.late, name)
		return nil
	}
	a := &action{name, make(chan error, 1)}
	go func() { a.done <- f() }()
	select {
	case err := <-a.done:
		return err
	case <-ctx.Done():
		l.left = a
		return ctx.Err()
	}
}

// settle tells whether nothing is under way, and remembers what the one that
// was left behind has come to.
func (l *lone) settle() bool {
	if l.left == nil {
		return true
	}
	select {
	case err := <-l.left.done:
		if err == nil {
			l.late[l.left.name] = true
		}
		l.left = nil
		return true
	default:
		return false
	}
}
