package feed

import (
	"bytes"
	"encoding/json"
	"html"
	"strconv"
	"strings"
)

// Limits of what is read of a page's JSON-LD.
const (
	maxLDScripts = 64      // script elements
	maxLDBytes   = 4 << 20 // of all of them together
	maxLDNodes   = 100_000 // objects and lists looked at
	minLDItems   = 2       // articles that make a list of a page
)

// A linkedPage collects the articles that a page lists in its JSON-LD.
type linkedPage struct {
	base  string
	own   string // address of the page itself
	name  string // of the list or of the site
	nodes int
	items []Item
	seen  map[string]bool // links of items
}

// parsePage reads a web page that describes a list of articles in JSON-LD. It
// gives false for every other page, among them the page of one article, which
// is told by describing itself.
func parsePage(text []byte, h Header) (*Feed, bool) {
	p := linkedPage{base: h.base(), own: withoutFragment(h.base()), seen: map[string]bool{}}
	left := maxLDBytes
	for range maxLDScripts {
		var script []byte
		if script, text = nextLinkedData(text); script == nil {
			break
		}
		if left -= len(script); left < 0 {
			break
		}
		if v := linkedData(script); v != nil {
			p.walk(v, "")
		}
	}
	if len(p.items) < minLDItems || p.own != "" && p.seen[p.own] {
		return nil, false
	}
	return &Feed{Format: "json-ld", Title: plainTitle(p.name), Link: p.base, Items: p.items}, true
}

// maxTag bounds a script's start tag, in bytes on each side of its type.
const maxTag = 500

// nextLinkedData gives the content of the next script element of JSON-LD, nil
// when there is none, and what stands behind it.
func nextLinkedData(text []byte) (script, rest []byte) {
	const word = "ld+json"
	for {
		at := bytes.Index(text, []byte(word))
		if at < 0 {
			return nil, nil
		}
		before := text[max(0, at-maxTag):at]
		text = text[at+len(word):]
		open := bytes.LastIndexByte(before, '<')
		end := bytes.IndexByte(text[:min(len(text), maxTag)], '>')
		if open >= 0 && end >= 0 && startsTag(before[open:], "<script") {
			return scriptBody(text[end+1:])
		}
	}
}

// scriptBody cuts text at the end tag of a script.
func scriptBody(text []byte) (body, rest []byte) {
	for at := 0; ; {
		next := bytes.Index(text[at:], []byte("</"))
		if next < 0 {
			return text, nil
		}
		at += next
		if startsTag(text[at:], "</script") {
			return text[:at], text[at:]
		}
		at += len("</")
	}
}

func startsTag(text []byte, tag string) bool {
	return len(text) >= len(tag) && text[len(tag)-1]|0x20 == tag[len(tag)-1] && equalFold(text[:len(tag)], tag)
}

// linkedData reads a script of JSON-LD, nil when it is damaged. Signs of a
// comment or CDATA section around it and line breaks within strings, which JSON
// forbids, do no harm.
func linkedData(script []byte) any {
	at := bytes.IndexAny(script, "{[")
	if section := bytes.Index(script, []byte(cdataOpen)); section >= 0 && section < at {
		at = section + len(cdataOpen)
	}
	if at < 0 || jsonGuard(script[at:]) != nil {
		return nil
	}
	script = bytes.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, script[at:])
	var v any
	if json.NewDecoder(bytes.NewReader(script)).Decode(&v) != nil {
		return nil
	}
	return v
}

// linkedMembers are where the articles of a list stand.
var linkedMembers = []string{"@graph", "mainEntity", "itemListElement", "item", "hasPart", "blogPost", "blogPosts", "dataFeedElement"}

// walk looks for articles. The depth is bounded by jsonGuard. link is the
// address that a list gives for v.
func (p *linkedPage) walk(v any, link string) {
	if p.nodes++; p.nodes > maxLDNodes || len(p.items) == maxItems {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			p.walk(one, "")
		}
	case map[string]any:
		if linkedArticle(v) {
			p.article(v, link)
			return
		}
		if p.name == "" && linkedName(v) {
			p.name = ldText(v["name"])
		}
		for _, member := range linkedMembers {
			if inner, ok := v[member]; ok {
				p.walk(inner, ldText(v["url"]))
			}
		}
	}
}

// linkedArticle holds for what is an article by its type, or has a headline
// and no type at all.
func linkedArticle(o map[string]any) bool {
	types := ldTexts(o["@type"])
	for _, t := range types {
		if strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "Posting") || t == "Report" {
			return true
		}
	}
	return len(types) == 0 && ldText(o["headline"]) != ""
}

// linkedName holds for what may have the name of the list.
func linkedName(o map[string]any) bool {
	for _, t := range ldTexts(o["@type"]) {
		switch t {
		case "CollectionPage", "ItemList", "WebSite", "Blog", "DataFeed", "WebPage":
			return true
		}
	}
	return false
}

// article takes an article that has a headline and an address.
func (p *linkedPage) article(o map[string]any, link string) {
	for _, ref := range []string{ldText(o["url"]), link, ldLink(o["mainEntityOfPage"]), ldText(o["@id"])} {
		if link = resolve(p.base, ref); ref != "" && isWeb(link) {
			break
		}
		link = ""
	}
	title := plainTitle(or(ldText(o["headline"]), ldText(o["name"])))
	key := withoutFragment(link)
	if link == "" || title == "" || p.seen[key] {
		return
	}
	p.seen[key] = true
	it := Item{
		ID:       link,
		Title:    title,
		Link:     link,
		Language: language(ldText(o["inLanguage"])),
		Summary:  html.EscapeString(ldText(o["description"])),
		Content:  html.EscapeString(ldText(o["articleBody"])),
		Base:     p.base,
	}
	if t, ok := parseDate(ldText(o["datePublished"])); ok {
		it.Published = &t
	}
	if t, ok := parseDate(ldText(o["dateModified"])); ok {
		it.Updated = &t
	}
	for _, name := range append(ldTexts(o["author"]), ldTexts(o["creator"])...) {
		it.Authors = appendNew(it.Authors, personName(name, ""))
	}
	for _, words := range append(ldTexts(o["articleSection"]), ldTexts(o["keywords"])...) {
		for word := range strings.SplitSeq(words, ",") {
			it.Categories = appendNew(it.Categories, fold(word))
		}
	}
	if image := ldLink(o["image"]); image != "" {
		it.Enclosures = []Enclosure{{URL: resolve(p.base, image), Type: anyImage}}
	}
	p.items = append(p.items, it)
}

// ldText gives a string or number, or the name or value of an object, or the
// first of a list.
func ldText(v any) string {
	switch v := v.(type) {
	case string:
		text, _ := clean([]byte(v))
		return strings.TrimSpace(string(text))
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case map[string]any:
		for _, name := range []string{"@value", "name"} {
			if s, ok := v[name].(string); ok {
				return ldText(s)
			}
		}
	case []any:
		if len(v) > 0 {
			if _, nested := v[0].([]any); !nested {
				return ldText(v[0])
			}
		}
	}
	return ""
}

// ldTexts gives the texts of a list, or of what stands alone.
func ldTexts(v any) []string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var texts []string
	for _, one := range list[:min(len(list), maxListed)] {
		if s := ldText(one); s != "" {
			texts = append(texts, s)
		}
	}
	return texts
}

// ldLink gives an address, or that of an object, or of the first of a list.
func ldLink(v any) string {
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0]
	}
	o, ok := v.(map[string]any)
	if !ok {
		return ldText(v)
	}
	return or(ldText(o["url"]), ldText(o["contentUrl"]), ldText(o["@id"]))
}

func withoutFragment(address string) string {
	before, _, _ := strings.Cut(address, "#")
	return before
}
