package watcher_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// post is a mail server behind TLS that says what it is told to. It keeps what it
// gets.
type post struct {
	net.Listener
	mu      sync.Mutex
	answers map[string]string // by the verb, with its argument or without, or "." for the mail itself; "cut" ends the connection, as does "bye" at the end of an answer
	taken   []string          // Message-IDs of mails that it has got whole, whatever it said of them
	to      []string          // the recipients that it has said yes to, as often as it did
	wg      sync.WaitGroup
}

func newPost(t *testing.T, address string, c *tls.Config) *post {
	t.Helper()
	l, err := tls.Listen("tcp", address, c)
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
		line := strings.ToUpper(lines.Text())
		verb, _, _ := strings.Cut(line, " ")
		usual := map[string]string{"DATA": "354 go on", "QUIT": "221 bye"}[verb]
		if usual == "" {
			usual = "250 ok"
		}
		said := p.answer(line, p.answer(verb, usual))
		if strings.HasPrefix(said, "354") {
			fmt.Fprint(conn, said, "\r\n")
			p.keep(lines)
			said = p.answer(".", "250 taken")
		}
		if said == "cut" {
			return
		}
		fmt.Fprint(conn, said, "\r\n")
		if verb == "RCPT" && strings.HasPrefix(said, "250") {
			p.mu.Lock()
			p.to = append(p.to, line)
			p.mu.Unlock()
		}
		if verb == "QUIT" || strings.HasPrefix(said, "421") || strings.HasSuffix(said, "bye") {
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
