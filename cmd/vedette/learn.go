package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/matcher"
	"vedette/matcher/background"
	"vedette/matcher/learn"
	"vedette/matcher/measure"
	"vedette/matcher/text"
)

func newProfileLearn(a *app) *cobra.Command {
	var l lesson
	cmd := &cobra.Command{
		Use:   "learn PROFILE --labels FILE",
		Short: "Propose a changed profile from labels, with its effect",
		Long: "Learns from documents that somebody judged: JSON lines as for match, each with\n" +
			"\"label\": \"relevant\" or \"irrelevant\", with \"cluster\", the same for copies of one\n" +
			"report, and with \"at\" and \"by\", when it was judged and by whom, where that is\n" +
			"known. Prints how the profile's file would change, and what becomes of the labels:\n" +
			"with the profile as it is, as proposed, and as it would be without the very label,\n" +
			"which tells most of documents to come. What makes them worse is refused.\n\n" +
			"What a label taught stays in the profile: give each label once, or learn from all\n" +
			"of them anew with the file that --write kept.",
		Example: "  vedette profile learn my-subject --labels judged.jsonl\n" +
			"  vedette profile learn my-subject --labels judged.jsonl --background items.jsonl --write",
		Args: cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&l.labels, "labels", "", "judged documents, JSON lines in `FILE`; - is standard input")
	cmd.Flags().StringVar(&l.background, "background", "", "ordinary documents in `FILE`: what is common in the stream, and what is not relevant")
	cmd.Flags().BoolVar(&l.write, "write", false, "change the profile's file; the old one is kept beside it as FILE~")
	cmd.Flags().BoolVar(&l.doubtful, "doubtful", false, "with --write: write even what labels that were left out speak against")
	format := formatFlag(cmd, "text", "json")
	if err := cmd.MarkFlagRequired("labels"); err != nil {
		panic(err) // only when the command is put together wrongly
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		l.json = *format == "json"
		return l.run(a, args[0])
	}
	return cmd
}

// lesson is one run of profile learn.
type lesson struct {
	labels, background string
	write, json        bool
	doubtful           bool // write what labels left out speak against
}

func (l *lesson) run(a *app, name string) error {
	if l.background == "-" && l.labels == "-" {
		return errors.New("labels and background cannot both be standard input; name a file for one")
	}
	cfg, err := a.loadForReading()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(cfg.Loaded, func(p *matcher.Profile) bool { return p.Name == name })
	if at < 0 {
		return fmt.Errorf("the profile %q is not loaded; loaded are %s: add it to profiles in the configuration", name, strings.Join(cfg.Matcher.Profiles(), ", "))
	}
	source := cfg.Sources[name]
	if shipped, err := config.ProfileYAML(name); l.write && err == nil && bytes.Equal(shipped, source.YAML) {
		return fmt.Errorf("the profile %s is built in and cannot be changed; save it with: vedette profile show %s > %s.yaml, and list ./%s.yaml in its place", name, name, name, name)
	}
	labels, err := a.readLabels(l.labels)
	if err != nil {
		return err
	}
	setting := learn.Setting{Lexicons: cfg.Lexicons}
	if err := l.readBackground(a, &setting); err != nil {
		return err
	}
	proposal, err := learn.FromLabels(cfg.Loaded[at], labels, setting)
	if err != nil {
		return fmt.Errorf("learn from %s: %w", l.labels, err)
	}
	changed, err := proposal.Splice(source.YAML)
	if err != nil {
		return fmt.Errorf("%s: %w", source.File, err)
	}
	e := effectOf(name, source.File, labels, proposal)
	e.Diff = string(diff.Diff(source.File, source.YAML, source.File, changed))
	if l.write && e.Refused == "" && e.Doubt != "" && !l.doubtful {
		e.Refused = "not written, as it is doubtful: " + e.Doubt + "; --doubtful writes it all the same"
	}
	if l.write && e.Refused == "" && e.Diff != "" {
		if e.Kept, err = rewrite(source.File, source.YAML, changed); err != nil {
			return fmt.Errorf("write the profile: %w", err)
		}
	}
	if err := e.print(a, l.json); err != nil {
		return err
	}
	if e.Refused != "" {
		return errors.New(e.Refused)
	}
	return nil
}

// readBackground reads ordinary documents, and counts what is common in them.
func (l *lesson) readBackground(a *app, setting *learn.Setting) error {
	if l.background == "" {
		return nil
	}
	var counter background.Counter
	err := a.readDocuments(l.background, func(d matcher.Document) error {
		var w text.Words
		w.Add(d.Title, true)
		w.Add(d.Text, false)
		language := w.Language(d.Language)
		counter.Add(language, w.AppendTerms(nil, language))
		setting.Background = append(setting.Background, d)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the background: %w", err)
	}
	setting.Tables = counter.Tables()
	return nil
}

// rewrite replaces a profile's file, if it still is what was learned from, and
// returns where the old one is kept.
func rewrite(file string, old, changed []byte) (kept string, err error) {
	if file, err = filepath.EvalSymlinks(file); err != nil {
		return "", err
	}
	now, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(now, old) {
		return "", fmt.Errorf("%s was changed meanwhile; learn again", file)
	}
	return file + "~", replaceFile(file, changed)
}

// effectOf measures what becomes of the labels.
func effectOf(name, file string, labels []learn.Label, proposal *learn.Proposal) *effect {
	e := &effect{Profile: name, File: file, Labels: len(labels)}
	var decided [3][]measure.Decision
	for i, label := range labels {
		o := proposal.Outcomes[i]
		d := measure.Decision{ID: label.Document.ID}
		if label.Relevant {
			d.Relevance = 2
			e.Relevant++
		}
		for k, m := range []matcher.Match{o.Before, o.After, o.LeftOut} {
			d.Score, d.Probability, d.Threshold, d.Hit = m.Score, m.Probability, m.Threshold, m.Hit
			decided[k] = append(decided[k], d)
		}
		moved := movement{label.Document.ID, oneLine(label.Document.Title), label.Relevant, o.Before.Probability, o.After.Probability}
		switch {
		case o.After.Hit && !o.Before.Hit:
			e.Gained = append(e.Gained, moved)
		case o.Before.Hit && !o.After.Hit:
			e.Lost = append(e.Lost, moved)
		}
	}
	before, after, left := measure.Compute(decided[0]), measure.Compute(decided[1]), measure.Compute(decided[2])
	e.figures = [3]measure.Figures{before, after, left}
	e.Before, e.After, e.LeftOut = replayOf(before), replayOf(after), replayOf(left)
	change := func(to measure.Figures) string {
		return fmt.Sprintf("F1 from %s to %s, T11SU from %s to %s", share(before.F1), share(to.F1), share(before.Utility), share(to.Utility))
	}
	switch {
	case worse(before, after):
		e.Refused = "refused, as it makes the labels worse: " + change(after) + "; look for wrong labels, or give more of them"
	case e.Relevant > 0 && after.Recall == 0:
		e.Refused = "refused, as it would find nothing of what is labelled relevant; look for wrong labels, or give more of them"
	case worse(before, left):
		e.Doubt = "labels that were left out lose by what the others teach: " + change(left) + "; a few more labels would tell"
	}
	return e
}

// worse tells whether a figure by which proposals are refused falls; one that
// labels of one kind cannot give does not.
func worse(before, after measure.Figures) bool {
	const rounding = 1e-9
	return after.F1 < before.F1-rounding || after.Utility < before.Utility-rounding
}
