package main

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/watcher"
)

func newFeedsDiscover(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "discover URL",
		Short: "Find the feeds of a site",
		Long: "Prints the feeds that a page names, each fetched and read, in order of trust;\n" +
			"where it names none, those in the usual places. It asks a site a dozen times at\n" +
			"most. URL may be a bare host, or a feed already.",
		Args: cobra.ExactArgs(1),
	}
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		found, err := a.discover(cmd.Context(), cfg, args[0])
		if err != nil {
			return err
		}
		if *format == "json" {
			for _, f := range found.Feeds {
				if err := printJSON(a.stdout, f); err != nil {
					return err
				}
			}
			return nil
		}
		return printFound(a.stdout, found, cfg)
	}
	return cmd
}

// discover searches an address for feeds; finding none is an error. What else
// is worth knowing goes to standard error.
func (a *app) discover(ctx context.Context, cfg *config.Config, address string) (*watcher.Discovery, error) {
	client, err := watcher.NewClient(cfg.Fetch, version(), nil, nil)
	if err != nil {
		return nil, err
	}
	defer client.CloseIdleConnections()
	found, err := watcher.Discover(ctx, client, address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", oneLine(address), err)
	}
	if found.Page != nil {
		fmt.Fprintf(a.stderr, "vedette: %s: %v\n", oneLine(address), found.Page)
	}
	if found.Untried > 0 {
		fmt.Fprintf(a.stderr, "vedette: the page names %d more addresses, which were not asked to spare the site\n", found.Untried)
	}
	if len(found.Feeds) == 0 {
		return nil, fmt.Errorf("%s: no feed was found; look on the site for its feed and give its address", oneLine(address))
	}
	return found, nil
}

func printFound(w io.Writer, found *watcher.Discovery, cfg *config.Config) error {
	var rows [][]string
	for _, f := range found.Feeds {
		newest := "-"
		if f.Newest != nil {
			newest = shortTime(*f.Newest, cfg.Timezone.Location)
		}
		rows = append(rows, []string{f.Format, strconv.Itoa(f.Items), newest, f.Via, f.Title, f.URL})
	}
	return printTable(w, []string{"format", "items", "newest", "found by", "title", "url"}, rows)
}
