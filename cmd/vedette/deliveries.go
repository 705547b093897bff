package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vedette/store"
)

func newDeliveries(a *app) *cobra.Command {
	var limit int
	var parked bool
	cmd := &cobra.Command{
		Use:   "deliveries",
		Short: "Show what went where, the attempts and the last error",
		Args:  cobra.NoArgs,
	}
	cmd.Flags().IntVar(&limit, "limit", 50, "at most so many, the newest; 0: all")
	cmd.Flags().BoolVar(&parked, "parked", false, "only those that were given up")
	cmd.AddCommand(newDeliveriesRetry(a))
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			deliveries, err := ledger(st, parked, limit)
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

// ledger lists deliveries, newest first.
func ledger(st *store.Store, parked bool, limit int) ([]store.Delivery, error) {
	if !parked {
		return st.Deliveries(limit)
	}
	all, err := st.Deliveries(0)
	all = slices.DeleteFunc(all, func(d store.Delivery) bool { return d.State != store.Parked })
	if limit > 0 {
		all = all[:min(limit, len(all))]
	}
	return all, err
}

func newDeliveriesRetry(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "retry ID",
		Short: "Make a parked or waiting delivery due now",
		Long: "Makes a delivery that was given up, or that waits for its next attempt, due now:\n" +
			"the daemon sends it when it next looks, within seconds of its start.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withStore(func(st *store.Store) error {
				d, err := retry(st, args[0], time.Now())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.stdout, "due now: %s of %s for %s; the daemon sends it, or: vedette digest send %s\n",
					d.ID, d.Digest, d.Receiver, d.Digest)
				return err
			})
		},
	}
}

// retry makes a delivery due.
func retry(st *store.Store, id string, now time.Time) (store.Delivery, error) {
	all, err := st.Deliveries(0)
	if err != nil {
		return store.Delivery{}, err
	}
	i := slices.IndexFunc(all, func(d store.Delivery) bool { return d.ID == id })
	if i < 0 {
		return store.Delivery{}, fmt.Errorf("there is no delivery %q; see: vedette deliveries", id)
	}
	d := all[i]
	if d.State == store.Delivered {
		return d, fmt.Errorf("%s was delivered to %s at %s: it is not sent twice", id, d.Receiver, d.Done.Format(time.RFC3339))
	}
	if d.Disabled {
		d.Attempts = 0 // its receiver is to be asked as often as for a new one
	}
	d.State, d.Next, d.Done, d.Disabled = store.Waiting, now, time.Time{}, false
	return d, st.RecordDelivery(d)
}

// ledgerLine is a delivery without its body, which the ledger does not list.
func ledgerLine(d store.Delivery) any {
	type noBody struct {
		store.Delivery
		Body *struct{} `json:"body,omitempty"`
	}
	return noBody{Delivery: d}
}
