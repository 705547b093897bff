package measure

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var ruleName = regexp.MustCompile(`\$[\pL\pN_-]+`)

// Boolean is the search that one would type who knows what a profile is about
// and has no use for rules: the two entities that most of its rules name, both
// anywhere in the text. It is "" where no rule names an entity. Rules are in the
// profile's language, penalties not among them; entity tells entities from
// classes.
func Boolean(rules []string, entity func(name string) bool) string {
	count := map[string]int{}
	for _, rule := range rules {
		seen := map[string]bool{}
		for _, name := range ruleName.FindAllString(rule, -1) {
			if !seen[name] && entity(name[1:]) {
				seen[name] = true
				count[name]++
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	return strings.Join(names[:min(2, len(names))], " AND ")
}
