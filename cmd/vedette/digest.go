package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"vedette/store"
	"vedette/watcher/digest"
)

func newDigest(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "digest", Short: "Look at digests, and send one"}
	cmd.AddCommand(newDigestPreview(a), newDigestSend(a), newDigestTemplates(a))
	return cmd
}

func newDigestPreview(a *app) *cobra.Command {
	var html string
	cmd := &cobra.Command{
		Use:   "preview NAME",
		Short: "Show what a digest would send now",
		Args:  cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&html, "html", "", "write the HTML form to `FILE`; -: standard output")
	format := formatFlag(cmd, "text", "json")
	cmd.MarkFlagsMutuallyExclusive("html", "format")
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
				return a.writeHTML(html, w.Forms(), d)
			}
			if *format == "json" {
				return digest.JSON(a.stdout, d)
			}
			if _, err := fmt.Fprintf(a.stdout, "Subject: %s\n\n", w.Forms().Subject(d)); err != nil {
				return err
			}
			return w.Forms().Text(a.stdout, d)
		})
	}
	return cmd
}

func newDigestSend(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "send NAME",
		Short: "Compose and deliver a digest now; its schedule stays as it is",
		Long: "Composes a digest of what waits for it and delivers it at once. What waits before it\n" +
			"for the same receivers is tried first, as each gets its digests in order.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			return a.withStore(func(st *store.Store) error {
				w, err := a.watcher(cfg, st, nil)
				if err != nil {
					return err
				}
				sent, err := w.SendDigest(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if len(sent) == 0 {
					_, err := fmt.Fprintf(a.stderr, "%s: nothing new to report\n", args[0])
					return err
				}
				return a.saySent(st, sent, cfg.Timezone.Location)
			})
		},
	}
}

// writeHTML writes to a file, or to standard output where that is "-".
func (a *app) writeHTML(file string, forms digest.Forms, d digest.Digest) (err error) {
	if file == "-" {
		return forms.HTML(a.stdout, d)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	if err := forms.HTML(f, d); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}
