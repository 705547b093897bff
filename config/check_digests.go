package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// digests checks all of them. profiles are the known names; nil means that
// they are not known for another problem's sake.
func (k checker) digests(c *Config, profiles []string) {
	if _, listed := k.src.at(path{"digests"}); !listed {
		for i := range c.Digests {
			c.Digests[i].fill(c)
		}
		return
	}
	lines := map[string]int{}
	receivers := slices.Sorted(maps.Keys(c.Receivers))
	for i := range c.Digests {
		if k.full() {
			return
		}
		d, p := &c.Digests[i], path{"digests", i}
		d.fill(c)
		switch line, twice := lines[d.Name]; {
		case d.Name == "":
			k.missing(p.with("name"), "such as daily")
		case !validName(d.Name):
			k.wrong(p.with("name"), quote(d.Name)+" is not a good name", nameHint)
		case twice:
			k.wrong(p.with("name"), "two digests are named "+quote(d.Name), fmt.Sprintf("the first is on line %d; rename one", line))
		default:
			lines[d.Name] = k.line(p.with("name"))
		}
		k.digest(p, d)
		k.known(p.with("receivers"), "receiver", d.Receivers, receivers, "receivers")
		if profiles != nil {
			k.known(p.with("profiles"), "profile", d.Profiles, profiles, "profiles")
		}
	}
	if len(c.Digests) == 0 {
		k.warn(path{"digests"}, "there are no digests: hits are kept, and nothing is sent", "list one, or remove the key for the default")
	}
}

// fill completes a digest from the rest of the configuration.
func (d *Digest) fill(c *Config) {
	if d.Timezone.Location == nil {
		d.Timezone = c.Timezone
	}
}

func (k checker) digest(p path, d *Digest) {
	k.ownTime(p.with("schedule"), d.Schedule)
	if d.Schedule.IsZero() {
		k.missing(p.with("schedule"), `such as "0 7 * * *" or every 15m`)
	} else if text := d.Schedule.clockChange(time.Now().In(d.Timezone.Location)); text != "" {
		k.warn(p.with("schedule"), text, "a time of day that the clock changes do not touch has no such exception")
	}
	if d.MinProbability < 0 || d.MinProbability > 1 {
		k.wrong(p.with("min_probability"), "must be from 0 to 1", "")
	}
	if *d.NearMisses < 0 {
		k.wrong(p.with("near_misses"), "must not be negative", "0 for none")
	}
	if *d.MaxStories < 0 {
		k.wrong(p.with("max_stories"), "must not be negative", "0 for all")
	}
	for i, word := range d.Only {
		k.oneOf(p.with("only", i), word, "new", "update", "echo")
	}
	if wholeDay(d.Quiet) {
		k.wrong(p.with("quiet"), "the quiet hours take up the whole day: the digest would never be sent", "leave some time, or remove the digest")
	}
	if len(d.Receivers) == 0 {
		k.missing(p.with("receivers"), "a list of receivers, such as [stdout]")
	}
}

// wholeDay tells whether windows leave no time of the day; those that could not
// be read are empty.
func wholeDay(windows []Window) bool {
	var parts []Window
	for _, w := range windows {
		if w.From <= w.To {
			parts = append(parts, w)
		} else {
			parts = append(parts, Window{w.From, 24 * time.Hour}, Window{0, w.To})
		}
	}
	slices.SortFunc(parts, func(a, b Window) int { return cmp.Compare(a.From, b.From) })
	covered := time.Duration(0)
	for _, w := range parts {
		if w.From > covered {
			break
		}
		covered = max(covered, w.To)
	}
	return covered >= 24*time.Hour
}

// known checks that names are defined, and not given twice.
func (k checker) known(p path, what string, names, defined []string, where string) {
	if k.isBroken(k.src, path{where}) {
		return
	}
	for i, name := range names {
		switch {
		case slices.Contains(names[:i], name):
			k.wrong(p.with(i), quote(name)+" is given twice", "remove one")
		case !slices.Contains(defined, name):
			hint := "there are: " + strings.Join(defined, ", ")
			if near := nearest(name, defined); near != "" {
				hint = "did you mean " + near + "?"
			}
			k.wrong(p.with(i), "there is no "+what+" "+quote(name), hint)
		}
	}
}
