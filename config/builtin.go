package config

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed default.yaml
var defaultYAML []byte

//go:embed feeds.yaml
var feedsYAML []byte

//go:embed profiles/*.yaml lexicon/*.yaml
var embedded embed.FS

// DefaultYAML returns the embedded default: a complete configuration with
// every key explained, and with examples in comments.
func DefaultYAML() []byte { return slices.Clone(defaultYAML) }

// BuiltinFeeds returns the feeds that are polled where a configuration lists
// none. An error means that the program was built from broken files.
func BuiltinFeeds() ([]Feed, error) {
	r := newReport()
	feeds := r.builtinFeeds(newListed())
	if problems, _ := r.finish(builtin); len(problems) > 0 {
		return nil, problems
	}
	return feeds, nil
}

// builtinFeeds notes what it gives in seen.
func (r *report) builtinFeeds(seen listed) []Feed {
	src := &source{file: builtin + " feeds", data: feedsYAML}
	var list struct {
		Feeds []Feed `yaml:"feeds"`
	}
	if r.open(src) {
		r.decode(src, &list)
		checker{r, src}.feeds(list.Feeds, seen, nil)
	}
	for i := range list.Feeds {
		list.Feeds[i].File = builtin
	}
	return list.Feeds
}

// builtinDecoded returns the built-in feeds as they are written, without what a
// check fills in.
func builtinDecoded() ([]Feed, error) {
	r := newReport()
	src := &source{file: builtin + " feeds", data: feedsYAML}
	var list struct {
		Feeds []Feed `yaml:"feeds"`
	}
	if r.open(src) {
		r.decode(src, &list)
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return list.Feeds, nil
}

// builtinList is the text of the built-in feeds as entries of a list, with the
// comments that group them.
func builtinList(indent int, eol string) []byte {
	_, entries, _ := strings.Cut(string(feedsYAML), "\nfeeds:\n")
	var b strings.Builder
	for line := range strings.Lines(entries) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			b.WriteString(strings.Repeat(" ", indent) + strings.TrimPrefix(line, "  "))
		}
		b.WriteString(eol)
	}
	return []byte(b.String())
}

// BuiltinProfiles returns the names of the embedded profiles, sorted.
func BuiltinProfiles() []string { return embeddedNames("profiles") }

// ProfileYAML returns the text of an embedded profile. The error names those
// that there are and wraps fs.ErrNotExist. Config.Sources has the text of
// profiles that were read from files.
func ProfileYAML(name string) ([]byte, error) {
	data, err := embedded.ReadFile("profiles/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("no built-in profile %s (there are %s): %w", quote(name), strings.Join(BuiltinProfiles(), ", "), fs.ErrNotExist)
	}
	return data, nil
}

// embeddedNames lists the YAML files of an embedded folder without their
// endings. ReadDir of an embedded folder sorts and does not fail.
func embeddedNames(folder string) []string {
	entries, err := embedded.ReadDir(folder)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}
