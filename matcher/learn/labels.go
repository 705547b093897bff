package learn

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"vedette/matcher"
	"vedette/matcher/background"
	"vedette/matcher/text"
)

// Label is what somebody said of a document.
type Label struct {
	Document matcher.Document
	Relevant bool
	At       time.Time // when it was said; zero: on the day of the document
	By       string    // who said it; may be ""
	// Cluster is the same for copies of one report, which have one vote together;
	// "" where it is not known. Documents of equal text are copies in any case.
	Cluster string
}

// Setting is what a profile stands in when it learns from labels.
type Setting struct {
	Lexicons   map[string]*matcher.Lexicon // as matcher.Compile takes them
	Tables     background.Tables           // how common terms are; nil stands for the shipped ones
	Background []matcher.Document          // ordinary unlabelled documents; nearly all are not relevant
}

// Proposal is a profile that learned from labels, and what becomes of these.
type Proposal struct {
	Profile  *matcher.Profile // a copy; the one it was learned from is untouched
	Outcomes []Outcome        // in the order of the labels
}

// Outcome says what three profiles make of a labelled document. LeftOut is by
// the profile that learned from the labels of other clusters alone, and so the
// one that foretells how the proposed profile does on documents to come.
type Outcome struct {
	Weight                 float64 // of its vote, at most 1
	Before, After, LeftOut matcher.Match
}

const (
	halfLife = 180 * 24 * time.Hour // in which a label loses half of its weight
	// mostFolds the labels are split into, each to be left out once.
	mostFolds        = 8
	backgroundSample = 200 // documents, each with the weight of
	backgroundWeight = 0.2
)

// FromLabels proposes what a profile becomes by labels: weights of rules,
// penalties and likeness, typical terms, the calibration of its scores and its
// threshold. All but the terms is fitted on what profiles make of documents
// whose labels they have not seen.
func FromLabels(p *matcher.Profile, labels []Label, setting Setting) (*Proposal, error) {
	votes, folds, err := vote(labels)
	if err != nil {
		return nil, err
	}
	s := &study{profile: p, labels: labels, votes: votes, folds: folds, setting: setting}
	if err := s.observe(); err != nil {
		return nil, err
	}
	out := &Proposal{Outcomes: make([]Outcome, len(labels))}
	if out.Profile, err = s.propose(-1); err != nil {
		return nil, err
	}
	before, err := compile(p, setting.Lexicons, setting.Tables)
	if err != nil {
		return nil, err
	}
	after, err := compile(out.Profile, setting.Lexicons, setting.Tables)
	if err != nil {
		return nil, err
	}
	for i, label := range labels {
		out.Outcomes[i].Weight = votes[i]
		out.Outcomes[i].Before, out.Outcomes[i].After = before.Match(label.Document)[0], after.Match(label.Document)[0]
	}
	return out, s.leaveOut(out.Outcomes)
}

// vote gives each label its weight and its fold. A label weighs less the older
// it is, beside the newest; those of one cluster share a vote and a fold.
func vote(labels []Label) (votes []float64, folds []int, err error) {
	if len(labels) == 0 {
		return nil, nil, errors.New("there are no labels to learn from")
	}
	clusters := clustersOf(labels)
	counts := map[int]int{}
	var newest time.Time
	for i, label := range labels {
		counts[clusters[i]]++
		if said := label.said(); said.After(newest) {
			newest = said
		}
	}
	n := min(mostFolds, len(counts))
	votes, folds = make([]float64, len(labels)), make([]int, len(labels))
	for i, label := range labels {
		votes[i] = 1 / float64(counts[clusters[i]])
		if said := label.said(); !said.IsZero() {
			votes[i] *= math.Exp2(-float64(newest.Sub(said)) / float64(halfLife))
		}
		folds[i] = clusters[i] % n
	}
	return votes, folds, nil
}

func (l *Label) said() time.Time {
	if l.At.IsZero() {
		return l.Document.Date
	}
	return l.At
}

// clustersOf numbers the clusters of labels in order of their first. Labels of
// equal text are of one cluster, and so are their clusters.
func clustersOf(labels []Label) []int {
	parent := make([]int, len(labels)) // of each label, one that it is of a cluster with
	root := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	first := map[string]int{}
	for i, label := range labels {
		parent[i] = i
		names := []string{"text " + foldedText(&label.Document)}
		if label.Cluster != "" {
			names = append(names, "cluster "+label.Cluster)
		}
		for _, name := range names {
			if other, known := first[name]; known {
				a, b := root(other), root(i)
				parent[max(a, b)] = min(a, b)
			} else {
				first[name] = i
			}
		}
	}
	numbers := map[int]int{}
	out := make([]int, len(labels))
	for i := range labels {
		number, known := numbers[root(i)]
		if !known {
			number = len(numbers)
			numbers[root(i)] = number
		}
		out[i] = number
	}
	return out
}

// foldedText is the text of a document as matching sees it.
func foldedText(doc *matcher.Document) string {
	var w text.Words
	w.Add(doc.Title, true)
	w.Add(doc.Text, false)
	var b strings.Builder
	for i := range w.List {
		b.Write(w.Fold(i))
		b.WriteByte(' ')
	}
	return b.String()
}

// study is one round of learning.
type study struct {
	profile  *matcher.Profile
	labels   []Label
	votes    []float64
	folds    []int
	setting  Setting
	observed []observation // of the labels, then of the sample of the background
}

// learners are the labels that are in none but the given fold; -1 leaves none
// out.
func (s *study) learners(without int) (places []int) {
	for i, fold := range s.folds {
		if fold != without {
			places = append(places, i)
		}
	}
	return places
}

// observe matches each label by a profile that took its terms from the labels
// of other folds, and the sample of the background by one that took none.
func (s *study) observe() error {
	s.observed = make([]observation, len(s.labels))
	for fold := range 1 + slices.Max(s.folds) {
		p := *s.profile
		s.relearn(&p, s.learners(fold))
		m, err := s.numbered(&p)
		if err != nil {
			return fmt.Errorf("learn without fold %d: %w", fold, err)
		}
		for i, label := range s.labels {
			if s.folds[i] == fold {
				s.observed[i] = s.observation(m, label.Document)
				s.observed[i].relevant, s.observed[i].vote = label.Relevant, s.votes[i]
			}
		}
	}
	p := *s.profile
	s.relearn(&p, s.learners(-1))
	m, err := s.numbered(&p)
	if err != nil {
		return err
	}
	labelled := map[string]bool{}
	for _, label := range s.labels {
		labelled[foldedText(&label.Document)] = true
	}
	n := len(s.setting.Background)
	for i := range min(n, backgroundSample) {
		doc := s.setting.Background[i*n/min(n, backgroundSample)]
		if labelled[foldedText(&doc)] {
			continue
		}
		o := s.observation(m, doc)
		o.vote, o.unlabelled = backgroundWeight, true
		s.observed = append(s.observed, o)
	}
	return nil
}

// numbered compiles a profile so that the evidence of its rules says which of
// them it is of, and scores are as they were before any calibration.
func (s *study) numbered(p *matcher.Profile) (*matcher.Matcher, error) {
	bare := *p
	bare.Calibration = matcher.Calibration{}
	bare.Rules, bare.Penalties = slices.Clone(p.Rules), slices.Clone(p.Penalties)
	for i := range bare.Rules {
		bare.Rules[i].Because = strconv.Itoa(i)
	}
	for i := range bare.Penalties {
		bare.Penalties[i].Because = strconv.Itoa(len(bare.Rules) + i)
	}
	return compile(&bare, s.setting.Lexicons, s.setting.Tables)
}

// propose learns from the labels of all folds but one; -1 leaves none out.
func (s *study) propose(without int) (*matcher.Profile, error) {
	p := *s.profile
	p.Rules, p.Penalties = slices.Clone(p.Rules), slices.Clone(p.Penalties)
	s.relearn(&p, s.learners(without))
	var seen []*observation
	for i := range s.observed {
		if i >= len(s.labels) || s.folds[i] != without {
			seen = append(seen, &s.observed[i])
		}
	}
	m := newModel(&p)
	m.fit(seen)
	m.calibrate(seen)
	m.apply(&p)
	return &p, nil
}

// leaveOut fills in what is made of each label by those of other folds.
func (s *study) leaveOut(outcomes []Outcome) error {
	for fold := range 1 + slices.Max(s.folds) {
		if len(s.learners(fold)) == 0 { // a single cluster
			for i := range outcomes {
				outcomes[i].LeftOut = outcomes[i].Before
			}
			return nil
		}
		p, err := s.propose(fold)
		if err != nil {
			return err
		}
		m, err := compile(p, s.setting.Lexicons, s.setting.Tables)
		if err != nil {
			return fmt.Errorf("learn without fold %d: %w", fold, err)
		}
		for i, label := range s.labels {
			if s.folds[i] == fold {
				outcomes[i].LeftOut = m.Match(label.Document)[0]
			}
		}
	}
	return nil
}

// observation is what the fit sees of a document.
type observation struct {
	relevant bool
	vote     float64
	fixed    float64 // the part of the logit that is not learned: bias, focus, background
	rules    []int   // that hold, penalties numbered after the rules
	likeness float64 // its part of the logit, at a weight of 1
	evidence bool    // anything was found

	unlabelled bool // of the background
}

// observation reads the evidence of a document.
func (s *study) observation(m *matcher.Matcher, doc matcher.Document) observation {
	match := m.Match(doc)[0]
	o := observation{evidence: len(match.Evidence) > 0, fixed: match.Score}
	for _, e := range match.Evidence {
		switch e.Kind {
		case "rule", "penalty":
			i, err := strconv.Atoi(e.Text)
			if err != nil {
				panic(err) // numbered gave it
			}
			o.rules = append(o.rules, i)
			o.fixed -= e.Weight
		case "likeness":
			o.likeness = e.Weight / cmp.Or(weightOf(s.profile), 1)
			o.fixed -= e.Weight
		}
	}
	return o
}

// weightOf is the weight of a profile's likeness.
func weightOf(p *matcher.Profile) float64 {
	if p.Similarity.Weight == nil {
		return 1
	}
	return *p.Similarity.Weight
}
