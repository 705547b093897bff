package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"vedette/store"
)

// victim is a program run that the test's own servers kill at a chosen point
// of its work.
type victim struct {
	t    *testing.T
	dir  string
	args []string
	env  []string
	said func(line string) // called with each line of the log; may be nil

	mu   sync.Mutex
	proc *os.Process
}

// run starts the program and waits for its end.
func (v *victim) run() error {
	cmd := program(v.t, append([]string{"--config", filepath.Join(v.dir, "vedette.yaml"), "--state-dir", v.dir}, v.args...)...)
	cmd.Env = append(cmd.Env, v.env...)
	log, err := cmd.StderrPipe()
	if err != nil {
		v.t.Fatal(err)
	}
	v.mu.Lock()
	err = cmd.Start()
	v.proc = cmd.Process
	v.mu.Unlock()
	if err != nil {
		v.t.Fatal(err)
	}
	for lines := bufio.NewScanner(log); lines.Scan(); {
		fmt.Fprintln(v.t.Output(), lines.Text())
		if v.said != nil {
			v.said(lines.Text())
		}
	}
	return cmd.Wait()
}

// kill -9s the run under way.
func (v *victim) kill() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.proc.Kill(); err != nil {
		v.t.Errorf("kill: %v", err)
	}
}

func (v *victim) configure(feeds []string, hook string) {
	y := "fetch: {allow_networks: [127.0.0.0/8], min_host_interval: 0s}\nlog: {level: error}\nfeeds:\n"
	for i, url := range feeds {
		y += fmt.Sprintf("  - {url: %q, name: feed%d}\n", url, i)
	}
	y += "digests: [{name: d, schedule: '0 7 * * *', receivers: [hook]}]\n" +
		fmt.Sprintf("receivers: {hook: {webhook: {url: %q, secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0, allow_networks: [127.0.0.0/8]}}}\n", hook)
	if err := os.WriteFile(filepath.Join(v.dir, "vedette.yaml"), []byte(y), 0o600); err != nil {
		v.t.Fatal(err)
	}
}

func sampleFeed(id string) http.HandlerFunc {
	own := map[string]string{ // so that the reports of two feeds are no copies of each other
		"a": "They spoke for three hours about wheat, fertilizer and the port, a spokesman told reporters later.",
		"b": "Photographs show both of them laughing beside a long table; nothing was signed, diplomats complain.",
	}[id]
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"`+id+`"`)
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>S</title><item><guid isPermaLink="false">%s</guid><title>Putin receives Assad in Moscow (%s)</title>
<description>Vladimir Putin met Bashar al-Assad in the Kremlin. %s</description></item></channel></rss>`, id, id, own)
	}
}

// received is what the webhook got whole.
type received struct {
	mu     sync.Mutex
	ids    []string
	titles map[string]int // title of a report -> deliveries it was in, repeats of an id not counted
}

func (rc *received) take(q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return
	}
	var d struct {
		Stories []struct{ Items []struct{ Title string } }
	}
	if json.Unmarshal(body, &d) != nil {
		return
	}
	rc.mu.Lock()
	defer rc.mu.Unlock()
	id := q.Header.Get("webhook-id")
	repeat := len(rc.ids) > 0 && rc.ids[len(rc.ids)-1] == id
	rc.ids = append(rc.ids, id)
	for _, s := range d.Stories {
		for _, it := range s.Items {
			if !repeat {
				rc.titles[it.Title]++
			}
		}
	}
}

// checkStore opens the store that the killed run left and looks for damage.
func (v *victim) checkStore() {
	st, err := store.Open(filepath.Join(v.dir, "vedette.db"))
	if err != nil {
		v.t.Fatal(err)
	}
	defer st.Close()
	if err := st.Check(); err != nil {
		v.t.Errorf("the store after kill -9: %v", err)
	}
}

// TestKilledBetweenTwoFeeds ends the process after the first feed is committed
// and before the second is answered.
func TestKilledBetweenTwoFeeds(t *testing.T) {
	v := &victim{t: t, dir: t.TempDir(), args: []string{"once"}}
	killed := false
	mux := http.NewServeMux()
	mux.HandleFunc("/a", sampleFeed("a"))
	mux.HandleFunc("/b", func(w http.ResponseWriter, q *http.Request) {
		if !killed {
			killed = true
			v.kill()
			return
		}
		sampleFeed("b")(w, q)
	})
	got := &received{titles: map[string]int{}}
	mux.HandleFunc("/hook", func(_ http.ResponseWriter, q *http.Request) { got.take(q) })
	base := answer(t, mux.ServeHTTP)
	v.configure([]string{base + "/a", base + "/b"}, base+"/hook")
	if err := v.run(); err == nil {
		t.Fatal("the first run was not killed")
	}
	v.checkStore()
	if err := v.run(); err != nil {
		t.Fatalf("second run: %v", err)
	}
	checkOnce(t, got, "a", "b")
}

// TestKilledBetweenCommitAndSend ends the process when it opens the connection
// to the receiver: the digest is frozen and nothing of it has been sent.
func TestKilledBetweenCommitAndSend(t *testing.T) {
	killAtHook(t, false)
}

// TestKilledBetweenSendAndRecord ends the process after the receiver has the
// whole message and before it answers: the repeat carries the same id.
func TestKilledBetweenSendAndRecord(t *testing.T) {
	got := killAtHook(t, true)
	if len(got.ids) != 2 || got.ids[0] != got.ids[1] {
		t.Errorf("ids %q, want the same twice", got.ids)
	}
}

func killAtHook(t *testing.T, readFirst bool) *received {
	v := &victim{t: t, dir: t.TempDir(), args: []string{"once"}}
	got := &received{titles: map[string]int{}}
	killed := false
	mux := http.NewServeMux()
	mux.HandleFunc("/a", sampleFeed("a"))
	mux.HandleFunc("/hook", func(_ http.ResponseWriter, q *http.Request) {
		if !killed {
			killed = true
			if readFirst {
				got.take(q)
			}
			v.kill()
			return
		}
		got.take(q)
	})
	base := answer(t, mux.ServeHTTP)
	v.configure([]string{base + "/a"}, base+"/hook")
	if err := v.run(); err == nil {
		t.Fatal("the first run was not killed")
	}
	v.checkStore()
	if err := v.run(); err != nil {
		t.Fatalf("second run: %v", err)
	}
	checkOnce(t, got, "a")
	return got
}

func checkOnce(t *testing.T, got *received, ids ...string) {
	t.Helper()
	got.mu.Lock()
	defer got.mu.Unlock()
	if len(got.titles) != len(ids) {
		t.Errorf("reports received: %v, want %d", got.titles, len(ids))
	}
	for title, n := range got.titles {
		if n != 1 {
			t.Errorf("%q came in %d deliveries, want one", title, n)
		}
	}
}
