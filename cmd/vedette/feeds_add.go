package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/watcher"
	"vedette/watcher/fetch"
)

// addOptions are the flags of feeds add.
type addOptions struct {
	name, class, language, fullText string
	every                           config.Schedule
	tags                            []string
	best, noCheck                   bool
}

func newFeedsAdd(a *app) *cobra.Command {
	var o addOptions
	cmd := &cobra.Command{
		Use:   "add URL",
		Short: "Put a feed into the configuration",
		Long: "Fetches a feed to see that it is one, and puts it at the end of the list in the\n" +
			"configuration file; comments and layout stay as they are. Where URL is a page,\n" +
			"its feeds are searched, and the only one is taken.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.addFeed(cmd.Context(), args[0], o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.name, "name", "", "`NAME` to show; default: the feed's title")
	flags.StringVar(&o.class, "class", "", "`CLASS`: state, wire, public, independent or official")
	flags.StringVar(&o.language, "language", "", "`LANGUAGE`, such as en; a hint")
	flags.StringArrayVar(&o.tags, "tag", nil, "`TAG` to file it under; may be given several times")
	flags.Var(scheduleFlag{&o.every}, "every", "how often it is polled, such as 30m, or auto for its own rhythm; default: fetch.every")
	flags.StringVar(&o.fullText, "full-text", "never", "`WHEN` articles are fetched: never, candidates or always")
	flags.BoolVar(&o.best, "discover", false, "where URL is a page with several feeds, take the first")
	flags.BoolVar(&o.noCheck, "no-check", false, "do not fetch it first")
	cmd.MarkFlagsMutuallyExclusive("discover", "no-check")
	return cmd
}

// scheduleFlag is a flag that is a schedule.
type scheduleFlag struct{ *config.Schedule }

func (f scheduleFlag) Set(text string) error { return f.UnmarshalText([]byte(text)) }
func (scheduleFlag) Type() string            { return "SCHEDULE" }

// String is the default's when cobra asks for it with nothing set.
func (f scheduleFlag) String() string {
	if f.Schedule == nil {
		return ""
	}
	return f.Schedule.String()
}

func (a *app) addFeed(ctx context.Context, address string, o addOptions) error {
	f, err := a.openFeedFile()
	if err != nil {
		return err
	}
	if err := refuseTwice(f, address); err != nil {
		return err
	}
	feed := config.NewFeed(address)
	feed.Class, feed.Language, feed.FullText, feed.Every = o.class, o.language, o.fullText, o.every
	feed.Tags = o.tags
	if !o.noCheck {
		found, err := a.findFeed(ctx, f.Config, address, o.best)
		if err != nil {
			return err
		}
		if found.URL != address {
			fmt.Fprintf(a.stderr, "%s is at %s\n", oneLine(address), found.URL)
		}
		feed.URL, feed.Name = found.URL, shortTitle(found.Title)
		if err := refuseTwice(f, feed.URL); err != nil {
			return err
		}
	}
	feed.Name = cmp.Or(o.name, feed.Name)
	if err := f.Check(feed); err != nil {
		return err
	}
	if err := a.add(f, []config.Feed{feed}); err != nil {
		return err
	}
	added, _ := f.Find(feed.URL)
	fmt.Fprintf(a.stdout, "added %s (%s) to %s:%d\n", oneLine(added.Name), added.URL, f.Path, added.Line)
	fmt.Fprintln(a.stderr, reloadHint)
	return nil
}

// refuseTwice is an error where an address is of a listed feed.
func refuseTwice(f *config.FeedFile, address string) error {
	if feed, ok := f.Find(address); ok {
		return fmt.Errorf("%s is listed already: %s (%s), %s:%d", oneLine(address), feed.Name, feed.URL, feed.File, feed.Line)
	}
	return nil
}

// findFeed finds the feed that an address is of. Of several the best is taken
// if wanted, else they are named.
func (a *app) findFeed(ctx context.Context, cfg *config.Config, address string, best bool) (watcher.Found, error) {
	found, err := a.discover(ctx, cfg, address)
	if err != nil {
		if mayAnswerLater(err) {
			err = fmt.Errorf("%w; --no-check adds it nevertheless", err)
		}
		return watcher.Found{}, err
	}
	if best || len(found.Feeds) == 1 && found.Page == nil {
		return found.Feeds[0], nil
	}
	if err := printFound(a.stdout, found, cfg); err != nil {
		return watcher.Found{}, err
	}
	if found.Page != nil {
		return watcher.Found{}, fmt.Errorf("%s is no feed, but its site has %d; nothing was added: name one of them, or take the first with --discover", oneLine(address), len(found.Feeds))
	}
	return watcher.Found{}, fmt.Errorf("%s has %d feeds; nothing was added: name one of them, or take the first with --discover", oneLine(address), len(found.Feeds))
}

// mayAnswerLater tells trouble with a server from an address that will never
// do.
func mayAnswerLater(err error) bool {
	e, ok := errors.AsType[*fetch.Error](err)
	return ok && e.Kind != fetch.KindBlocked && e.Kind != fetch.KindURL
}

// shortTitle makes a name of a feed's title.
func shortTitle(title string) string {
	runes := []rune(oneLine(title))
	if len(runes) > 80 {
		runes = append(runes[:79], '…')
	}
	return strings.TrimSpace(string(runes))
}
