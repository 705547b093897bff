package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vedette/store"
)

// hostile feeds: what each serves, and the words by which its error is named.
func hostileFeeds(t *testing.T) (urls map[string]string, want map[string]string) {
	gz := func(write func(io.Writer)) []byte {
		var b bytes.Buffer
		zw := gzip.NewWriter(&b)
		write(zw)
		if err := zw.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	depth := gz(func(w io.Writer) {
		io.WriteString(w, `<rss version="2.0" xmlns:a="x"><channel><item>`)
		for range 800_000 {
			io.WriteString(w, "<a:b><a:b>")
		}
	})
	bomb := gz(func(w io.Writer) {
		chunk := bytes.Repeat([]byte("A"), 1<<20)
		io.WriteString(w, `<rss version="2.0"><channel><title>`)
		for range 200 {
			w.Write(chunk)
		}
	})
	text := gz(func(w io.Writer) {
		io.WriteString(w, `<rss version="2.0"><channel><item><title>x</title><description>`)
		chunk := bytes.Repeat([]byte("word "), 1<<18)
		for range 52 {
			w.Write(chunk)
		}
		io.WriteString(w, `</description></item></channel></rss>`)
	})
	var ns strings.Builder
	ns.WriteString(`<rss version="2.0"><channel`)
	for i := range 5000 {
		fmt.Fprintf(&ns, ` xmlns:n%d="u%d"`, i, i)
	}
	ns.WriteString(">" + strings.Repeat("<item><title>x</title></item>", 5000) + "</channel></rss>")

	urls, want = map[string]string{}, map[string]string{}
	add := func(name, words string, h http.HandlerFunc) {
		urls[name], want[name] = answer(t, h)+"/", words
	}
	gzipped := func(body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(body)
		}
	}
	add("depth bomb", "nested too deeply|larger than", gzipped(depth))
	add("gzip bomb", "larger than", gzipped(bomb))
	add("64 MB of text", "larger than", gzipped(text))
	add("namespace bomb", "namespace", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, ns.String()) })
	add("endless body", "larger than", func(w http.ResponseWriter, q *http.Request) {
		chunk := bytes.Repeat([]byte("<item>"), 10_000)
		for q.Context().Err() == nil {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	add("slow loris", "no complete answer within", func(w http.ResponseWriter, q *http.Request) {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				io.WriteString(w, "<")
				w.(http.Flusher).Flush()
			case <-q.Context().Done():
				return
			}
		}
	})
	add("redirect loop", "redirect", func(w http.ResponseWriter, q *http.Request) {
		http.Redirect(w, q, "/"+strings.Repeat("x", len(q.URL.Path)%3), http.StatusFound)
	})
	add("metadata service", "169.254.169.254", func(w http.ResponseWriter, q *http.Request) {
		http.Redirect(w, q, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
	})
	add("web page", "web page", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "<!doctype html><html><head><title>Just a moment</title></head><body>Checking</body></html>")
	})
	return urls, want
}

// TestHostileFeeds runs the program over servers that mean harm, beside one
// that does not: each is a named error of its own feed, the good one is read,
// and memory stays bounded.
func TestHostileFeeds(t *testing.T) {
	urls, want := hostileFeeds(t)
	good := answer(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<rss version="2.0"><channel><title>Good</title><item><guid>1</guid><title>Putin receives Assad in Moscow</title>
<description>Vladimir Putin met Bashar al-Assad in the Kremlin.</description></item></channel></rss>`)
	})
	mangled := answer(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>Bad \xff\xfe bytes</title><item><guid>2</guid><title>Caf\xe9 \xc3\x28 Moskva</title></item></channel></rss>")
	})
	dir := t.TempDir()
	var y strings.Builder
	y.WriteString("fetch: {allow_networks: [127.0.0.0/8], min_host_interval: 0s, timeout: 4s}\nlog: {level: error}\nfeeds:\n")
	fmt.Fprintf(&y, "  - {url: %q, name: good}\n  - {url: %q, name: mangled}\n", good+"/", mangled+"/")
	for name, url := range urls {
		fmt.Fprintf(&y, "  - {url: %q, name: %q}\n", url, name)
	}
	file := filepath.Join(dir, "vedette.yaml")
	if err := os.WriteFile(file, []byte(y.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := program(t, "--config", file, "--state-dir", dir, "once")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("once: %v\n%s", err, out)
	}
	if !bytes.Contains(out, []byte("Putin receives Assad in Moscow")) {
		t.Errorf("the good feed's hit is not in the digest:\n%s", out)
	}
	st, err := store.Open(filepath.Join(dir, "vedette.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	states, err := st.Feeds()
	if err != nil {
		t.Fatal(err)
	}
	for name, url := range urls {
		if got := states[url].Error; !anyOf(got, want[name]) {
			t.Errorf("%s: error %q, want it to name %q", name, got, want[name])
		}
	}
	if got := states[mangled+"/"]; got.Error != "" || got.Items != 1 {
		t.Errorf("invalid UTF-8: %+v, want its one item", got)
	}
	checkPeak(t, cmd.ProcessState.SysUsage())
}

func anyOf(text, alternatives string) bool {
	for a := range strings.SplitSeq(alternatives, "|") {
		if strings.Contains(text, a) {
			return true
		}
	}
	return false
}

// checkPeak holds the process to the 300 MB promised; the race detector's own
// memory is not counted.
func checkPeak(t *testing.T, usage any) {
	t.Helper()
	ru, ok := usage.(*syscall.Rusage)
	if !ok {
		t.Skip("no resource usage on this system: memory not checked")
	}
	peak := ru.Maxrss >> 10
	t.Logf("peak memory %d MB", peak)
	if peak > 300 && !raceEnabled {
		t.Errorf("peak memory %d MB, want at most 300", peak)
	}
}
