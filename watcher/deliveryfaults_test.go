package watcher_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vedette/store"
)

// faulty is a daemon whose digest goes to a webhook and a mail server, both
// behind TLS, and to standard output.
type faulty struct {
	*rig
	hook *httptest.Server
	post *post

	trusted   []tls.Certificate
	untrusted tls.Certificate
	yaml      string
	again     func() // what else it takes to mend the fault; may be nil

	mu     sync.Mutex
	serve  http.HandlerFunc // for the webhook; nil: 200
	asked  []string         // the ids that the webhook was asked with
	broken string           // the receiver whose certificate nobody knows
}

func newFaulty(t *testing.T) *faulty {
	f := &faulty{rig: newRig(t), untrusted: unknownCertificate(t)}
	f.hook = httptest.NewUnstartedServer(f)
	f.hook.TLS = &tls.Config{GetConfigForClient: f.certificates("hook")}
	f.hook.Config.ErrorLog = log.New(t.Output(), "webhook: ", 0)
	f.hook.StartTLS()
	t.Cleanup(f.hook.Close)
	f.trusted = f.hook.TLS.Certificates
	f.roots = x509.NewCertPool()
	f.roots.AddCert(f.hook.Certificate())
	f.post = newPost(t, "127.0.0.1:0", &tls.Config{GetConfigForClient: f.certificates("mail")})
	f.yaml = fetchForTests + "feeds: [{url: '" + f.rig.serve("/a", document(rss(meeting("1")))) + "', name: A}]\n" +
		"digests: [{name: d, schedule: '0 7 * * *', receivers: [hook, mail, stdout]}]\n" +
		"receivers:\n" +
		"  hook: {webhook: {url: '" + f.hook.URL + "/?token=sesame', timeout: 1s, secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0, allow_networks: [127.0.0.0/8]}}\n" +
		"  mail: {email: {smarthost: '" + f.post.Addr().String() + "', tls: implicit, from: v@example.org, to: [a@example.org, b@example.org]}}\n"
	f.start(f.yaml)
	f.pollAll()
	if err := f.w.DigestAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	io.Copy(io.Discard, q.Body)
	f.mu.Lock()
	serve := f.serve
	f.asked = append(f.asked, q.Header.Get("webhook-id"))
	f.mu.Unlock()
	if serve != nil {
		serve(w, q)
	}
}

// certificates are those a receiver's server shows at the time.
func (f *faulty) certificates(receiver string) func(*tls.ClientHelloInfo) (*tls.Config, error) {
	return func(*tls.ClientHelloInfo) (*tls.Config, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.broken == receiver {
			return &tls.Config{Certificates: []tls.Certificate{f.untrusted}}, nil
		}
		return &tls.Config{Certificates: f.trusted}, nil
	}
}

// unknownCertificate is for the loopback, and signed by nobody.
func unknownCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// replies has the mail server answer a command so.
func replies(command, answer string) func(*faulty) {
	return func(f *faulty) { f.post.say(map[string]string{command: answer}) }
}

// answers has the webhook answer with a status and a header.
func answers(status int, header ...string) func(*faulty) {
	return serves(func(w http.ResponseWriter, _ *http.Request) {
		if len(header) == 2 {
			w.Header().Set(header[0], header[1])
		}
		w.WriteHeader(status)
	})
}

func serves(h http.HandlerFunc) func(*faulty) {
	return func(f *faulty) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.serve = h
	}
}

// shows has a receiver's server show a certificate that nobody knows.
func shows(receiver string) func(*faulty) {
	return func(f *faulty) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.broken = receiver
	}
}

// refuses has nobody listen at a receiver's address for a while.
func refuses(receiver string) func(*faulty) {
	if receiver == "mail" {
		return func(f *faulty) {
			f.post.Close()
			f.again = func() {
				f.post = newPost(f.t, f.post.Addr().String(), &tls.Config{GetConfigForClient: f.certificates("mail")})
			}
		}
	}
	return func(f *faulty) {
		f.hook.Close()
		f.again = func() {
			l, err := net.Listen("tcp", f.hook.Listener.Addr().String())
			if err != nil {
				f.t.Fatal(err)
			}
			server := &httptest.Server{Listener: l, TLS: f.hook.TLS, Config: &http.Server{Handler: f}}
			server.StartTLS()
			f.t.Cleanup(server.Close)
		}
	}
}

// restarts has the daemon started anew after a fault.
func restarts(fault func(*faulty)) func(*faulty) {
	return func(f *faulty) {
		fault(f)
		f.again = func() {
			f.stop()
			f.start(f.yaml)
		}
	}
}

// mend has all servers work again.
func (f *faulty) mend() {
	if f.again != nil {
		f.again()
	}
	f.post.say(nil)
	serves(nil)(f)
	shows("")(f)
}

// arrived are the ids of what a receiver's server has got whole, whatever it
// answered.
func (f *faulty) arrived(receiver string) []string {
	if receiver == "mail" {
		return f.post.ids()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

// tooSlow answers when nobody waits for it any more.
func tooSlow(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() }

// closesEarly says 200 and hangs up in the middle of what it promised.
func closesEarly(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	io.WriteString(w, "thank")
	http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// What may go wrong on the way. However often it does: the digest is not lost,
// goes out again under the same id and only until it is taken, the others have
// theirs at once, and the log has one line a failure with receiver and cause,
// and no secrets.
func TestFaultsOnTheWay(t *testing.T) {
	for name, c := range map[string]struct {
		receiver string
		fault    func(*faulty)
		state    string // after it
		copies   int    // that have come whole in two attempts with the fault and one without it
		cause    string // that the log has
	}{
		"TLS of the webhook":         {"hook", shows("hook"), store.Waiting, 1, "certificate"},
		"500":                        {"hook", answers(500), store.Waiting, 3, "500 Internal Server Error"},
		"429 with Retry-After":       {"hook", answers(429, "Retry-After", "7200"), store.Waiting, 3, "asks for 2h0m0s of patience"},
		"307":                        {"hook", answers(307, "Location", "/elsewhere"), store.Waiting, 3, "redirects are not followed"},
		"404":                        {"hook", answers(404), store.Parked, 1, "404 Not Found"},
		"410":                        {"hook", answers(410), store.Parked, 1, "gone for good"},
		"no answer in time":          {"hook", serves(tooSlow), store.Waiting, 3, "no answer within 1s"},
		"200, then cut":              {"hook", serves(closesEarly), store.Delivered, 1, ""},
		"TLS of the mail server":     {"mail", shows("mail"), store.Waiting, 1, "certificate"},
		"cut at the hello":           {"mail", replies("EHLO", "cut"), store.Waiting, 1, "hello"},
		"421 in mid-session":         {"mail", replies("RCPT", "421 4.3.2 closing"), store.Waiting, 1, "421 4.3.2 closing"},
		"550 for the sender":         {"mail", replies("MAIL", "550 5.4.5 daily limit"), store.Waiting, 1, "550 5.4.5 daily limit"},
		"452 for all recipients":     {"mail", replies("RCPT", "452 4.2.2 full"), store.Waiting, 1, "452 4.2.2 full"},
		"452 for one recipient":      {"mail", replies("RCPT TO:<B@EXAMPLE.ORG>", "452 4.2.2 full"), store.Waiting, 2, "sent to 1 of 2, to be tried again for <b@example.org>: 452 4.2.2 full"},
		"452 for one, and a restart": {"mail", restarts(replies("RCPT TO:<B@EXAMPLE.ORG>", "452 4.2.2 full")), store.Waiting, 2, "sent to 1 of 2"},
		"452 for the mail":           {"mail", replies(".", "452 4.3.1 no space"), store.Waiting, 3, "452 4.3.1 no space"},
		"550 for all recipients":     {"mail", replies("RCPT", "550 5.1.1 unknown"), store.Parked, 0, "550 5.1.1 unknown"},
		"550 for one recipient":      {"mail", replies("RCPT TO:<B@EXAMPLE.ORG>", "550 5.1.1 unknown"), store.Delivered, 1, "sent, but not to <b@example.org>: 550 5.1.1 unknown"},
		"554 for the mail":           {"mail", replies(".", "554 5.7.1 spam"), store.Parked, 1, "554 5.7.1 spam"},
		"cut after DATA":             {"mail", replies(".", "cut"), store.Waiting, 3, "EOF"},
		"taken, then cut":            {"mail", replies(".", "250 taken, bye"), store.Delivered, 1, ""},
		"webhook connection refused": {"hook", refuses("hook"), store.Waiting, 1, "refused"},
		"mail connection refused":    {"mail", refuses("mail"), store.Waiting, 1, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFaulty(t)
			c.fault(f)
			arriving := map[string]int{store.Delivered: 3}[c.state]
			f.deliver(max(arriving, 2)) // the others, whatever becomes of this one
			f.deliver(0)                // not before its time
			d, attempts := f.of(c.receiver), 1
			if d.State != c.state || d.Attempts != 1 || d.Disabled != (name == "410") {
				t.Errorf("%s, disabled %v, after %d attempts; want it %s after one", d.State, d.Disabled, d.Attempts, c.state)
			}
			if soon := time.Until(d.Next) < 2*time.Hour-time.Minute; strings.Contains(name, "Retry-After") == soon {
				t.Errorf("tried again in %v", time.Until(d.Next))
			}
			if c.state == store.Waiting {
				f.makeDue()
				f.deliver(0)
				attempts++
			}
			failures := attempts
			f.mend()
			f.makeDue()
			f.deliver(map[string]int{store.Waiting: 1}[c.state])
			f.makeDue()
			f.deliver(0)
			f.inLog(c.receiver, c.cause, failures)
			if ids := f.arrived(c.receiver); len(ids) != c.copies || slices.ContainsFunc(ids, func(id string) bool { return id == "" || id != ids[0] }) {
				t.Errorf("arrived %q, want one id %d times", ids, c.copies)
			}
			if strings.HasPrefix(name, "452 for one") && len(f.post.to) != 2 {
				t.Errorf("mail for %q, want each once", f.post.to)
			}
			for _, other := range []string{"hook", "mail"} {
				if other != c.receiver && len(f.arrived(other)) != 1 {
					t.Errorf("%s: %q, want the digest once", other, f.arrived(other))
				}
			}
			if n := strings.Count(f.out.String(), "vedette · d\n"); n != 1 {
				t.Errorf("%d digests on standard output, want one", n)
			}
		})
	}
}

// inLog checks that a receiver's failures are in the log, in one line each, or
// in none where there is no cause.
func (f *faulty) inLog(receiver, cause string, failures int) {
	f.t.Helper()
	if cause == "" {
		failures = 0
	}
	n := 0
	for line := range strings.Lines(f.log.String()) {
		if strings.Contains(line, "level=INFO") {
			continue
		}
		n++
		if !strings.Contains(line, "receiver="+receiver) || !strings.Contains(line, cause) || !strings.Contains(line, "digest=d") {
			f.t.Errorf("the log has %s, want %s and %q", line, receiver, cause)
		}
	}
	if n != failures {
		f.t.Errorf("%d lines of %d failures, want one each:\n%s", n, failures, f.log.String())
	}
	for _, secret := range []string{"sesame", "whsec_", "c2VjcmV0"} {
		if strings.Contains(f.log.String(), secret) {
			f.t.Errorf("the log shows %s", secret)
		}
	}
}

// of gives the one delivery for a receiver, or the one of those with the id.
func (r *rig) of(receiver string, id ...string) store.Delivery {
	r.t.Helper()
	all, err := r.store.Deliveries(0)
	if err != nil {
		r.t.Fatal(err)
	}
	var found []store.Delivery
	for _, d := range all {
		if d.Receiver == receiver && (len(id) == 0 || d.ID == id[0]) {
			found = append(found, d)
		}
	}
	if len(found) != 1 {
		r.t.Fatalf("%d deliveries for %s, want one", len(found), receiver)
	}
	return found[0]
}

// A full disk keeps the success of a send from being recorded: it is recorded
// later, and nothing is sent again.
func TestAFullDiskRepeatsNothing(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("a small disk of its own takes root on Linux")
	}
	r, h := newRig(t), newHook(t)
	disk := filepath.Join(r.dir, "state")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=4m"); err != nil {
		t.Skip("no small disk can be mounted here: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	var items [][3]string
	for i := range 60 {
		it := meeting(fmt.Sprint(i))
		it[1] += fmt.Sprint(" ", i)
		items = append(items, it)
	}
	r.start(hooked(r.serve("/a", document(rss(items...))), h.URL))
	t.Cleanup(func() { r.store.Close() })
	r.pollAll()
	if err := r.w.DigestAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	filler := filepath.Join(disk, "filler")
	if err := fill(filler); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	h.asked = cancel
	if err := r.w.Run(ctx); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for range 4 {
		if _, err := r.w.Deliver(t.Context()); err != nil {
			failed++
		}
	}
	if failed == 0 {
		t.Skip("the store found room on the full disk: nothing was tried")
	}
	if n := strings.Count(r.log.String(), `"delivering failed; it is tried again" receiver=hook error="record delivery `); n != 1 {
		t.Errorf("%d lines of the failure, want one:\n%s", n, r.log.String())
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if _, err := r.w.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(h.ids) != 1 {
		t.Errorf("%d sends, want one", len(h.ids))
	}
	if n := strings.Count(r.out.String(), "vedette · d\n"); n != 1 {
		t.Errorf("%d digests for the other receiver, want one", n)
	}
	for _, receiver := range []string{"hook", "stdout"} {
		if ids := r.sentTo(receiver); len(ids) != 1 {
			t.Errorf("%s: %d deliveries recorded, want one", receiver, len(ids))
		}
	}
}

// fill writes until the disk is full.
func fill(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	for size := 64 << 10; size >= 512; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	return nil
}
