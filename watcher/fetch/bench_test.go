package fetch

import (
	"compress/gzip"
	"io"
	"net/http"
	"testing"
)

// BenchmarkGet against BenchmarkBareClient is what politeness costs: a feed
// of 50 KB, gzipped, over loopback.
func BenchmarkGet(b *testing.B) {
	doc := feed(700)
	url := serveBody(b, encode(b, "gzip", doc), "gzip")
	c := local(b, Options{})
	b.ReportAllocs()
	for b.Loop() {
		if got := mustGet(b, c, Request{URL: url}); len(got.Body) != len(doc) {
			b.Fatalf("%d bytes", len(got.Body))
		}
	}
}

func BenchmarkBareClient(b *testing.B) {
	doc := feed(700)
	url := serveBody(b, encode(b, "gzip", doc), "gzip")
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	b.Cleanup(client.CloseIdleConnections)
	b.ReportAllocs()
	for b.Loop() {
		resp, err := client.Get(url)
		if err != nil {
			b.Fatal(err)
		}
		zip, err := gzip.NewReader(resp.Body)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(zip)
		if err != nil || len(body) != len(doc) {
			b.Fatalf("%d bytes: %v", len(body), err)
		}
		if err := resp.Body.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
