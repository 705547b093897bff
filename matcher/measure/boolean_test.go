package measure

import (
	"strings"
	"testing"
)

func TestBoolean(t *testing.T) {
	entity := func(name string) bool { return !strings.HasPrefix(name, "to-") }
	for want, rules := range map[string][]string{
		"":                       {"harbour NEAR/3 ferry", "$to-sail AND crane"},
		"$ferry":                 {"TITLE($ferry)"},
		"$ferry AND $harbour":    {"$harbour AND $ferry AND $to-sail", "$ferry NEAR/4 $to-sail", "$crane OR $crane OR $crane", "SENT($harbour)"},
		"$red-ferry AND $x":      {"$x AND $red-ferry"},
		"$crane AND $long-ferry": {"$long-ferry THEN/3 $crane"},
	} {
		if got := Boolean(rules, entity); got != want {
			t.Errorf("%q: %q, want %q", rules, got, want)
		}
	}
}
