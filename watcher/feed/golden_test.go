package feed

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what Parse gives into the golden files")

// A golden file is a feed document and what `feeds parse` prints for it, or the
// error. The comment says what it is about and, as "url:" and "location:",
// where it came from.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/golden/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal(err, len(paths))
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			doc, h := goldenInput(archive)
			got := goldenOutput(t, doc, h)
			if *update {
				archive.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func goldenInput(a *txtar.Archive) ([]byte, Header) {
	var h Header
	for line := range strings.Lines(string(a.Comment)) {
		if v, ok := strings.CutPrefix(line, "url: "); ok {
			h.URL = strings.TrimSpace(v)
		}
		if v, ok := strings.CutPrefix(line, "location: "); ok {
			h.Location = strings.TrimSpace(v)
		}
	}
	// The archive ends every file with a line feed, a torn document does not.
	return bytes.TrimSuffix(a.Files[0].Data, []byte("\n")), h
}

func goldenOutput(t *testing.T, doc []byte, h Header) string {
	f, err := Parse(doc, h)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(f); err != nil {
		t.Fatal(err)
	}
	for _, it := range f.Items {
		out.WriteString("key: " + it.Key + "\n")
	}
	return out.String()
}

// goldenDocuments are the documents of all golden files.
func goldenDocuments(t testing.TB) [][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/golden/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var docs [][]byte
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, _ := goldenInput(archive)
		docs = append(docs, doc)
	}
	return docs
}
