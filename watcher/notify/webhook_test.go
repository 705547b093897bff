package notify

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"vedette/config"
	"vedette/watcher/digest"
)

func secret(s string) string { return "whsec_" + base64.StdEncoding.EncodeToString([]byte(s)) }

// hook is a webhook receiver for an HTTPS server with this handler.
func hook(t *testing.T, h http.HandlerFunc, change func(*config.Webhook)) Receiver {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	c := config.Webhook{
		URL:           config.NewSecret(s.URL + "/token-in-the-path?key=token-in-the-query"),
		Secret:        config.NewSecret(secret("a key of thirty-two bytes or so.")),
		AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	}
	if change != nil {
		change(&c)
	}
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	r, err := New("hook", config.Receiver{Webhook: &c}, Options{UserAgent: "vedette/test", RootCAs: pool})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWebhookIsSigned(t *testing.T) {
	const old, current = "the key that was used until now..", "the key that is used from now on."
	type request struct {
		header http.Header
		body   []byte
	}
	var got []request
	r := hook(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.Method != http.MethodPost || r.URL.Query().Get("key") == "" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		got = append(got, request{r.Header, body})
		w.WriteHeader(http.StatusNoContent)
	}, func(c *config.Webhook) {
		c.Secret = config.NewSecret(secret(current) + " " + strings.TrimPrefix(secret(old), "whsec_"))
		c.Headers = map[string]config.Secret{"X-Desk": config.NewSecret("one"), "Webhook-Id": config.NewSecret("forged")}
	})
	m := message("m1")
	for range 2 {
		if err := r.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{old, current} {
		verifier, err := standardwebhooks.NewWebhook(secret(key))
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range got {
			if err := verifier.Verify(g.body, g.header); err != nil {
				t.Errorf("%q: %v", key, err)
			}
			if verifier.Verify(append(g.body, ' '), g.header) == nil {
				t.Errorf("%q: a changed body passes", key)
			}
		}
	}
	for name, want := range map[string]string{"Webhook-Id": "m1", "X-Desk": "one", "User-Agent": "vedette/test", "Content-Type": "application/json"} {
		if h := got[0].header.Get(name); h != want {
			t.Errorf("%s: %q, want %q", name, h, want)
		}
	}
	if len(got) != 2 || !bytes.Equal(got[0].body, got[1].body) || got[1].header.Get("Webhook-Id") != "m1" {
		t.Error("the second attempt is not that of the first")
	}
	var back digest.Digest
	if err := json.Unmarshal(got[0].body, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.Digest, back); diff != "" {
		t.Errorf("digest changed on the way:\n%s", diff)
	}
}

func TestWebhookWithoutSecret(t *testing.T) {
	r := hook(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Webhook-Id") != "m1" || r.Header.Values("Webhook-Signature") != nil {
			t.Errorf("headers %v", r.Header)
		}
	}, func(c *config.Webhook) { c.Secret = config.Secret{} })
	if err := r.Send(t.Context(), message("m1")); err != nil {
		t.Error(err)
	}
}

func TestWebhookAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		status   int
		header   string // Retry-After, or Location of a redirect
		rejected bool
		after    time.Duration // -1: no RetryError
		says     string
	}{
		"server error":       {500, "", false, -1, "500 Internal Server Error: sorry no"},
		"bad gateway":        {502, "", false, -1, "502"},
		"unavailable":        {503, "120", false, 2 * time.Minute, "503"},
		"request timeout":    {408, "", false, -1, "408"},
		"too early":          {425, "", false, -1, "425"},
		"too many":           {429, "7", false, 7 * time.Second, "429"},
		"too many, for days": {429, "99999999", false, 24 * time.Hour, "429"},
		"too many, long ago": {429, "Sun, 06 Nov 1994 08:49:37 GMT", false, 0, "429"},
		"too many, nonsense": {429, "soon", false, -1, "429"},
		"negative":           {429, "-5", false, -1, "429"},
		"gone":               {410, "", true, -1, "is gone for good (410): remove it"},
		"bad request":        {400, "5", true, -1, "400 Bad Request: sorry no"},
		"not found":          {404, "", true, -1, "404"},
		"moved":              {307, "https://elsewhere.example/secret", false, -1, "redirects are not followed; put the new address (at elsewhere.example)"},
		"not modified":       {304, "", false, -1, "304"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			r := hook(t, func(w http.ResponseWriter, r *http.Request) {
				asked++
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					t.Error(err)
				}
				if test.status == 307 {
					w.Header().Set("Location", test.header)
				} else if test.header != "" {
					w.Header().Set("Retry-After", test.header)
				}
				w.WriteHeader(test.status)
				io.WriteString(w, "sorry\r\n\x1b no"+strings.Repeat(" and no", 10000))
			}, nil)
			err := r.Send(t.Context(), message("m1"))
			if err == nil || errors.Is(err, ErrRejected) != test.rejected || !strings.Contains(err.Error(), test.says) {
				t.Fatalf("error %v, want it rejected: %t, and to say %q", err, test.rejected, test.says)
			}
			if errors.Is(err, ErrGone) != (test.status == http.StatusGone) {
				t.Errorf("error %v for status %d: is it ErrGone: %t", err, test.status, errors.Is(err, ErrGone))
			}
			retry, ok := errors.AsType[*RetryError](err)
			if ok != (test.after >= 0) || ok && retry.After != test.after {
				t.Errorf("pause %+v, want %v", retry, test.after)
			}
			if s := err.Error(); len(s) > 600 || strings.ContainsAny(s, "\r\n\x1b") || strings.Contains(s, "token") || strings.Contains(s, "secret") {
				t.Errorf("error %q", s)
			}
			if asked != 1 {
				t.Errorf("asked %d times", asked)
			}
		})
	}
}

func TestRetryAfterDate(t *testing.T) {
	if d, ok := retryAfter("Sat, 21 Nov 2026 12:05:00 GMT", noon); !ok || d != 5*time.Minute {
		t.Errorf("%v %v", d, ok)
	}
}

func TestWebhookSlowReceiver(t *testing.T) {
	release := make(chan struct{})
	r := hook(t, func(http.ResponseWriter, *http.Request) { <-release },
		func(c *config.Webhook) { c.Timeout = config.Duration(100 * time.Millisecond) })
	t.Cleanup(func() { close(release) }) // before the server is closed
	err := r.Send(t.Context(), message("m1"))
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "no answer within 100ms") {
		t.Errorf("error %v", err)
	}
}

// A receiver that says yes and then breaks off has taken it.
func TestWebhookAnswerCutShort(t *testing.T) {
	r := hook(t, func(w http.ResponseWriter, q *http.Request) {
		io.Copy(io.Discard, q.Body) // or the client may still be writing when the connection breaks
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}, nil)
	if err := r.Send(t.Context(), message("m1")); err != nil {
		t.Error(err)
	}
}

func TestWebhookNetwork(t *testing.T) {
	never := func(http.ResponseWriter, *http.Request) { t.Error("the request went out") }
	for name, test := range map[string]struct {
		change func(*config.Webhook)
		says   string
	}{
		"loopback":        {func(c *config.Webhook) { c.AllowNetworks = nil }, "127.0.0.1 is not a public address; if it is meant, add it to allow_networks"},
		"another network": {func(c *config.Webhook) { c.AllowNetworks = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} }, "allow_networks"},
		"metadata": {func(c *config.Webhook) {
			c.URL = config.NewSecret("http://169.254.169.254/token-in-the-path")
		}, "169.254.169.254 is not a public address"},
		"in IPv6 clothes": {func(c *config.Webhook) { c.URL = config.NewSecret("http://[::ffff:10.0.0.1]/token") }, "10.0.0.1 is not a public address"},
		"nobody there":    {func(c *config.Webhook) { c.URL = config.NewSecret("http://" + closedPort + "/token") }, "refused"},
		"plain http":      {func(c *config.Webhook) { c.URL = config.NewSecret(strings.Replace(c.URL.Value(), "https", "http", 1)) }, "400"},
	} {
		t.Run(name, func(t *testing.T) {
			err := hook(t, never, test.change).Send(t.Context(), message("m1"))
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "token") {
				t.Errorf("error %v, want one that says %q and keeps the secret", err, test.says)
			}
			if strings.Count(err.Error(), "10.0.0.1") > 2 || strings.Contains(err.Error(), "prohibited") {
				t.Errorf("%v: says the address again", err)
			}
			if rejected := errors.Is(err, ErrRejected); rejected != (name == "plain http") {
				t.Errorf("rejected: %t", rejected)
			}
		})
	}
}

func TestNewWebhookRefuses(t *testing.T) {
	for want, c := range map[string]config.Webhook{
		"url: ":           {URL: config.NewSecret("ftp://token.example/")},
		"https://":        {URL: config.NewSecret("https://token.example/%zz")},
		"secret: ":        {URL: config.NewSecret("https://x.example"), Secret: config.NewSecret("whsec_token!")},
		"not one of vede": {URL: config.NewSecret("https://x.example"), Format: "smoke"},
	} {
		_, err := New("hook", config.Receiver{Webhook: &c}, Options{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "token") {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

// A certificate that nobody vouches for stops the request, for now.
func TestWebhookTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the request went out") }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	r, err := New("hook", config.Receiver{Webhook: &config.Webhook{
		URL: config.NewSecret(s.URL + "/token"), AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	}}, Options{RootCAs: x509.NewCertPool()})
	if err != nil {
		t.Fatal(err)
	}
	err = r.Send(t.Context(), message("m1"))
	if err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "certificate") || strings.Contains(err.Error(), "token") {
		t.Errorf("error %v", err)
	}
}
