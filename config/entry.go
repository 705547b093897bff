package config

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// layout is how the entries of a list are written.
type layout struct {
	indent int    // of the hyphens
	eol    string // the file's line end
	style  style  // block, or an entry is {url: ..., name: ...} behind its hyphen
	blank  bool   // entries are set apart by a blank line
}

// style is a way to write values.
type style int

const (
	block  style = iota // a key on each line
	flow                // in braces
	quoted              // in braces, with quotes around keys and text, as in JSON
)

// blockEntries writes feeds as entries of a list, each line ended.
func blockEntries(feeds []Feed, l layout) []byte {
	var b bytes.Buffer
	margin := strings.Repeat(" ", l.indent)
	for _, f := range feeds {
		if l.blank {
			b.WriteString(l.eol)
		}
		if l.style != block {
			b.WriteString(margin + "- " + flowEntry(f, l.style) + l.eol)
			continue
		}
		lead := margin + "- "
		for _, p := range entryPairs(f, block) {
			b.WriteString(lead + p.key + ": " + p.value + l.eol)
			lead = margin + "  "
		}
	}
	return b.Bytes()
}

// flowEntry writes a feed as one mapping in braces.
func flowEntry(f Feed, st style) string {
	pairs := entryPairs(f, st)
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		if st == quoted {
			p.key = strconv.Quote(p.key)
		}
		parts[i] = p.key + ": " + p.value
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// pair is a key with its value as YAML.
type pair struct{ key, value string }

// entryPairs has the settings of a feed that are not the defaults.
func entryPairs(f Feed, st style) []pair {
	var pairs []pair
	put := func(key, value string) {
		if value != "" {
			pairs = append(pairs, pair{key, scalar(value, st)})
		}
	}
	put("url", f.URL)
	put("name", f.Name)
	put("every", f.Every.String())
	put("class", f.Class)
	put("language", f.Language)
	if len(f.Tags) > 0 {
		tags := make([]string, len(f.Tags))
		for i, tag := range f.Tags {
			tags[i] = scalar(tag, max(st, flow))
		}
		pairs = append(pairs, pair{"tags", "[" + strings.Join(tags, ", ") + "]"})
	}
	put("full_text", other(f.FullText, newFeed().FullText))
	if f.Backfill == 0 {
		pairs = append(pairs, pair{"backfill", "0"})
	} else {
		put("backfill", other(f.Backfill.String(), newFeed().Backfill.String()))
	}
	if f.Paused {
		pairs = append(pairs, pair{"paused", "true"})
	}
	return pairs
}

// reserved are plain scalars that some readers take for something else than
// text.
var reserved = regexp.MustCompile(`(?i)^(null|true|false|yes|no|on|off|y|n|[0-9].*[0-9.]|[0-9])$`)

// scalar writes text so that YAML reads just that: plain where nobody can take
// it for something else, else in quotes.
func scalar(s string, st style) string {
	plain := st != quoted && s != "" && !reserved.MatchString(s) && !strings.Contains(s, ": ") && !strings.HasSuffix(s, ":") && !strings.HasSuffix(s, " ")
	for i, r := range s {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)), r > 0xa0 && unicode.IsLetter(r):
		case i > 0 && strings.ContainsRune(" -_./+~()'", r), i > 0 && unicode.Is(unicode.M, r):
		case i > 0 && st == block && strings.ContainsRune(":?&=%@!;,", r):
		default:
			plain = false
		}
	}
	if plain {
		return s
	}
	return doubleQuoted(s)
}

// doubleQuoted writes text as JSON does, which YAML reads the same way.
func doubleQuoted(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // no text fails to encode
		return strconv.Quote(s)
	}
	return strings.TrimSpace(b.String())
}
