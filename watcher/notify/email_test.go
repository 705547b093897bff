package notify

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/config"
)

func withLogin(c *config.Email) { c.Username, c.Password = "user", config.NewSecret("secret") }

func TestEmailWaysIn(t *testing.T) {
	for name, test := range map[string]struct {
		mode       postMode
		mechanisms []string
		change     func(*config.Email)
		encrypted  bool
		login      string
	}{
		"starttls and login": {offerTLS, []string{"LOGIN", "PLAIN"}, withLogin, true, "PLAIN"},
		"only LOGIN":         {offerTLS, []string{"LOGIN"}, withLogin, true, "LOGIN"},
		"implicit":           {onlyTLS, []string{"PLAIN"}, func(c *config.Email) { withLogin(c); c.TLS = "implicit" }, true, "PLAIN"},
		"none":               {plain, nil, func(c *config.Email) { c.TLS = "none" }, false, ""},
		"none with a login":  {plain, []string{"PLAIN"}, func(c *config.Email) { withLogin(c); c.TLS = "none" }, false, "PLAIN"},
		"starttls, no login": {offerTLS, []string{"PLAIN"}, nil, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := startPost(t, test.mode)
			p.mechanisms = test.mechanisms
			if err := p.receiver(t, test.change).Send(t.Context(), message("m1")); err != nil {
				t.Fatal(err)
			}
			letters := p.got()
			if len(letters) != 1 || letters[0].encrypted != test.encrypted || letters[0].from != "vedette@example.org" {
				t.Errorf("letters %+v", letters)
			}
			if got := strings.Join(p.logins, " "); got != test.login {
				t.Errorf("logged in with %q, want %q", got, test.login)
			}
		})
	}
}

func TestEmailFailures(t *testing.T) {
	for name, test := range map[string]struct {
		set      func(*post)
		change   func(*config.Email)
		mode     postMode
		rejected bool
		says     []string
	}{
		"sender for now":   {set: func(p *post) { p.onMail = func() error { return reply(451, "greylisted") } }, says: []string{"sender <vedette@example.org>: 451 greylisted"}},
		"sender":           {set: func(p *post) { p.onMail = func() error { return reply(550, "no\nthanks") } }, says: []string{"sender <vedette@example.org>: 550 no thanks"}},
		"daily limit":      {set: func(p *post) { p.onMail = func() error { return reply(554, "5.7.1 quota") } }, says: []string{"554 5.7.1 quota"}},
		"login wanted":     {set: func(p *post) { p.onMail = func() error { return reply(530, "log in first") } }, says: []string{"530 log in first"}},
		"mail for now":     {set: func(p *post) { p.onData = func() error { return reply(452, "disk full") } }, says: []string{"mail: 452 disk full"}},
		"mail":             {set: func(p *post) { p.onData = func() error { return reply(554, "spam") } }, rejected: true, says: []string{"554 spam"}},
		"all recipients":   {set: func(p *post) { p.onRcpt = func(string) error { return reply(550, "no such user") } }, rejected: true, says: []string{"<desk@example.org>: 550 no such user"}},
		"recipient later":  {set: func(p *post) { p.onRcpt = func(string) error { return reply(450, "mailbox busy") } }, says: []string{"450 mailbox busy"}},
		"hangs up":         {set: func(p *post) { p.onRcpt = func(string) error { return reply(421, "going down") } }, says: []string{"421 going down"}},
		"wrong password":   {change: func(c *config.Email) { c.Username, c.Password = "user", config.NewSecret("hush") }, says: []string{"login as user: 535", "check username and password"}},
		"no known login":   {set: func(p *post) { p.mechanisms = []string{"GSSAPI"} }, change: withLogin, says: []string{"no known way to log in, only GSSAPI"}},
		"no starttls":      {mode: plain, change: withLogin, says: []string{"does not offer STARTTLS, so nothing was sent"}},
		"not implicit":     {mode: plain, change: func(c *config.Email) { c.TLS = "implicit" }, says: []string{"tls: ", "set tls: starttls"}},
		"unknown issuer":   {set: func(p *post) { p.pool = nil }, change: withLogin, says: []string{"starttls: ", "certificate"}},
		"no server at all": {change: func(c *config.Email) { c.Smarthost = closedPort }, says: []string{"mail server 127.0.0.1: dial tcp", "refused"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := startPost(t, test.mode)
			if test.set != nil {
				test.set(p)
			}
			err := p.receiver(t, test.change).Send(t.Context(), message("m1"))
			if err == nil || errors.Is(err, ErrRejected) != test.rejected {
				t.Fatalf("error %v, want it rejected: %t", err, test.rejected)
			}
			for _, s := range test.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("error %q does not say %q", err, s)
				}
			}
			if strings.ContainsAny(err.Error(), "\r\n") || strings.Contains(err.Error(), "hush") {
				t.Errorf("error %q", err)
			}
			if len(p.got()) != 0 || len(p.logins) != 0 {
				t.Errorf("letters %v, logins %v after a failure", p.got(), p.logins)
			}
		})
	}
}

// closedPort is an address on which nothing can listen.
const closedPort = "127.0.0.1:1"

func threeRecipients(c *config.Email) {
	c.To = []string{"a@example.org", "b@example.org", "c@example.org"}
}

func TestEmailOneRefusedRecipient(t *testing.T) {
	p := startPost(t, offerTLS)
	p.onRcpt = func(to string) error {
		if to == "b@example.org" {
			return reply(550, "no such user")
		}
		return nil
	}
	err := p.receiver(t, threeRecipients).Send(t.Context(), message("m1"))
	partial, ok := errors.AsType[*PartialError](err)
	if !ok || errors.Is(err, ErrRejected) || len(partial.Refused) != 1 {
		t.Fatalf("error %v, want one refused", err)
	}
	if want := "sent, but not to <b@example.org>: 550 no such user"; err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	if diff := cmp.Diff([]string{"a@example.org", "c@example.org"}, p.got()[0].to); diff != "" {
		t.Errorf("recipients (-want +got):\n%s", diff)
	}
}

// Who has the mail does not get it again because of who has to wait.
func TestEmailOneRecipientLater(t *testing.T) {
	p := startPost(t, offerTLS)
	answers := map[string]error{"b@example.org": reply(450, "later"), "c@example.org": reply(550, "never")}
	p.onRcpt = func(to string) error { return answers[to] }
	r := p.receiver(t, threeRecipients)

	err := r.Send(t.Context(), message("m1"))
	if err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "sent to 1 of 3, to be tried again for <b@example.org>: 450 later") {
		t.Fatalf("first attempt: %v", err)
	}
	unfinished, ok := errors.AsType[*UnfinishedError](err)
	want := map[string]string{"<a@example.org>": "", "<c@example.org>": "550 never"}
	if !ok || !cmp.Equal(want, unfinished.Settled) {
		t.Fatalf("settled %v, want %v", err, want)
	}
	delete(answers, "b@example.org")
	again := message("m1")
	again.Settled = unfinished.Settled
	err = p.receiver(t, threeRecipients).Send(t.Context(), again) // as after a restart
	if partial, ok := errors.AsType[*PartialError](err); !ok || partial.Refused["<c@example.org>"] == nil || len(partial.Refused) != 1 {
		t.Fatalf("second attempt: %v", err)
	}
	delete(answers, "c@example.org")
	if err := r.Send(t.Context(), message("m2")); err != nil {
		t.Fatalf("another message: %v", err)
	}
	var got []string
	for _, l := range p.got() {
		got = append(got, strings.Join(l.to, " "))
	}
	if diff := cmp.Diff([]string{"a@example.org", "b@example.org", "a@example.org b@example.org c@example.org"}, got); diff != "" {
		t.Errorf("recipients (-want +got):\n%s", diff)
	}
}

// rawServer answers each line it reads with what talk gives; "" hangs up, "-"
// says nothing.
func rawServer(t *testing.T, talk func(line string) string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			speak(conn, talk)
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String()
}

func speak(conn net.Conn, talk func(string) string) {
	defer conn.Close()
	fmt.Fprintf(conn, "220 raw.example\r\n")
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		switch answer := talk(lines.Text()); answer {
		case "":
			return
		case "-":
		default:
			fmt.Fprintf(conn, "%s\r\n", answer)
		}
	}
}

// begins tells a command; the stop that ends the mail stands alone.
func begins(line, command string) bool {
	return line == command || strings.HasPrefix(line, command+" ")
}

// polite answers as a server does; the data is read up to the stop.
func polite(line string) string {
	verb, _, _ := strings.Cut(line, " ")
	switch verb {
	case "EHLO", "MAIL", "RCPT", ".":
		return "250 fine"
	case "DATA":
		return "354 go on"
	case "QUIT":
		return "221 bye"
	}
	return "-"
}

func rawReceiver(t *testing.T, address string) Receiver {
	return (&post{addr: address}).receiver(t, func(c *config.Email) { c.TLS = "none" })
}

// The connection is cut when the mail is through but the answer is not: it is
// not known to be taken, so it is not delivered.
func TestEmailCutBeforeTheAnswer(t *testing.T) {
	for _, at := range []string{"EHLO", "MAIL", "RCPT", "DATA", "."} {
		r := rawReceiver(t, rawServer(t, func(line string) string {
			if begins(line, at) {
				return ""
			}
			return polite(line)
		}))
		if err := r.Send(t.Context(), message("m1")); err == nil || errors.Is(err, ErrRejected) {
			t.Errorf("cut at %s: error %v, want a temporary one", at, err)
		}
	}
}

func TestEmailIsDeliveredOnceTaken(t *testing.T) {
	r := rawReceiver(t, rawServer(t, func(line string) string {
		if line == "QUIT" {
			return ""
		}
		return polite(line)
	}))
	if err := r.Send(t.Context(), message("m1")); err != nil {
		t.Errorf("error %v, though the mail was taken", err)
	}
}

func TestEmailEndsWithItsContext(t *testing.T) {
	for _, at := range []string{"EHLO", "RCPT", "."} {
		reached := make(chan struct{}, 1)
		r := rawReceiver(t, rawServer(t, func(line string) string {
			if begins(line, at) {
				reached <- struct{}{}
				return "-"
			}
			return polite(line)
		}))
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() { <-reached; cancel(errors.New("stopped by the test")) }()
		begin := time.Now()
		err := r.Send(ctx, message("m1"))
		if err == nil || !strings.Contains(err.Error(), "stopped by the test") {
			t.Errorf("silent at %s: error %v", at, err)
		}
		if d := time.Since(begin); d > 20*time.Second {
			t.Errorf("silent at %s: took %v", at, d)
		}
	}
}

func TestNewEmailRefuses(t *testing.T) {
	good := config.Email{Smarthost: "mail.example.org:587", From: "a@example.org", To: []string{"b@example.org"}}
	for want, change := range map[string]func(*config.Email){
		"HOST:PORT":         func(c *config.Email) { c.Smarthost = "mail.example.org" },
		"not one of":        func(c *config.Email) { c.TLS = "maybe" },
		"from: ":            func(c *config.Email) { c.From = "nobody" },
		"at least one":      func(c *config.Email) { c.To = nil },
		"only ASCII":        func(c *config.Email) { c.To = []string{"стол@example.org"} },
		"is no host name":   func(c *config.Email) { c.To = []string{"desk@exa_mple.org"} },
		"is not a mail add": func(c *config.Email) { c.To = []string{"a@b\r\nRCPT TO:<c@d>"} },
	} {
		c := good
		change(&c)
		if _, err := New("desk", config.Receiver{Email: &c}, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
	if _, err := New("desk", config.Receiver{Email: &good}, Options{}); err != nil {
		t.Error(err)
	}
}
