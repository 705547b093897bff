package feed

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// corpus gives the captured documents by name, or skips the test.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "data", "feeds")
	docs := map[string][]byte{}
	paths, err := filepath.Glob(filepath.Join(root, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		docs[filepath.Base(filepath.Dir(p))+"/"+filepath.Base(p)] = b
	}
	if len(docs) == 0 {
		t.Skipf("no captured feeds at %s", root)
	}
	return docs
}

var itemTag = regexp.MustCompile(`<(item|entry)(\s[^>]*)?>`)

// countItems counts item and entry elements by another hand than Parse's.
func countItems(doc []byte) int {
	text, _, err := decode(doc, "")
	if err != nil {
		return 0
	}
	text, _ = clean(text)
	if at := bytes.Index(text, []byte("?>")); at >= 0 && bytes.HasPrefix(text, []byte("<?xml")) {
		text = text[at+2:]
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	n := 0
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			return n
		}
		if err != nil { // not XML all through
			return len(itemTag.FindAll(text, -1))
		}
		if e, ok := tok.(xml.StartElement); ok && (e.Name.Local == "item" || e.Name.Local == "entry") {
			open := d.InputOffset() - 2
			if string(text[open:d.InputOffset()]) == "/>" {
				continue // an empty item is none
			}
			n++
		}
	}
}

func TestCorpus(t *testing.T) {
	for name, doc := range corpus(t) {
		t.Run(strings.ReplaceAll(name, "/", "_"), func(t *testing.T) {
			f, err := Parse(doc, Header{URL: "https://news.example/feeds/all.xml"})
			if err != nil {
				t.Logf("not a feed: %v", err)
				if n := countItems(doc); n > 0 {
					t.Errorf("%d items lost: %v", n, err)
				}
				return
			}
			if want := countItems(doc); len(f.Items) != want {
				t.Errorf("%d items, an independent count says %d", len(f.Items), want)
			}
			if len(f.Degraded) > 0 {
				t.Logf("degraded: %q", f.Degraded)
			}
			for i, it := range f.Items {
				if it.Key == "" || it.Title == "" && it.Content == "" && it.Summary == "" {
					t.Errorf("item %d is empty: %+v", i, it)
				}
				if it.Link != "" && scheme(it.Link) == "" {
					t.Errorf("item %d: link %q is not absolute", i, it.Link)
				}
			}
		})
	}
}
