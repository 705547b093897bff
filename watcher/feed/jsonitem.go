package feed

import (
	"bytes"
	"encoding/json"
	"html"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

// A jsonMapper makes our items of those of JSON Feed.
type jsonMapper struct {
	base    string
	authors []string // the feed's: those of items that name none
}

func (m jsonMapper) items(f *Feed, items []jsonItem) {
	for len(items) > 0 {
		chunk := items[:min(len(items), chunkItems)]
		items = items[len(chunk):]
		g := readJSON(nil, chunk).Items
		for i, raw := range chunk {
			if len(g) != len(chunk) {
				one := append(readJSON(nil, chunk[i:i+1]).Items, &gofeed.Item{})
				f.Items = append(f.Items, m.item(raw, one[0]))
				continue
			}
			f.Items = append(f.Items, m.item(raw, g[i]))
		}
	}
}

func (m jsonMapper) item(raw jsonItem, g *gofeed.Item) Item {
	it := Item{
		ID:         strings.TrimSpace(jsonText(raw["id"])),
		Title:      jsonTitle(g.Title),
		Categories: nil,
		Language:   language(jsonText(raw["language"])),
		Summary:    html.EscapeString(g.Description),
		Content:    g.Content,
		Base:       m.base,
		Published:  jsonDate(raw["date_published"]),
		Updated:    jsonDate(raw["date_modified"]),
		Authors:    jsonAuthors(raw),
	}
	if jsonText(raw["content_html"]) == "" {
		it.Content = html.EscapeString(g.Content)
	}
	if len(it.Authors) == 0 {
		it.Authors = m.authors
	}
	for _, c := range g.Categories {
		it.Categories = appendNew(it.Categories, fold(c))
	}
	m.enclosures(&it, raw["attachments"])
	m.link(&it, raw)
	return it
}

// jsonTitle gives a title, which is plain text in JSON Feed, but HTML where it
// has references or an end tag.
func jsonTitle(s string) string {
	if strings.Contains(s, "<") && !strings.Contains(s, "</") {
		return fold(s)
	}
	return plainTitle(s)
}

func (m jsonMapper) link(it *Item, raw jsonItem) {
	for _, name := range []string{"url", "external_url"} {
		if ref := jsonText(raw[name]); ref != "" {
			it.Link = resolve(m.base, ref)
			return
		}
	}
	switch {
	case isWeb(it.ID):
		it.Link = it.ID
	case len(it.Enclosures) > 0:
		it.Link = it.Enclosures[0].URL
	}
}

func (m jsonMapper) enclosures(it *Item, raw json.RawMessage) {
	for _, a := range jsonObjects(raw) {
		ref := jsonText(a["url"])
		if ref == "" || len(it.Enclosures) == maxListed {
			continue
		}
		it.Enclosures = append(it.Enclosures, Enclosure{
			URL:    resolve(m.base, ref),
			Type:   jsonText(a["mime_type"]),
			Length: length(jsonText(a["size_in_bytes"])),
		})
	}
}

// jsonAuthors reads author and authors, each an object, a name or a list.
func jsonAuthors(raw jsonItem) []string {
	var names []string
	for _, member := range []string{"authors", "author"} {
		for _, a := range jsonObjects(raw[member]) {
			names = appendNew(names, personName(or(jsonText(a["name"]), jsonText(a["url"])), ""))
		}
		for _, name := range jsonTexts(raw[member]) {
			names = appendNew(names, personName(name, ""))
		}
	}
	return names
}

func jsonDate(raw json.RawMessage) *time.Time {
	if t, ok := parseDate(jsonText(raw)); ok {
		return &t
	}
	return nil
}

// jsonText gives a string, or a number or truth value as it is written, or "".
func jsonText(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || bytes.Equal(raw, []byte("null")) {
		return ""
	}
	if raw[0] != '"' {
		return string(raw)
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return ""
	}
	text, _ := clean([]byte(s))
	return string(text)
}

// jsonTexts gives the strings of a list, or one that stands alone.
func jsonTexts(raw json.RawMessage) []string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	var texts []string
	for _, one := range list {
		if s := jsonText(one); s != "" {
			texts = append(texts, s)
		}
	}
	return texts
}

// jsonObjects gives the objects of a list, or one that stands alone.
func jsonObjects(raw json.RawMessage) []jsonItem {
	var one jsonItem
	if json.Unmarshal(raw, &one) == nil && one != nil {
		return []jsonItem{one}
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var objects []jsonItem
	for _, r := range list {
		var o jsonItem
		if json.Unmarshal(r, &o) == nil && o != nil {
			objects = append(objects, o)
		}
	}
	return objects
}
