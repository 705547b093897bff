package notify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	netmail "net/mail"
	"net/textproto"
	"slices"
	"sync"
	"time"

	"github.com/wneessen/go-mail/smtp"
	"golang.org/x/net/idna"

	"vedette/config"
	"vedette/watcher/digest"
)

const (
	mailTimeout = 60 * time.Second // of a whole send
	idleTime    = time.Second      // for which a session waits for another mail
	quitTimeout = 3 * time.Second  // of the farewell, after which nothing is lost
)

// email sends through one mail server. A recipient who is refused does not
// keep the others from their mail; one who is to be tried again later is then
// the only one it is sent to.
type email struct {
	server      server
	from        *netmail.Address
	to          []*netmail.Address
	userAgent   string
	forms       digest.Forms
	unsubscribe string

	mu   sync.Mutex
	idle *session // kept open for the next mail of a round; nil: none
}

// outcome is what the server answered, by mailbox: nil where it took the message.
type outcome map[string]error

func newEmail(c config.Email, o Options) (*email, error) {
	host, port, err := net.SplitHostPort(c.Smarthost)
	if err != nil {
		return nil, fmt.Errorf("smarthost %q: write HOST:PORT, such as mail.example.org:587", c.Smarthost)
	}
	if net.ParseIP(host) == nil {
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return nil, fmt.Errorf("smarthost %q: %w", c.Smarthost, err)
		}
	}
	if !slices.Contains([]string{"", "starttls", "implicit", "none"}, c.TLS) {
		return nil, fmt.Errorf("tls %q is not one of starttls, implicit, none", c.TLS)
	}
	e := &email{
		server: server{host: host, port: port, tls: c.TLS, username: c.Username,
			password: c.Password.Value(), hello: c.Hello, rootCAs: o.RootCAs},
		userAgent:   o.UserAgent,
		forms:       o.Forms,
		unsubscribe: c.ListUnsubscribe,
	}
	if e.from, err = parseAddress(c.From); err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	for _, to := range c.To {
		a, err := parseAddress(to)
		if err != nil {
			return nil, fmt.Errorf("to: %w", err)
		}
		e.to = append(e.to, a)
	}
	if len(e.to) == 0 {
		return nil, errors.New("to: give it at least one address")
	}
	return e, nil
}

// Send hands the mail to the server, for every recipient it has not been taken
// for yet.
func (e *email) Send(ctx context.Context, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, mailTimeout)
	defer cancel()
	raw, err := e.compose(m)
	if err != nil {
		return fmt.Errorf("%w: write the mail: %w", ErrRejected, err)
	}
	var waiting []string
	for _, a := range e.to {
		if _, ok := m.Settled[mailbox(a)]; !ok {
			waiting = append(waiting, mailbox(a))
		}
	}
	answers, err := e.transfer(ctx, waiting, raw)
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = fmt.Errorf("%w (%w)", err, cause)
		}
		return fmt.Errorf("mail server %s: %w", e.server.host, err)
	}
	return e.conclude(m.Settled, answers)
}

// transfer sends over the session that the last mail left open, or a new one.
func (e *email) transfer(ctx context.Context, to []string, raw []byte) (outcome, error) {
	s, err := e.session(ctx)
	if err != nil {
		return nil, err
	}
	answers, err := transact(s.Client, mailbox(e.from), to, raw)
	if err != nil || !s.stop() { // else it ends with ctx
		s.close()
		return answers, err
	}
	e.keep(s)
	return answers, nil
}

// session gives the idle session if it still works, else a new one.
func (e *email) session(ctx context.Context) (*session, error) {
	e.mu.Lock()
	s := e.idle
	e.idle = nil
	e.mu.Unlock()
	if s != nil {
		if s.bind(ctx); s.Reset() == nil {
			return s, nil
		}
		s.close()
	}
	return e.server.open(ctx)
}

// keep leaves a session open for a moment: the mails of a round follow each
// other closely, and servers count connections.
func (e *email) keep(s *session) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.idle != nil { // of a mail that was sent at the same time
		go s.leave()
		return
	}
	e.idle = s
	time.AfterFunc(idleTime, func() {
		e.mu.Lock()
		mine := e.idle == s
		if mine {
			e.idle = nil
		}
		e.mu.Unlock()
		if mine {
			s.leave()
		}
	})
}

// transact does one mail transaction and returns the server's answer for each
// recipient. An error means that none of them has the mail, as far as is
// known. It is final only where it is about the mail: a sender who may not send,
// or no more today, is the administrator's to mend.
func transact(c *smtp.Client, from string, to []string, raw []byte) (outcome, error) {
	if err := c.Mail(from); err != nil {
		return nil, fmt.Errorf("sender %s: %w", from, said(err))
	}
	answers, accepted := make(outcome), 0
	for _, a := range to {
		err := c.Rcpt(a)
		if reply, ok := errors.AsType[*textproto.Error](err); err != nil && (!ok || reply.Code == 421) {
			return nil, fmt.Errorf("recipient %s: %w", a, said(err)) // the session is over
		}
		if err == nil {
			accepted++
		}
		answers[a] = err
	}
	if accepted == 0 {
		return answers, nil
	}
	w, err := c.Data()
	if err != nil {
		return nil, judged(err)
	}
	if _, err := w.Write(raw); err != nil {
		return nil, judged(err)
	}
	if err := w.Close(); err != nil {
		return nil, judged(err)
	}
	return answers, nil
}

// conclude draws the sum of this attempt's answers and what was settled before.
func (e *email) conclude(before map[string]string, answers outcome) error {
	settled, refused, later := make(map[string]string), make(map[string]error), make(map[string]error)
	maps.Copy(settled, before)
	for a, err := range answers {
		switch {
		case err == nil:
			settled[a] = ""
		case permanent(err):
			settled[a] = said(err).Error()
		default:
			later[a] = said(err)
		}
	}
	for a, why := range settled {
		if why != "" {
			refused[a] = errors.New(why)
		}
	}
	taken := len(settled) - len(refused)
	switch {
	case len(later) > 0 && taken == 0:
		return fmt.Errorf("mail server %s: %s", e.server.host, listed(later))
	case len(later) > 0:
		return &UnfinishedError{Settled: settled, Err: fmt.Errorf("mail server %s: sent to %d of %d, to be tried again for %s",
			e.server.host, taken, len(e.to), listed(later))}
	case taken == 0:
		return fmt.Errorf("%w: mail server %s: %s", ErrRejected, e.server.host, listed(refused))
	case len(refused) > 0:
		return &PartialError{refused}
	}
	return nil
}

// permanent tells an answer that will be the same next time. Replies that ask
// for a login, or for another order of commands, are about the configuration
// and not about the mail.
func permanent(err error) bool {
	reply, ok := errors.AsType[*textproto.Error](err)
	return ok && reply.Code >= 500 && !slices.Contains([]int{502, 503, 530, 534, 535, 538}, reply.Code)
}

// judged is an error about the mail itself, with ErrRejected where it is final.
func judged(err error) error {
	if permanent(err) {
		return fmt.Errorf("%w: mail: %w", ErrRejected, said(err))
	}
	return fmt.Errorf("mail: %w", said(err))
}

// said is a server's reply on one line; any other error is itself.
func said(err error) error {
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return fmt.Errorf("%d %s", reply.Code, oneLine(reply.Msg, 300))
	}
	return err
}
