package notify

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"vedette/config"
)

const (
	webhookTimeout = 15 * time.Second // where the configuration gives none
	maxPatience    = 24 * time.Hour   // of a Retry-After
)

// webhook posts a form of the digest, signed as Standard Webhooks has it.
type webhook struct {
	payload   payload
	url       *url.URL
	keys      [][]byte
	headers   map[string]config.Secret
	userAgent string
	timeout   time.Duration
	client    *http.Client
	redact    func(string) string // of what comes from the server, which may repeat what it was sent
}

func newWebhook(c config.Webhook, o Options) (*webhook, error) {
	p, err := newPayload(c, o.Failed)
	if err != nil {
		return nil, err
	}
	// The URL often is a secret: errors must not show it.
	u, err := url.Parse(c.URL.Value())
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("url: write an address that begins with https:// or http://")
	}
	keys, err := signingKeys(c.Secret.Value())
	if err != nil {
		return nil, err
	}
	var secrets []string
	for _, name := range slices.Sorted(maps.Keys(c.Headers)) {
		secrets = append(secrets, c.Headers[name].Value())
	}
	w := &webhook{
		payload: p, url: u, keys: keys, headers: c.Headers, userAgent: o.UserAgent,
		timeout: cmp.Or(time.Duration(c.Timeout), webhookTimeout),
		redact:  redaction(c.URL.Value(), secrets...),
	}
	w.client = &http.Client{
		Transport: &http.Transport{
			DialContext:            newGuard(c.AllowNetworks).dial,
			TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2:      true,
			DisableKeepAlives:      true, // digests are hours apart
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return w, nil
}

// Send posts the digest and reads the answer. Errors name the host only, and
// show nothing of the rest of the address or of the headers.
func (w *webhook) Send(ctx context.Context, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	req, err := w.request(ctx, m)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return fmt.Errorf("webhook %s: %w", w.url.Host, w.cause(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 == 2 {
		return nil // taken, whatever happens to the rest of the answer
	}
	return w.refusal(resp)
}

func (w *webhook) request(ctx context.Context, m Message) (*http.Request, error) {
	body, err := w.payload.write(m)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url.String(), bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("url: cannot be asked")
	}
	req.Header.Set("Content-Type", w.payload.contentType)
	if w.userAgent != "" {
		req.Header.Set("User-Agent", w.userAgent)
	}
	for _, name := range slices.Sorted(maps.Keys(w.headers)) {
		req.Header.Set(name, w.headers[name].Value())
	}
	sign(req.Header, w.keys, m.ID, time.Now(), body)
	return req, nil
}

// cause is what went wrong without the URL, which http's errors hold.
func (w *webhook) cause(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if blocked, ok := errors.AsType[blockedError](err); ok {
		return blocked // which the dialer wraps in the same address
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %v: %w", w.timeout, context.DeadlineExceeded)
	}
	if text := err.Error(); w.redact(text) != text {
		return errors.New(oneLine(w.redact(text), 300)) // it quotes the answer
	}
	return err
}

// refusal makes an error of an answer that is not a success. One that may
// change is temporary; so is a redirect, which a change of the configuration
// mends.
func (w *webhook) refusal(resp *http.Response) error {
	err := fmt.Errorf("webhook %s: %s", w.url.Host, w.answer(resp))
	switch code := resp.StatusCode; {
	case code == http.StatusGone:
		return fmt.Errorf("%w: webhook %s is %w (410): remove it from the configuration", ErrRejected, w.url.Host, ErrGone)
	case code/100 == 3:
		return fmt.Errorf("%w: redirects are not followed; put the new address%s into the configuration", err, w.redact(redirectHost(resp)))
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests, code/100 == 5:
		if after, ok := retryAfter(resp.Header.Get("Retry-After"), time.Now()); ok {
			return &RetryError{After: after, Err: err}
		}
		return err
	case code/100 == 4:
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	return err
}

// answer is the status and how the body begins, which often says why, without
// the secrets.
func (w *webhook) answer(resp *http.Response) string {
	s := oneLine(w.redact(resp.Status), 100)
	body, err := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if line := oneLine(w.redact(string(body)), 200); err == nil && line != "" {
		s += ": " + line
	}
	return s
}

func redirectHost(resp *http.Response) string {
	u, err := resp.Location()
	if err != nil {
		return ""
	}
	return " (at " + oneLine(u.Host, 100) + ")"
}

// retryAfter reads the header, seconds or a date.
func retryAfter(value string, now time.Time) (time.Duration, bool) {
	var after time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		after = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		after = at.Sub(now)
	} else {
		return 0, false
	}
	return min(max(after, 0), maxPatience), true
}
