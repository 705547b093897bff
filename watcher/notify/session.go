package notify

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// server is a mail server and how to get in.
type server struct {
	host, port         string
	tls                string // starttls (also ""), implicit, none
	username, password string
	hello              string // "": the name of this machine
	rootCAs            *x509.CertPool
}

// session is an open connection, greeted, encrypted and logged in. It lives no
// longer than the context it was last bound to.
type session struct {
	*smtp.Client
	conn net.Conn
	stop func() bool
}

// bind ends the session when ctx ends: a closed connection ends any read or
// write at once.
func (s *session) bind(ctx context.Context) {
	s.stop = context.AfterFunc(ctx, func() { s.conn.Close() })
}

// open connects, and binds the session to ctx. Its errors are about the server
// or the configuration, never about a mail.
func (s server) open(ctx context.Context) (*session, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(s.host, s.port))
	if err != nil {
		return nil, err
	}
	open := &session{conn: conn}
	open.bind(ctx)
	if open.Client, err = s.enter(ctx, conn); err != nil {
		open.stop()
		return nil, errors.Join(err, ignoreClosed(conn.Close()))
	}
	return open, nil
}

func (s server) enter(ctx context.Context, conn net.Conn) (*smtp.Client, error) {
	if s.tls == "implicit" {
		secure := tls.Client(conn, s.tlsConfig())
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, fmt.Errorf("tls: %w; if the server wants STARTTLS, set tls: starttls", err)
		}
		conn = secure
	}
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return nil, fmt.Errorf("greeting: %w", said(err))
	}
	c.SkipSMTPUTF8(true) // all addresses and headers are ASCII
	if err := c.Hello(s.name()); err != nil {
		return nil, fmt.Errorf("hello: %w", said(err))
	}
	if err := s.encrypt(c); err != nil {
		return nil, err
	}
	if s.username == "" {
		return c, nil
	}
	return c, s.login(c)
}

func (s server) encrypt(c *smtp.Client) error {
	if s.tls == "implicit" || s.tls == "none" {
		return nil
	}
	if ok, _ := c.Extension("STARTTLS"); !ok {
		return errors.New("it does not offer STARTTLS, so nothing was sent; " +
			"set tls to implicit or none if that is how it is meant to be reached")
	}
	if err := c.StartTLS(s.tlsConfig()); err != nil {
		return fmt.Errorf("starttls: %w", said(err))
	}
	return nil
}

func (s server) login(c *smtp.Client) error {
	ok, offered := c.Extension("AUTH")
	if !ok {
		return errors.New("it offers no login on this connection; check port and tls, or remove username and password")
	}
	_, encrypted := c.TLSConnectionState()
	auth := s.auth(offered, encrypted)
	if auth == nil {
		return fmt.Errorf("it offers no known way to log in, only %s", oneLine(offered, 100))
	}
	if err := c.Auth(auth); err != nil {
		return fmt.Errorf("login as %s: %w; check username and password", s.username, s.discreet(err))
	}
	return nil
}

// discreet is said without the password, which a server may repeat as it was
// sent. It stays out before a long reply is cut short.
func (s server) discreet(err error) error {
	text, coded := err.Error(), base64.StdEncoding.EncodeToString
	reply, replied := errors.AsType[*textproto.Error](err)
	if replied {
		text = reply.Msg
	}
	hidden := text
	for _, secret := range []string{coded([]byte("\x00" + s.username + "\x00" + s.password)), coded([]byte(s.password)), s.password} {
		if len(s.password) >= leastSecret {
			hidden = strings.ReplaceAll(hidden, secret, "[redacted]")
		}
	}
	switch {
	case replied:
		return said(&textproto.Error{Code: reply.Code, Msg: hidden})
	case hidden != text:
		return errors.New(oneLine(hidden, 300))
	}
	return err
}

// auth picks the best of the offered ways to log in: those that do not show
// the server the password first, and without encryption those that show it to
// nobody. It sends the password in clear only with tls: none.
func (s server) auth(offered string, encrypted bool) smtp.Auth {
	known := map[string]smtp.Auth{
		"SCRAM-SHA-256": smtp.ScramSHA256Auth(s.username, s.password),
		"SCRAM-SHA-1":   smtp.ScramSHA1Auth(s.username, s.password),
		"CRAM-MD5":      smtp.CRAMMD5Auth(s.username, s.password),
		"PLAIN":         smtp.PlainAuth("", s.username, s.password, s.host, s.tls == "none"),
		"LOGIN":         smtp.LoginAuth(s.username, s.password, s.host, s.tls == "none"),
	}
	order := []string{"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5"}
	if !encrypted {
		order = []string{"SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"}
	}
	for _, name := range order {
		if slices.Contains(strings.Fields(strings.ToUpper(offered)), name) {
			return known[name]
		}
	}
	return nil
}

func (s server) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.host, RootCAs: s.rootCAs, MinVersion: tls.VersionTLS12}
}

// name is what to greet as.
func (s server) name() string {
	if s.hello != "" {
		return s.hello
	}
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return cmp.Or(name, "localhost")
}

// leave says farewell after a mail was taken. Whatever goes wrong now, the mail
// is the server's, so errors mean nothing.
func (s *session) leave() {
	if s.UpdateDeadline(quitTimeout) == nil {
		_ = s.Quit()
	}
	s.close()
}

func (s *session) close() {
	s.stop()
	_ = s.conn.Close() // closed already after Quit
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
