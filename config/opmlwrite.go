package config

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
)

// WriteOPML writes feeds as OPML 2.0. The first tag of a feed is the folder it
// stands in, in the order in which folders first occur; further ones are its
// categories. What OPML has no attribute for stands in attributes of our own,
// so that ReadOPML gives the same settings back; headers and passwords are never
// written.
func WriteOPML(w io.Writer, feeds []Feed) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\" xmlns:vedette=\"%s\">\n", ownNamespace)
	fmt.Fprint(b, "  <head>\n    <title>Feeds of vedette</title>\n  </head>\n  <body>\n")
	var folders []string
	inside := map[string][]Feed{}
	for _, f := range feeds {
		if len(f.Tags) == 0 {
			writeOutline(b, "    ", f)
			continue
		}
		if !slices.Contains(folders, f.Tags[0]) {
			folders = append(folders, f.Tags[0])
		}
		inside[f.Tags[0]] = append(inside[f.Tags[0]], f)
	}
	for _, folder := range folders {
		fmt.Fprintf(b, "    <outline%s%s>\n", attribute("text", folder), attribute("title", folder))
		for _, f := range inside[folder] {
			writeOutline(b, "      ", f)
		}
		fmt.Fprint(b, "    </outline>\n")
	}
	fmt.Fprint(b, "  </body>\n</opml>\n")
	if err := b.Flush(); err != nil { // a bufio.Writer keeps its first error
		return fmt.Errorf("write OPML: %w", err)
	}
	return nil
}

func writeOutline(b *bufio.Writer, margin string, f Feed) {
	fmt.Fprintf(b, "%s<outline type=\"rss\"%s%s%s", margin, attribute("text", f.Name), attribute("title", f.Name), attribute("xmlUrl", f.URL))
	if f.Language != "" {
		b.WriteString(attribute("language", f.Language))
	}
	if len(f.Tags) > 1 {
		b.WriteString(attribute("category", strings.Join(f.Tags[1:], ",")))
	}
	for _, own := range ownAttributes {
		if value := own.get(f); value != "" {
			b.WriteString(attribute("vedette:"+own.name, value))
		}
	}
	b.WriteString("/>\n")
}

func attribute(name, value string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(value)); err != nil { // a Builder takes everything
		return ""
	}
	return " " + name + `="` + b.String() + `"`
}

// OPMLFeed is a feed of an OPML file.
type OPMLFeed struct {
	Feed
	Err error // what is wrong with it, nil where it can be polled
}

// ReadOPML reads the feeds of an OPML file with their lines; folders become
// tags. Private networks are refused but for those of f. Where a file breaks off,
// what stands before is returned with an error that starts with :LINE.
func (f *FeedFile) ReadOPML(data []byte) ([]OPMLFeed, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf(": the file is larger than %d MiB", maxFile>>20)
	}
	outlines, broken := readOPML(data)
	src := f.decode(f.text).src
	allowed := f.Config.Fetch.AllowNetworks
	if allowed == nil {
		allowed = []netip.Prefix{}
	}
	feeds := make([]OPMLFeed, 0, len(outlines))
	for _, o := range outlines {
		feed, problems := o.feed(src, allowed)
		feed.Line = o.line
		o := OPMLFeed{Feed: feed}
		if len(problems) > 0 {
			o.Err = fmt.Errorf("%s %s", quote(feed.URL), problems[0].Message)
		}
		feeds = append(feeds, o)
	}
	return feeds, broken
}
