package config

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Changes names in words what differs between two configurations, such as
// "1 feed added" or "digest morning changed"; none where they do the same. No
// value is in it.
func Changes(before, after *Config) []string {
	var all []string
	all = append(all, feedChanges(before.Feeds, after.Feeds)...)
	all = append(all, named("profile", before.profileTexts(), after.profileTexts())...)
	all = append(all, named("digest", digestsByName(before), digestsByName(after))...)
	all = append(all, named("receiver", before.Receivers, after.Receivers)...)
	for _, section := range []struct {
		name          string
		before, after any
	}{
		{"timezone", before.Timezone, after.Timezone}, {"fetch", before.Fetch, after.Fetch}, {"templates", before.Templates, after.Templates},
		{"web", before.Web, after.Web}, {"retention", before.Retention, after.Retention}, {"log", before.Log, after.Log},
	} {
		if !same(section.before, section.after) {
			all = append(all, section.name+" changed")
		}
	}
	return all
}

// feedChanges counts, as lists of feeds are long.
func feedChanges(before, after []Feed) (all []string) {
	byURL := map[string]Feed{}
	for _, f := range before {
		byURL[f.URL] = f.placeless()
	}
	added, changed := 0, 0
	for _, f := range after {
		old, known := byURL[f.URL]
		delete(byURL, f.URL)
		switch {
		case !known:
			added++
		case !same(old, f.placeless()):
			changed++
		}
	}
	for _, c := range []struct {
		n    int
		what string
	}{{added, "added"}, {len(byURL), "removed"}, {changed, "changed"}} {
		switch {
		case c.n == 1:
			all = append(all, "1 feed "+c.what)
		case c.n > 1:
			all = append(all, fmt.Sprintf("%d feeds %s", c.n, c.what))
		}
	}
	return all
}

// placeless is the feed without the place that lists it.
func (f Feed) placeless() Feed {
	f.File, f.Line = "", 0
	return f
}

func digestsByName(c *Config) map[string]Digest {
	all := make(map[string]Digest, len(c.Digests))
	for _, d := range c.Digests {
		all[d.Name] = d
	}
	return all
}

// profileTexts are the files that the profiles came from.
func (c *Config) profileTexts() map[string][]byte {
	all := make(map[string][]byte, len(c.Loaded))
	for _, p := range c.Loaded {
		all[p.Name] = bytes.TrimSpace(c.Sources[p.Name].YAML)
	}
	return all
}

// named tells of what has names which were added, removed or changed.
func named[T any](what string, before, after map[string]T) (all []string) {
	var added, removed, changed []string
	for name, now := range after {
		was, known := before[name]
		switch {
		case !known:
			added = append(added, name)
		case !same(was, now):
			changed = append(changed, name)
		}
	}
	for name := range before {
		if _, known := after[name]; !known {
			removed = append(removed, name)
		}
	}
	for _, c := range []struct {
		names []string
		how   string
	}{{added, "added"}, {removed, "removed"}, {changed, "changed"}} {
		if len(c.names) > 0 {
			slices.Sort(c.names)
			all = append(all, what+" "+strings.Join(c.names, ", ")+" "+c.how)
		}
	}
	return all
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) }
