package learn

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"vedette/matcher"
	"vedette/matcher/text"
)

// termsOf are the terms of an example that stand for a word.
func termsOf(e example, word string) []text.Term {
	for _, t := range e.terms {
		if t.word == word {
			return []text.Term{{Key: t.key, Count: 1}}
		}
	}
	return nil
}

func TestYAMLReadsBack(t *testing.T) {
	l, err := Build(lamps, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	l.Kept[0].SHA256 = strings.Repeat("ab", 32)
	var p matcher.Profile
	if err := yaml.Load(l.YAML("lamps", `The "lamps" of Sarn: a story`), &p, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	want := matcher.Profile{Terms: l.Terms, Similarity: matcher.Similarity{Cohesion: l.Cohesion}}
	got := matcher.Profile{Terms: p.Terms, Similarity: p.Similarity}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what was learned (-want +got):\n%s", diff)
	}
	if p.Title != `The "lamps" of Sarn: a story` || p.Threshold.Alarms != "1/2000" || len(p.Entities) == 0 {
		t.Errorf("profile is %+v", p)
	}
}

func TestSplice(t *testing.T) {
	l := &Learned{Terms: map[string]map[string]float64{"en": {"fresh": 0.8, "no": 0.6}}, Cohesion: 0.25}
	l.Kept = []Seed{{ID: "x.txt", SHA256: "00", Title: "New", Weight: 0.5}}
	for name, c := range map[string]struct{ old, want string }{
		"in the middle": {
			old:  "name: a\n# why\nseeds: [{sha256: 11}]\n\n# the rules\nrules: # mine\n  - {when: b, weight: 1} # c\nterms:\n  en:\n    stale: 1\nsimilarity: {weight: 0.2, cohesion: 0.9}\nthreshold: {probability: 0.4}",
			want: "name: a\n# why\nseeds: # what was learned from; the texts themselves are not kept\n  - {sha256: 00, title: \"New\", weight: 0.5}\n\n# the rules\nrules: # mine\n  - {when: b, weight: 1} # c\nterms: # learned: typical words and how typical they are\n  en: {fresh: 0.8, \"no\": 0.6}\nsimilarity: {cohesion: 0.25, weight: 0.2} # learned: how alike the seeds are\nthreshold: {probability: 0.4}\n",
		},
		"lines of another system": {
			old:  "name: a\r\nterms: {en: {stale: 1}}\r\nseeds: []\r\nsimilarity: {}\r\n",
			want: "name: a\r\nterms: # learned: typical words and how typical they are\r\n  en: {fresh: 0.8, \"no\": 0.6}\r\nseeds: # what was learned from; the texts themselves are not kept\r\n  - {sha256: 00, title: \"New\", weight: 0.5}\r\nsimilarity: {cohesion: 0.25} # learned: how alike the seeds are\r\n",
		},
		"nothing learned yet": {
			old:  "name: a\nrules: []\n",
			want: "name: a\nrules: []\nseeds: # what was learned from; the texts themselves are not kept\n  - {sha256: 00, title: \"New\", weight: 0.5}\nterms: # learned: typical words and how typical they are\n  en: {fresh: 0.8, \"no\": 0.6}\nsimilarity: {cohesion: 0.25} # learned: how alike the seeds are\n",
		},
	} {
		got, err := l.Splice([]byte(c.old))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c.want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		again, err := l.Splice(got)
		if err != nil || string(again) != string(got) {
			t.Errorf("%s: a second time changes it, %v:\n%s", name, err, again)
		}
	}
	for _, bad := range []string{"[1, 2]", "{name: a}", "a: [", ""} {
		if got, err := l.Splice([]byte(bad)); err == nil {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

func TestRecognise(t *testing.T) {
	seeds := []Seed{{SHA256: "aa", Title: "As it came"}, {SHA256: "bb"}}
	gone := Recognise(seeds, &matcher.Profile{Seeds: []matcher.Seed{{SHA256: "aa", Title: "As the file calls it", Weight: 0.7}, {SHA256: "cc", Title: "Not given"}}})
	if diff := cmp.Diff([]string{"Not given"}, gone); diff != "" {
		t.Errorf("seeds that are gone (-want +got):\n%s", diff)
	}
	if got := provenance(seeds); !strings.Contains(got, `{sha256: aa, title: "As the file calls it", weight: 0.7}`) {
		t.Errorf("provenance is %s", got)
	}
	if seeds[1].Weight != 0 {
		t.Errorf("a seed that is not known has the weight %g", seeds[1].Weight)
	}
}

func TestSymbols(t *testing.T) {
	var names []Name
	for _, written := range []string{"Marta Olsen", "Al-Jazeera", "3rd Army", "O'Neil", "Ольсен", "Oneil"} {
		names = append(names, Name{Name: written})
	}
	want := []string{"marta_olsen", "al_jazeera", "rd_army", "oneil", "name5", ""}
	if diff := cmp.Diff(want, symbols(names)); diff != "" {
		t.Errorf("symbols (-want +got):\n%s", diff)
	}
}
