package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
)

func newProfile(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "profile", Short: "Look at profiles"}
	cmd.AddCommand(newProfileList(a), newProfileShow(a), newProfileBuild(a), newProfileEval(a), newProfileLearn(a))
	return cmd
}

// profileLine is one profile in a listing.
type profileLine struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Loaded      bool   `json:"loaded"` // named by the configuration; else only built in
	Rules       int    `json:"rules"`
}

func newProfileList(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the profiles that are loaded, and the built-in ones that are not",
		Args:  cobra.NoArgs,
	}
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		var lines []profileLine
		for _, p := range cfg.Loaded {
			lines = append(lines, profileLine{p.Name, p.Title, p.Description, true, len(p.Rules) + len(p.Penalties)})
		}
		for _, name := range config.BuiltinProfiles() {
			if !slices.ContainsFunc(lines, func(l profileLine) bool { return l.Name == name }) {
				lines = append(lines, profileLine{Name: name, Description: "built in, not loaded: add it to profiles"})
			}
		}
		if *format == "json" {
			for _, l := range lines {
				if err := printJSON(a.stdout, l); err != nil {
					return err
				}
			}
			return nil
		}
		var rows [][]string
		for _, l := range lines {
			state := "loaded"
			if !l.Loaded {
				state = "off"
			}
			rows = append(rows, []string{state, l.Name, l.Title, l.Description})
		}
		return printTable(a.stdout, []string{"state", "name", "title", "description"}, rows)
	}
	return cmd
}

func newProfileShow(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show [PROFILE]",
		Short: "Print a profile, or a built-in lexicon, as YAML; with --forms, what a name is found by",
		Example: `  vedette profile show assad-putin-meetings
  vedette profile show --forms tartus
  vedette profile show --forms contact assad-putin-meetings --format json`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return slices.Concat(config.BuiltinProfiles(), config.BuiltinLexicons()), cobra.ShellCompDirectiveNoFileComp
		},
	}
	forms := cmd.Flags().String("forms", "", "show what an entity or class, `NAME` in rules, is found by")
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		name := strings.Join(args, "")
		switch {
		case *forms != "":
			return a.showForms(cfg, *forms, name, *format)
		case name == "":
			return errors.New("show which profile? name one, or a name of its rules with --forms")
		case *format == "json":
			return errors.New("profiles are shown as YAML; --format json goes with --forms")
		}
		data, err := profileText(cfg, name)
		if err != nil {
			return err
		}
		_, err = a.stdout.Write(data)
		return err
	}
	return cmd
}

// profileText is the file of a profile that is loaded or built in, or of a
// built-in lexicon.
func profileText(cfg *config.Config, name string) ([]byte, error) {
	if source, ok := cfg.Sources[name]; ok {
		return source.YAML, nil
	}
	if data, err := config.ProfileYAML(name); err == nil {
		return data, nil
	}
	if data, err := config.LexiconYAML(name); err == nil {
		return data, nil
	}
	known := slices.Concat(slices.Sorted(maps.Keys(cfg.Sources)), config.BuiltinProfiles(), config.BuiltinLexicons())
	slices.Sort(known)
	return nil, fmt.Errorf("there is no profile or lexicon %q; there are %s", name, strings.Join(slices.Compact(known), ", "))
}
