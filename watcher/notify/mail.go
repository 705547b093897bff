package notify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	netmail "net/mail"
	"strings"
	"unicode"

	"github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
)

// parseAddress reads an address for envelope and header: the host in its
// ASCII form.
func parseAddress(s string) (*netmail.Address, error) {
	a, err := netmail.ParseAddress(s)
	if err != nil {
		return nil, fmt.Errorf("%q is not a mail address: write desk@example.org or Desk <desk@example.org>", s)
	}
	at := strings.LastIndexByte(a.Address, '@')
	local, host := a.Address[:at], a.Address[at+1:]
	if strings.ContainsFunc(local, func(r rune) bool { return r > unicode.MaxASCII }) {
		return nil, fmt.Errorf("%q: before the @ only ASCII letters work with every mail server", s)
	}
	if host, err = idna.Lookup.ToASCII(host); err != nil {
		return nil, fmt.Errorf("%q: the part after the @ is no host name: %w", s, err)
	}
	a.Address = local + "@" + host
	return a, nil
}

// mailbox is the address as the envelope has it, in angle brackets.
func mailbox(a *netmail.Address) string {
	return (&netmail.Address{Address: a.Address}).String()
}

// compose writes the mail: the same bytes at every attempt.
func (e *email) compose(m Message) ([]byte, error) {
	var text, html bytes.Buffer
	if err := e.forms.Text(&text, m.Digest); err != nil {
		return nil, err
	}
	if err := e.forms.HTML(&html, m.Digest); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(m.ID))
	msg := mail.NewMsg(mail.WithBoundary("vedette-"+hex.EncodeToString(sum[:12])), mail.WithNoDefaultUserAgent())
	msg.FromMailAddress(e.from)
	msg.ToMailAddress(e.to...)
	e.headers(msg, m)
	msg.SetBodyString(mail.TypeTextPlain, text.String())
	msg.AddAlternativeString(mail.TypeTextHTML, html.String())
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		return nil, err
	}
	return raw.Bytes(), nil
}

// maxThreads is how many stories a mail names in its References.
const maxThreads = 10

// threads are the roots of the stories that a mail tells, never sent
// themselves: what updates a story is shown with what first told it.
func threads(m Message, host string) []string {
	var roots []string
	for _, s := range m.Digest.Stories[:min(len(m.Digest.Stories), maxThreads)] {
		roots = append(roots, fmt.Sprintf("<story.%s.%s@%s>", atom(s.Profile), atom(s.ID), host))
	}
	return roots
}

// headers sets all but the addresses. The mails of one digest on one day
// answer the same root, which is never sent, so that mail programs show a
// day's alerts as one conversation.
func (e *email) headers(msg *mail.Msg, m Message) {
	_, host, _ := strings.Cut(mailbox(e.from), "@")
	host = strings.TrimSuffix(host[strings.LastIndexByte(host, '@')+1:], ">")
	name := atom(m.Digest.Digest)
	root := fmt.Sprintf("<%s.%s@%s>", name, m.Created.UTC().Format("2006-01-02"), host)

	msg.SetGenHeader(mail.HeaderSubject, encoded(e.forms.Subject(m.Digest)))
	msg.SetDateWithValue(m.Created.UTC())
	msg.SetMessageIDWithValue(atom(m.ID) + "@" + host)
	msg.SetGenHeader(mail.HeaderInReplyTo, root)
	msg.SetGenHeader(mail.HeaderReferences, strings.Join(append(threads(m, host), root), " "))
	msg.SetGenHeader("List-Id", fmt.Sprintf("<%s.vedette.%s>", name, host))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader(mail.HeaderXAutoResponseSuppress, "All")
	if e.userAgent != "" {
		msg.SetGenHeader(mail.HeaderUserAgent, e.userAgent)
	}
	if u := e.unsubscribe; u != "" {
		msg.SetGenHeader(mail.HeaderListUnsubscribe, "<"+u+">")
		if strings.HasPrefix(u, "https://") {
			msg.SetGenHeader(mail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
		}
	}
}

// encoded is a header's text with its first word by itself, which mail programs
// and filters so find behind the header's name: a header that is folded at once
// is read by some with a space in front.
func encoded(s string) string {
	first, rest, _ := strings.Cut(s, " ")
	if shorter(rest) == rest {
		return shorter(s)
	}
	if shorter(first) != first {
		first += " " // that between encoded words is not shown
	}
	return shorter(first) + " " + shorter(rest)
}

// shorter is s in the shorter of the two encodings, if it needs one: the one
// suits accents, the other scripts without a Latin letter.
func shorter(s string) string {
	q, b := mime.QEncoding.Encode("utf-8", s), mime.BEncoding.Encode("utf-8", s)
	if len(b) < len(q) {
		return b
	}
	return q
}

// atom makes s fit for an id in a header; different strings stay different.
func atom(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
