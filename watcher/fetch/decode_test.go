package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// encode applies a content coding; "raw" and "zlib" are the two readings of
// deflate.
func encode(t testing.TB, coding string, data []byte) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip", "x-gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "raw":
		var err error
		if w, err = flate.NewWriter(&b, flate.DefaultCompression); err != nil {
			t.Fatal(err)
		}
	case "br":
		w = brotli.NewWriterLevel(&b, brotli.BestSpeed)
	default:
		t.Fatalf("no coding %q", coding)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// feed is a document that compresses like one.
func feed(items int) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel>`)
	for i := range items {
		fmt.Fprintf(&b, "<item><title>Item %d of %x</title><guid>tag:example.org,%d</guid></item>\n", i, i*7919%65537, i*i)
	}
	b.WriteString("</channel></rss>")
	return b.Bytes()
}

// serveBody serves one body under the given Content-Encoding fields.
func serveBody(t testing.TB, body []byte, codings ...string) string {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml") // keeps the server from guessing
		for _, c := range codings {
			w.Header().Add("Content-Encoding", c)
		}
		w.Write(body)
	}).URL
}

func TestDecode(t *testing.T) {
	doc := feed(500)
	zip := encode(t, "gzip", doc)
	for _, tt := range []struct {
		name    string
		body    []byte
		codings []string
	}{
		{"plain", doc, nil},
		{"gzip", zip, []string{"gzip"}},
		{"x-gzip", zip, []string{" X-GZIP "}},
		{"zlib", encode(t, "zlib", doc), []string{"deflate"}},
		{"raw deflate", encode(t, "raw", doc), []string{"deflate"}},
		{"br", encode(t, "br", doc), []string{"br"}},
		{"gzip in br", encode(t, "br", zip), []string{"gzip, br"}},
		{"two fields", encode(t, "br", zip), []string{"gzip", "identity, br"}},
		{"gzip in gzip", encode(t, "gzip", zip), []string{"gzip, gzip"}},
		{"undeclared gzip", zip, nil},
		{"undeclared gzip in br", encode(t, "br", zip), []string{"br"}},
		{"two members", append(encode(t, "gzip", doc[:100]), encode(t, "gzip", doc[100:])...), []string{"gzip"}},
		{"padded gzip", append(bytes.Clone(zip), "\x00\x00<!-- cached -->"...), []string{"gzip"}},
		{"plain, said to be gzip", append([]byte("\xef\xbb\xbf \n"), doc...), []string{"gzip"}},
		{"not a coding", doc, []string{"utf-8, none,, binary"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := mustGet(t, local(t, Options{}), Request{URL: serveBody(t, tt.body, tt.codings...)})
			body := bytes.TrimPrefix(got.Body, []byte("\xef\xbb\xbf \n"))
			if !bytes.Equal(body, doc) {
				t.Errorf("%d bytes, want the document of %d", len(body), len(doc))
			}
			if got.WireBytes != int64(len(tt.body)) || got.Header.Get("Content-Encoding") != "" {
				t.Errorf("%d wire bytes of %d, Content-Encoding %q", got.WireBytes, len(tt.body), got.Header.Get("Content-Encoding"))
			}
		})
	}
	if got := mustGet(t, local(t, Options{}), Request{URL: serveBody(t, nil, "gzip")}); len(got.Body) != 0 {
		t.Errorf("empty body said to be gzip: %q", got.Body)
	}
}

func TestBrokenBody(t *testing.T) {
	doc := feed(3000)
	zip := encode(t, "gzip", doc)
	badSum := bytes.Clone(zip)
	badSum[len(badSum)-8] ^= 1
	flipped := bytes.Clone(zip)
	copy(flipped[len(flipped)/2:], "\xff\xff\xff\xff\xff\xff\xff\xff")
	half := func(coding string) []byte { b := encode(t, coding, doc); return b[:len(b)/2] }
	for _, tt := range []struct {
		name, coding string
		body         []byte
		kind         string
		partial      int // bytes of the document that must be there
	}{
		{"half gzip", "gzip", half("gzip"), KindRead, 10000},
		{"half undeclared gzip", "", half("gzip"), KindRead, 10000},
		{"half zlib", "deflate", half("zlib"), KindRead, 10000},
		{"half raw deflate", "deflate", half("raw"), KindRead, 10000},
		{"half br", "br", half("br"), KindRead, 1},
		{"gzip without trailer", "gzip", zip[:len(zip)-8], KindRead, len(doc)},
		{"half gzip in gzip", "gzip, gzip", encode(t, "gzip", half("gzip")), KindRead, 10000},
		{"wrong checksum", "gzip", badSum, KindEncoding, 0},
		{"bits flipped", "gzip", flipped, KindEncoding, 0},
		{"no gzip at all", "gzip", []byte("Not Found, dear reader"), KindEncoding, 0},
		{"no br at all", "br", []byte("\xff\xff\xff"), KindEncoding, 0},
		{"zstd", "zstd", []byte("\x28\xb5\x2f\xfd"), KindEncoding, 0},
		{"many codings", "br, br, br, br, br", doc, KindEncoding, 0},
		{"many members", "gzip", bytes.Repeat(encode(t, "gzip", nil), maxMembers+1), KindEncoding, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := mustFail(t, local(t, Options{}), Request{URL: serveBody(t, tt.body, tt.coding)}, tt.kind)
			if len(e.Partial) < tt.partial || !bytes.HasPrefix(doc, e.Partial) {
				t.Errorf("partial body of %d bytes, want at least %d bytes of the document: %v", len(e.Partial), tt.partial, e)
			}
			if tt.kind == KindEncoding && e.Partial != nil {
				t.Errorf("partial body of a corrupt stream: %d bytes", len(e.Partial))
			}
			if tt.partial > 0 && e.Header.Get("Content-Type") != "application/xml" {
				t.Errorf("header of the partial body = %v", e.Header)
			}
		})
	}
}

// TestCutConnection: the body ends before its length, in each framing.
func TestCutConnection(t *testing.T) {
	doc := "<rss><item/><item/>"
	zip := encode(t, "gzip", feed(3000))
	for name, answer := range map[string]string{
		"length":  "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 1000\r\n\r\n" + doc,
		"chunk":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n" + doc,
		"chunks":  fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(doc), doc),
		"garbage": fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\nxyz\r\n", len(doc), doc),
	} {
		e := mustFail(t, local(t, Options{}), Request{URL: serveRaw(t, answer)}, KindRead)
		if string(e.Partial) != doc || e.Error() != fmt.Sprintf("the connection broke after %d bytes of the body", len(doc)) {
			t.Errorf("%s: %q with the partial body %q", name, e, e.Partial)
		}
	}
	cut := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(zip), zip[:len(zip)/2])
	e := mustFail(t, local(t, Options{}), Request{URL: serveRaw(t, cut)}, KindRead)
	if len(e.Partial) < 10000 || !bytes.HasPrefix(feed(3000), e.Partial) {
		t.Errorf("cut gzip: partial body of %d bytes", len(e.Partial))
	}
	long := "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rss>and more"
	if got := mustGet(t, local(t, Options{}), Request{URL: serveRaw(t, long)}); string(got.Body) != "<rss>" {
		t.Errorf("more than Content-Length: %q", got.Body)
	}
}

// TestNestedBomb: what is large in between is too large, whatever comes out.
func TestNestedBomb(t *testing.T) {
	for _, body := range [][]byte{
		encode(t, "gzip", bomb(t, 20<<20)),
		encode(t, "gzip", encode(t, "gzip", bomb(t, 20<<20))),
	} {
		mustFail(t, local(t, Options{MaxBody: 1 << 20}), Request{URL: serveBody(t, body, "gzip", "gzip")}, KindTooLarge)
	}
}

func FuzzDecode(f *testing.F) {
	doc := feed(20)
	for _, c := range []string{"gzip", "br", "raw", "zlib"} {
		name := strings.NewReplacer("raw", "deflate", "zlib", "deflate").Replace(c)
		f.Add(name, encode(f, c, doc))
		f.Add(name+", gzip", encode(f, "gzip", encode(f, c, doc)))
	}
	f.Add("", doc)
	const limit = 1 << 16
	used := &decoder{}
	f.Fuzz(func(t *testing.T, codings string, wire []byte) {
		h := http.Header{"Content-Encoding": {codings}}
		start := time.Now()
		got, err := used.all(wire, h, limit)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("decoding %d bytes took %v", len(wire), took)
		}
		if len(got) > limit && len(got) > len(wire) {
			t.Errorf("%d bytes are above the limit", len(got))
		}
		fresh, ferr := new(decoder).all(wire, h, limit)
		if !bytes.Equal(got, fresh) || fmt.Sprint(err) != fmt.Sprint(ferr) {
			t.Errorf("a used decoder gives %d bytes and %v, a fresh one %d bytes and %v", len(got), err, len(fresh), ferr)
		}
		if err != nil && encodingError(err, limit).Error() == "" {
			t.Errorf("%v has no words", err)
		}
	})
}

// TestRoundTrip: what was encoded comes back, from noise to monotony.
func TestRoundTrip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	d := &decoder{}
	for n := range 60 {
		data := make([]byte, rnd.IntN(1<<14))
		for i := range data {
			data[i] = 'a' + byte(rnd.IntN(1+4*n))
		}
		for _, coding := range []string{"gzip", "br", "raw", "zlib"} {
			as := strings.NewReplacer("raw", "deflate", "zlib", "deflate").Replace(coding)
			got, err := d.all(encode(t, coding, data), http.Header{"Content-Encoding": {as}}, 1<<14)
			if err != nil || !bytes.Equal(got, data) {
				t.Errorf("%s: %d bytes and %v, want the %d bytes that went in", coding, len(got), err, len(data))
			}
		}
	}
}
