package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vedette/store"
	"vedette/watcher"
)

func newDeliveries(a *app) *cobra.Command {
	limit := atMost(50)
	var parked bool
	cmd := &cobra.Command{
		Use:   "deliveries",
		Short: "Show what went where, the attempts and the last error",
		Args:  cobra.NoArgs,
	}
	cmd.Flags().Var(&limit, "limit", "at most so many, the newest; 0: all")
	cmd.Flags().BoolVar(&parked, "parked", false, "only those that were given up")
	cmd.AddCommand(newDeliveriesRetry(a))
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			deliveries, err := ledger(st, parked, int(limit))
			if err != nil {
				return err
			}
			waiting, err := st.Waiting()
			if err != nil {
				return err
			}
			held, loc := watcher.Held(waiting), cfg.Timezone.Location
			var rows [][]string
			for _, d := range deliveries {
				if *format == "json" {
					if err := printJSON(a.stdout, ledgerLine(d, held[d.ID])); err != nil {
						return err
					}
					continue
				}
				next, remark := shortTime(d.Next, loc), cmp.Or(d.LastError, d.Subject)
				if by := held[d.ID]; by != "" {
					next, remark = "-", "waits behind "+by+": "+remark
				}
				rows = append(rows, []string{d.ID, d.State, d.Digest, d.Receiver, shortTime(d.Created, loc), strconv.Itoa(d.Attempts), next, remark})
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
	var parked bool
	cmd := &cobra.Command{
		Use:   "retry [ID...]",
		Short: "Send deliveries again at once that wait or were given up",
		Long: "Sends deliveries that were given up, or that wait for their next attempt, at once and\n" +
			"alone. One that fails again waits or is parked as after any other attempt.",
		Args: func(_ *cobra.Command, ids []string) error {
			if parked == (len(ids) > 0) {
				return errors.New("name deliveries by their ids, or all that were given up by --parked")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&parked, "parked", false, "all that were given up")
	cmd.RunE = func(cmd *cobra.Command, ids []string) error {
		cfg, err := a.load()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			if parked {
				given, err := ledger(st, true, 0)
				if err != nil {
					return err
				}
				for _, d := range given {
					ids = append(ids, d.ID)
				}
				if len(ids) == 0 {
					_, err = fmt.Fprintln(a.stderr, "nothing was given up")
					return err
				}
			}
			w, err := a.watcher(cfg, st, nil)
			if err != nil {
				return err
			}
			sent, err := w.Retry(cmd.Context(), ids...)
			if err != nil {
				return err
			}
			return a.saySent(st, sent, cfg.Timezone.Location)
		})
	}
	return cmd
}

// saySent tells how deliveries went, on standard error, as a digest may have
// gone to standard output, and fails when a receiver has not taken its own.
func (a *app) saySent(st *store.Store, sent []store.Delivery, loc *time.Location) error {
	waiting, err := st.Waiting()
	if err != nil {
		return err
	}
	held := watcher.Held(waiting)
	failed := 0
	for _, d := range sent {
		line := fmt.Sprintf("%s to %s (%s): %s", d.Digest, d.Receiver, d.ID, d.State)
		if d.State != store.Delivered {
			failed++
		}
		switch {
		case held[d.ID] != "":
			line += " behind " + held[d.ID]
		case d.State == store.Waiting:
			line += ", next attempt " + shortTime(d.Next, loc)
		}
		if d.LastError != "" {
			line += ": " + d.LastError
		}
		if _, err := fmt.Fprintln(a.stderr, line); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d deliveries could not be made; see: vedette deliveries", failed, len(sent))
	}
	return nil
}

// ledgerLine is a delivery without its body, which the ledger does not list.
func ledgerLine(d store.Delivery, behind string) any {
	type noBody struct {
		store.Delivery
		Behind string    `json:"behind,omitempty"` // the failed delivery that it waits for
		Body   *struct{} `json:"body,omitempty"`
	}
	return noBody{Delivery: d, Behind: behind}
}
