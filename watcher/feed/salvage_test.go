package feed

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// salvageDocuments are sound, and every text in them is another.
var salvageDocuments = map[string]string{
	"rss": `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>the feed</title><link>https://news.example/</link><description>about it</description>` +
		`<item><title>alpha title</title><link>https://news.example/alpha</link><guid>alpha-id</guid><description>alpha text &lt;b&gt;bold&lt;/b&gt;</description><dc:creator>alpha author</dc:creator></item>` +
		`<item><title><![CDATA[bravo title]]></title><link>https://news.example/bravo</link><guid>bravo-id</guid><content:encoded><![CDATA[<p>bravo text</p>]]></content:encoded><category>bravo kind</category></item>` +
		`<item><title>charlie title</title><link>https://news.example/charlie</link><guid>charlie-id</guid><description>charlie text<br/>more</description><enclosure url="https://news.example/charlie.mp3" length="1" type="audio/mpeg"/></item>` +
		`</channel></rss>`,
	"atom": `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>the feed</title><link href="https://news.example/"/><id>feed-id</id>` +
		`<entry><title>alpha title</title><link href="https://news.example/alpha"/><id>alpha-id</id><summary>alpha text</summary><author><name>alpha author</name></author></entry>` +
		`<entry><title type="html">bravo title</title><link href="https://news.example/bravo"/><id>bravo-id</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>bravo text</p></div></content></entry>` +
		`<entry><title>charlie title</title><link href="https://news.example/charlie"/><id>charlie-id</id><content type="html">&lt;p&gt;charlie text&lt;/p&gt;</content></entry>` +
		`</feed>`,
	"rdf": `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://news.example/"><title>the feed</title><link>https://news.example/</link></channel>` +
		`<item rdf:about="alpha-id"><title>alpha title</title><link>https://news.example/alpha</link><description>alpha text</description></item>` +
		`<item rdf:about="bravo-id"><title>bravo title</title><link>https://news.example/bravo</link><description>bravo text</description></item>` +
		`<item rdf:about="charlie-id"><title>charlie title</title><link>https://news.example/charlie</link><description>charlie text</description></item>` +
		`</rdf:RDF>`,
}

var (
	salvageWords = []string{"alpha", "bravo", "charlie"}
	anyTag       = regexp.MustCompile(`<[^>!?]+>`)
)

// mixed reports an item in which a word of another item stands.
func mixed(f *Feed) string {
	for _, it := range f.Items {
		own := ""
		for _, word := range salvageWords {
			if strings.Contains(it.Title, word) {
				if own != "" {
					return fmt.Sprintf("two items in the title %q", it.Title)
				}
				own = word
			}
		}
		if strings.Contains(it.Title, "text") || strings.Contains(it.Title, "the feed") || strings.Contains(it.Title, "author") || strings.ContainsAny(it.Title, "<>") {
			return fmt.Sprintf("something else in the title %q", it.Title)
		}
		for _, word := range salvageWords {
			if own != "" && word != own && strings.Contains(it.ID+it.Link, word) {
				return fmt.Sprintf("%q has the address %q, the id %q", it.Title, it.Link, it.ID)
			}
		}
	}
	return ""
}

// whole counts the items that came out with the title, the address and the text
// that they have in the sound document.
func whole(sound, f *Feed) (words []string) {
	for _, want := range sound.Items {
		if slices.ContainsFunc(f.Items, func(it Item) bool {
			return it.Title == want.Title && it.Link == want.Link && it.Summary == want.Summary && it.Content == want.Content
		}) {
			words = append(words, strings.Fields(want.Title)[0])
		}
	}
	return words
}

// TestSalvageTags deletes and doubles every tag in turn: at most the item that
// the tag is of may differ, none may be lost, and it must show.
func TestSalvageTags(t *testing.T) {
	for format, doc := range salvageDocuments {
		sound := mustParse(t, doc, Header{})
		if len(sound.Items) != 3 || len(sound.Degraded) > 0 || len(whole(sound, sound)) != 3 {
			t.Fatalf("%s: %+v", format, sound)
		}
		cases := 0
		for _, span := range anyTag.FindAllStringIndex(doc, -1) {
			tag := doc[span[0]:span[1]]
			for name, with := range map[string]string{
				"deleted": "", "doubled": tag + tag, "without its bracket": tag[:len(tag)-1], "misspelt": tag[:len(tag)-1] + "x>",
			} {
				broken := doc[:span[0]] + with + doc[span[1]:]
				name := fmt.Sprintf("%s: %s %s at byte %d", format, tag, name, span[0])
				if strings.Contains(tag, "/>") && strings.HasSuffix(name, "misspelt") {
					continue
				}
				f, err := Parse([]byte(broken), Header{})
				if err != nil {
					if span[0] > strings.Index(doc, "?>")+2 {
						t.Errorf("%s: %v", name, err)
					}
					continue // without its root it is no feed
				}
				if wellFormed(broken) {
					continue // another document, but a sound one
				}
				cases++
				checkSalvage(t, name, sound, f, strings.Count(doc[:span[0]], closing(doc)), span[0] > strings.Index(doc, opening(doc)[:5]))
			}
		}
		t.Logf("%s: %d cases", format, cases)
	}
}

func wellFormed(doc string) bool {
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		if _, err := d.Token(); err != nil {
			return err == io.EOF
		}
	}
}

// checkSalvage compares with the sound feed when only the item n was damaged,
// or, when that is not in an item, none.
func checkSalvage(t *testing.T, name string, sound, f *Feed, n int, inItem bool) {
	t.Helper()
	if problem := mixed(f); problem != "" {
		t.Errorf("%s: %s", name, problem)
	}
	ok := whole(sound, f)
	for i, word := range salvageWords {
		if (!inItem || i != n && i != n-1) && !slices.Contains(ok, word) {
			t.Errorf("%s: %s is not whole: %d items, %q", name, word, len(f.Items), itemTitles(f))
		}
	}
	if len(f.Items) < 3 || len(ok) < 3 && len(f.Degraded) == 0 {
		t.Errorf("%s: %d items, %d whole, degraded %q", name, len(f.Items), len(ok), f.Degraded)
	}
}

// TestSalvageCut ends every document at every byte: the items before are
// whole, and the last is not another's.
func TestSalvageCut(t *testing.T) {
	for format, doc := range salvageDocuments {
		sound := mustParse(t, doc, Header{})
		first := strings.Index(doc, opening(doc)[:5])
		for n := first; n < len(doc)-1; n++ { // only the last bracket says nothing
			name := fmt.Sprintf("%s cut at byte %d, behind %q", format, n, doc[n-20:n])
			f := mustParse(t, doc[:n], Header{})
			if problem := mixed(f); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
			ended := strings.Count(doc[:n], closing(doc))
			if got := len(whole(sound, f)); got < ended || len(f.Items) > ended+1 || len(f.Degraded) == 0 {
				t.Errorf("%s: %d items of %d are whole, degraded %q", name, got, ended, f.Degraded)
			}
			if i := len(f.Items) - 1; i >= ended {
				if last := f.Items[i]; !strings.HasPrefix(sound.Items[i].Title, strings.TrimRight(last.Title, "]")) {
					t.Errorf("%s: the last title is %q", name, last.Title)
				}
			}
		}
	}
}
