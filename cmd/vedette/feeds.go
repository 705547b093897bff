package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/store"
	"vedette/watcher"
	"vedette/watcher/feed"
	"vedette/watcher/fetch"
)

func newFeeds(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "feeds",
		Short: "Show the health of every feed",
		Args:  cobra.NoArgs,
	}
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			states, err := st.Feeds()
			if err != nil {
				return err
			}
			if *format == "json" {
				return feedsJSON(a.stdout, cfg, states)
			}
			return feedsText(a.stdout, cfg, states)
		})
	}
	cmd.AddCommand(newFeedsParse(a))
	return cmd
}

// feedLine is a feed's settings and state in one JSON object.
type feedLine struct {
	Name     string `json:"name"`
	Class    string `json:"class,omitempty"`
	Language string `json:"language,omitempty"`
	Paused   bool   `json:"paused,omitempty"`
	Health   string `json:"health"`
	store.FeedState
}

func feedsJSON(w io.Writer, cfg *config.Config, states map[string]store.FeedState) error {
	for _, f := range cfg.Feeds {
		st := states[f.URL]
		st.URL = f.URL
		l := feedLine{Name: f.Name, Class: f.Class, Language: f.Language, Paused: f.Paused, Health: health(f, st), FeedState: st}
		if err := printJSON(w, l); err != nil {
			return err
		}
	}
	return nil
}

func feedsText(w io.Writer, cfg *config.Config, states map[string]store.FeedState) error {
	loc := cfg.Timezone.Location
	var rows [][]string
	for _, f := range cfg.Feeds {
		st := states[f.URL]
		rows = append(rows, []string{
			health(f, st), f.Name, strconv.Itoa(st.Items), shortTime(st.LastNew, loc), shortTime(st.NextPoll, loc), remark(st),
		})
	}
	return printTable(w, []string{"health", "name", "items", "last new", "next poll", "remark"}, rows)
}

// health is one word for how a feed does.
func health(f config.Feed, st store.FeedState) string {
	switch {
	case f.Paused:
		return "paused"
	case st.Gone:
		return "gone"
	case st.Errors > 0:
		return "failing"
	case len(st.Degraded) > 0:
		return "degraded"
	case st.LastSuccess.IsZero():
		return "not polled"
	default:
		return "ok"
	}
}

// remark says why a feed is not well, or where it has moved.
func remark(st store.FeedState) string {
	switch {
	case st.Error != "":
		return fmt.Sprintf("%s (failed polls in a row: %d)", st.Error, st.Errors)
	case len(st.Degraded) > 0:
		return strings.Join(st.Degraded, "; ")
	case st.MovedTo != "":
		return "moved to " + st.MovedTo
	default:
		return ""
	}
}

func newFeedsParse(a *app) *cobra.Command {
	var base, contentType string
	cmd := &cobra.Command{
		Use:   "parse FILE|URL",
		Short: "Print a feed document as one JSON object",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			body, h, err := a.readFeed(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if base != "" {
				h.URL = base
			}
			if contentType != "" {
				h.ContentType = contentType
			}
			parsed, err := feed.Parse(body, h)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return printJSON(a.stdout, parsed.Sanitized())
		},
	}
	cmd.Flags().StringVar(&base, "base", "", "`URL` that relative links of a file are read against")
	cmd.Flags().StringVar(&contentType, "content-type", "", "Content-Type `HEADER` that the file was served with")
	return cmd
}

// readFeed reads a file, standard input for "-", or a URL under the limits of
// the configuration.
func (a *app) readFeed(ctx context.Context, arg string) ([]byte, feed.Header, error) {
	if !strings.HasPrefix(arg, "http://") && !strings.HasPrefix(arg, "https://") {
		body, err := a.readFile(arg)
		return body, feed.Header{}, err
	}
	cfg, err := a.loadForReading()
	if err != nil {
		return nil, feed.Header{}, err
	}
	client, err := watcher.NewClient(cfg.Fetch, version(), nil, nil)
	if err != nil {
		return nil, feed.Header{}, err
	}
	resp, err := client.Get(ctx, fetch.Request{URL: arg})
	var ferr *fetch.Error
	if errors.As(err, &ferr) && len(ferr.Partial) > 0 {
		fmt.Fprintf(a.stderr, "vedette: %s: %v; what arrived is shown\n", arg, err)
		return ferr.Partial, watcher.PartialHeader(ferr), nil
	}
	if err != nil {
		return nil, feed.Header{}, fmt.Errorf("%s: %w", arg, err)
	}
	return resp.Body, watcher.FeedHeader(resp), nil
}

func (a *app) readFile(file string) ([]byte, error) {
	in, name, err := a.input(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	body, err := io.ReadAll(io.LimitReader(in, maxDocument+1))
	if err == nil && len(body) > maxDocument {
		err = fmt.Errorf("%s: the document is larger than %d MiB", name, maxDocument>>20)
	}
	return body, err
}
