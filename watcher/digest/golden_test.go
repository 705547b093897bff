package digest

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

type form func(io.Writer, Digest) error

func render(t testing.TB, f form, d Digest) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func indented(w io.Writer, d Digest) error {
	var b, out bytes.Buffer
	if err := JSON(&b, d); err != nil {
		return err
	}
	if err := json.Indent(&out, b.Bytes(), "", "  "); err != nil {
		return err
	}
	_, err := out.WriteTo(w)
	return err
}

func TestGolden(t *testing.T) {
	forms := map[string]form{".txt": Text, ".html": HTML, ".json": indented}
	all := cases(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for ext, f := range forms {
			t.Run(name+ext, func(t *testing.T) {
				got := render(t, f, Compose(all[name]))
				file := filepath.Join("testdata", name+ext)
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("%s differs (-want +got); go test -update writes it anew:\n%s", file, diff)
				}
			})
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	for name, in := range cases(t) {
		d := Compose(in)
		text := render(t, JSON, d)
		if bytes.Contains([]byte(text), []byte("null")) {
			t.Errorf("%s: null in %s", name, text)
		}
		var back Digest
		dec := json.NewDecoder(bytes.NewReader([]byte(text)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&back); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(d, back); diff != "" {
			t.Errorf("%s changed on the way (-made +read):\n%s", name, diff)
		}
		if again := render(t, JSON, back); again != text {
			t.Errorf("%s: second writing differs", name)
		}
	}
}

// A digest that an older version stored may lack lists; its JSON may not.
func TestJSONListsAreNeverNull(t *testing.T) {
	bare := Digest{Stories: []Story{{Items: []Item{{}}}, {}}, NearMisses: []Item{{}}}
	text := render(t, JSON, bare)
	if bytes.Contains([]byte(text), []byte("null")) {
		t.Errorf("null in %s", text)
	}
	if bare.Stories[0].Items[0].Marks != nil {
		t.Error("JSON changed the digest it was given")
	}
	for _, f := range []form{Text, HTML} {
		render(t, f, bare) // must not panic on stories without items
	}
}
