package main

import (
	"cmp"
	"strconv"

	"github.com/spf13/cobra"

	"vedette/store"
)

func newDeliveries(a *app) *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "deliveries",
		Short: "Show what went where, the attempts and the last error",
		Args:  cobra.NoArgs,
	}
	cmd.Flags().IntVar(&limit, "limit", 50, "at most so many, the newest; 0: all")
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			deliveries, err := st.Deliveries(limit)
			if err != nil {
				return err
			}
			loc := cfg.Timezone.Location
			var rows [][]string
			for _, d := range deliveries {
				if *format == "json" {
					if err := printJSON(a.stdout, ledgerLine(d)); err != nil {
						return err
					}
					continue
				}
				rows = append(rows, []string{d.ID, d.State, d.Digest, d.Receiver, shortTime(d.Created, loc),
					strconv.Itoa(d.Attempts), shortTime(d.Next, loc), cmp.Or(d.LastError, d.Subject)})
			}
			if *format == "json" {
				return nil
			}
			return printTable(a.stdout, []string{"id", "state", "digest", "receiver", "created", "attempts", "next", "remark"}, rows)
		})
	}
	return cmd
}

// ledgerLine is a delivery without its body, which the ledger does not list.
func ledgerLine(d store.Delivery) any {
	type noBody struct {
		store.Delivery
		Body *struct{} `json:"body,omitempty"`
	}
	return noBody{Delivery: d}
}
