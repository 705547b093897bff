package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"vedette/store"
	"vedette/watcher/digest"
)

func newDigest(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "digest", Short: "Look at digests"}
	cmd.AddCommand(newDigestPreview(a))
	return cmd
}

func newDigestPreview(a *app) *cobra.Command {
	var html string
	cmd := &cobra.Command{
		Use:   "preview NAME",
		Short: "Show what a digest would send now",
		Args:  cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&html, "html", "", "write the HTML form to `FILE`")
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			w, err := a.watcher(cfg, st, nil)
			if err != nil {
				return err
			}
			d, err := w.Preview(args[0])
			if err != nil {
				return err
			}
			if html != "" {
				return writeHTML(html, d)
			}
			if *format == "json" {
				return digest.JSON(a.stdout, d)
			}
			return digest.Text(a.stdout, d)
		})
	}
	return cmd
}

func writeHTML(file string, d digest.Digest) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	if err := digest.HTML(f, d); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}
