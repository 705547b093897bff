package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
)

// newFeedLists makes the commands that find feeds and change the list of them.
func newFeedLists(a *app) []*cobra.Command {
	return []*cobra.Command{newFeedsDiscover(a), newFeedsAdd(a), newFeedsRemove(a), newFeedsImport(a), newFeedsExport(a)}
}

// openFeedFile opens the configuration that is in use to change its feeds. Where
// there is none, one is going to be made for this user.
func (a *app) openFeedFile() (*config.FeedFile, error) {
	file := a.findConfig()
	if file == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return nil, fmt.Errorf("no place for a configuration: %w; name a file with --config", err)
		}
		file = filepath.Join(dir, "vedette", "vedette.yaml")
	}
	return config.OpenFeedFile(file)
}

// add puts feeds into a configuration, says what else that means and saves it.
func (a *app) add(f *config.FeedFile, feeds []config.Feed) error {
	builtin, made := f.UsesBuiltin(), f.New()
	before := len(f.Config.Feeds)
	if err := f.Add(feeds...); err != nil {
		return err
	}
	if err := f.Save(); err != nil {
		return err
	}
	if made {
		fmt.Fprintf(a.stderr, "%s was made: it is the configuration from now on\n", f.Path)
	}
	if builtin {
		fmt.Fprintf(a.stderr, "the %d built-in feeds are now written out in %s, so that they go on being polled\n", before, f.Path)
	}
	return nil
}

// reloadHint is said after every change of the list.
const reloadHint = "a running daemon takes the change at its next reload: systemctl reload vedette, or SIGHUP"

func newFeedsRemove(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "remove URL|NAME",
		Short: "Take a feed out of the configuration",
		Long: "Takes a feed out of the configuration file, with the comments that are its own;\n" +
			"the rest of the file stays as it is. What was found in the feed is kept.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := a.openFeedFile()
			if err != nil {
				return err
			}
			feed, err := f.Named(args[0])
			if err != nil {
				return err
			}
			switch {
			case feed.File == "built-in":
				return fmt.Errorf("%s is one of the built-in feeds, which are polled while %s lists none; any `vedette feeds add` writes them out there, and then it can be removed", feed.URL, f.Path)
			case feed.File != f.Path:
				return fmt.Errorf("%s comes from %s:%d, which %s names under opml; remove it there", feed.URL, feed.File, feed.Line, f.Path)
			}
			if err := f.Remove(feed); err != nil {
				return err
			}
			if err := f.Save(); err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "removed %s (%s) from %s\n", oneLine(feed.Name), feed.URL, f.Path)
			if len(f.Config.Feeds) == 0 {
				fmt.Fprintf(a.stderr, "%s lists no feed any more: nothing will be polled; without the key feeds the built-in ones are\n", f.Path)
			}
			fmt.Fprintln(a.stderr, reloadHint)
			return nil
		},
	}
}

func newFeedsExport(a *app) *cobra.Command {
	var tags []string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Print the feeds as OPML",
		Long: "Prints the feeds as OPML 2.0: tags are folders, and settings that OPML does not\n" +
			"know are kept in attributes of our own. Headers and passwords are left out.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.loadForReading()
			if err != nil {
				return err
			}
			feeds := slices.DeleteFunc(cfg.Feeds, func(f config.Feed) bool { return !hasTag(f, tags) })
			if len(feeds) == 0 && len(tags) > 0 {
				return noSuchTag(tags)
			}
			for _, f := range feeds {
				if len(f.Headers) > 0 || f.BasicAuth != (config.BasicAuth{}) {
					fmt.Fprintf(a.stderr, "vedette: %s: its headers and password are not exported\n", f.URL)
				}
			}
			return config.WriteOPML(a.stdout, feeds)
		},
	}
	tagFlag(cmd, &tags)
	return cmd
}

// tagFlag adds --tag, which chooses feeds and may be given several times.
func tagFlag(cmd *cobra.Command, tags *[]string) {
	cmd.Flags().StringArrayVar(tags, "tag", nil, "only feeds with the `TAG`; several: any of them")
}

// hasTag tells whether a feed has one of the tags; it has where none is named.
func hasTag(f config.Feed, tags []string) bool {
	return len(tags) == 0 || slices.ContainsFunc(f.Tags, func(tag string) bool { return slices.Contains(tags, tag) })
}

func noSuchTag(tags []string) error {
	return fmt.Errorf("no feed has the tag %s", strings.Join(tags, " or "))
}
