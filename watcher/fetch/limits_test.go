package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// bomb unpacks to n zero bytes and never gets to its checksum. Only the first
// two blocks are really compressed, the others are the second again.
func bomb(t testing.TB, n int) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	var ends []int
	for range 2 {
		_, err := w.Write(zeros)
		if err := errors.Join(err, w.Flush()); err != nil {
			t.Fatal(err)
		}
		ends = append(ends, b.Len())
	}
	again := b.Bytes()[ends[0]:ends[1]]
	return append(bytes.Clone(b.Bytes()), bytes.Repeat(again, n>>20-2)...)
}

// allocated is how many bytes f takes from the heap in all.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestGzipBomb(t *testing.T) {
	body := bomb(t, 200<<20)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(body)
	})
	c := local(t, Options{})
	var e *Error
	n := allocated(func() { e = mustFail(t, c, Request{URL: s.URL}, KindTooLarge) })
	t.Logf("%d bytes that unpack to 200 MiB: %d bytes allocated", len(body), n)
	// Half of this, but the race detector doubles it.
	if n > 48<<20 {
		t.Errorf("%d bytes were allocated for a limit of 8 MiB", n)
	}
	if e.Error() != "the document is larger than 8 MiB (fetch.max_body)" || e.Partial != nil {
		t.Errorf("error %q with %d bytes", e, len(e.Partial))
	}
}

// TestSmallBodyIsCheap: a body that claims to be large, or might be, costs
// what it is.
func TestSmallBodyIsCheap(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "8000000")
		fmt.Fprint(w, "<rss>")
	})
	c := local(t, Options{})
	n := allocated(func() { mustFail(t, c, Request{URL: s.URL}, KindRead) })
	if n > 1<<20 {
		t.Errorf("%d bytes allocated for a body of 5", n)
	}
}

func TestEndlessBody(t *testing.T) {
	secure, pool := serveTLS(t, endless)
	c := local(t, Options{MaxBody: 1 << 20, RootCAs: pool})
	for _, url := range []string{serve(t, endless).URL, secure.URL} {
		e := mustFail(t, c, Request{URL: url}, KindTooLarge)
		if e.Error() != "the document is larger than 1 MiB (fetch.max_body)" {
			t.Errorf("%q", e)
		}
	}
}

func endless(w http.ResponseWriter, r *http.Request) {
	block := bytes.Repeat([]byte("<item>"), 4096)
	for r.Context().Err() == nil {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

func TestBodyAtTheLimit(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscanf(r.URL.Path, "/%d", &n)
		if r.URL.RawQuery == "chunked" {
			w.(http.Flusher).Flush()
		}
		fmt.Fprint(w, strings.Repeat("x", n))
	})
	c := local(t, Options{MaxBody: 5000})
	for _, query := range []string{"", "?chunked"} {
		if got := mustGet(t, c, Request{URL: s.URL + "/5000" + query}); len(got.Body) != 5000 {
			t.Errorf("%q: %d bytes, want 5000", query, len(got.Body))
		}
		mustFail(t, c, Request{URL: s.URL + "/5001" + query}, KindTooLarge)
	}
}

// TestSlowLoris: headers, a body, a redirect chain that drip.
func TestSlowLoris(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		drip := time.NewTicker(10 * time.Millisecond)
		defer drip.Stop()
		if r.URL.Path == "/silent" {
			<-r.Context().Done()
			return
		}
		for n := 1; ; n++ {
			select {
			case <-r.Context().Done():
				return
			case <-drip.C:
			}
			if r.URL.Path == "/hops" {
				http.Redirect(w, r, fmt.Sprintf("/hops?%p", r), http.StatusFound)
				return
			}
			fmt.Fprint(w, "<item/>")
			w.(http.Flusher).Flush()
		}
	})
	for path, timeout := range map[string]time.Duration{"/silent": 50, "/body": 100, "/hops": 45} {
		c := local(t, Options{Timeout: timeout * time.Millisecond})
		start := time.Now()
		e := mustFail(t, c, Request{URL: s.URL + path}, KindTimeout)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: took %v with a timeout of %v", path, took, c.o.Timeout)
		}
		if !errors.Is(e, context.DeadlineExceeded) || e.Error() != "no complete answer within "+c.o.Timeout.String() {
			t.Errorf("%s: %q", path, e)
		}
		if path == "/body" && !strings.HasPrefix(string(e.Partial), "<item/><item/>") {
			t.Errorf("partial body = %q, want what dripped", e.Partial)
		}
	}
}

func TestLargeHeader(t *testing.T) {
	s := serve(t, largeHeader)
	e := mustFail(t, local(t, Options{}), Request{URL: s.URL}, KindTooLarge)
	if e.Error() != "the answer's header is larger than 1 MiB" {
		t.Errorf("%q", e)
	}
}

// TestLargeHeaderHTTP2: far above the limit the library drops the connection
// and says no more than that the protocol was violated; HTTP/1.1 tells why.
func TestLargeHeaderHTTP2(t *testing.T) {
	s, pool := serveTLS(t, largeHeader)
	e := mustFail(t, local(t, Options{RootCAs: pool}), Request{URL: s.URL}, KindTooLarge)
	if e.Error() != "the answer's header is larger than 1 MiB" {
		t.Errorf("%q", e)
	}
}

func largeHeader(w http.ResponseWriter, _ *http.Request) {
	for i := range 40 {
		w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 32<<10))
	}
}
