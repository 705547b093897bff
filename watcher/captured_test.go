package watcher_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vedette/watcher/feed"
)

// TestCapturedFeeds polls every captured document over HTTP: each is read or
// named as no feed, everything read is stored, and nothing is stored twice.
func TestCapturedFeeds(t *testing.T) {
	if raceDetector {
		t.Skip("reads 163 documents: too slow under the race detector")
	}
	root := filepath.Join("..", "..", "shared", "data", "feeds")
	if _, err := os.Stat(root); err != nil {
		t.Skip("no captured feeds beside the project: ", err)
	}
	r := newRig(t)
	want := map[string]int{} // URL -> items, -1: not a feed
	var y strings.Builder
	y.WriteString(fetchForTests + "feeds:\n")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		u := r.serve("/"+url.PathEscape(filepath.Base(path)), nil)
		name, err := url.PathUnescape(strings.TrimPrefix(u, r.server.URL))
		if err != nil {
			return err
		}
		r.serve(name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/xml")
			w.Write(body)
		})
		want[u] = distinct(body, u)
		fmt.Fprintf(&y, "  - {url: %q, name: %q}\n", u, filepath.Base(path))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.start(y.String())
	sum := r.pollAll()
	items, failed := 0, 0
	for u, n := range want {
		st := r.feed(u)
		if n < 0 {
			failed++
			if st.Error == "" {
				t.Errorf("%s is no feed, and no error says so", u)
			}
			continue
		}
		items += n
		if st.Error != "" {
			t.Errorf("%s: %s", u, st.Error)
		}
	}
	t.Logf("%d documents, %d items, %d not feeds", len(want), sum.Items, sum.Failed)
	if len(want) < 163 || sum.Feeds != len(want) || sum.Items != items || sum.Failed != failed {
		t.Errorf("%d documents; %+v; want all 163 polled, %d items and %d that are no feeds", len(want), sum, items, failed)
	}
	if again := r.pollAll(); again.Items != 0 {
		t.Errorf("second run stored %d items again", again.Items)
	}
}

// distinct counts the different items of a document, or gives -1.
func distinct(body []byte, u string) int {
	f, err := feed.Parse(body, feed.Header{ContentType: "application/xml", URL: u})
	if err != nil {
		return -1
	}
	keys := map[string]bool{}
	for _, it := range f.Items {
		keys[it.Key] = true
	}
	return len(keys)
}
