package config

import (
	"net/netip"
	"reflect"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// expected says in a user's words which values a type takes.
func expected(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Duration]():
		return "a duration such as 15m"
	case reflect.TypeFor[Size]():
		return "a size such as 8MiB"
	case reflect.TypeFor[Template]():
		return "the path of a file"
	case reflect.TypeFor[Zone]():
		return "a time zone such as Europe/Sofia"
	case reflect.TypeFor[Window]():
		return "a stretch of the day such as 22:00-06:00"
	case reflect.TypeFor[Schedule]():
		return `a schedule such as "every 15m" or "0 7 * * *"`
	case reflect.TypeFor[Secret]():
		return "text, or one of {file: PATH}, {env: NAME}, {credential: NAME}"
	case reflect.TypeFor[netip.Prefix]():
		return "a network such as 192.168.1.0/24"
	case reflect.TypeFor[time.Time]():
		return "a day such as 2024-12-08"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return expected(t.Elem())
	case reflect.Struct, reflect.Map:
		return "a mapping of keys to values"
	case reflect.Slice:
		return "a list"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	}
	return "text"
}

// got says what stands in the file.
func got(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	if n.Value == "" {
		return "nothing"
	}
	return quote(n.Value)
}

// isScalar tells whether a struct type is written as one value.
func isScalar(v reflect.Value) bool {
	switch v.Interface().(type) {
	case Secret, Schedule, Zone, Window, Template, netip.Prefix, time.Time:
		return true
	}
	return false
}

// newValue makes an element of a list or map with its defaults.
func newValue(t reflect.Type) reflect.Value {
	v := reflect.New(t)
	switch v := v.Interface().(type) {
	case *Feed:
		*v = newFeed()
	case *Digest:
		nearMisses, maxStories := 5, 50
		v.NearMisses, v.MaxStories = &nearMisses, &maxStories
	case *File:
		v.Format = "text"
	case *Email:
		v.TLS = "starttls"
	case *Webhook:
		v.Format = "vedette"
		v.Timeout = Duration(15 * time.Second)
	case *Chat:
		v.Timeout = Duration(30 * time.Second)
	case *Command:
		v.Format, v.Timeout = "json", Duration(time.Minute)
	}
	return v.Elem()
}

// NewFeed is a feed with the settings that are not given at their defaults.
func NewFeed(address string) Feed {
	feed := newFeed()
	feed.URL = address
	return feed
}

func newFeed() Feed {
	return Feed{FullText: "never", Backfill: Duration(48 * time.Hour)}
}

// nearest returns the candidate that a misspelt word most likely meant, or ""
// when none is near.
func nearest(word string, candidates []string) string {
	if len(word) > 64 {
		return ""
	}
	best, least := "", max(1, min(3, len(word)/3))+1
	for _, c := range candidates {
		if d := distance([]rune(strings.ToLower(word)), []rune(strings.ToLower(c))); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to make a into b.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := range a {
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d := min(rows[i][j]+cost, rows[i][j+1]+1, rows[i+1][j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = d
		}
	}
	return rows[len(a)][len(b)]
}
