package digest

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/store"
	"vedette/watcher/feed"
)

func atomOf(t *testing.T, found ...store.Found) (string, *feed.Feed) {
	t.Helper()
	var b bytes.Buffer
	if err := Atom(&b, Channel{ID: "all", Title: "hits", Updated: noon, Titles: map[string]string{meetings: "Meetings"}}, found); err != nil {
		t.Fatal(err)
	}
	f, err := feed.Parse(b.Bytes(), feed.Header{ContentType: "application/atom+xml"})
	if err != nil {
		t.Fatalf("%v in\n%s", err, b.String())
	}
	if f.Format != "atom1.0" || len(f.Degraded) > 0 {
		t.Errorf("read back as %s, mended: %v", f.Format, f.Degraded)
	}
	checkAtom(t, b.String())
	return b.String(), f
}

// checkAtom holds to what RFC 4287 demands: of a feed an id, a title and one
// time (4.1.1), of an entry these and an author, no two links to a page and a
// content where there is none (4.1.2); ids that differ and are absolute (4.2.6);
// times in the form of RFC 3339 (3.3).
func checkAtom(t *testing.T, text string) {
	t.Helper()
	counts, ids := []map[string]int{}, map[string]bool{}
	dec := xml.NewDecoder(strings.NewReader(text))
	var name string
	for {
		token, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Space != "http://www.w3.org/2005/Atom" {
				t.Errorf("element %v is not of Atom", token.Name)
			}
			if name = token.Name.Local; name == "feed" || name == "entry" {
				counts = append(counts, map[string]int{})
			}
			for _, a := range token.Attr {
				if name == "link" && a.Name.Local == "rel" {
					name = a.Value
				}
			}
			counts[len(counts)-1][name]++
		case xml.CharData:
			value := string(token)
			switch {
			case name == "id" && (ids[value] || !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(value)):
				t.Errorf("id %q is not an address of its own", value)
			case name == "id":
				ids[value] = true
			case name == "updated" || name == "published":
				if _, err := time.Parse(time.RFC3339, value); err != nil {
					t.Error(err)
				}
			}
		case xml.EndElement:
			name = ""
		}
	}
	for i, c := range counts {
		if c["id"] != 1 || c["title"] != 1 || c["updated"] != 1 || c["author"] != 1 || c["name"] != 1 || c["alternate"] > 1 || i > 0 && c["content"] != 1 {
			t.Errorf("feed or entry %d has %v", i, c)
		}
	}
}

func TestAtom(t *testing.T) {
	second := kremlin
	second.profile = presence
	text, f := atomOf(t, kremlin.found(), second.found(), languages[2].found())
	if len(f.Items) != 2 {
		t.Fatalf("%d entries, want one an item:\n%s", len(f.Items), text)
	}
	it := f.Items[0]
	if it.Title != "Putin receives Assad in Moscow for talks on the bases" || it.Link != kremlin.link || it.Language != "en" ||
		!slices.Equal(it.Authors, []string{kremlin.outlet}) || !it.Published.Equal(noon.Add(-2*time.Hour)) || !it.Updated.Equal(noon) {
		t.Errorf("entry %+v", it)
	}
	if !strings.Contains(it.Content, "<mark>Putin</mark>") || !strings.Contains(it.Content, "why: very likely (97%)") {
		t.Errorf("content %s", it.Content)
	}
	for _, want := range []string{`term="` + meetings + `"`, `term="` + presence + `"`, `label="Meetings"`, `term="independent" scheme="` + classScheme} {
		if !strings.Contains(text, want) {
			t.Errorf("no category with %s in\n%s", want, text)
		}
	}
	again, _ := atomOf(t, kremlin.found(), second.found(), languages[2].found())
	if again != text {
		t.Error("the same hits gave another feed")
	}
}

func TestAtomOfNothing(t *testing.T) {
	if text, f := atomOf(t); len(f.Items) != 0 || !strings.Contains(text, "<updated>2026-11-21T12:00:00Z</updated>") {
		t.Errorf("feed without hits:\n%s", text)
	}
}

func TestAtomIsSafe(t *testing.T) {
	text, f := atomOf(t, hostile.found())
	it := f.Items[0]
	if it.Link != "" || strings.Contains(it.Content, "<style>") || strings.Contains(it.Content, "<a ") || strings.ContainsAny(text, "\x00\x1b\u202e") {
		t.Errorf("entry with link %q and content %s", it.Link, it.Content)
	}
}

// A changed item is the same entry, updated.
func TestAtomKeepsIDs(t *testing.T) {
	first, second, third := kremlin.found(), kremlin.found(), kremlin.found()
	second.Item.ID, second.Hit.Revises = "a02", "a01"
	third.Item.ID, third.Hit.Revises = "a03", "a02"
	_, before := atomOf(t, first)
	_, after := atomOf(t, third, second, first)
	if len(after.Items) != 1 || after.Items[0].ID != before.Items[0].ID {
		t.Errorf("%d entries, the first with id %s; want one with %s", len(after.Items), after.Items[0].ID, before.Items[0].ID)
	}
}
