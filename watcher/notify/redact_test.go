package notify

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vedette/config"
)

func TestRedaction(t *testing.T) {
	const address = "telegram://123456:AA-bb_Cc@telegram?chats=@channel,-1001234&x=a%20b%2Fcdef"
	redact := redaction(address)
	for in, want := range map[string]string{
		`Post "https://api.telegram.org/bot123456:AA-bb_Cc/sendMessage": dial tcp`: `Post "[address]": dial tcp`,
		"url " + address + " is bad":              "url [address] is bad",
		"telegram said: 123456 may not, AA-bb_Cc": "telegram said: [redacted] may not, [redacted]",
		"chat a b/cdef or a+b%2fcdef":             "chat [redacted] or [redacted]",
	} {
		if got := redact(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	for _, odd := range []string{"ntfy://%zz:hunter2-hunter2@x/y", "ntfy://"} {
		if _, err := url.Parse(odd); err != nil && strings.Contains(redaction(odd)("it was hunter2-hunter2"), "hunter2") {
			t.Errorf("%q shows", odd)
		}
	}
}

// Of a web address, the host stays, which errors name, and what is too short to
// be a secret.
func TestRedactionOfWebAddress(t *testing.T) {
	redact := redaction("https://desk:zq@hooks.example.org/api/T000/SEK%2BRET?SESAME&v=1", "Bearer abc.def.ghi", "de")
	for in, want := range map[string]string{
		"hooks.example.org: Cannot POST /api/T000/SEK%2bRET": "hooks.example.org: Cannot POST [redacted]",
		`{"path":"\/api\/T000\/SEK+RET"}`:                    `{"path":"\/api\/[redacted]\/[redacted]"}`,
		"no api v=1 for t000, sesame, desk":                  "no api v=1 for [redacted], [redacted], [redacted]",
		"token abc.def.ghi is not from de":                   "token [redacted] is not from de",
	} {
		if got := redact(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	if got := redaction("https://example.org/")("Cannot POST /"); got != "Cannot POST /" {
		t.Errorf("nothing to hide, but %q", got)
	}
}

// What a server repeats of the request stays out of log, ledger and digests.
func TestWebhookAnswerKeepsSecrets(t *testing.T) {
	secrets := []string{"SEKRET", "T000", "sesame", "hunter2", "desk-key", "a<b>c"}
	for _, status := range []int{http.StatusNotFound, http.StatusInternalServerError, http.StatusTooManyRequests, http.StatusFound} {
		r := hook(t, func(w http.ResponseWriter, q *http.Request) {
			user, password, _ := q.BasicAuth()
			w.Header().Set("Location", "https://sekret.example/x")
			w.WriteHeader(status)
			fmt.Fprintf(w, "Cannot POST %s for %s (%s %s %s), %s", q.URL.RequestURI(), html.EscapeString(q.URL.Query().Get("b")),
				user, password, q.Header.Get("Authorization"), q.Header.Get("X-Key"))
		}, func(c *config.Webhook) {
			c.URL = config.NewSecret(strings.Replace(c.URL.Value()[:strings.LastIndex(c.URL.Value(), "/")], "://", "://vedette:hunter2@", 1) +
				"/services/T000/SEKRET?key=sesame&b=a%3Cb%3Ec")
			c.Headers = map[string]config.Secret{"X-Key": config.NewSecret("Key desk-key")}
		})
		err := r.Send(t.Context(), message("m1"))
		if err == nil || !strings.Contains(err.Error(), "Cannot POST [redacted]") {
			t.Fatalf("error %v", err)
		}
		for _, s := range append(secrets, html.EscapeString("a<b>c")) {
			if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(s)) {
				t.Errorf("status %d: error %q shows %s", status, err, s)
			}
		}
	}
}
