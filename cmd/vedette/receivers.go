package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/watcher/notify"
)

func newReceivers(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "receivers",
		Short: "List where digests go; test a receiver",
		Args:  cobra.NoArgs,
	}
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		var rows [][]string
		for _, name := range slices.Sorted(maps.Keys(cfg.Receivers)) {
			r := cfg.Receivers[name]
			used := digestsTo(cfg, name)
			if *format == "json" {
				line := struct {
					Name    string   `json:"name"`
					Kind    string   `json:"kind"`
					Target  string   `json:"target"` // in words, without secrets
					Digests []string `json:"digests"`
				}{name, r.Kind(), receiverPlan(r), used}
				if err := printJSON(a.stdout, line); err != nil {
					return err
				}
				continue
			}
			rows = append(rows, []string{name, r.Kind(), strings.Join(used, ","), receiverPlan(r)})
		}
		if *format == "json" {
			return nil
		}
		return printTable(a.stdout, []string{"name", "kind", "digests", "target"}, rows)
	}
	cmd.AddCommand(newReceiversTest(a))
	return cmd
}

// digestsTo names the digests that a receiver gets; never nil.
func digestsTo(cfg *config.Config, receiver string) []string {
	names := []string{}
	for _, d := range cfg.Digests {
		if slices.Contains(d.Receivers, receiver) {
			names = append(names, d.Name)
		}
	}
	return names
}

func newReceiversTest(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "test NAME",
		Short: "Send a test digest to a receiver, and say what it answers",
		Long: "Sends a made-up digest, marked as a test, to a receiver at once. It is tried\n" +
			"once and leaves no trace in the store, so it works beside the running daemon.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.loadFor(args[0])
			if err != nil {
				return err
			}
			w, err := a.watcher(cfg, nil, nil)
			if err != nil {
				return err
			}
			if _, ok := cfg.Receivers[args[0]]; !ok {
				return w.TestReceiver(cmd.Context(), args[0]) // says which there are
			}
			if err := w.TestReceiver(cmd.Context(), args[0]); err != nil {
				return fmt.Errorf("%s (%s) did not take the test digest: %w; %s",
					args[0], receiverPlan(cfg.Receivers[args[0]]), err, testRemedy(err, cfg.File))
			}
			_, err = fmt.Fprintf(a.stderr, "%s took the test digest: %s\n", args[0], receiverPlan(cfg.Receivers[args[0]]))
			return err
		},
	}
}

// loadFor is load with the warnings about one receiver alone.
func (a *app) loadFor(receiver string) (*config.Config, error) {
	cfg, err := config.Load(a.findConfig())
	if err != nil {
		return nil, err
	}
	a.warn(slices.DeleteFunc(cfg.Warnings, func(p config.Problem) bool { return !strings.HasPrefix(p.Key, "receivers."+receiver+".") }))
	return cfg, tryReceivers(cfg)
}

// testRemedy says what follows from a failed test; what to do only where the
// error does not.
func testRemedy(err error, file string) string {
	_, partial := errors.AsType[*notify.PartialError](err)
	_, patience := errors.AsType[*notify.RetryError](err)
	switch {
	case partial:
		return "correct these addresses in " + file + "; the others have the test"
	case errors.Is(err, notify.ErrGone):
		return "it wants no message ever again"
	case errors.Is(err, notify.ErrRejected):
		return "it will refuse digests, too: correct its settings in " + file
	case patience:
		return "test it again then; digests are tried again by themselves"
	}
	return "digests are tried again for five days"
}
