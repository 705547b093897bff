package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"vedette/config"
)

func newFeedsImport(a *app) *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Put the feeds of an OPML file into the configuration",
		Long: "Puts the feeds of an OPML file into the configuration in one change; folders\n" +
			"become tags. Feeds that are listed already are left as they are.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.importOPML(args[0], dryRun) },
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be added")
	return cmd
}

func (a *app) importOPML(file string, dryRun bool) error {
	f, err := a.openFeedFile()
	if err != nil {
		return err
	}
	data, err := a.readFile(file)
	if err != nil {
		return err
	}
	read, broken := f.ReadOPML(data)
	if broken != nil {
		err := fmt.Errorf("%s%w", file, broken)
		if len(read) == 0 {
			return err
		}
		fmt.Fprintf(a.stderr, "vedette: %v; what stands before is taken\n", err)
	}
	fresh, known, wrong := a.sortImported(f, file, read)
	switch {
	case len(read) == 0:
		return fmt.Errorf("%s holds no feeds", file)
	case len(fresh) > 0 && !dryRun:
		if err := a.add(f, fresh); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stdout, "%d new, %d already there, %d invalid\n", len(fresh), known, wrong)
	switch {
	case dryRun:
		fmt.Fprintln(a.stderr, "nothing was changed")
	case len(fresh) > 0:
		fmt.Fprintln(a.stderr, reloadHint)
	case known == 0:
		return errors.New("no feed could be added")
	}
	return nil
}

// sortImported tells the feeds that are new from those known, by the file or
// from lines before, and from those that cannot be polled.
func (a *app) sortImported(f *config.FeedFile, file string, read []config.OPMLFeed) (fresh []config.Feed, known, wrong int) {
	listed := map[string]bool{}
	for _, feed := range f.Config.Feeds {
		listed[config.Canonical(feed.URL)] = true
	}
	for _, o := range read {
		id := config.Canonical(o.URL)
		switch {
		case o.Err != nil:
			wrong++
			fmt.Fprintf(a.stderr, "%s:%d: %v\n", file, o.Line, o.Err)
		case listed[id]:
			known++
		default:
			listed[id] = true
			fresh = append(fresh, o.Feed)
		}
	}
	return fresh, known, wrong
}
