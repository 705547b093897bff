package matcher

import (
	"time"

	"go.yaml.in/yaml/v4"
)

// Profile is one subject, as its YAML file has it.
type Profile struct {
	Name        string                        `yaml:"name"`
	Title       string                        `yaml:"title,omitempty"`
	Description string                        `yaml:"description,omitempty"`
	Seeds       []Seed                        `yaml:"seeds,omitempty"`
	Lexicon     []string                      `yaml:"lexicon,omitempty"` // names of shared lexicons
	Entities    map[string]*Entity            `yaml:"entities,omitempty"`
	Classes     map[string]*Class             `yaml:"classes,omitempty"`
	Rules       []Rule                        `yaml:"rules,omitempty"`
	Penalties   []Rule                        `yaml:"penalties,omitempty"`
	Terms       map[string]map[string]float64 `yaml:"terms,omitempty"` // learned: language -> typical word -> weight, above 0
	Similarity  Similarity                    `yaml:"similarity,omitempty"`
	Calibration Calibration                   `yaml:"calibration,omitempty"` // learned from labels
	Threshold   Threshold                     `yaml:"threshold,omitempty"`
}

// Lexicon is a file of entities and classes that profiles share.
type Lexicon struct {
	Name     string             `yaml:"name"`
	Entities map[string]*Entity `yaml:"entities,omitempty"`
	Classes  map[string]*Class  `yaml:"classes,omitempty"`
}

// Seed says what a profile was learned from; the text itself is not kept.
type Seed struct {
	SHA256 string  `yaml:"sha256"`
	Title  string  `yaml:"title,omitempty"`
	Weight float64 `yaml:"weight,omitempty"` // 0 means 1
}

// Entity is a person, place or organisation with its names per language.
type Entity struct {
	Title   string             `yaml:"title,omitempty"`
	Kind    string             `yaml:"kind,omitempty"` // person, place, organisation
	Aliases map[string][]Alias `yaml:"aliases"`        // language, or any, -> names in base form
	Not     []string           `yaml:"not,omitempty"`  // phrases that are someone or something else
}

// Class is a group of words for one kind of action or thing.
type Class struct {
	Title string             `yaml:"title,omitempty"`
	Words map[string][]Alias `yaml:"words"` // language, or any, -> words; a trailing * matches any ending
	Not   []string           `yaml:"not,omitempty"`
}

// Alias is one name: a plain scalar, or {name, ambiguous, from, until}.
type Alias struct {
	Name      string    `yaml:"name"`
	Ambiguous bool      `yaml:"ambiguous,omitempty"` // a common word too: counts only in company
	From      time.Time `yaml:"from,omitempty"`      // a role that holds from this day
	Until     time.Time `yaml:"until,omitempty"`     // and through this one
}

// UnmarshalYAML takes the plain form as well as the mapping.
func (a *Alias) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*a = Alias{Name: node.Value}
		return nil
	}
	type plain Alias
	return node.Load((*plain)(a), yaml.WithKnownFields())
}

// Rule adds Weight to the score of a document in which When holds.
type Rule struct {
	When    string  `yaml:"when"`
	Weight  float64 `yaml:"weight"`
	Because string  `yaml:"because,omitempty"`
}

// Similarity says how the likeness of a document's terms to Terms counts.
type Similarity struct {
	// Cohesion is how alike the seeds are: the mean cosine of each to what is
	// learned from the others, 0 to 1. 0: not known, as of a single seed.
	Cohesion float64 `yaml:"cohesion,omitempty"`
	// Weight is how much likeness counts beside rules, 0 to 1; nil means 1:
	// likeness alone can make a hit.
	Weight *float64 `yaml:"weight,omitempty"`
}

// Calibration brings the scores of a profile to what labels say of them: the
// logit of a document with any evidence becomes Shift + Slope times what it was,
// which its evidence shows as of the kind labels.
type Calibration struct {
	Shift float64 `yaml:"shift,omitempty"` // of the logit, -10 to 10
	Slope float64 `yaml:"slope,omitempty"` // 0.1 to 10; 0 means 1
}

// Threshold says from which probability a document is a hit. With Alarms the
// probability is derived from the background; until there is one, Probability
// (default 0.5) holds.
type Threshold struct {
	Probability float64 `yaml:"probability,omitempty"`
	Alarms      string  `yaml:"alarms,omitempty"` // "1/2000": at most one false alarm in so many items
}
