package notify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
	"strings"
	"testing"

	gomessage "github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
	"github.com/emersion/go-message/mail"
	"github.com/google/go-cmp/cmp"

	"vedette/config"
	"vedette/watcher/digest"
)

// read parses a letter with another implementation than the one that wrote it.
func read(t *testing.T, raw []byte) (mail.Header, []string, []string) {
	t.Helper()
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var types, bodies []string
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return r.Header, types, bodies
		}
		if err != nil {
			t.Fatal(err)
		}
		h := gomessage.Header{Header: part.Header.(*mail.InlineHeader).Header.Header}
		kind, params, err := h.ContentType()
		if err != nil || !strings.EqualFold(params["charset"], "utf-8") || h.Get("Content-Transfer-Encoding") != "quoted-printable" {
			t.Errorf("part %s %v %v", kind, params, err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatal(err)
		}
		types, bodies = append(types, kind), append(bodies, strings.ReplaceAll(string(body), "\r\n", "\n"))
	}
}

func TestMailArrivesIntact(t *testing.T) {
	p := startPost(t, offerTLS)
	r := p.receiver(t, func(c *config.Email) {
		withLogin(c)
		c.From = "\"Дозор, вечерний\" <vedette@почта.example>"
		c.To = []string{"مكتب <desk@example.org>", "\"Smith, J.\" <\"j smith\"@bücher.example>"}
		c.ListUnsubscribe = "https://example.org/leave"
	})
	m := message("daily.2026-11-21T07:00/desk")
	if err := r.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := p.got()[0]
	if diff := cmp.Diff([]string{"desk@example.org", "\"j smith\"@xn--bcher-kva.example"}, unquoted(got.to)); diff != "" {
		t.Errorf("envelope (-want +got):\n%s", diff)
	}
	h, types, bodies := read(t, got.raw)
	if diff := cmp.Diff([]string{"text/plain", "text/html"}, types); diff != "" {
		t.Fatal(diff)
	}
	for i, form := range []func(io.Writer, digest.Digest) error{digest.Text, digest.HTML} {
		var want bytes.Buffer
		if err := form(&want, m.Digest); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.TrimRight(want.String(), "\n"), strings.TrimRight(bodies[i], "\n")); diff != "" {
			t.Errorf("%s changed on the way:\n%s", types[i], diff)
		}
	}
	for _, title := range titles {
		if flat := strings.Join(strings.Fields(bodies[0]), " "); !strings.Contains(flat, title) && !strings.Contains(flat, "\u2067"+title) {
			t.Errorf("the text lacks %s", title)
		}
	}
	checkHeaders(t, h, m)
	checkLines(t, got.raw)
}

// unquoted: the server strips the quotes of a local part.
func unquoted(to []string) []string {
	to = slices.Clone(to)
	for i, a := range to {
		if local, host, _ := strings.Cut(a, "@"); strings.Contains(local, " ") && !strings.HasPrefix(local, "\"") {
			to[i] = "\"" + local + "\"@" + host
		}
	}
	return to
}

func checkHeaders(t *testing.T, h mail.Header, m Message) {
	t.Helper()
	subject, err := h.Subject()
	if want := digest.Subject(m.Digest); err != nil || subject != want {
		t.Errorf("subject %q, %v, want %q", subject, err, want)
	}
	from, err := h.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Name != "Дозор, вечерний" || from[0].Address != "vedette@xn--80a1acny.example" {
		t.Errorf("from %v, %v", from, err)
	}
	to, err := h.AddressList("To")
	if err != nil || len(to) != 2 || to[0].Name != "مكتب" || to[1].Name != "Smith, J." {
		t.Errorf("to %v, %v", to, err)
	}
	date, err := h.Date()
	if err != nil || !date.Equal(m.Created) {
		t.Errorf("date %v, %v", date, err)
	}
	for name, want := range map[string]string{
		"Message-Id":            "<daily%2E2026-11-21T07%3A00%2Fdesk@xn--80a1acny.example>",
		"In-Reply-To":           "<daily.2026-11-21@xn--80a1acny.example>",
		"References":            references(m, "xn--80a1acny.example") + "<daily.2026-11-21@xn--80a1acny.example>",
		"List-Id":               "<daily.vedette.xn--80a1acny.example>",
		"List-Unsubscribe":      "<https://example.org/leave>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Auto-Submitted":        "auto-generated",
		"User-Agent":            "vedette/test",
		"Mime-Version":          "1.0",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// references are the roots of the stories, each as a mail that updates the
// story will name it.
func references(m Message, host string) string {
	var b strings.Builder
	for _, s := range m.Digest.Stories {
		fmt.Fprintf(&b, "<story.%s.%s@%s> ", s.Profile, s.ID, host)
	}
	return b.String()
}

// checkLines holds to RFC 5322: only ASCII, no line over 998 bytes, and ours
// not over 78.
func checkLines(t *testing.T, raw []byte) {
	t.Helper()
	for line := range bytes.Lines(raw) {
		if !bytes.HasSuffix(line, []byte("\r\n")) {
			t.Errorf("line without CRLF: %q", line)
		}
		if bytes.Equal(line, []byte("Subject:\r\n")) {
			t.Error("the subject is folded at once")
		}
		if n := len(bytes.TrimRight(line, "\r\n")); n > 78 {
			t.Errorf("line of %d bytes: %q", n, line)
		}
		if bytes.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("line beyond ASCII: %q", line)
		}
	}
}

func TestMailIsTheSameAtEveryAttempt(t *testing.T) {
	p := startPost(t, offerTLS)
	r := p.receiver(t, nil)
	for _, id := range []string{"m1", "m1", "m2"} {
		if err := r.Send(t.Context(), message(id)); err != nil {
			t.Fatal(err)
		}
	}
	got := p.got()
	if !bytes.Equal(got[0].raw, got[1].raw) {
		t.Errorf("two attempts differ:\n%s", cmp.Diff(string(got[0].raw), string(got[1].raw)))
	}
	first, _, _ := read(t, got[0].raw)
	other, _, _ := read(t, got[2].raw)
	if first.Get("Message-Id") == other.Get("Message-Id") || first.Get("List-Unsubscribe") != "" {
		t.Errorf("ids %q and %q", first.Get("Message-Id"), other.Get("Message-Id"))
	}
}

func TestAtomKeepsIDsApart(t *testing.T) {
	seen := map[string]string{}
	for _, id := range []string{"a.b", "a-b", "a b", "a%2Eb", "ä", "a\r\nb"} {
		a := atom(id)
		if other, ok := seen[a]; ok || strings.ContainsAny(a, " .@<>\r\n") {
			t.Errorf("%q gives %q, as does %q", id, a, other)
		}
		seen[a] = id
	}
}

func TestEncodedTakesTheShorterForm(t *testing.T) {
	for s, want := range map[string]string{
		"":                "",
		"plain and plain": "plain and plain",
		"[vedette] On the bases of Tartous, été": "[vedette] =?utf-8?q?On_the_bases_of_Tartous,_=C3=A9t=C3=A9?=",
		"Tartous’s plain":                        "=?utf-8?q?Tartous=E2=80=99s_plain?=",
		"Tartous’s  été is over":                 "=?utf-8?b?VGFydG91c+KAmXMg?= =?utf-8?b?IMOpdMOpIGlzIG92ZXI=?=",
		"Встреча":                                "=?utf-8?b?0JLRgdGC0YDQtdGH0LA=?=",
	} {
		got := encoded(s)
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
		if back, err := new(mime.WordDecoder).DecodeHeader(got); err != nil || back != s {
			t.Errorf("%q is read as %q, %v", s, back, err)
		}
	}
}
