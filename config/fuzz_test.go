package config

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"
)

// FuzzLoad: no text makes Load panic, and what it reports has a place and is
// in the user's words.
func FuzzLoad(f *testing.F) {
	f.Add(feedsYAML)
	f.Add(bytes.ReplaceAll(example.ReplaceAll(DefaultYAML(), []byte("$1")), []byte("profiles"), []byte("p")))
	archives, err := filepath.Glob("testdata/wrong/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := loadQuick("testdata/none", data)
		checkProblems(t, data, err)
		_, err = readOPML(data)
		if err != nil && !strings.HasPrefix(err.Error(), ":") {
			t.Errorf("OPML: %v has no line", err)
		}
	})
}

func checkProblems(t *testing.T, data []byte, err error) {
	t.Helper()
	if err == nil {
		return
	}
	problems, ok := err.(Problems)
	if !ok || len(problems) == 0 {
		t.Fatalf("%T: %v", err, err)
	}
	for _, p := range problems {
		text := strings.TrimPrefix(p.String(), p.File)
		if p.Line < 1 || p.Column < 1 || p.File == "" || p.Message == "" {
			t.Errorf("no place or message: %+v", p)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("does not print on one line: %q", text)
		}
		for _, word := range []string{"config.", "matcher.", "yaml:", "!!", "libyaml", "reflect"} {
			if strings.Contains(text, word) && !strings.Contains(string(data), strings.TrimRight(word, ".:")) {
				t.Errorf("%q in %q", word, text)
			}
		}
	}
	var pretty strings.Builder
	if err := problems.Pretty(&pretty, true); err != nil {
		t.Fatal(err)
	}
}
