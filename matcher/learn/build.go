package learn

import (
	"fmt"
	"strings"

	"vedette/matcher"
	"vedette/matcher/background"
)

// Learned is what seeds teach, and how far it is to be trusted.
type Learned struct {
	Terms    map[string]map[string]float64 // as matcher.Profile has them
	Cohesion float64
	Names    []Name
	Kept     []Seed   // those that could teach something
	Seeds    []Recall // in the order of Kept
	Warnings []string // whole sentences with the remedy
}

// Recall says whether a seed would have been found by a profile that was
// learned from the others.
type Recall struct {
	Seed        string
	Probability float64
	Found       bool
	Alone       bool // the only one of its language: the others cannot find it by their words
}

// Build learns from seeds. The profile, which may be nil, gives rules and names
// of its own that the seeds are tried against as well.
func Build(seeds []Seed, tables background.Tables, profile *matcher.Profile, lexicons map[string]*matcher.Lexicon) (*Learned, error) {
	kept, warnings := check(seeds)
	if len(kept) == 0 {
		return nil, fmt.Errorf("none of the %d seeds holds an article", len(seeds))
	}
	l := &Learned{Terms: Terms(kept, tables), Kept: kept, Warnings: warnings}
	if len(l.Terms) == 0 {
		return nil, fmt.Errorf("the %d seeds hold nothing but common words", len(kept))
	}
	var err error
	if l.Cohesion, err = Cohesion(kept, tables); err != nil {
		return nil, err
	}
	l.Names = names(kept)
	for i, seed := range kept {
		recall, err := l.leaveOut(i, tables, profile, lexicons)
		if err != nil {
			return nil, fmt.Errorf("learn without %s: %w", seed.ID, err)
		}
		l.Seeds = append(l.Seeds, recall)
	}
	apart, err := strangers(kept, tables)
	if err != nil {
		return nil, err
	}
	l.Warnings = append(l.Warnings, apart...)
	return l, nil
}

// Apply puts what was learned into a profile, in place of what it had learned
// before; what people wrote stays.
func (l *Learned) Apply(p *matcher.Profile) {
	p.Terms, p.Similarity.Cohesion = l.Terms, l.Cohesion
}

// manySeeds is from how many on the cohesion of all stands for that of all but
// one, which would have to be measured anew for each.
const manySeeds = 8

// leaveOut tries the profile that the other seeds make on seed i.
func (l *Learned) leaveOut(i int, tables background.Tables, profile *matcher.Profile, lexicons map[string]*matcher.Lexicon) (Recall, error) {
	seed := l.Kept[i]
	out := Recall{Seed: seed.ID, Alone: len(sameLanguage(l.Kept, i)) == 0}
	if out.Alone && profile == nil {
		return out, nil
	}
	p := matcher.Profile{Name: "others"}
	if profile != nil {
		p = *profile
	}
	others, cohesion := without(l.Kept, i), l.Cohesion
	if len(l.Kept) < manySeeds {
		var err error
		if cohesion, err = Cohesion(others, tables); err != nil {
			return out, err
		}
	}
	(&Learned{Terms: Terms(others, tables), Cohesion: cohesion}).Apply(&p)
	m, err := compile(&p, lexicons, tables)
	if err != nil {
		return out, err
	}
	match := m.Match(seed.document())[0]
	out.Probability, out.Found = match.Probability, match.Hit
	return out, nil
}

func compile(p *matcher.Profile, lexicons map[string]*matcher.Lexicon, tables background.Tables) (*matcher.Matcher, error) {
	m, problems := matcher.Compile([]*matcher.Profile{p}, lexicons)
	if m != nil {
		return m.Against(tables), nil
	}
	var all []string
	for _, problem := range problems {
		if !problem.Warning {
			all = append(all, problem.Message)
		}
	}
	return nil, fmt.Errorf("profile %s: %s", p.Name, strings.Join(all, "; "))
}
