package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// FeedFile is a configuration file whose list of feeds is being changed. The
// change is spliced into its text: every other byte stays as people wrote it.
// Nothing is written before Save.
type FeedFile struct {
	Path string
	// Config is the configuration as it is with the changes made so far, loaded
	// as by LoadForReading.
	Config *Config

	was    []byte // as read; nil where there is no file
	text   []byte // as changed, without byte order mark
	prefix []byte // the byte order mark
}

var utf8Mark = []byte("\xef\xbb\xbf")

// OpenFeedFile reads a configuration to change its feeds. A file that does not
// exist stands for the built-in configuration. Errors of what is in the file
// are Problems: only one that loads is changed.
func OpenFeedFile(file string) (*FeedFile, error) {
	f := &FeedFile{Path: file}
	data, err := readBounded(file, maxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Config, err = LoadForReading("")
		return f, err
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", printable(file), err)
	}
	f.was, f.text = data, bytes.TrimPrefix(data, utf8Mark)
	f.prefix = data[:len(data)-len(f.text)]
	f.Config, err = f.decode(f.text).finish()
	return f, err
}

// decode reads a text as the file's; it is not checked yet.
func (f *FeedFile) decode(text []byte) *loading {
	r := newReport()
	r.secretless = true
	if len(text) == 0 {
		return decodeAll(nil, r)
	}
	return decodeAll(&source{file: f.Path, dir: filepath.Dir(f.Path), data: slices.Clone(text)}, r)
}

// New tells whether there is no file yet.
func (f *FeedFile) New() bool { return f.was == nil }

// UsesBuiltin tells whether the file lists no feeds, so that the built-in ones
// are polled. The first Add writes them out.
func (f *FeedFile) UsesBuiltin() bool { return f.decode(f.text).config.Feeds == nil }

// Find gives the listed feed that an address is of.
func (f *FeedFile) Find(address string) (Feed, bool) {
	id := Canonical(address)
	i := slices.IndexFunc(f.Config.Feeds, func(have Feed) bool { return id != "" && Canonical(have.URL) == id })
	if i < 0 {
		return Feed{}, false
	}
	return f.Config.Feeds[i], true
}

// Check tells what is wrong with a feed that is to be added.
func (f *FeedFile) Check(feed Feed) error {
	k := checker{newReport(), f.decode(f.text).src}
	k.reachable(path{"url"}, k.feed(path{}, &feed), f.Config.Fetch.AllowNetworks, "fetch.allow_networks")
	if len(feed.Headers) > 0 || feed.BasicAuth != (BasicAuth{}) {
		return errors.New("headers and passwords are to be written into the file by hand")
	}
	var problems []string
	for _, p := range k.problems {
		text := strings.TrimSpace(strings.Trim(p.Key, ".") + ": " + p.Message)
		if p.Hint != "" {
			text += "; " + p.Hint
		}
		problems = append(problems, text)
	}
	if len(problems) > 0 {
		return errors.New(strings.Join(problems, "\n"))
	}
	return nil
}

// Add puts feeds at the end of the list. Where the file uses the built-in feeds,
// these come first, so that none is lost. On an error nothing has changed.
func (f *FeedFile) Add(feeds ...Feed) error {
	feeds = slices.Clone(feeds)
	for i := range feeds {
		feeds[i].File, feeds[i].Line = "", 0
	}
	if len(f.text) == 0 {
		text := append([]byte(newFileComment), builtinList(2, "\n")...)
		return f.change(append(text, blockEntries(feeds, layout{indent: 2, eol: "\n"})...), func(was []Feed) []Feed { return slices.Concat(was, feeds) })
	}
	s, err := newSplice(f.text)
	if err != nil {
		return err
	}
	return f.change(s.add(feeds), func(was []Feed) []Feed { return slices.Concat(was, feeds) })
}

const newFileComment = `# What is not said here is as in the built-in configuration, which comes with
# vedette as config/default.yaml; "vedette check" says what this amounts to.

feeds:
`

// Remove takes a feed out of the list, with the comments that are its own. It
// must be of Config.Feeds and be listed in this file. On an error nothing has
// changed.
func (f *FeedFile) Remove(feed Feed) error {
	s, err := newSplice(f.text)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(f.Config.Feeds, func(have Feed) bool { return have.URL == feed.URL && have.File == f.Path })
	if i < 0 || s.list == nil || i >= len(s.list.Content) { // the file's own feeds come first in Config
		return fmt.Errorf("%s is not listed in %s", feed.URL, printable(f.Path))
	}
	return f.change(s.remove(i), func(was []Feed) []Feed { return slices.Delete(was, i, i+1) })
}

// change takes a new text over if it means what is wanted and nothing else has
// changed: the ways to write YAML are more than an editor of text can know.
func (f *FeedFile) change(text []byte, want func(was []Feed) []Feed) error {
	if len(text) > maxFile {
		return fmt.Errorf("the file would grow to %d bytes, more than the %d allowed", len(text), maxFile)
	}
	before, after := f.decode(f.text), f.decode(text)
	was, is := *before.config, *after.config
	if was.Feeds == nil {
		var err error
		if was.Feeds, err = builtinDecoded(); err != nil {
			return err
		}
	}
	same := slices.EqualFunc(want(slices.Clone(was.Feeds)), is.Feeds, sameSettings)
	was.Feeds, is.Feeds = nil, nil
	was.File, is.File = "", ""
	if len(after.problems) == 0 && (!same || !reflect.DeepEqual(was, is)) {
		return fmt.Errorf("the list in %s cannot be changed in place; write its feeds without anchors and aliases, or change it by hand", printable(f.Path))
	}
	loaded, err := after.finish()
	if err != nil {
		// Not wrapped: its places are those of a text that nobody will see.
		return fmt.Errorf("nothing was written, as %s would be wrong then: %v", printable(f.Path), err)
	}
	f.text, f.Config = text, loaded
	return nil
}

// sameSettings compares what can be written of two feeds.
func sameSettings(a, b Feed) bool {
	if len(a.Tags) == 0 && len(b.Tags) == 0 {
		a.Tags, b.Tags = nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// Save replaces the file by the changed text in one step, unless another wrote
// to it meanwhile. A symbolic link stays one, and the mode and owner are kept.
func (f *FeedFile) Save() error {
	if bytes.Equal(f.was, slices.Concat(f.prefix, f.text)) && f.was != nil {
		return nil
	}
	if err := replaceFile(f.Path, f.was, slices.Concat(f.prefix, f.text)); err != nil {
		return fmt.Errorf("%s was not changed: %w", printable(f.Path), err)
	}
	f.was = slices.Concat(f.prefix, f.text)
	return nil
}

// Named gives the listed feed with an address, or else with a name. The error
// says which feeds are near where it is none, or which have the name.
func (f *FeedFile) Named(text string) (Feed, error) {
	if feed, ok := f.Find(text); ok {
		return feed, nil
	}
	var found []Feed
	names := make([]string, len(f.Config.Feeds))
	for i, feed := range f.Config.Feeds {
		names[i] = feed.Name
		if strings.EqualFold(feed.Name, text) {
			found = append(found, feed)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		var addresses []string
		for _, feed := range found {
			addresses = append(addresses, feed.URL)
		}
		return Feed{}, fmt.Errorf("%d feeds are named %s; give the address of one: %s", len(found), quote(text), strings.Join(addresses, ", "))
	}
	near := similarNames(text, names)
	if len(near) == 0 {
		return Feed{}, fmt.Errorf("no feed has the address or name %s; see vedette feeds", quote(text))
	}
	return Feed{}, fmt.Errorf("no feed has the address or name %s; did you mean %s?", quote(text), strings.Join(near, ", "))
}

// similarNames are up to three names that hold the text or are spelt nearly so.
func similarNames(text string, names []string) []string {
	var near []string
	for _, name := range names {
		if text != "" && strings.Contains(strings.ToLower(name), strings.ToLower(text)) && len(near) < 3 {
			near = append(near, quote(name))
		}
	}
	if name := nearest(text, names); len(near) == 0 && name != "" {
		near = append(near, quote(name))
	}
	return near
}
