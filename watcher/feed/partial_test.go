package feed

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"
)

// Wherever a sound document breaks off, the items that are given are those of
// the whole document, and whole.
func TestPartialAnywhere(t *testing.T) {
	for _, name := range []string{"rss2-plain", "atom10", "json11", "rss1", "inline-xhtml", "cdata-end-in-text", "media", "identity"} {
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(filepath.Join("testdata", "golden", name+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			doc, h := goldenInput(archive)
			h.ContentType = "text/xml; charset=utf-8"
			whole := mustParse(t, string(doc), h).Items
			h.Partial = true
			most := 0
			for n := range doc {
				f, err := Parse(doc[:n], h)
				if err != nil {
					continue // cut before it shows what it is
				}
				if len(f.Items) > len(whole) {
					t.Fatalf("cut at byte %d: %d items of %d", n, len(f.Items), len(whole))
				}
				same := cmpopts.IgnoreFields(Item{}, "Key", "Language", "Base") // these depend on what comes later, too
				if diff := cmp.Diff(whole[:len(f.Items)], f.Items, same, cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("cut at byte %d, after %q (-whole +cut)\n%s", n, doc[max(0, n-40):n], diff)
				}
				most = max(most, len(f.Items))
			}
			if most == 0 {
				t.Error("no cut gave an item")
			}
		})
	}
}

func TestPartialNotes(t *testing.T) {
	const one, head = "<item><title>one</title></item>", `<rss version="2.0"><channel><title>t</title>`
	const jsonHead = `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"one","content_text":"x"}`
	for _, tt := range []struct {
		name, doc  string
		best, part int // items without Partial and with it
		note       string
	}{
		{"in a field", head + one + "<item><title>tw", 2, 1, "items read: 1, and one whose end is missing was left out"},
		{"after a field", head + one + "<item><title>two</title>", 2, 1, "one whose end is missing"},
		{"in CDATA", head + one + "<item><title><![CDATA[tw", 2, 1, "one whose end is missing"},
		{"in an end tag", head + one + "<item><title>two</title></it", 2, 1, "one whose end is missing"},
		{"between items", head + one, 1, 1, "items read: 1"},
		{"in the first item", head + "<item><title>tw", 1, 0, "items read: 0, and one"},
		{"after the end", head + one + "</channel></rss>", 1, 1, "items read: 1"},
		{"items without end tags", head + "<item><title>one</title><item><title>two</title>", 2, 1, "items read: 1, and one"},
		{"JSON in an item", jsonHead + `,{"id":"2","content_text":"y"`, 1, 1, "items read: 1"},
		{"JSON after an item", jsonHead, 1, 1, "items read: 1"},
	} {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			if f := mustParse(t, tt.doc, Header{}); len(f.Items) != tt.best {
				t.Errorf("without Partial: %d items, want %d", len(f.Items), tt.best)
			}
			f := mustParse(t, tt.doc, Header{Partial: true})
			if len(f.Items) != tt.part || f.Items == nil {
				t.Errorf("%d items, want %d", len(f.Items), tt.part)
			}
			if !degraded(f, "the body broke off after ", tt.note) {
				t.Errorf("degraded %q, want %q", f.Degraded, tt.note)
			}
		})
	}
}
