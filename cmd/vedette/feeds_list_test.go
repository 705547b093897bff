package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// siteHandler serves pages that name feeds: / has two, /one/ has one, which has
// moved, and /none/ has none.
func siteHandler() http.Handler {
	mux := http.NewServeMux()
	page := func(path, text string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, "<!doctype html><html><head><title>Site</title>"+text+"</head><body>News of the day</body></html>")
		})
	}
	feed := func(path, title string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/rss+xml")
			_, _ = fmt.Fprintf(w, `<rss version="2.0"><channel><title>%s</title><item><title>One</title><link>https://example.org%s</link><pubDate>Tue, 14 Sep 2021 09:00:00 GMT</pubDate></item></channel></rss>`, title, path)
		})
	}
	const link = `<link rel="alternate" type="application/rss+xml" href="%s">`
	page("/{$}", fmt.Sprintf(link+link, "/world.xml", "/sports.xml"))
	page("/one/", fmt.Sprintf(link, "/old.xml"))
	page("/none/", "")
	feed("/world.xml", "World &amp; more")
	feed("/sports.xml", "Sports")
	feed("/new.xml", "Moved")
	mux.Handle("GET /old.xml", http.RedirectHandler("/new.xml", http.StatusMovedPermanently))
	return mux
}

// An address that is dead is not taken for another feed of its site.
func TestAddOfADeadAddressAddsNoOther(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/rss.xml" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, `<rss version="2.0"><channel><title>News</title><item><title>One</title><guid>1</guid></item></channel></rss>`)
	}))
	defer site.Close()
	file := filepath.Join(t.TempDir(), "vedette.yaml")
	before := "fetch: {allow_networks: [127.0.0.0/8], min_host_interval: 0s}\nfeeds: []\n"
	if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	status := run(t.Context(), []string{"--config", file, "feeds", "add", site.URL + "/dead.xml"}, strings.NewReader(""), &stdout, &stderr)
	if status != 1 || !strings.Contains(stdout.String(), "/rss.xml") || !strings.Contains(stderr.String(), "nothing was added") {
		t.Errorf("status %d\n%s\n%s", status, stdout.String(), stderr.String())
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != before {
		t.Errorf("the file is now\n%s%v", after, err)
	}
}
