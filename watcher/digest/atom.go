package digest

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"sync"
	"time"

	"vedette/store"
)

// Channel is what an Atom feed says of itself.
type Channel struct {
	ID       string            // tells this feed from others: any text that stays the same
	Title    string            // for readers
	Self     string            // the address it is served at; "" where there is none
	Updated  time.Time         // of a feed without entries
	Location *time.Location    // of the times in the entries; nil is UTC
	Titles   map[string]string // of profiles, by name
}

type atomFeed struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Updated   string      `xml:"updated"`
	Links     []atomLink  `xml:"link"`
	Author    atomAuthor  `xml:"author"`
	Generator string      `xml:"generator"`
	Entries   []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	Lang       string         `xml:"xml:lang,attr,omitempty"`
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Author     atomAuthor     `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Content    atomContent    `xml:"content"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr"`
	Label  string `xml:"label,attr,omitempty"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// entryTemplate is the content of an entry: elements without styles, as feed
// readers have their own.
var entryTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("entry").Funcs(functions).Parse(`{{define "marked"}}{{range .}}{{if .Marked}}<mark>{{.Text}}</mark>{{else}}{{.Text}}{{end}}{{end}}{{end -}}
{{with .Item.Excerpt}}<p dir="auto" lang="{{$.Item.Language}}">{{template "marked" marks $.Item "excerpt"}}</p>{{end -}}
<p>{{.Source}}</p><p>why: {{.Why}}</p>`))
})

// The schemes that tell what a category is of.
const (
	profileScheme = "urn:x-vedette:profile"
	classScheme   = "urn:x-vedette:class"
)

// Atom writes hits as an Atom 1.0 feed, in the order given: an entry an item,
// with a category for each profile that found it and one for its outlet's
// class. An entry keeps its id for ever, also when its publisher changes the
// item, as far back as found goes; only the newest version is there then.
func Atom(w io.Writer, ch Channel, found []store.Found) error {
	c := clock{zone: cmp.Or(ch.Location, time.UTC), year: ch.Updated.Year()}
	feed := atomFeed{ID: urn("feed", ch.ID), Title: cmp.Or(tidy(ch.Title), "vedette"), Author: atomAuthor{"vedette"}, Generator: "vedette"}
	if ch.Self != "" {
		feed.Links = []atomLink{{Rel: "self", Type: "application/atom+xml", Href: ch.Self}}
	}
	before := make(map[string]string) // the version before, by item
	for _, f := range found {
		if f.Hit.Revises != "" {
			before[f.Item.ID] = f.Hit.Revises
		}
	}
	var latest time.Time
	for _, group := range byItem(found) {
		e, err := c.entry(ch, group)
		if err != nil {
			return fmt.Errorf("write item %s as atom: %w", group[0].Item.ID, err)
		}
		e.ID = urn("item", original(before, group[0].Item.ID))
		for _, f := range group {
			if f.Hit.Found.After(latest) {
				latest = f.Hit.Found
			}
		}
		feed.Entries = append(feed.Entries, e)
	}
	if latest.IsZero() {
		latest = ch.Updated
	}
	feed.Updated = atomTime(latest)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(feed); err != nil {
		return fmt.Errorf("write hits as atom: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// entry is the entry of an item but for its id. group is not empty.
func (c clock) entry(ch Channel, group []store.Found) (atomEntry, error) {
	best := byStrength(group)[0]
	it := item(best)
	var content bytes.Buffer
	err := entryTemplate().Execute(&content, struct {
		Item        Item
		Source, Why string
	}{it, c.source(it), why(it)})
	e := atomEntry{
		Lang: it.Language, Title: it.Title, Published: atomTime(it.Published),
		Author:  atomAuthor{cmp.Or(it.Outlet, host(it.URL), "unknown outlet")},
		Content: atomContent{"html", content.String()},
	}
	updated := best.Hit.Found
	for _, f := range group {
		e.Categories = append(e.Categories, atomCategory{Term: f.Hit.Profile, Scheme: profileScheme, Label: tidy(ch.Titles[f.Hit.Profile])})
		if f.Hit.Found.After(updated) {
			updated = f.Hit.Found
		}
	}
	if it.Class != "" {
		e.Categories = append(e.Categories, atomCategory{Term: it.Class, Scheme: classScheme})
	}
	e.Updated = atomTime(updated)
	if address := target(it.URL); address != "" {
		e.Links = []atomLink{{Rel: "alternate", Href: address}}
	}
	return e, err
}

// byItem puts together what several profiles found, and leaves out versions
// that were changed since.
func byItem(found []store.Found) (groups [][]store.Found) {
	at := make(map[string]int)
	changed := make(map[string]bool)
	for _, f := range found {
		if f.Hit.Revises != "" {
			changed[f.Hit.Revises] = true
		}
	}
	for _, f := range found {
		i, known := at[f.Item.ID]
		switch {
		case changed[f.Item.ID]:
		case known:
			groups[i] = append(groups[i], f)
		default:
			at[f.Item.ID] = len(groups)
			groups = append(groups, []store.Found{f})
		}
	}
	return groups
}

// original is the id of the first version of an item.
func original(before map[string]string, id string) string {
	for range before { // as many steps at most
		if before[id] == "" {
			break
		}
		id = before[id]
	}
	return id
}

// urn is a name-based UUID (version 5) of what a kind of thing is known by.
func urn(kind, name string) string {
	sum := sha1.Sum([]byte("vedette\x00" + kind + "\x00" + name))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// atomTime is RFC 3339 in UTC, in whole seconds.
func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
