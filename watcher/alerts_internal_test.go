package watcher

import (
	"testing"

	"vedette/store"
)

// reportsOf makes reports of a story from pairs of outlet and class; a class that
// begins with = is that of a copy.
func reportsOf(pairs ...string) (found []store.Found) {
	for i := 0; i < len(pairs); i += 2 {
		f := store.Found{Item: store.Item{Outlet: pairs[i], Class: pairs[i+1]}}
		if pairs[i+1] != "" && pairs[i+1][0] == '=' {
			f.Hit.Copy, f.Item.Class = true, pairs[i+1][1:]
		}
		found = append(found, f)
	}
	return found
}

// A story that an alert told is told again when it has become another matter,
// and measured from there on.
func TestWhenAnAlertTellsAStoryAgain(t *testing.T) {
	type step struct {
		found []store.Found
		why   string
	}
	for name, steps := range map[string][]step{
		"three times the outlets": {
			{reportsOf("a", "state"), ""},
			{reportsOf("a", "state", "b", "state"), ""},
			{reportsOf("c", "state"), "now 3 outlets"},
			{reportsOf("d", "state", "e", "state", "f", "state", "g", "state", "h", "state"), ""},
			{reportsOf("a", "state", "h", "state"), ""},
			{reportsOf("i", "state"), "now 9 outlets"},
		},
		"told with two": {
			{reportsOf("a", "wire", "b", "wire"), ""},
			{reportsOf("c", "wire", "d", "wire", "e", "wire"), ""},
			{reportsOf("f", "wire"), "now 6 outlets"},
		},
		"another class, once": {
			{reportsOf("a", "state"), ""},
			{reportsOf("b", "independent"), "confirmed by independent outlets"},
			{reportsOf("b", "independent", "a", "state"), ""},
			{reportsOf("c", "wire", "d", "public"), "confirmed by news agencies and public broadcasters"},
		},
		"both": {
			{reportsOf("a", "independent"), ""},
			{reportsOf("b", "official", "c", "official"), "now 3 outlets, confirmed by official sources"},
		},
		"a copy spreads and does not confirm": {
			{reportsOf("a", "state"), ""},
			{reportsOf("b", "=independent"), ""},
			{reportsOf("b", "independent"), "confirmed by independent outlets"},
		},
		"an unknown class confirms nothing, and is confirmed by nothing": {
			{reportsOf("a", ""), ""},
			{reportsOf("b", "state"), ""},
		},
		"not by an unknown one": {
			{reportsOf("a", "state"), ""},
			{reportsOf("b", "", "a", "blog"), ""},
		},
	} {
		key := store.StoryKey{Profile: "p", Story: name}
		told := map[store.StoryKey]store.Telling{}
		for i, s := range steps {
			after, again := retell(true, told, map[store.StoryKey][]store.Found{key: s.found})
			if again[key] != s.why {
				t.Errorf("%s: step %d: told again for %q, want %q", name, i, again[key], s.why)
			}
			told = after
		}
	}
}

// A story of which an older program remembers only that it was told is measured
// from the next report on.
func TestAStoryToldByAnOlderProgram(t *testing.T) {
	key := store.StoryKey{Profile: "p", Story: "s"}
	told := map[store.StoryKey]store.Telling{key: {}}
	for i, want := range []string{"", "", "now 3 outlets"} {
		after, again := retell(true, told, map[store.StoryKey][]store.Found{key: reportsOf(string(rune('a'+i)), "state")})
		if again[key] != want {
			t.Errorf("report %d: told again for %q, want %q", i, again[key], want)
		}
		told = after
	}
}

// Other digests tell updates by themselves.
func TestOnlyAlertsTellAgain(t *testing.T) {
	key := store.StoryKey{Profile: "p", Story: "s"}
	told := map[store.StoryKey]store.Telling{key: {Outlets: []string{"a"}, Classes: []string{"state"}, Told: 1}}
	after, again := retell(false, told, map[store.StoryKey][]store.Found{key: reportsOf("b", "wire", "c", "")})
	if len(again) > 0 || after[key].Told != 3 {
		t.Errorf("told again: %v; remembered: %+v", again, after[key])
	}
}
