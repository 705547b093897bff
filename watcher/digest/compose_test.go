package digest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/store"
)

func ids(stories []Story) (out []string) {
	for _, s := range stories {
		out = append(out, s.ID)
	}
	return out
}

func TestComposeIsTheSameForAnyOrder(t *testing.T) {
	for name, in := range cases(t) {
		want := Compose(in)
		for range 20 {
			rand.Shuffle(len(in.Found), func(i, j int) { in.Found[i], in.Found[j] = in.Found[j], in.Found[i] })
			if diff := cmp.Diff(want, Compose(in)); diff != "" {
				t.Fatalf("%s: depends on the order of what was found:\n%s", name, diff)
			}
		}
	}
}

// Equal in all but the id, so that only the id can put them in order.
func TestComposeTies(t *testing.T) {
	var reports []report
	for i := range 12 {
		r := kremlin
		r.id, r.link = fmt.Sprintf("k%02d", (i*7)%12), ""
		reports = append(reports, r)
	}
	got := ids(Compose(input(t, reports...)).Stories)
	if !slices.IsSorted(got) || len(got) != 12 {
		t.Errorf("stories %v, want 12 in order of their ids", got)
	}
}

func TestComposeOrder(t *testing.T) {
	at := func(id, profile string, p float64, ago time.Duration) report {
		return report{id: id, profile: profile, outlet: id, title: "T " + id, p: p, ago: ago}
	}
	d := Compose(input(t,
		at("weak-new", meetings, 0.55, time.Hour),
		at("strong-old", meetings, 0.96, 20*time.Hour),
		at("strong-new", meetings, 0.951, 2*time.Hour),
		at("likely", meetings, 0.85, time.Minute),
		at("other", presence, 0.99, time.Minute),
		at("unconfigured", "zzz", 0.99, time.Minute),
	))
	want := []string{"strong-new", "strong-old", "likely", "weak-new", "other", "unconfigured"}
	if diff := cmp.Diff(want, ids(d.Stories)); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	profiles := []Profile{{meetings, "Assad–Putin meetings", 4, 4}, {presence, "Russian presence in Syria", 1, 1}, {"zzz", "zzz", 1, 1}}
	if diff := cmp.Diff(profiles, d.Profiles); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
}

func TestComposeSharesPlaces(t *testing.T) {
	var reports []report
	for i := range 20 {
		reports = append(reports, report{id: fmt.Sprintf("m%02d", i), profile: meetings, title: "x", p: 0.9, ago: time.Duration(i) * time.Minute})
	}
	for i := range 3 {
		reports = append(reports, report{id: fmt.Sprintf("p%02d", i), profile: presence, title: "x", p: 0.6, ago: time.Duration(i) * time.Minute})
	}
	in := input(t, reports...)
	for limit, want := range map[int][]int{0: {20, 3}, 1: {1, 0}, 5: {3, 2}, 10: {7, 3}, 100: {20, 3}} {
		in.MaxStories = limit
		d := Compose(in)
		got := []int{len(ofProfile(d.Stories, meetings)), len(ofProfile(d.Stories, presence))}
		if !slices.Equal(got, want) || d.Truncated != 23-got[0]-got[1] {
			t.Errorf("limit %d: %v stories and %d cut off, want %v", limit, got, d.Truncated, want)
		}
		if d.Empty() {
			t.Errorf("limit %d: empty", limit)
		}
	}
}

func TestComposeGroupsByAddress(t *testing.T) {
	at := func(id, feed, link string) report {
		return report{id: id, feed: feed, outlet: feed, profile: meetings, title: id, link: link, p: 0.9}
	}
	for name, test := range map[string]struct {
		reports []report
		stories int
	}{
		"two feeds":          {[]report{at("1", "f", "https://x.example/a"), at("2", "g", "http://www.x.example/a/?utm_medium=rss#c")}, 1},
		"one feed":           {[]report{at("1", "f", "https://x.example/a"), at("2", "f", "https://x.example/a")}, 2},
		"another query":      {[]report{at("1", "f", "https://x.example/?p=1"), at("2", "g", "https://x.example/?p=2")}, 2},
		"only a site":        {[]report{at("1", "f", "https://x.example/"), at("2", "g", "https://x.example")}, 2},
		"no link":            {[]report{at("1", "f", ""), at("2", "g", "")}, 2},
		"not the web":        {[]report{at("1", "f", "urn:x:1"), at("2", "g", "urn:x:1")}, 2},
		"the same hit twice": {[]report{at("1", "f", ""), at("1", "f", "")}, 1},
	} {
		d := Compose(input(t, test.reports...))
		if len(d.Stories) != test.stories {
			t.Errorf("%s: %d stories, want %d", name, len(d.Stories), test.stories)
		}
	}
}

func TestComposeNearMisses(t *testing.T) {
	miss := func(id, profile, link string, p float64) report {
		return report{id: id, profile: profile, title: id, link: link, p: p, near: true}
	}
	hit := report{id: "hit", profile: meetings, title: "hit", link: "https://x.example/hit", p: 0.9}
	in := input(t, hit,
		miss("hit", presence, "https://x.example/hit", 0.45),
		miss("copy", presence, "https://www.x.example/hit/", 0.44),
		miss("twice", meetings, "", 0.2), miss("twice", presence, "", 0.4),
		miss("best", meetings, "", 0.49), miss("third", meetings, "", 0.3), miss("fourth", meetings, "", 0.1))
	backfill := miss("old", meetings, "", 0.48)
	backfill.backfill = true
	in.Found = append(in.Found, backfill.found())
	for n, want := range map[int][]string{-1: nil, 0: nil, 3: {"best", "twice", "third"}, 9: {"best", "twice", "third", "fourth"}} {
		in.NearMisses = n
		var got []string
		d := Compose(in)
		for _, it := range d.NearMisses {
			got = append(got, it.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("near misses %d (-want +got):\n%s", n, diff)
		}
		if d.Older != 0 {
			t.Errorf("an older near miss was counted as a match")
		}
	}
}

func TestSubject(t *testing.T) {
	long := kremlin
	long.title = strings.Repeat("Переговоры о базах ", 20)
	lines := kremlin
	lines.title = "One\r\nBcc: x@example.org\x00 two"
	weak := kremlin
	weak.id, weak.p, weak.title = "w", 0.6, "Weak"
	strong := kremlin
	strong.id, strong.profile, strong.title, strong.link = "s", presence, "Strong", ""
	for _, test := range []struct {
		reports []report
		want    string
	}{
		{nil, "[vedette] nothing new · daily"},
		{[]report{kremlin}, "[vedette] 1 new story · Putin receives Assad in Moscow for talks on the bases"},
		{[]report{lines}, "[vedette] 1 new story · One Bcc: x@example.org two"},
		{[]report{weak, strong}, "[vedette] 2 new stories · Strong"},
		{[]report{long}, "[vedette] 1 new story · Переговоры о базах Переговоры о базах Переговоры о базах Переговоры о базах Переговоры о базах…"},
	} {
		if got := Subject(Compose(input(t, test.reports...))); got != test.want {
			t.Errorf("subject %q, want %q", got, test.want)
		}
	}
}

func TestSure(t *testing.T) {
	for p, want := range map[float64]string{
		1: "all but certain", .99: "very likely", .9: "very likely", .7: "likely", .6: "rather likely", .55: "even odds",
		.5: "even odds", .45: "even odds", .3: "rather unlikely", .1: "unlikely", .09: "very unlikely", 0: "very unlikely",
	} {
		if got := Sure(p); got != want {
			t.Errorf("%g is %q, want %q", p, got, want)
		}
	}
}

func TestWhy(t *testing.T) {
	it := Item{Probability: 0.999, Threshold: 0.5, Evidence: []store.Evidence{
		{Kind: "entity", Text: "b", Weight: 1}, {Kind: "rule", Text: "a", Weight: 2}, {Kind: "entity", Text: "b", Weight: 0.9},
		{Kind: "class", Text: "d", Weight: 0.1}, {Kind: "class", Text: "c", Weight: 0.5}, {Kind: "penalty", Text: "n", Weight: -1}}}
	if got, want := why(it), "all but certain (over 99%) · a; “b”; “c”"; got != want {
		t.Errorf("why %q, want %q", got, want)
	}
	it.Probability = 0.2
	if got, want := why(it), "unlikely (20%; 50% needed) · a; “b”; “c” · against: n"; got != want {
		t.Errorf("why %q, want %q", got, want)
	}
	it.Probability, it.Threshold = 0.7312, 0.7314
	if got, want := why(it), "likely (73%; a little more needed) · a; “b”; “c” · against: n"; got != want {
		t.Errorf("why %q, want %q", got, want)
	}
	it = Item{Probability: 0.94, Threshold: 0.5, Evidence: []store.Evidence{
		{Kind: "likeness", Text: "reads like the examples: 4 typical words, among them ferry, quay", Weight: 5.1},
		{Kind: "term", Text: "ferry"}, {Kind: "term", Text: "quay"}}}
	if got, want := why(it), "very likely (94%) · reads like the examples: 4 typical words, among them ferry, quay"; got != want {
		t.Errorf("why %q, want %q", got, want)
	}
	if got, want := why(Item{}), "very unlikely (under 1%)"; got != want {
		t.Errorf("why %q, want %q", got, want)
	}
}
