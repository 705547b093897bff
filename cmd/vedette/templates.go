package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/watcher/digest"
	"vedette/watcher/notify"
)

func newDigestTemplates(a *app) *cobra.Command {
	names := []string{"text", "html", "subject"}
	return &cobra.Command{
		Use:   "templates [text|html|subject]",
		Short: "Print the built-in templates of digests, to start one of your own from",
		Long: "Prints the built-in templates, all of them or one. Save a changed one to a file\n" +
			"and name that under templates: in the configuration; vedette check tries it.",
		ValidArgs: names,
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		RunE: func(_ *cobra.Command, args []string) error {
			sources := builtinTemplates()
			if len(args) == 1 {
				_, err := io.WriteString(a.stdout, sources[args[0]])
				return err
			}
			for _, name := range names {
				if _, err := fmt.Fprintf(a.stdout, "{{- /* %s */ -}}\n%s\n", name, sources[name]); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func builtinTemplates() map[string]string {
	t := digest.BuiltinTemplates()
	return map[string]string{"text": t.Text, "html": t.HTML, "subject": t.Subject}
}

// templateMessage says what Go's packages of templates mean: the place stands
// before it, and their names for the templates tell users nothing.
func templateMessage(text string) string {
	text = regexp.MustCompile(`^(?:html/)?template: ?(?:\w+: )?`).ReplaceAllString(text, "")
	text = regexp.MustCompile(`started at [^ ]+?:(\d+)(?::\d+)?`).ReplaceAllString(text, "that starts in line $1")
	if text == "unexpected EOF" {
		return "an {{end}} is missing: the file ends within a range, if, with, block or define"
	}
	return text
}

// forms compiles and tries the user's templates. What is wrong with them are
// config.Problems, each with its place in the template.
func forms(cfg *config.Config, failed func(error)) (digest.Forms, error) {
	t := cfg.Templates
	f, wrong := digest.NewForms(digest.Templates{Text: t.Text.Source, HTML: t.HTML.Source, Subject: t.Subject.Source}, failed)
	files := map[string]string{"text": t.Text.File, "html": t.HTML.File, "subject": t.Subject.File}
	var problems config.Problems
	for _, e := range wrong {
		problems = append(problems, config.Problem{File: files[e.Form], Line: e.Line, Column: e.Column,
			Key: "templates." + e.Form, Message: templateMessage(e.Message), Hint: "compare: vedette digest templates " + e.Form})
	}
	if len(problems) > 0 {
		return digest.Forms{}, problems
	}
	return f, nil
}

// tryReceivers makes them, for what only that finds: mistakes in the templates
// of webhooks, above all. It connects to nothing.
func tryReceivers(cfg *config.Config) error {
	var problems config.Problems
	for _, name := range slices.Sorted(maps.Keys(cfg.Receivers)) {
		_, err := notify.New(name, cfg.Receivers[name], notify.Options{Stdout: io.Discard})
		if e, ok := errors.AsType[*notify.TemplateError](err); ok {
			problems = append(problems, config.Problem{File: e.File, Line: e.Line, Column: e.Column,
				Key: "receivers." + name + ".webhook.template", Message: templateMessage(e.Message), Hint: e.Hint})
		} else if err != nil {
			problems = append(problems, config.Problem{File: cfg.File, Line: 1, Column: 1,
				Key: "receivers." + name, Message: strings.TrimPrefix(err.Error(), "receiver "+name+": ")})
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}
