package text

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGolden runs the lines of testdata/golden, one file a language, each
// "kind: input => what is expected": tokens are folded words, sentences the same
// with a stroke between, stems those of each word, terms the stems of distinct
// terms.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/golden/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d golden files, %v", len(paths), err)
	}
	for _, path := range paths {
		language := strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(language, func(t *testing.T) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(b)) {
				line = strings.TrimRight(line, "\n")
				if strings.HasPrefix(line, "#") {
					continue
				}
				kind, rest, _ := strings.Cut(line, ": ")
				input, want, ok := strings.Cut(rest, " =>")
				if !ok {
					t.Fatalf("what is expected of %q?", line)
				}
				if diff := cmp.Diff(strings.TrimSpace(want), read(t, kind, input, language)); diff != "" {
					t.Errorf("%s of %q (-want +got):\n%s", kind, input, diff)
				}
			}
		})
	}
}

// read reads an input in one of the ways of TestGolden.
func read(t *testing.T, kind, input, language string) string {
	t.Helper()
	var w Words
	w.Add(input, kind != "sentences")
	var out []string
	switch kind {
	case "tokens", "sentences":
		for i := range w.List {
			if i > 0 && w.List[i].Sentence != w.List[i-1].Sentence {
				out = append(out, "/")
			}
			out = append(out, string(w.Fold(i)))
		}
	case "stems":
		for i := range w.List {
			out = append(out, string(Stem(w.Fold(i), w.List[i].Script, language)))
		}
	case "terms":
		for _, term := range w.AppendTerms(nil, language) {
			stem := w.FoldRun(int(term.First), int(term.Last))
			if term.First == term.Last {
				stem = Stem(stem, w.List[term.First].Script, language)
			}
			if Key(stem) != term.Key {
				t.Errorf("the key of %q is not that of its first place", stem)
			}
			out = append(out, string(stem))
		}
	default:
		t.Fatalf("no kind %q", kind)
	}
	return strings.Join(out, " ")
}
