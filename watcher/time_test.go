package watcher_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher"
)

// wire answers requests without a network: a real one stops the time of a
// synctest bubble.
type wire func(*http.Request) (status int, body string)

func (f wire) RoundTrip(q *http.Request) (*http.Response, error) {
	status, body := f(q)
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: q,
	}, nil
}

const daily = `timezone: UTC
feeds: [{url: "https://sample.example/feed", name: A}]
digests: [{name: d, schedule: "0 7 * * *", timezone: Europe/Sofia, receivers: [out]}]
receivers: {out: {file: {path: "@dir@/out.txt", format: text}}}
`

// daemon makes one of what dir holds, and ends its use of the store.
func daemon(t *testing.T, dir, yaml string, network wire) (w *watcher.Watcher, st *store.Store, stop func()) {
	t.Helper()
	file := filepath.Join(dir, "vedette.yaml")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(yaml, "@dir@", dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	st, err = store.Open(filepath.Join(dir, "vedette.db"))
	if err != nil {
		t.Fatal(err)
	}
	w, err = watcher.New(watcher.Options{
		Config: cfg, Store: st, Version: "test", Transport: network,
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w, st, func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}
}

// runFor runs the daemon for a while of virtual time, from start to shutdown.
func runFor(t *testing.T, dir, yaml string, network wire, d time.Duration) {
	t.Helper()
	w, _, stop := daemon(t, dir, yaml, network)
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	if err := w.Run(ctx); err != nil {
		t.Fatal(err)
	}
}

// stepFor carries out the rounds at every step of virtual time, which costs less
// than to run them every few seconds.
func stepFor(t *testing.T, w *watcher.Watcher, d, step time.Duration) {
	t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(step) {
		if _, err := w.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := w.Digest(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Deliver(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// sent counts the digests in the output file.
func sent(t *testing.T, dir string) int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "out.txt"))
	if os.IsNotExist(err) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(data), "vedette · d\n")
}

// oneMore answers every request with one more item than the last.
func oneMore() wire {
	var items [][3]string
	return func(*http.Request) (int, string) {
		items = append(items, another(len(items)))
		return http.StatusOK, rss(items...)
	}
}

func TestRunSendsADigestADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		yaml := strings.Replace(daily, `name: A}`, `name: A, every: "0 */6 * * *"}`, 1)
		runFor(t, dir, yaml, oneMore(), 72*time.Hour)
		data, err := os.ReadFile(filepath.Join(dir, "out.txt"))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(data), "vedette · d\n"); n != 3 {
			t.Errorf("%d digests in three days, want one a day:\n%s", n, data)
		}
	})
}

func TestADigestMissedWhileDownGoesOutAtStartOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		one := func(*http.Request) (int, string) { return http.StatusOK, rss(meeting("1")) }
		// Virtual time begins at midnight UTC; the digest is due at 05:00 UTC.
		runFor(t, dir, daily, one, time.Hour)
		if n := sent(t, dir); n != 0 {
			t.Fatalf("%d digests before 05:00, want none", n)
		}
		time.Sleep(9 * time.Hour) // the machine is off over the time of the digest
		runFor(t, dir, daily, one, time.Minute)
		if n := sent(t, dir); n != 1 {
			t.Fatalf("%d digests after the start, want the one that was missed", n)
		}
		runFor(t, dir, daily, one, 48*time.Hour)
		if n := sent(t, dir); n != 1 {
			t.Errorf("%d digests two days later with nothing new, want still one", n)
		}
	})
}

func TestQuietHoursHoldBackAndDoNotDrop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		yaml := strings.Replace(daily, `schedule: "0 7 * * *", timezone: Europe/Sofia`, `schedule: every 2m, timezone: UTC, quiet: ["22:00-06:00"]`, 1)
		one := func(*http.Request) (int, string) { return http.StatusOK, rss(meeting("1")) }
		runFor(t, dir, yaml, one, 5*time.Hour+50*time.Minute)
		if n := sent(t, dir); n != 0 {
			t.Fatalf("%d digests in the quiet hours, want none", n)
		}
		runFor(t, dir, yaml, one, 20*time.Minute)
		if n := sent(t, dir); n != 1 {
			t.Errorf("%d digests after the quiet hours, want one", n)
		}
	})
}

func TestAClockSetBackNeitherSkipsNorDoubles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		one := func(*http.Request) (int, string) { return http.StatusOK, rss(meeting("1")) }
		runFor(t, dir, daily, one, 6*time.Hour) // sent at 05:00 UTC; the next is tomorrow's
		st, err := store.Open(filepath.Join(dir, "vedette.db"))
		if err != nil {
			t.Fatal(err)
		}
		state, _, err := st.Digest("d")
		if err != nil {
			t.Fatal(err)
		}
		// As left by a clock that ran a year ahead and was then set right.
		state.Next = state.Next.AddDate(1, 0, 0)
		if err := st.PutDigest(state); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		two := func(*http.Request) (int, string) { return http.StatusOK, rss(meeting("1"), another(2)) }
		runFor(t, dir, daily, two, 48*time.Hour)
		if n := sent(t, dir); n != 2 {
			t.Errorf("%d digests, want the second after the clock was set right", n)
		}
	})
}
