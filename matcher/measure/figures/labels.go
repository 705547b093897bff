package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
	"text/tabwriter"

	"vedette/config"
	"vedette/matcher"
	"vedette/matcher/learn"
	"vedette/matcher/measure"
)

// labels asks what judgements of a profile's own finds teach it: on two
// collections of topics, what comes after the last label; on the built-in
// profiles, the half of the judged articles that was not learned from.
func labels(w io.Writer, dir string) error {
	for _, read := range []func(string) (*Collection, error){readReuters, readCurrentEvents} {
		c, err := read(dir)
		if err != nil {
			return err
		}
		before, err := c.seeded()
		if err != nil {
			return err
		}
		found, err := c.matches(before)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\nLabels, %s\nprofiles from %d seeds; labels for what they found likeliest until half of what is relevant was past;\nmeasured on what came after. What speaks: documents in which a profile saw anything\n", c.Title, mostSeeds)
		for _, n := range []int{20, 50} {
			if err := c.labelled(w, before, found, n); err != nil {
				return err
			}
		}
	}
	return halves(w, dir)
}

// halves lets the built-in profiles learn from every second of the judged
// articles and measures them on the others, and the other way round.
func halves(w io.Writer, dir string) error {
	cfg, err := config.LoadForReading("")
	if err != nil {
		return fmt.Errorf("load the built-in profiles: %w", err)
	}
	articles, err := read(dir, "gold", "dev.jsonl.gz")
	if err != nil {
		return err
	}
	items, err := read(dir, "stream", "rss-2020-01_2022-08.jsonl.gz")
	if err != nil {
		return err
	}
	setting := learn.Setting{Lexicons: cfg.Lexicons}
	for i := 0; i < len(items); i += len(items) / 200 {
		setting.Background = append(setting.Background, items[i].document())
	}
	fmt.Fprintf(w, "\nLabels, built-in profiles: one half of the judged articles, in the order of the data every second,\nis learned from, the other measured; then the other way round\n")
	for _, p := range cfg.Loaded {
		var halves [2][]Article
		for _, a := range articles {
			if relevance, judged := a.Relevance[p.Name]; judged && relevance != 1 {
				half := (len(halves[0]) + len(halves[1])) % 2
				halves[half] = append(halves[half], a)
			}
		}
		if len(halves[1]) == 0 {
			continue
		}
		was, is, kept := report{name: "before"}, report{name: "learned"}, report{name: "unless refused"}
		refused := 0
		for k := range halves {
			first, then, lost, err := half(p, halves[k], halves[1-k], setting)
			if err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
			was.add(first)
			is.add(then)
			if lost {
				refused++
				then = first
			}
			kept.add(then)
		}
		if err := printLabels(w, fmt.Sprintf("%s, %d of 2 refused", p.Name, refused), was, is, kept); err != nil {
			return err
		}
	}
	return nil
}

// half learns from some articles and decides about others, before and then.
func half(p *matcher.Profile, some, others []Article, setting learn.Setting) (before, then []measure.Decision, refused bool, err error) {
	var labels []learn.Label
	for _, a := range some {
		labels = append(labels, learn.Label{Document: a.document(), Relevant: a.Relevance[p.Name] == 2})
	}
	proposal, err := learn.FromLabels(p, labels, setting)
	if err != nil {
		return nil, nil, false, err
	}
	m, problems := matcher.Compile([]*matcher.Profile{p, renamed(proposal.Profile)}, setting.Lexicons)
	if m == nil {
		return nil, nil, false, fmt.Errorf("compile what was learned: %v", problems)
	}
	at := func(k int) []measure.Decision {
		return decisions(p.Name, others, func(i int) matcher.Match { return m.Match(others[i].document())[k] })
	}
	return at(0), at(1), loses(labels, proposal), nil
}

// renamed lets a learned profile stand beside the one it was learned from.
func renamed(p *matcher.Profile) *matcher.Profile {
	learned := *p
	learned.Name = "learned"
	return &learned
}

// found is what the profile of one topic makes of articles, by their places;
// others it saw nothing in.
type found map[int]matcher.Match

// seeded learns a profile for each topic from its seeds.
func (c *Collection) seeded() ([]*matcher.Profile, error) {
	profiles, errs := make([]*matcher.Profile, len(c.Topics)), make([]error, len(c.Topics))
	parallel(len(c.Topics), func(i int) {
		seeds := c.Topics[i].Seeds[:mostSeeds]
		profiles[i], errs[i] = learned(c, seeds, fmt.Sprintf("topic-%d", i))
		if errs[i] != nil {
			return
		}
		for _, at := range seeds {
			sum := sha256.Sum256([]byte(c.Articles[at].Text))
			profiles[i].Seeds = append(profiles[i].Seeds, matcher.Seed{SHA256: hex.EncodeToString(sum[:]), Weight: 1})
		}
	})
	return profiles, errors.Join(errs...)
}

// matches matches all articles in one pass; of a nil profile nothing is found.
func (c *Collection) matches(profiles []*matcher.Profile) ([]found, error) {
	var some []*matcher.Profile
	var places []int
	for i, p := range profiles {
		if p != nil {
			some, places = append(some, p), append(places, i)
		}
	}
	m, problems := matcher.Compile(some, nil)
	if m == nil {
		return nil, fmt.Errorf("compile the learned profiles: %v", problems[0].Message)
	}
	m = m.Against(c.Tables)
	place := map[string]int{}
	for i, name := range m.Profiles() {
		place[name] = places[i]
	}
	out := make([]found, len(profiles))
	for i := range out {
		out[i] = found{}
	}
	var mu sync.Mutex
	parallel(len(c.Articles), func(i int) {
		for _, match := range m.Found(c.Articles[i].document()) {
			match.Evidence = nil
			mu.Lock()
			out[place[match.Profile]][i] = match
			mu.Unlock()
		}
	})
	return out, nil
}

// remaining is how much that is relevant must come after the labels for
// anything to be measured.
const remaining = 5

// draw returns n labels as an analyst would give them who has read the stream
// until half of what is relevant was past: for what the profile found likeliest
// until then, hits and the nearest misses. after is where the stream goes on;
// there are no labels where too little was found or is to come.
func (c *Collection) draw(t *Topic, finds found, n int) (out []learn.Label, after int) {
	relevant := 0
	for _, r := range t.Relevance {
		relevant += r / 2
	}
	var candidates []int // places in the stream
	for past := 0; past < relevant-relevant/2; after++ {
		past += t.Relevance[after] / 2
		if _, seen := finds[t.Stream[after]]; seen && t.Relevance[after] != 1 {
			candidates = append(candidates, after)
		}
	}
	if relevant/2 < remaining || len(candidates) < n/2 {
		return nil, 0
	}
	slices.SortStableFunc(candidates, func(a, b int) int {
		return cmp.Compare(finds[t.Stream[b]].Score, finds[t.Stream[a]].Score)
	})
	for _, i := range candidates[:min(n, len(candidates))] {
		at := t.Stream[i]
		out = append(out, learn.Label{Document: c.Articles[at].document(), Relevant: t.Relevance[i] == 2})
	}
	return out, after
}

// pupil is the profile of one topic, before and after it learned from labels.
type pupil struct {
	topic         *Topic
	before, after *matcher.Profile
	from          int  // where in the stream the labels end
	refused       bool // the product would not write what it learned
}

// labelled prints what n labels teach.
func (c *Collection) labelled(w io.Writer, before []*matcher.Profile, finds []found, n int) error {
	pupils, errs := make([]pupil, len(before)), make([]error, len(before))
	parallel(len(before), func(i int) {
		pupils[i] = pupil{topic: &c.Topics[i], before: before[i]}
		errs[i] = c.teach(&pupils[i], finds[i], n)
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	profiles, taught := make([]*matcher.Profile, len(pupils)), 0
	for i := range pupils {
		if profiles[i] = pupils[i].after; profiles[i] != nil {
			taught++
		}
	}
	learned, err := c.matches(profiles)
	if err != nil {
		return err
	}
	was, is, kept := report{name: "before"}, report{name: "learned"}, report{name: "unless refused"}
	refused := 0
	for i, p := range pupils {
		if p.after == nil {
			continue
		}
		first, then := p.topic.decisions(finds[i], p.from), p.topic.decisions(learned[i], p.from)
		was.add(first)
		is.add(then)
		if p.refused {
			refused++
			then = first
		}
		kept.add(then)
	}
	return printLabels(w, fmt.Sprintf("%d labels, %d topics, %d refused", n, taught, refused), was, is, kept)
}

// teach lets a profile learn from n labels; its after stays nil where there are
// too few of them.
func (c *Collection) teach(p *pupil, finds found, n int) error {
	labels, from := c.draw(p.topic, finds, n)
	if labels == nil {
		return nil
	}
	setting := learn.Setting{Tables: c.Tables}
	for k := 0; k < len(p.topic.Background); k += max(1, len(p.topic.Background)/200) {
		setting.Background = append(setting.Background, c.Articles[p.topic.Background[k]].document())
	}
	proposal, err := learn.FromLabels(p.before, labels, setting)
	if err != nil {
		return fmt.Errorf("%s: %w", p.topic.Name, err)
	}
	p.after, p.from, p.refused = proposal.Profile, from, loses(labels, proposal)
	return nil
}

// loses tells whether the product would refuse a proposal.
func loses(labels []learn.Label, proposal *learn.Proposal) bool {
	var before, after []measure.Decision
	for i, o := range proposal.Outcomes {
		r := relevant(labels[i].Relevant)
		before = append(before, measure.Decision{Score: o.Before.Score, Hit: o.Before.Hit, Relevance: r})
		after = append(after, measure.Decision{Score: o.After.Score, Hit: o.After.Hit, Relevance: r})
	}
	was, is := measure.Compute(before), measure.Compute(after)
	return is.F1 < was.F1 || is.Utility < was.Utility
}

// report is what profiles make of the same documents.
type report struct {
	name string
	each []measure.Figures
	all  []measure.Decision
}

func (r *report) add(d []measure.Decision) {
	r.each, r.all = append(r.each, measure.Compute(d)), append(r.all, d...)
}

// printLabels compares reports with the first of them.
func printLabels(w io.Writer, head string, reports ...report) error {
	f1 := func(f *measure.Figures) float64 { return f.F1 }
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "\n%s\tF1\tP\tR\tbest F1\tT11SU\tcalibration error, each\tall together\tof what speaks\tF1 over the first\t95 %%\terror of the first's\t\n", head)
	was := column(reports[0].each, f1)
	for _, r := range reports {
		is := column(r.each, f1)
		more := measure.Difference(is, was)
		fmt.Fprintf(table, "%s\t%.3f\t%.2f\t%.2f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%+.3f\t%+.3f to %+.3f\t%.2f\t\n", r.name, measure.Mean(is).Value,
			average(r.each, func(f *measure.Figures) float64 { return f.Precision }),
			average(r.each, func(f *measure.Figures) float64 { return f.Recall }),
			average(r.each, func(f *measure.Figures) float64 { return f.BestF1 }),
			average(r.each, func(f *measure.Figures) float64 { return f.Utility }),
			average(r.each, func(f *measure.Figures) float64 { return f.CalibrationError }),
			measure.Compute(r.all).CalibrationError, measure.Compute(speaking(r.all)).CalibrationError,
			more.Value, more.Low, more.High, (1-measure.Mean(is).Value)/(1-measure.Mean(was).Value))
	}
	return table.Flush()
}

// decisions judges the stream from one place on.
func (t *Topic) decisions(finds found, from int) []measure.Decision {
	var out []measure.Decision
	for i := from; i < len(t.Stream); i++ {
		d := measure.Decision{Topic: t.Name, Score: nothing, Probability: 1 / (1 + math.Exp(-nothing)), Relevance: t.Relevance[i], Threshold: 0.5}
		if m, ok := finds[t.Stream[i]]; ok {
			d.Score, d.Probability, d.Threshold, d.Hit = m.Score, m.Probability, m.Threshold, m.Hit
		}
		out = append(out, d)
	}
	return out
}

// speaking are the decisions about documents in which anything was found.
func speaking(all []measure.Decision) (out []measure.Decision) {
	for _, d := range all {
		if d.Score != nothing {
			out = append(out, d)
		}
	}
	return out
}
