package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"vedette/config"
	"vedette/matcher"
)

// showForms prints what a name of rules is found by: that of the profile, or
// of the first loaded profile that has the name where none is given.
func (a *app) showForms(cfg *config.Config, name, profile, format string) error {
	expansion, err := expand(cfg, name, profile)
	if err != nil {
		return err
	}
	if format == "json" {
		return printJSON(a.stdout, expansion)
	}
	_, err = fmt.Fprint(a.stdout, formsText(&expansion))
	return err
}

func expand(cfg *config.Config, name, profile string) (matcher.Expansion, error) {
	err := errors.New("no profile is loaded whose names could be shown")
	if profile != "" {
		err = fmt.Errorf("profile %q is not loaded; add it to profiles: in the configuration", profile)
	}
	for i, p := range cfg.Loaded {
		if profile != "" && p.Name != profile {
			continue
		}
		expansion, failed := matcher.Expand(cfg.Loaded[i], cfg.Lexicons, name)
		if failed == nil {
			return expansion, nil
		}
		err = failed
	}
	return matcher.Expansion{}, err
}

// formsText is an expansion for a reader: one line for each alias, with the
// forms of its words below it where there are any beside the word itself.
func formsText(e *matcher.Expansion) string {
	var b strings.Builder
	where := "the profile itself"
	if e.Lexicon != "" {
		where = "lexicon " + e.Lexicon
	}
	fmt.Fprintf(&b, "$%s: %s (%s, of %s)\n", e.Name, oneLine(e.Title), oneLine(e.Kind), where)
	language := ""
	for _, alias := range e.Aliases {
		if alias.Language != language {
			language = alias.Language
			fmt.Fprintf(&b, "\n%s\n", language)
		}
		fmt.Fprintf(&b, "  %s%s\n", oneLine(alias.Written), conditions(alias))
		for _, word := range alias.Words {
			if len(word.Forms) > 1 {
				fmt.Fprintf(&b, "      %s\n", strings.Join(word.Forms, " "))
			}
			if len(word.Spellings) > 0 {
				fmt.Fprintf(&b, "      %s, spelt otherwise: %s\n", word.Written, strings.Join(word.Spellings, " "))
			}
		}
	}
	if len(e.Not) > 0 {
		b.WriteString("\nnot\n")
		for _, phrase := range e.Not {
			fmt.Fprintf(&b, "  %s\n", oneLine(phrase))
		}
	}
	return b.String()
}

func conditions(a matcher.ExpandedAlias) string {
	var said []string
	if a.Ambiguous {
		said = append(said, "only in company")
	}
	if a.From != nil {
		said = append(said, "from "+a.From.Format(time.DateOnly))
	}
	if a.Until != nil {
		said = append(said, "until "+a.Until.Format(time.DateOnly))
	}
	if said == nil {
		return ""
	}
	return " (" + strings.Join(said, ", ") + ")"
}
