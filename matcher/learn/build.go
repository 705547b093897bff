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
	Seeds    []Recall // in the order of the seeds
	Warnings []string // whole sentences with the remedy
}

// Recall says whether a seed would have been found by a profile that was
// learned from the others.
type Recall struct {
	Seed        string
	Probability float64
	Found       bool
}

// Build learns from seeds. The profile, which may be nil, gives rules and names
// of its own that the seeds are tried against as well.
func Build(seeds []Seed, tables background.Tables, profile *matcher.Profile, lexicons map[string]*matcher.Lexicon) (*Learned, error) {
	kept, warnings := check(seeds)
	if len(kept) == 0 {
		return nil, fmt.Errorf("none of the %d seeds holds an article", len(seeds))
	}
	l := &Learned{Terms: Terms(kept, tables), Warnings: warnings}
	var err error
	if l.Cohesion, err = Cohesion(kept, tables); err != nil {
		return nil, err
	}
	l.Names = names(kept)
	for i, seed := range kept {
		recall, err := leaveOut(kept, i, tables, profile, lexicons)
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

// leaveOut tries the profile that the other seeds make on seed i.
func leaveOut(seeds []Seed, i int, tables background.Tables, profile *matcher.Profile, lexicons map[string]*matcher.Lexicon) (Recall, error) {
	out := Recall{Seed: seeds[i].ID}
	others := without(seeds, i)
	if len(others) == 0 {
		return out, nil
	}
	p := matcher.Profile{Name: "others"}
	if profile != nil {
		p = *profile
	}
	cohesion, err := Cohesion(others, tables)
	if err != nil {
		return out, err
	}
	(&Learned{Terms: Terms(others, tables), Cohesion: cohesion}).Apply(&p)
	m, err := compile(&p, lexicons, tables)
	if err != nil {
		return out, err
	}
	match := m.Match(seeds[i].document())[0]
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
