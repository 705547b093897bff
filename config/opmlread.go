package config

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// outline is a feed of an OPML file.
type outline struct {
	url, name, language string
	tags                []string          // the folders around it, from the outermost, then its categories
	own                 map[string]string // attributes of our namespace, by their name in lower case
	line                int
}

// readOPML reads the outlines that have the address of a feed, at any depth and
// whatever is wrong around them. Its error starts with the line, to be put
// after a file name; the outlines before that line are returned with it.
func readOPML(data []byte) ([]outline, error) {
	text, err := decodeOPML(data)
	if err != nil {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded already
	var r opmlReader
	for {
		line, _ := d.InputPos()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
			return r.outlines, fmt.Errorf(":%d: %s", e.Line, e.Msg)
		}
		if err != nil {
			return r.outlines, fmt.Errorf(":%d: %w", line, err)
		}
		if err := r.take(token, line); err != nil {
			return nil, err
		}
	}
	if !r.root {
		return nil, errors.New(":1: this is not OPML: it holds no element")
	}
	return r.outlines, nil
}

// opmlReader follows the outlines and the folders that are open.
type opmlReader struct {
	root     bool
	open     []string // the name of each open outline, "" for one that is no folder
	outlines []outline
}

func (r *opmlReader) take(token xml.Token, line int) error {
	switch t := token.(type) {
	case xml.StartElement:
		is := func(name string) bool { return strings.EqualFold(t.Name.Local, name) }
		if !r.root && !is("opml") && !is("outline") && !is("body") && !is("outlinedocument") {
			return fmt.Errorf(":%d: this is not OPML: it starts with <%s>", line, printable(t.Name.Local))
		}
		r.root = true
		if is("outline") {
			r.start(t, line)
		}
	case xml.EndElement:
		if strings.EqualFold(t.Name.Local, "outline") && len(r.open) > 0 {
			r.open = r.open[:len(r.open)-1]
		}
	}
	return nil
}

// maxFolders bounds how deep folders become tags.
const maxFolders = 16

func (r *opmlReader) start(t xml.StartElement, line int) {
	o, categories := readOutline(t, line)
	if o.url == "" {
		r.open = append(r.open, o.name)
		return
	}
	r.open = append(r.open, "")
	for _, folder := range r.open[:min(len(r.open), maxFolders)] {
		o.tags = append(o.tags, strings.Split(folder, ",")...)
	}
	o.tags = append(o.tags, categories...)
	r.outlines = append(r.outlines, o)
}

// readOutline reads the attributes of an outline. It has no address where it is
// a folder, a link or another file to include.
func readOutline(start xml.StartElement, line int) (o outline, categories []string) {
	o = outline{line: line}
	var title, kind, link string
	for _, a := range start.Attr {
		value := strings.TrimSpace(a.Value)
		name := strings.ToLower(a.Name.Local)
		if a.Name.Space == ownNamespace || strings.EqualFold(a.Name.Space, "vedette") {
			if o.own == nil {
				o.own = map[string]string{}
			}
			o.own[name] = value
			continue
		}
		switch name {
		case "xmlurl":
			o.url = value
		case "url":
			link = value
		case "type":
			kind = strings.ToLower(value)
		case "text":
			o.name = value
		case "title":
			title = value
		case "language":
			o.language = value
		case "category":
			categories = readCategories(value)
		}
	}
	if o.name == "" {
		o.name = title
	}
	o.name = strings.Join(strings.Fields(o.name), " ")
	if o.url == "" && (kind == "rss" || kind == "atom") {
		o.url = link
	}
	return o, categories
}

// readCategories reads words between commas. One that starts with a slash is a
// path of words.
func readCategories(value string) []string {
	var words []string
	for word := range strings.SplitSeq(value, ",") {
		if word = strings.TrimSpace(word); strings.HasPrefix(word, "/") {
			words = append(words, strings.Split(word, "/")...)
		} else {
			words = append(words, word)
		}
	}
	return words
}

var declared = regexp.MustCompile(`^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']`)

// decodeOPML gives the text in UTF-8, without the characters that XML does not
// have, be they written as they are or as references.
func decodeOPML(data []byte) ([]byte, error) {
	var from encoding.Encoding
	label := declared.FindSubmatch(data[:min(len(data), 1024)])
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case label != nil && !bytes.HasPrefix(bytes.ToLower(label[1]), []byte("utf")): // UTF-16 would not have been found so
		if from, _ = charset.Lookup(string(label[1])); from == nil {
			return nil, fmt.Errorf(":1: the charset %s is not known", quote(string(label[1])))
		}
	}
	if from == nil && !utf8.Valid(data) {
		from = charmap.Windows1252
	}
	if from != nil {
		text, err := from.NewDecoder().Bytes(data)
		if err != nil {
			return nil, fmt.Errorf(":1: decode the text: %w", err)
		}
		data = text
	}
	data = bytes.Map(func(r rune) rune {
		if !isXML(r) {
			return -1
		}
		return r
	}, data)
	return references.ReplaceAllFunc(data, func(ref []byte) []byte {
		number := strings.ToLower(string(ref[2 : len(ref)-1]))
		base := 10
		if hex, ok := strings.CutPrefix(number, "x"); ok {
			number, base = hex, 16
		}
		if n, err := strconv.ParseUint(number, base, 32); err != nil || n > utf8.MaxRune || !isXML(rune(n)) {
			return nil
		}
		return ref
	}), nil
}

var references = regexp.MustCompile(`&#(?:[0-9]+|[xX][0-9a-fA-F]+);`)

// isXML holds for the characters that XML has.
func isXML(r rune) bool {
	return r >= ' ' && r != 0xfffe && r != 0xffff && !utf16.IsSurrogate(r) || r == '\t' || r == '\n' || r == '\r'
}
