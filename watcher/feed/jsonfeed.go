package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/mmcdole/gofeed"
)

// A jsonItem is an item of JSON Feed as loosely as publishers write it: every
// member is kept as it stands and read by what it turns out to be.
type jsonItem map[string]json.RawMessage

// parseJSON reads JSON Feed 1 and 1.1. The items are read one by one, so that
// a damaged one costs only itself and a torn document only its end.
func parseJSON(text []byte, h Header) (*Feed, error) {
	if err := jsonGuard(text); err != nil {
		return nil, err
	}
	top, items, torn := jsonMembers(text)
	if errors.Is(torn, ErrTooMany) {
		return nil, torn
	}
	v := jsonText(top["version"])
	known := strings.Contains(v, "jsonfeed.org/version/")
	if _, has := top["items"]; !has && !known || !has && torn != nil {
		return nil, notJSONFeed(text, top)
	}
	if !known && !likeItems(items) {
		return nil, notJSONFeed(text, top)
	}
	f := &Feed{Format: "json" + jsonVersion(v), Items: make([]Item, 0, len(items))}
	if !known {
		f.Degraded = append(f.Degraded, "the JSON does not say which version of JSON Feed it is")
	}
	switch {
	case h.Partial:
		f.Degraded = append(f.Degraded, partialNote(len(text), len(items), false))
	case torn != nil:
		f.Degraded = append(f.Degraded, fmt.Sprintf("the document ends early or is not valid JSON; items read: %d", len(items)))
	}
	g := readJSON(top, nil)
	f.Title = plainTitle(g.Title)
	f.Description = g.Description
	f.Language = language(g.Language)
	base := h.base()
	if base == "" {
		base = or(g.FeedLink, g.Link)
	}
	if g.Link != "" {
		f.Link = resolve(base, g.Link)
	}
	m := jsonMapper{base: base, authors: jsonAuthors(top)}
	m.items(f, items)
	return f, nil
}

// jsonMembers reads the outermost object as far as it goes. torn says why it
// goes no further.
func jsonMembers(text []byte) (top jsonItem, items []jsonItem, torn error) {
	top = jsonItem{}
	dec := json.NewDecoder(bytes.NewReader(text))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return top, nil, errors.Join(errNoObject, err)
	}
	for dec.More() {
		tok, err := dec.Token()
		name, ok := tok.(string)
		if err != nil || !ok {
			return top, items, errors.Join(errNoObject, err)
		}
		if name == "items" {
			top[name] = nil
			if items, err = jsonItems(dec, items); err != nil {
				return top, items, err
			}
			continue
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return top, items, err
		}
		top[name] = value
	}
	_, torn = dec.Token()
	return top, items, torn
}

var errNoObject = errors.New("not a JSON object")

// jsonItems reads the array of items until it ends or breaks off.
func jsonItems(dec *json.Decoder, items []jsonItem) ([]jsonItem, error) {
	tok, err := dec.Token()
	if err != nil || tok != json.Delim('[') {
		return items, errors.Join(err, skipJSON(dec, tok))
	}
	for n := 1; dec.More(); n++ {
		if n > maxItems {
			return items, errTooMany()
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return items, err
		}
		item := jsonItem{}
		if json.Unmarshal(raw, &item) == nil && len(item) > 0 {
			items = append(items, item)
		}
	}
	_, err = dec.Token()
	return items, err
}

// skipJSON leaves out the rest of a value that began with tok.
func skipJSON(dec *json.Decoder, tok json.Token) error {
	if tok != json.Delim('{') {
		return nil
	}
	for depth := 1; depth > 0; {
		tok, err := dec.Token()
		if err != nil {
			return err
		}
		switch tok {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}

// jsonGuard refuses what is nested too deeply.
func jsonGuard(text []byte) error {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return fmt.Errorf("%w: more than %d levels at byte %d", ErrDepth, maxDepth, i)
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}

// likeItems holds when the items have members as feeds have them; other JSON
// has "items" too.
func likeItems(items []jsonItem) bool {
	for _, it := range items {
		if jsonText(it["id"]) == "" && jsonText(it["url"]) == "" {
			return false
		}
		if jsonText(it["title"]) == "" && jsonText(it["content_html"]) == "" && jsonText(it["content_text"]) == "" && jsonText(it["summary"]) == "" {
			return false
		}
	}
	return len(items) > 0
}

// notJSONFeed says what the JSON looks like.
func notJSONFeed(text []byte, top jsonItem) error {
	if text[0] == '[' {
		return fmt.Errorf("%w but a JSON list", ErrNotFeed)
	}
	names := make([]string, 0, len(top))
	for name := range top {
		names = append(names, excerpt([]byte(name)))
	}
	sort.Strings(names)
	if len(names) == 0 {
		return fmt.Errorf("%w but text: %q", ErrNotFeed, excerpt(text))
	}
	more := ""
	if len(names) > 8 {
		names, more = names[:8], " and more"
	}
	for _, name := range []string{"error", "message", "detail"} {
		if said := jsonText(top[name]); said != "" {
			return fmt.Errorf("%w but JSON that says: %q", ErrNotFeed, excerpt([]byte(said)))
		}
	}
	return fmt.Errorf("%w but JSON with %s%s", ErrNotFeed, strings.Join(names, ", "), more)
}

func jsonVersion(v string) string {
	_, v, found := strings.Cut(v, "jsonfeed.org/version/")
	v = strings.Trim(v, "/ ")
	switch {
	case !found || v == "" || len(v) > 5 || strings.Trim(v, "0123456789.") != "":
		return ""
	case v == "1":
		return "1.0"
	}
	return v
}

// readJSON lets gofeed read the feed's members and some items, in the types
// that it expects.
func readJSON(top jsonItem, items []jsonItem) *gofeed.Feed {
	strict := make([]any, len(items))
	for i, item := range items {
		strict[i] = strictItem(item)
	}
	doc := map[string]any{"version": "https://jsonfeed.org/version/1.1", "items": strict}
	for _, name := range []string{"title", "home_page_url", "feed_url", "description", "language"} {
		if v := jsonText(top[name]); v != "" {
			doc[name] = v
		}
	}
	b, err := json.Marshal(doc)
	if err != nil {
		return &gofeed.Feed{}
	}
	g, err := parseQuietly(b)
	if err != nil {
		return &gofeed.Feed{}
	}
	return g
}

// strictItem has an item's members with the types of the specification.
func strictItem(item jsonItem) map[string]any {
	out := map[string]any{}
	for _, name := range []string{"title", "summary", "content_html", "content_text", "url", "external_url"} {
		if v := jsonText(item[name]); v != "" {
			out[name] = v
		}
	}
	if tags := jsonTexts(item["tags"]); len(tags) > 0 {
		out["tags"] = tags
	}
	return out
}

// parseQuietly runs gofeed inside a recover.
func parseQuietly(b []byte) (g *gofeed.Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("gofeed panicked: %v", p)
		}
	}()
	return gofeed.NewParser().Parse(io.Reader(bytes.NewReader(b)))
}
