package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"vedette/watcher"
	"vedette/watcher/feed"
	"vedette/watcher/fetch"
)

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
