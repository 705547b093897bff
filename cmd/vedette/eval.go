package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/matcher"
	"vedette/matcher/background"
	"vedette/matcher/measure"
)

func newProfileEval(a *app) *cobra.Command {
	var e evaluation
	var goldFile, backgroundFile string
	var seedFiles []string
	cmd := &cobra.Command{
		Use:   "eval --gold FILE [PROFILE…]",
		Short: "Measure profiles against judged documents",
		Long: "Measures how well profiles decide, against documents that somebody judged: JSON\n" +
			"lines as for match, each with \"relevance\": {\"PROFILE\": 2}, where 2 is relevant, 1\n" +
			"is ignored and 0 is not, and with \"cluster\", the same for copies of one report,\n" +
			"where it has any. Without PROFILE it measures all that are loaded and judged.\n\n" +
			"Beside each profile stand searches that need no profile: Boolean, the two entities\n" +
			"that most of its rules name; Rocchio and BM25, which look for what resembles the\n" +
			"examples of --seeds. Without --seeds these are the first relevant documents of the\n" +
			"gold, four at most, which then count for nobody. With --background all set their\n" +
			"thresholds by the same ordinary documents, the profiles too.",
		RunE: func(_ *cobra.Command, asked []string) error {
			cfg, err := a.loadForReading()
			if err != nil {
				return err
			}
			if e.gold, err = a.readGold(goldFile); err != nil {
				return err
			}
			profiles, err := judgedProfiles(cfg.Matcher.Profiles(), e.gold, asked)
			if err != nil {
				return err
			}
			if e.boolean != "" && len(profiles) != 1 {
				return fmt.Errorf("--boolean is one search, but %d profiles are measured; name the one it is for", len(profiles))
			}
			if err := e.readExamples(a, seedFiles, backgroundFile); err != nil {
				return err
			}
			if e.matcher, err = a.calibrated(cfg.Matcher, backgroundFile); err != nil {
				return err
			}
			e.cfg, e.app = cfg, a
			return e.run(profiles)
		},
	}
	cmd.Flags().StringVar(&goldFile, "gold", "", "judged documents, JSON lines in `FILE`; - is standard input")
	cmd.Flags().StringArrayVar(&seedFiles, "seeds", nil, "articles in `FILE` that Rocchio and BM25 learn from; may be given more than once")
	backgroundFlag(cmd, &backgroundFile, ",\nand Rocchio and BM25 each get the best there is, which they could not know")
	cmd.Flags().StringVar(&e.boolean, "boolean", "", "the Boolean search, a `RULE` such as 'assad AND putin'")
	format := formatFlag(cmd, "text", "json")
	cmd.PreRun = func(*cobra.Command, []string) { e.json = *format == "json" }
	if err := cmd.MarkFlagRequired("gold"); err != nil {
		panic(err) // only when the command is put together wrongly
	}
	return cmd
}

// evaluation is one run of profile eval.
type evaluation struct {
	app     *app
	cfg     *config.Config
	matcher *matcher.Matcher // of cfg, or calibrated on --background
	json    bool
	boolean string
	gold    []judgement
	seeds   []measure.Document // of --seeds
	other   []measure.Document // of --background
}

// readExamples reads what the baselines learn from.
func (e *evaluation) readExamples(a *app, seedFiles []string, backgroundFile string) error {
	into := func(documents *[]measure.Document) func(matcher.Document) error {
		return func(d matcher.Document) error {
			*documents = append(*documents, measure.NewDocument(d.Language, d.Title, d.Text))
			return nil
		}
	}
	for _, file := range seedFiles {
		if err := a.readDocuments(file, into(&e.seeds)); err != nil {
			return fmt.Errorf("read the seeds: %w", err)
		}
	}
	if backgroundFile == "" {
		return nil
	}
	if err := a.readDocuments(backgroundFile, into(&e.other)); err != nil {
		return fmt.Errorf("read the background: %w", err)
	}
	return nil
}

// system is what is measured: a profile, or a baseline beside it.
type system struct {
	name      string
	decisions []measure.Decision
}

func (e *evaluation) run(profiles []string) error {
	show, end := progress(e.app.stderr, "matching")
	matches := make([][]matcher.Match, len(e.gold))
	for i, j := range e.gold {
		if show != nil {
			show(i, len(e.gold))
		}
		matches[i] = e.matcher.Match(j.doc)
	}
	end()
	for i, name := range profiles {
		at := slices.Index(e.matcher.Profiles(), name)
		r, err := e.profile(name, func(i int) matcher.Match { return matches[i][at] })
		if err != nil {
			return err
		}
		if i > 0 && !e.json {
			fmt.Fprintln(e.app.stdout)
		}
		if err := r.print(e.app.stdout, e.json); err != nil {
			return err
		}
	}
	return nil
}

// profile measures one profile and its baselines; match gives what it makes of a
// document of the gold.
func (e *evaluation) profile(name string, match func(i int) matcher.Match) (*report, error) {
	p := e.cfg.Loaded[slices.IndexFunc(e.cfg.Loaded, func(p *matcher.Profile) bool { return p.Name == name })]
	examples := e.examples(name)
	var places []int // of the judged documents that count
	own := system{name: "vedette"}
	for i, j := range e.gold {
		relevance, judged := j.Relevance[name]
		if !judged || slices.Contains(examples, i) {
			continue
		}
		m := match(i)
		places = append(places, i)
		own.decisions = append(own.decisions, measure.Decision{
			ID: j.ID, Topic: name, Score: m.Score, Probability: m.Probability, Threshold: m.Threshold, Hit: m.Hit,
			Relevance: relevance, Language: cmp.Or(j.doc.Language, "und"), Day: j.day(), Cluster: j.Cluster,
		})
	}
	r := &report{profile: name, systems: []system{own}, examples: len(e.seeds), given: e.seeds != nil, background: len(e.other)}
	if !r.given {
		r.examples = len(examples)
	}
	if r.query = e.query(p); r.query != "" {
		decisions, err := e.searched(p, r.query, places, own.decisions)
		if err != nil {
			return nil, err
		}
		r.systems = append(r.systems, system{"Boolean", decisions})
	}
	if r.examples > 0 {
		r.systems = append(r.systems, e.resembling(examples, places, own.decisions, alarms(p))...)
	}
	r.measure()
	return r, nil
}

// mostExamples are taken from the gold for the baselines, and never more than
// half of what is relevant.
const mostExamples = 4

// examples are the places of the first relevant documents of the gold, by date,
// where there are no others for the baselines.
func (e *evaluation) examples(profile string) []int {
	if e.seeds != nil {
		return nil
	}
	var relevant []int
	for i, j := range e.gold {
		if j.Relevance[profile] == 2 {
			relevant = append(relevant, i)
		}
	}
	slices.SortStableFunc(relevant, func(a, b int) int { return e.gold[a].doc.Date.Compare(e.gold[b].doc.Date) })
	return relevant[:min(mostExamples, len(relevant)/2)]
}

// query is the Boolean search beside a profile.
func (e *evaluation) query(p *matcher.Profile) string {
	if e.boolean != "" {
		return e.boolean
	}
	var rules []string
	for _, r := range p.Rules {
		rules = append(rules, r.When)
	}
	return measure.Boolean(rules, func(name string) bool {
		if p.Entities[name] != nil {
			return true
		}
		return slices.ContainsFunc(p.Lexicon, func(l string) bool { return e.cfg.Lexicons[l] != nil && e.cfg.Lexicons[l].Entities[name] != nil })
	})
}

// searched decides with a search alone: the profile without its rules.
func (e *evaluation) searched(p *matcher.Profile, query string, places []int, like []measure.Decision) ([]measure.Decision, error) {
	m, problems := matcher.Compile([]*matcher.Profile{{
		Name: p.Name, Lexicon: p.Lexicon, Entities: p.Entities, Classes: p.Classes,
		Rules: []matcher.Rule{{When: query, Weight: 8}},
	}}, e.cfg.Lexicons)
	if m == nil {
		at := slices.IndexFunc(problems, func(p matcher.Problem) bool { return !p.Warning })
		return nil, fmt.Errorf("the Boolean search %q for %s: %s; write it like the rules of a profile", query, p.Name, problems[at].Message)
	}
	decisions := slices.Clone(like)
	for i, at := range places {
		d := &decisions[i]
		d.Score, d.Hit = 0, m.Match(e.gold[at].doc)[0].Hit
		if d.Hit {
			d.Score = 1
		}
		d.Probability, d.Threshold = math.NaN(), 1
	}
	return decisions, nil
}

// resembling decides by resemblance to the examples.
func (e *evaluation) resembling(examples, places []int, like []measure.Decision, alarms float64) []system {
	var documents []measure.Document
	for _, j := range e.gold {
		documents = append(documents, measure.NewDocument(j.doc.Language, j.Title, j.Text))
	}
	if e.seeds != nil {
		for i := range e.seeds {
			examples = append(examples, len(documents)+i)
		}
		documents = append(documents, e.seeds...)
	}
	ordinary := len(documents)
	documents = append(documents, e.other...)
	idf := func(language string, key uint64) float64 { return float64(background.Shipped(language).IDF(key)) }
	if len(e.other) > 0 {
		idf = measure.Counted(e.other)
	}
	x := measure.NewIndex(documents, idf)
	systems := []system{{name: "Rocchio"}, {name: "BM25"}}
	for i, scores := range [][]float64{x.Rocchio(examples), x.MoreLikeThis(examples)} {
		decisions := slices.Clone(like)
		for k, at := range places {
			decisions[k].Score, decisions[k].Probability = scores[at], math.NaN()
		}
		threshold := measure.Compute(decisions).BestThreshold
		if len(e.other) > 0 {
			threshold = background.Tail(scores[ordinary:], alarms)
		}
		for k := range decisions {
			decisions[k].Threshold, decisions[k].Hit = threshold, decisions[k].Score >= threshold
		}
		systems[i].decisions = decisions
	}
	return systems
}

// alarms is the false-alarm rate that a profile allows, 1 in 2,000 where it does
// not say.
func alarms(p *matcher.Profile) float64 {
	if _, items, found := strings.Cut(p.Threshold.Alarms, "/"); found {
		if n, err := strconv.ParseFloat(strings.TrimSpace(items), 64); err == nil && n >= 1 {
			return 1 / n
		}
	}
	return 1.0 / 2000
}
