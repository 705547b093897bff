package matcher

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProblems(t *testing.T) {
	good := Rule{When: "$putin", Weight: 1}
	named := func(change func(*Profile)) *Profile {
		p := &Profile{Name: "p", Lexicon: []string{"people"}, Rules: []Rule{good}}
		change(p)
		return p
	}
	for _, c := range []struct {
		profile *Profile
		want    Problem // Message and Hint need only be contained
	}{
		{named(func(p *Profile) { p.Name = "My Profile" }), Problem{Path: []any{"name"}, Message: "is no name for a profile"}},
		{named(func(p *Profile) { p.Lexicon = []string{"people", "peopel"} }), Problem{Path: []any{"lexicon", 1}, Message: "there is no lexicon", Hint: "did you mean people?"}},
		{named(func(p *Profile) { p.Rules = append(p.Rules, Rule{When: "SENT($puttin AND x)", Weight: 1}) }), Problem{Path: []any{"rules", 1, "when"}, Offset: 5, Message: "$puttin is no entity or class", Hint: "did you mean putin?"}},
		{named(func(p *Profile) { p.Penalties = []Rule{{When: "$putin AND (x", Weight: -1}} }), Problem{Path: []any{"penalties", 0, "when"}, Offset: 13, Message: "expected )"}},
		{named(func(p *Profile) { p.Rules[0].Weight = -1 }), Problem{Path: []any{"rules", 0, "weight"}, Message: "above 0", Hint: "penalties"}},
		{named(func(p *Profile) { p.Penalties = []Rule{{When: "x", Weight: 1}} }), Problem{Path: []any{"penalties", 0, "weight"}, Message: "below 0"}},
		{named(func(p *Profile) { p.Threshold.Probability = 1.5 }), Problem{Path: []any{"threshold", "probability"}, Message: "between 0 and 1"}},
		{named(func(p *Profile) { p.Threshold.Alarms = "rarely" }), Problem{Path: []any{"threshold", "alarms"}, Message: "no rate", Hint: "1/2000"}},
		{named(func(p *Profile) { p.Seeds = []Seed{{SHA256: "abc"}} }), Problem{Path: []any{"seeds", 0, "sha256"}, Message: "no SHA-256"}},
		{named(func(p *Profile) {
			p.Entities = map[string]*Entity{"x": {Aliases: map[string][]Alias{"en": aliases("a", "b", "c", "...")}}}
		}), Problem{Path: []any{"entities", "x", "aliases", "en", 3}, Message: "holds no letters"}},
		{named(func(p *Profile) {
			p.Classes = map[string]*Class{"x": {Words: map[string][]Alias{"en": aliases("de*ploy")}}}
		}), Problem{Path: []any{"classes", "x", "words", "en", 0}, Offset: 2, Message: "end of a word only"}},
		{named(func(p *Profile) {
			p.Entities = map[string]*Entity{"x": {Aliases: map[string][]Alias{"english": aliases("a")}}}
		}), Problem{Path: []any{"entities", "x", "aliases", "english"}, Message: "no language code"}},
		{named(func(p *Profile) {
			p.Entities = map[string]*Entity{"Big": {Aliases: map[string][]Alias{"en": aliases("a")}}}
		}), Problem{Path: []any{"entities", "Big"}, Message: "cannot be written as a $name"}},
		{named(func(p *Profile) {
			p.Entities = map[string]*Entity{"x": {Aliases: map[string][]Alias{"en": {{Name: "a", From: day(t, "2020-01-02"), Until: day(t, "2020-01-01")}}}}}
		}), Problem{Path: []any{"entities", "x", "aliases", "en", 0}, Message: "ends before it begins"}},
		{named(func(p *Profile) { p.Rules = nil }), Problem{Message: "without rules and terms finds nothing", Warning: true}},
		{named(func(p *Profile) {
			p.Entities = map[string]*Entity{"x": {}}
			p.Rules = []Rule{{When: "TITLE($x)", Weight: 1}}
		}), Problem{Path: []any{"rules", 0, "when"}, Message: "can never hold", Hint: "$x has no names", Warning: true}},
		{named(func(p *Profile) { p.Rules[0].When = "$putin AND NOT $putin" }), Problem{Path: []any{"rules", 0, "when"}, Message: "can never hold", Warning: true}},
		{named(func(p *Profile) { p.Rules[0].When = "$putin AND before:2020-01-01 AND after:2021-01-01" }), Problem{Path: []any{"rules", 0, "when"}, Message: "can never hold", Warning: true}},
		{named(func(p *Profile) { p.Rules[0].When = "lang:en AND lang:ru AND $putin" }), Problem{Path: []any{"rules", 0, "when"}, Message: "can never hold", Warning: true}},
		{named(func(p *Profile) { p.Rules[0].When = "NOT $putin" }), Problem{Path: []any{"rules", 0, "when"}, Message: "without anything being found", Warning: true}},
		{named(func(p *Profile) { p.Rules[0].When = "lang:en" }), Problem{Path: []any{"rules", 0, "when"}, Message: "without anything being found", Warning: true}},
		{named(func(p *Profile) { p.Rules[0].When = "SENT($putin AND $assad) AND NOT $syria" }), Problem{Path: []any{"rules", 0, "when"}, Offset: 28, Message: "whole document", Hint: "SENT( )", Warning: true}},
	} {
		m, problems := Compile([]*Profile{c.profile}, map[string]*Lexicon{"people": people(t)})
		if (m == nil) == c.want.Warning {
			t.Errorf("%s: compiled %v", c.want.Message, m != nil)
		}
		found := false
		for _, p := range problems {
			found = found || p.In == c.profile.Name && !p.Lexicon && p.Offset == c.want.Offset && p.Warning == c.want.Warning &&
				cmp.Equal(p.Path, c.want.Path) && strings.Contains(p.Message, c.want.Message) && strings.Contains(p.Hint, c.want.Hint)
		}
		if !found {
			t.Errorf("no problem like %+v among %+v", c.want, problems)
		}
	}
}

func TestProblemsOfLexicons(t *testing.T) {
	bad := &Lexicon{Entities: map[string]*Entity{"x": {Aliases: map[string][]Alias{"en": aliases("!")}, Not: []string{"fine", "?"}}}}
	profile := &Profile{Name: "p", Lexicon: []string{"bad", "people"}, Rules: []Rule{{When: "$x", Weight: 1}}}
	m, problems := Compile([]*Profile{profile, profile}, map[string]*Lexicon{"bad": bad, "people": people(t), "unused": bad})
	if m != nil {
		t.Error("compiled")
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	want := []string{
		`bad.entities.x.aliases.en[0]: "!" holds no letters`,
		`bad.entities.x.not[1]: "?" holds no letters`,
		`p.rules[0].when: this rule can never hold; $x has no names or words`,
		`p.name: another profile has this name too; names are unique`,
		`p.rules[0].when: this rule can never hold; $x has no names or words`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestClashesBetweenLexicons(t *testing.T) {
	profile := &Profile{Name: "p", Lexicon: []string{"people", "more"}, Rules: []Rule{{When: "$putin", Weight: 1}}}
	_, problems := Compile([]*Profile{profile}, map[string]*Lexicon{"people": people(t), "more": people(t)})
	if len(problems) == 0 || !strings.Contains(problems[0].Message, "is in lexicon people as well") {
		t.Errorf("got %v", problems)
	}
}

// TestScoresStayNumbers: what check lets pass adds up to a finite score.
func TestScoresStayNumbers(t *testing.T) {
	p := &Profile{
		Name:  "extreme",
		Rules: []Rule{{When: "putin", Weight: mostWeight}, {When: "assad", Weight: mostWeight}},
		Terms: map[string]map[string]float64{"en": {"putin": leastTermShare, "assad": leastTermShare, "summit": mostTermWeight}},
	}
	m, problems := Compile([]*Profile{p}, nil)
	if m == nil {
		t.Fatal(problems)
	}
	got := m.Match(Document{Title: "Putin and Assad", Text: "Putin and Assad at the summit.", Language: "en"})[0]
	if !finite(got.Score) || !got.Hit {
		t.Errorf("match is %+v", got)
	}
	p.Rules[0].Weight, p.Terms["en"]["putin"] = 1e308, 1e-50
	if m, problems := Compile([]*Profile{p}, nil); m != nil || len(problems) < 2 {
		t.Errorf("weights beyond all bounds are taken: %v", problems)
	}
}
