package notify

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// The mails of a round go over one session.
func TestEmailKeepsItsSession(t *testing.T) {
	p := startPost(t, offerTLS)
	r := p.receiver(t, withLogin)
	for _, id := range []string{"m1", "m2", "m3"} {
		if err := r.Send(t.Context(), message(id)); err != nil {
			t.Fatal(err)
		}
	}
	// The server counts one session before STARTTLS and one behind it.
	if got := p.got(); len(got) != 3 || p.sessions > 2 || len(p.logins) != 1 {
		t.Errorf("%d letters in %d sessions with %d logins", len(got), p.sessions, len(p.logins))
	}
	for _, l := range p.got() {
		if !l.encrypted || len(l.to) != 1 {
			t.Errorf("letter to %v, encrypted: %t", l.to, l.encrypted)
		}
	}
}

// talk is a server's part that remembers what it was told, over all sessions.
type talk struct {
	mu    sync.Mutex
	lines []string
	quit  chan struct{}            // gets a token for each QUIT
	say   func(line string) string // "polite" is what polite says
}

func (k *talk) answer(line string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lines = append(k.lines, line)
	if line == "QUIT" {
		k.quit <- struct{}{}
	}
	if k.say != nil {
		if s := k.say(line); s != "polite" {
			return s
		}
	}
	if line == "RSET" {
		return "250 fine"
	}
	return polite(line)
}

func (k *talk) count(line string) (n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, l := range k.lines {
		if begins(l, line) {
			n++
		}
	}
	return n
}

func TestEmailLeavesPolitely(t *testing.T) {
	k := &talk{quit: make(chan struct{}, 10)}
	r := rawReceiver(t, rawServer(t, k.answer))
	for _, id := range []string{"m1", "m2"} {
		if err := r.Send(t.Context(), message(id)); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-k.quit:
	case <-time.After(10 * time.Second):
		t.Fatal("the session is not left")
	}
	if k.count("EHLO") != 1 || k.count("DATA") != 2 {
		t.Errorf("lines %q", k.lines)
	}
}

// A session that the server has ended meanwhile costs a new one, not the mail:
// by hanging up, or with 421.
func TestEmailSessionEndedMeanwhile(t *testing.T) {
	for _, says := range []string{"", "421 idle for too long"} {
		k := &talk{quit: make(chan struct{}, 10), say: func(line string) string {
			if line == "RSET" {
				return says
			}
			return "polite"
		}}
		r := rawReceiver(t, rawServer(t, k.answer))
		for _, id := range []string{"m1", "m2"} {
			if err := r.Send(t.Context(), message(id)); err != nil {
				t.Errorf("%q: %v", says, err)
			}
		}
		if k.count("EHLO") != 2 || k.count("DATA") != 2 {
			t.Errorf("%q: lines %q", says, k.lines)
		}
	}
}

// 421 in the middle of the second mail of a session is temporary, and the
// repeat goes over a new session.
func TestEmail421InMidSession(t *testing.T) {
	for _, at := range []string{"MAIL", "RCPT", "DATA", "."} {
		second := false
		k := &talk{quit: make(chan struct{}, 10), say: func(line string) string {
			if second && begins(line, at) {
				return "421 going down"
			}
			return "polite"
		}}
		r := rawReceiver(t, rawServer(t, k.answer))
		if err := r.Send(t.Context(), message("m1")); err != nil {
			t.Fatal(err)
		}
		set := func(on bool) { k.mu.Lock(); second = on; k.mu.Unlock() }
		set(true)
		if err := r.Send(t.Context(), message("m2")); err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "421") {
			t.Errorf("421 at %s: error %v", at, err)
		}
		set(false)
		if err := r.Send(t.Context(), message("m2")); err != nil {
			t.Errorf("after 421 at %s: %v", at, err)
		}
		if n := k.count("EHLO"); n != 2 {
			t.Errorf("421 at %s: %d sessions, want 2", at, n)
		}
	}
}

// Mails that are sent at the same time do not share a session.
func TestEmailSideBySide(t *testing.T) {
	p := startPost(t, offerTLS)
	r := p.receiver(t, nil)
	var wg sync.WaitGroup
	for _, id := range []string{"m1", "m2", "m3"} {
		wg.Go(func() {
			if err := r.Send(t.Context(), message(id)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(p.got()); n != 3 {
		t.Errorf("%d letters", n)
	}
}
