package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/store"
	"vedette/watcher"
)

func newRun(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Run the daemon",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			return a.withStore(func(st *store.Store) error {
				defer a.checkUnclean(cfg.Log, st)()
				w, err := a.watcher(cfg, st, nil)
				if err != nil {
					return err
				}
				return a.serve(cmd.Context(), cfg, st, w)
			})
		},
	}
}

// serve runs the daemon. At each SIGHUP it reads the configuration, and lets a
// watcher that has it take over as soon as what is under way has ended; where
// there is anything wrong with it, all stays as it is.
func (a *app) serve(ctx context.Context, cfg *config.Config, st *store.Store, w *watcher.Watcher) error {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	for {
		current, end := context.WithCancelCause(ctx)
		replaced := make(chan struct{})
		next, nextConfig := w, cfg
		go func() {
			defer close(replaced)
			for {
				select {
				case <-hangups:
				case <-current.Done():
					return
				}
				if next, nextConfig = a.reload(cfg, st); next != nil {
					end(watcher.ErrReloading)
					return
				}
			}
		}()
		err := w.Run(current)
		a.repeats.flush()
		end(nil)
		<-replaced
		if err != nil || ctx.Err() != nil {
			return err
		}
		next.Follow(w)
		w, cfg = next, nextConfig
	}
}

// reload makes a watcher of the configuration as it is now, and says what is
// different; nil where it is wrong, which it says, too.
func (a *app) reload(before *config.Config, st *store.Store) (*watcher.Watcher, *config.Config) {
	cfg, err := a.load()
	if err == nil {
		var w *watcher.Watcher
		if w, err = a.watcher(cfg, st, nil); err == nil {
			changes := strings.Join(config.Changes(before, cfg), "; ")
			newLogger(a.stderr, cfg.Log).Info("configuration reloaded", "changes", cmp.Or(changes, "none"))
			return w, cfg
		}
	}
	mistakes := []string{err.Error()}
	if found, ok := errors.AsType[config.Problems](err); ok {
		mistakes = strings.Split(found.Error(), "\n")
	}
	logger := newLogger(a.stderr, before.Log)
	for _, m := range mistakes {
		logger.Error("the configuration is wrong, and the one before it stays in use", "error", m)
	}
	return nil, nil
}

func newOnce(a *app) *cobra.Command {
	var noDeliver bool
	cmd := &cobra.Command{
		Use:   "once",
		Short: "Poll every feed once, then compose and deliver the digests",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			return a.withStore(func(st *store.Store) error {
				defer a.checkUnclean(cfg.Log, st)()
				return a.once(cmd.Context(), cfg, st, !noDeliver)
			})
		},
	}
	cmd.Flags().BoolVar(&noDeliver, "no-deliver", false, "leave the digests pending")
	return cmd
}

// watcher puts the daemon together. show may be nil.
func (a *app) watcher(cfg *config.Config, st *store.Store, show func(done, total int)) (*watcher.Watcher, error) {
	logger := slog.New(&repeatHandler{Handler: newLogger(a.stderr, cfg.Log).Handler(), repeats: &a.repeats})
	log.SetFlags(0) // net/http tells the standard logger of servers' oddities
	log.SetOutput(slog.NewLogLogger(logger.Handler(), slog.LevelDebug).Writer())
	forms, err := forms(cfg, func(err error) { logger.Warn("the built-in form stands in for a template", "error", err) })
	if err != nil {
		return nil, err
	}
	return watcher.New(watcher.Options{
		Config: cfg, Store: st, Log: logger, Version: version(), Stdout: a.stdout, Progress: show, Forms: forms,
	})
}

// once does the daemon's whole work a single time.
func (a *app) once(ctx context.Context, cfg *config.Config, st *store.Store, deliver bool) error {
	defer a.repeats.flush()
	show, end := progress(a.stderr, "polling feeds")
	w, err := a.watcher(cfg, st, show)
	if err != nil {
		return err
	}
	err = w.Calibrate(ctx)
	var sum watcher.PollSummary
	if err == nil {
		sum, err = w.PollAll(ctx)
	}
	end()
	if err != nil || ctx.Err() != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	if !deliver {
		return nil
	}
	if err := w.DigestAll(ctx); err != nil {
		return err
	}
	sent, err := w.DeliverAll(ctx)
	if err != nil {
		return err
	}
	if sent.Failed > 0 {
		return fmt.Errorf("%d deliveries could not be made; see: vedette deliveries", sent.Failed)
	}
	if sum.Feeds > 0 && sum.Failed == sum.Feeds {
		return fmt.Errorf("none of the %d feeds could be read; see: vedette feeds", sum.Feeds)
	}
	if sent.Sent == 0 {
		fmt.Fprintf(a.stderr, "nothing new to report: %d feeds polled, %d failed, %d new items, %d hits\n",
			sum.Feeds, sum.Failed, sum.Items, sum.Hits)
	}
	return nil
}
