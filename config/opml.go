package config

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

// outline is a feed of an OPML file.
type outline struct {
	url, name, language string
	line                int
}

// opml adds the feeds of the OPML files. One that is listed already is left
// out without a word: it is the same feed.
func (k checker) opml(c *Config, seen map[string]int) {
	for i, name := range c.OPML {
		p := path{"opml", i}
		data, err := readBounded(resolve(k.src.dir, name), maxFile)
		if err != nil {
			k.wrong(p, quote(name)+" cannot be read: "+err.Error(), "a path starts in the folder of this file")
			continue
		}
		outlines, err := parseOPML(data)
		if err != nil {
			k.wrong(p, printable(name)+err.Error(), "export it again as OPML 2.0")
			continue
		}
		if len(outlines) == 0 {
			k.warn(p, quote(name)+" holds no feeds", "")
		}
		for _, o := range outlines {
			if k.full() {
				return
			}
			k.outline(c, p, name, o, seen)
		}
	}
}

// outline adds one feed, unless it is no feed or a known one.
func (k checker) outline(c *Config, p path, name string, o outline, seen map[string]int) {
	feed := newFeed()
	feed.URL, feed.Name = o.url, o.name
	if lang := (checker{newReport(), k.src}); o.language != "" {
		if lang.language(p, &o.language); len(lang.problems) == 0 { // what others write there is no fault of the user's
			feed.Language = o.language
		}
	}
	inner := checker{newReport(), k.src}
	inner.feed(p, &feed)
	for _, problem := range inner.problems {
		n, _ := k.src.at(p)
		k.add(k.src, n, p, fmt.Sprintf("%s:%d: %s %s", printable(name), o.line, quote(o.url), problem.Message), problem.Hint)
	}
	if _, twice := seen[canonical(feed.URL)]; twice || len(inner.problems) > 0 {
		return
	}
	seen[canonical(feed.URL)] = o.line
	c.Feeds = append(c.Feeds, feed)
}

// parseOPML reads the outlines that have the address of a feed, at any depth.
// Its errors start with the line, to be put after a file name.
func parseOPML(data []byte) ([]outline, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = charset.NewReaderLabel
	var outlines []outline
	root := false
	for {
		line, _ := d.InputPos()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
			return nil, fmt.Errorf(":%d: %s", e.Line, e.Msg)
		}
		if err != nil {
			return nil, fmt.Errorf(":%d: %w", line, err)
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case !root && !strings.EqualFold(start.Name.Local, "opml"):
			return nil, fmt.Errorf(":%d: this is not OPML: it starts with <%s>", line, printable(start.Name.Local))
		case strings.EqualFold(start.Name.Local, "outline"):
			if o := readOutline(start, line); o.url != "" {
				outlines = append(outlines, o)
			}
		}
		root = root || ok
	}
	if !root {
		return nil, errors.New(":1: this is not OPML: it holds no element")
	}
	return outlines, nil
}

func readOutline(start xml.StartElement, line int) outline {
	o := outline{line: line}
	for _, a := range start.Attr {
		value := strings.TrimSpace(a.Value)
		switch strings.ToLower(a.Name.Local) {
		case "xmlurl":
			o.url = value
		case "text":
			o.name = value
		case "title":
			if o.name == "" {
				o.name = value
			}
		case "language":
			o.language = value
		}
	}
	o.name = strings.Join(strings.Fields(o.name), " ")
	return o
}
