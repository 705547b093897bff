package watcher_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/store"
)

// post is a mail server that says what it is told to. It keeps what it gets.
type post struct {
	net.Listener
	mu      sync.Mutex
	answers map[string]string // by the verb, or "." for the mail itself; "cut" ends the connection
	taken   []string          // Message-IDs of mails that it has got whole, whatever it said of them
	wg      sync.WaitGroup
}

func newPost(t *testing.T) *post {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &post{Listener: l}
	p.wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.wg.Go(func() { p.serve(conn) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.wg.Wait()
	})
	return p
}

func (p *post) answer(verb, usual string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a, ok := p.answers[verb]; ok {
		return a
	}
	return usual
}

func (p *post) say(answers map[string]string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers = answers
}

func (p *post) ids() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.taken...)
}

func (p *post) serve(conn net.Conn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	lines := bufio.NewScanner(conn)
	fmt.Fprint(conn, "220 post.example\r\n")
	for lines.Scan() {
		verb, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " ")
		usual := map[string]string{"DATA": "354 go on", "QUIT": "221 bye"}[verb]
		if usual == "" {
			usual = "250 ok"
		}
		said := p.answer(verb, usual)
		if strings.HasPrefix(said, "354") {
			fmt.Fprint(conn, said, "\r\n")
			p.keep(lines)
			said = p.answer(".", "250 taken")
		}
		if said == "cut" {
			return
		}
		fmt.Fprint(conn, said, "\r\n")
		if verb == "QUIT" || strings.HasPrefix(said, "421") {
			return
		}
	}
}

// keep reads a mail up to its end.
func (p *post) keep(lines *bufio.Scanner) {
	id := ""
	for lines.Scan() && lines.Text() != "." {
		if name, value, _ := strings.Cut(lines.Text(), ": "); strings.EqualFold(name, "Message-ID") {
			id = value
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = append(p.taken, id)
}

// receivers is a configuration with three receivers of one digest.
func receivers(feedURL, hookURL, smarthost string) string {
	return fetchForTests + "feeds: [{url: '" + feedURL + "', name: A}]\n" +
		"digests: [{name: d, schedule: '0 7 * * *', receivers: [hook, mail, stdout]}]\n" +
		"receivers:\n" +
		"  hook: {webhook: {url: '" + hookURL + "', secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0, allow_networks: [127.0.0.0/8]}}\n" +
		"  mail: {email: {smarthost: '" + smarthost + "', tls: none, from: v@example.org, to: [desk@example.org]}}\n"
}

// of gives the one delivery for a receiver, or the one of those with the id.
func (r *rig) of(receiver string, id ...string) store.Delivery {
	r.t.Helper()
	all, err := r.store.Deliveries(0)
	if err != nil {
		r.t.Fatal(err)
	}
	var found []store.Delivery
	for _, d := range all {
		if d.Receiver == receiver && (len(id) == 0 || d.ID == id[0]) {
			found = append(found, d)
		}
	}
	if len(found) != 1 {
		r.t.Fatalf("%d deliveries for %s, want one", len(found), receiver)
	}
	return found[0]
}

// What a mail server may do: the delivery waits with the error, is logged in
// one line, goes out with the same id once the server is well, and the others
// have theirs at once.
func TestMailServersThatFail(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]string
		state   string
		copies  int // that the server has in the end
	}{
		"421 in mid-session":              {map[string]string{"MAIL": "421 4.3.2 closing down"}, store.Waiting, 1},
		"452 for the recipient":           {map[string]string{"RCPT": "452 4.2.2 mailbox full"}, store.Waiting, 1},
		"452 after the mail":              {map[string]string{".": "452 4.3.1 no space"}, store.Waiting, 2},
		"cut before the reply":            {map[string]string{".": "cut"}, store.Waiting, 2},
		"550 for the only recipient":      {map[string]string{"RCPT": "550 5.1.1 no such user"}, store.Parked, 0},
		"554 for the mail":                {map[string]string{".": "554 5.7.1 spam"}, store.Parked, 1},
		"the connection cut at the hello": {map[string]string{"EHLO": "cut", "HELO": "cut"}, store.Waiting, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r, h, p := newRig(t), newHook(t), newPost(t)
			p.say(c.answers)
			r.start(receivers(r.serve("/a", document(rss(meeting("1")))), h.URL, p.Addr().String()))
			r.pollAll()
			if err := r.w.DigestAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.deliver(2)
			d := r.of("mail")
			if d.State != c.state || d.LastError == "" || d.Attempts != 1 {
				t.Errorf("%s after %d attempts: %q; want it %s with an error", d.State, d.Attempts, d.LastError, c.state)
			}
			if n := strings.Count(r.log.String(), "level=WARN"); n != 1 || !strings.Contains(r.log.String(), "receiver=mail") {
				t.Errorf("%d lines of the failure, want one:\n%s", n, r.log.String())
			}
			p.say(nil)
			r.deliver(0) // not before its time
			r.makeDue()
			if c.state == store.Waiting {
				r.deliver(1)
			}
			r.makeDue()
			r.deliver(0)
			ids := p.ids()
			if len(ids) != c.copies {
				t.Fatalf("the server has %d mails, want %d", len(ids), c.copies)
			}
			for _, id := range ids {
				if id == "" || id != ids[0] {
					t.Errorf("ids %q, want one", ids)
				}
			}
			if len(h.ids) != 1 {
				t.Errorf("%d messages to the other receiver, want one", len(h.ids))
			}
		})
	}
}

// What a web server may do.
func TestWebServersThatFail(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		header [2]string
		state  string
		least  time.Duration // until the next attempt
	}{
		"500":                  {500, [2]string{}, store.Waiting, 4 * time.Second},
		"429 with Retry-After": {429, [2]string{"Retry-After", "7200"}, store.Waiting, 119 * time.Minute},
		"307":                  {307, [2]string{"Location", "/elsewhere"}, store.Waiting, 4 * time.Second},
		"404":                  {404, [2]string{}, store.Parked, 0},
		"410":                  {410, [2]string{}, store.Parked, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r, p := newRig(t), newPost(t)
			var asked []string
			fails := true
			hook := r.serve("/hook", func(w http.ResponseWriter, q *http.Request) {
				asked = append(asked, q.Header.Get("webhook-id"))
				io.Copy(io.Discard, q.Body)
				if fails {
					if c.header[0] != "" {
						w.Header().Set(c.header[0], c.header[1])
					}
					w.WriteHeader(c.status)
				}
			})
			r.start(receivers(r.serve("/a", document(rss(meeting("1")))), hook, p.Addr().String()))
			r.pollAll()
			if err := r.w.DigestAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.deliver(2)
			d := r.of("hook")
			if d.State != c.state || d.LastError == "" || d.Disabled != (c.status == http.StatusGone) {
				t.Errorf("%s, disabled %v: %q; want it %s with an error", d.State, d.Disabled, d.LastError, c.state)
			}
			if c.state == store.Waiting && time.Until(d.Next) < c.least {
				t.Errorf("tried again in %s, want at least %s", time.Until(d.Next), c.least)
			}
			if n := strings.Count(r.log.String(), "receiver=hook"); n != 1 {
				t.Errorf("%d lines of the failure, want one:\n%s", n, r.log.String())
			}
			fails = false
			r.makeDue()
			if c.state == store.Waiting {
				r.deliver(1)
			} else {
				r.deliver(0)
			}
			want := map[string]int{store.Waiting: 2, store.Parked: 1}[c.state]
			if len(asked) != want || asked[0] == "" || asked[0] != asked[want-1] {
				t.Errorf("asked with %q, want %d times the same", asked, want)
			}
		})
	}
}

// Nobody listens: a refused connection.
func TestARefusedConnection(t *testing.T) {
	r, h, p := newRig(t), newHook(t), newPost(t)
	p.Close()
	r.start(receivers(r.serve("/a", document(rss(meeting("1")))), h.URL, p.Addr().String()))
	r.pollAll()
	if err := r.w.DigestAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.deliver(2)
	if d := r.of("mail"); d.State != store.Waiting || !strings.Contains(d.LastError, "refused") {
		t.Errorf("%s: %q, want it waiting", d.State, d.LastError)
	}
}
