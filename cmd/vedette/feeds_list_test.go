package main

import (
	"fmt"
	"io"
	"net/http"
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
