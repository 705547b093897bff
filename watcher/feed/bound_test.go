package feed

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func mustParse(t *testing.T, doc string, h Header) *Feed {
	t.Helper()
	f, err := Parse([]byte(doc), h)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// degraded tells whether a note holds all the words.
func degraded(f *Feed, words ...string) bool {
	return slices.ContainsFunc(f.Degraded, func(note string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(note, w) })
	})
}

func TestLongLinks(t *testing.T) {
	long := "https://news.example/?" + strings.Repeat("x", 3<<20)
	atLimit := "https://news.example/" + strings.Repeat("x", maxLink-len("https://news.example/"))
	for name, doc := range map[string]string{
		"RSS": rss("<link>" + long + "</link>" +
			"<item><title>a</title><link>" + long + `</link><enclosure url="` + long + `"/><enclosure url="https://news.example/e"/></item>` +
			"<item><title>b</title><link>" + atLimit + "</link></item>"),
		"JSON": `{"version":"https://jsonfeed.org/version/1.1","home_page_url":"` + long + `","items":[` +
			`{"title":"a","url":"` + long + `","content_text":"x","attachments":[{"url":"` + long + `"},{"url":"https://news.example/e"}]},` +
			`{"title":"b","url":"` + atLimit + `","content_text":"x"}]}`,
	} {
		f := mustParse(t, doc, Header{URL: "https://news.example/feed"})
		if len(f.Items) != 2 || f.Link != "" || f.Items[0].Link != "" || f.Items[1].Link != atLimit {
			t.Fatalf("%s: %d items; links of %d, %d and %d bytes", name, len(f.Items), len(f.Link), len(f.Items[0].Link), len(f.Items[1].Link))
		}
		if e := f.Items[0].Enclosures; len(e) != 1 || e[0].URL != "https://news.example/e" {
			t.Errorf("%s: %d enclosures", name, len(e))
		}
		if !degraded(f, "8 KiB", "3") {
			t.Errorf("%s: degraded %.200q", name, f.Degraded)
		}
		for _, it := range f.Items {
			if len(it.Key) > maxKey {
				t.Errorf("%s: a key of %d bytes", name, len(it.Key))
			}
		}
	}
}

// A base of megabytes must not be worked on for every item.
func TestLongBase(t *testing.T) {
	doc := `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/` + strings.Repeat("x/", 1<<20) + `">` +
		strings.Repeat(`<entry><title>x</title><link href="a"/></entry>`, 5000) + "</feed>"
	begin := time.Now()
	f := mustParse(t, doc, Header{})
	if took := time.Since(begin); took > 2*time.Second && !underRace {
		t.Errorf("took %v", took)
	}
	if it := f.Items[0]; it.Base != "" || it.Link != "a" {
		t.Errorf("base of %d bytes, link of %d", len(it.Base), len(it.Link))
	}
}

func TestLongTitles(t *testing.T) {
	long := strings.Repeat("я", 1<<20)
	item := "<item><title>" + long + "</title><link>https://news.example/1</link></item>"
	f := mustParse(t, strings.Replace(rss(item), "<title>t<", "<title>"+long+"<", 1), Header{})
	for _, title := range []string{f.Title, f.Items[0].Title} {
		if len(title) > maxTitle || len(title) < maxTitle-utf8.UTFMax || !utf8.ValidString(title) || !strings.HasSuffix(title, "я…") {
			t.Errorf("a title of %d bytes that ends in %q", len(title), title[max(0, len(title)-8):])
		}
	}
	if !degraded(f, "4 KiB", "2") {
		t.Errorf("degraded %q", f.Degraded)
	}
	whole := strings.Repeat("x", maxTitle)
	if f := mustParse(t, rss("<item><title>"+whole+"</title></item>"), Header{}); f.Items[0].Title != whole || len(f.Degraded) > 0 {
		t.Errorf("a title of 4 KiB became one of %d bytes: %q", len(f.Items[0].Title), f.Degraded)
	}
}

// Items that differ only beyond the limits stay apart.
func TestLongKeys(t *testing.T) {
	var doc strings.Builder
	for i := range 4 {
		id, title := "", "same"
		switch {
		case i < 2:
			id = strings.Repeat("x", 600) + fmt.Sprint(i)
		default:
			title = strings.Repeat("x", 2*maxTitle) + fmt.Sprint(i)
		}
		fmt.Fprintf(&doc, "<item><guid isPermaLink='false'>%s</guid><title>%s</title></item>", id, title)
	}
	f := mustParse(t, rss(doc.String()), Header{})
	keys := map[string]bool{}
	for _, it := range f.Items {
		if keys[it.Key] = true; len(it.Key) > maxKey {
			t.Errorf("a key of %d bytes", len(it.Key))
		}
	}
	if len(keys) != 4 {
		t.Errorf("%d keys for 4 items", len(keys))
	}
	if id := f.Items[0].ID; id != strings.Repeat("x", 600)+"0" {
		t.Errorf("the id is not verbatim: %d bytes", len(id))
	}
	id := strings.Repeat("x", maxKey)
	if it := mustParse(t, rss("<item><guid>"+id+"</guid></item>"), Header{}).Items[0]; it.Key != id {
		t.Errorf("an id of %d bytes has the key %q", maxKey, it.Key)
	}
}

// Whatever a date says, it can be written as JSON.
func TestDatesAsJSON(t *testing.T) {
	for _, date := range []string{
		"9999-12-31T23:59:59-12:00", "Fri, 31 Dec 9999 23:59:59 -1200", "31 December 9999 23:59 -1200", "9999-12-31T24:00:00Z",
		"2201-01-01T00:00:00Z", "2200-12-31T23:30:00-01:00", "31 Dec 2200 23:30 -0100",
		"1900-01-01T00:30:00+01:00", "Mon, 01 Jan 1900 00:30:00 +0100", "01 Jan 1900 00:30 +0100", "9999999999999",
	} {
		f := mustParse(t, rss("<item><title>x</title><pubDate>"+date+"</pubDate></item>"), Header{})
		if _, err := json.Marshal(f); err != nil {
			t.Errorf("%s: %v", date, err)
		}
		if p := f.Items[0].Published; p != nil {
			t.Errorf("%s was read as %v", date, p)
		}
	}
	for date, want := range map[string]string{
		"2200-12-31T23:59:59Z": "2200-12-31T23:59:59Z", "2201-01-01T00:30:00+01:00": "2200-12-31T23:30:00Z",
		"1899-12-31T23:30:00-01:00": "1900-01-01T00:30:00Z", "1 Jan 1900": "1900-01-01T00:00:00Z",
	} {
		if got, ok := parseDate(date); !ok || got.Format(time.RFC3339) != want {
			t.Errorf("%s was read as %v, want %s", date, got, want)
		}
	}
}

func TestItemLimit(t *testing.T) {
	item := "<item><title>x</title></item>"
	if f := mustParse(t, rss(strings.Repeat(item, 10_000)), Header{}); len(f.Items) != 10_000 {
		t.Errorf("%d items", len(f.Items))
	}
	_, err := Parse([]byte(rss(strings.Repeat(item, 10_001))), Header{})
	if err == nil || err.Error() != "too many items: more than 10,000" {
		t.Errorf("error %v", err)
	}
}
