package config

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// opml adds the feeds of the OPML files. One that is listed already is left
// out without a word: it is the same feed.
func (k checker) opml(c *Config, seen listed) {
	for i, name := range c.OPML {
		p := path{"opml", i}
		file := resolve(k.src.dir, name)
		data, err := readBounded(file, maxFile)
		if err != nil {
			k.wrong(p, quote(name)+" cannot be read: "+err.Error(), "a path starts in the folder of this file")
			continue
		}
		outlines, err := readOPML(data)
		if err != nil { // one that breaks off, too: feeds would be missing in silence
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
			feed, problems := o.feed(k.src, nil)
			for _, problem := range problems {
				n, _ := k.src.at(p)
				k.add(k.src, n, p, fmt.Sprintf("%s:%d: %s %s", printable(name), o.line, quote(o.url), problem.Message), problem.Hint)
			}
			if line, _ := seen.find(feed.URL); line != 0 || len(problems) > 0 {
				continue
			}
			seen.put(feed.URL, o.line)
			feed.File, feed.Line = file, o.line
			c.Feeds = append(c.Feeds, feed)
		}
	}
}

// feed gives the feed of an outline, and what is wrong with it. Private
// networks are refused where allowed is not nil and does not hold them.
func (o outline) feed(src *source, allowed []netip.Prefix) (Feed, Problems) {
	k := checker{newReport(), src}
	p := path{"opml"}
	feed := NewFeed(o.url)
	feed.Name = o.name
	if o.language != "" {
		lenient := checker{newReport(), src} // what others write there is no fault of the user's
		if lenient.language(p, &o.language); len(lenient.problems) == 0 {
			feed.Language = o.language
		}
	}
	for _, tag := range o.tags {
		tag = strings.TrimLeft(strings.TrimSpace(tag), "/ ")
		if tag != "" && printable(tag) == tag && !slices.Contains(feed.Tags, tag) {
			feed.Tags = append(feed.Tags, tag)
		}
	}
	for _, own := range ownAttributes {
		if value, ok := o.own[strings.ToLower(own.name)]; ok {
			if err := own.set(&feed, value); err != nil {
				k.problems = append(k.problems, Problem{Message: own.name + ": " + err.Error()})
			}
		}
	}
	u := k.feed(p, &feed)
	if allowed != nil {
		k.reachable(p, u, allowed, "fetch.allow_networks")
	}
	return feed, k.problems
}

// ownNamespace is that of the settings which OPML has no attributes for.
const ownNamespace = "urn:x-vedette:opml"

// ownAttribute is a setting of a feed that only we write into OPML.
type ownAttribute struct {
	name string
	get  func(Feed) string // "" for the default
	set  func(*Feed, string) error
}

var ownAttributes = []ownAttribute{
	{"class", func(f Feed) string { return f.Class }, func(f *Feed, v string) error { f.Class = v; return nil }},
	{"every", func(f Feed) string { return f.Every.String() }, func(f *Feed, v string) error { return f.Every.UnmarshalText([]byte(v)) }},
	{"fullText", func(f Feed) string { return other(f.FullText, "never") }, func(f *Feed, v string) error { f.FullText = v; return nil }},
	{"backfill", func(f Feed) string { return other(f.Backfill.String(), newFeed().Backfill.String()) },
		func(f *Feed, v string) error { return f.Backfill.UnmarshalText([]byte(v)) }},
	{"paused", func(f Feed) string { return other(fmt.Sprint(f.Paused), "false") }, func(f *Feed, v string) error {
		f.Paused = v == "true"
		if v != "true" && v != "false" {
			return fmt.Errorf("expected true or false, got %s", quote(v))
		}
		return nil
	}},
}

// other is the value where it is not the default.
func other(value, standard string) string {
	if value == standard {
		return ""
	}
	return value
}
