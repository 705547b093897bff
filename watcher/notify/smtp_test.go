package notify

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"vedette/config"
)

// post is a mail server on the loopback that keeps what it gets.
type post struct {
	addr string
	pool *x509.CertPool

	// What to answer; nil is yes. Set before the first mail.
	onMail, onData func() error
	onRcpt         func(to string) error
	mechanisms     []string // offered for login, with user and secret

	mu       sync.Mutex
	letters  []letter
	sessions int
	logins   []string // mechanisms used with success
}

// letter is a mail as it arrived.
type letter struct {
	from      string
	to        []string
	encrypted bool
	raw       []byte
}

type postMode int

const (
	offerTLS postMode = iota
	onlyTLS
	plain
)

func startPost(t *testing.T, mode postMode) *post {
	t.Helper()
	cert, pool := certificate(t)
	p := &post{pool: pool, mechanisms: []string{"PLAIN"}}
	s := smtp.NewServer(p)
	s.Domain = "post.example"
	s.ReadTimeout, s.WriteTimeout = 10*time.Second, 10*time.Second
	s.AllowInsecureAuth = true
	s.ErrorLog = log.New(io.Discard, "", 0)
	s.EnableSMTPUTF8 = true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = l.Addr().String()
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	switch mode {
	case offerTLS:
		s.TLSConfig = config
	case onlyTLS:
		l = tls.NewListener(l, config)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		l.Close() // s knows it only once Serve has begun
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("mail server: %v", err)
		}
	})
	return p
}

// receiver is an e-mail receiver for the server; change adjusts it.
func (p *post) receiver(t *testing.T, change func(*config.Email)) Receiver {
	t.Helper()
	c := config.Email{Smarthost: p.addr, TLS: "starttls", From: "Vedette <vedette@example.org>", To: []string{"desk@example.org"}, Hello: "watch.example"}
	if change != nil {
		change(&c)
	}
	r, err := New("desk", config.Receiver{Email: &c}, Options{UserAgent: "vedette/test", RootCAs: p.pool})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (p *post) got() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letter(nil), p.letters...)
}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sessions++
	return &postSession{post: p, conn: c}, nil
}

type postSession struct {
	post *post
	conn *smtp.Conn
	letter
}

func (s *postSession) AuthMechanisms() []string { return s.post.mechanisms }

func (s *postSession) Auth(mech string) (sasl.Server, error) {
	check := func(identity, user, password string) error {
		if user != "user" || password != "secret" {
			return smtp.ErrAuthFailed
		}
		s.post.mu.Lock()
		defer s.post.mu.Unlock()
		s.post.logins = append(s.post.logins, mech)
		return nil
	}
	if mech == "LOGIN" {
		return &loginServer{check: check}, nil
	}
	return sasl.NewPlainServer(check), nil
}

// loginServer asks for the name, then for the password.
type loginServer struct {
	check func(identity, user, password string) error
	asked int
	user  string
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check("", l.user, string(response))
}

func (s *postSession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return ask(s.post.onMail)
}

func (s *postSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.post.onRcpt != nil {
		if err := s.post.onRcpt(to); err != nil {
			return err
		}
	}
	s.to = append(s.to, to)
	return nil
}

func (s *postSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := ask(s.post.onData); err != nil {
		return err
	}
	_, s.encrypted = s.conn.TLSConnectionState()
	s.raw = raw
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	s.post.letters = append(s.post.letters, s.letter)
	return nil
}

func ask(f func() error) error {
	if f == nil {
		return nil
	}
	return f()
}

func (s *postSession) Reset()        { s.letter = letter{} }
func (s *postSession) Logout() error { return nil }

func reply(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}
