package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/store"
)

func newStore(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "Count, check, back up and compact the database",
	}
	cmd.AddCommand(newStoreStats(a), newStoreCheck(a), newStoreBackup(a), newStoreCompact(a))
	return cmd
}

// withOldStore is withStore for those who have nothing to do with a new one.
func (a *app) withOldStore(fn func(*store.Store) error) error {
	dir, err := a.findState()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "vedette.db")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no store %s: name its folder with --state-dir", path)
	}
	return a.withStore(fn)
}

func newStoreStats(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Show what the database holds, and what takes its space",
		Long: "Shows the entries of each bucket, the bytes of its pages and their share of the file.\n" +
			"Free pages are used by what is written next; compact gives them back to the disk.",
		Args: cobra.NoArgs,
	}
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		return a.withOldStore(func(st *store.Store) error {
			stats, err := st.Stats()
			if err != nil {
				return err
			}
			if *format == "json" {
				return printJSON(a.stdout, stats)
			}
			return printTable(a.stdout, []string{"bucket", "entries", "bytes", "share", "oldest", "newest"}, statsRows(stats))
		})
	}
	return cmd
}

// statsRows ends with the free pages, which are counted as entries, and the
// file.
func statsRows(stats store.Stats) [][]string {
	share := func(f float64) string { return strconv.FormatFloat(100*f, 'f', 1, 64) + "%" }
	entries, rows := 0, [][]string(nil)
	for _, b := range stats.Buckets {
		entries += b.Entries
		rows = append(rows, []string{
			b.Name, strconv.Itoa(b.Entries), strconv.FormatInt(b.Bytes, 10), share(b.Share),
			shortTime(b.Oldest, time.Local), shortTime(b.Newest, time.Local),
		})
	}
	free := float64(stats.FreeBytes) / float64(stats.FileBytes)
	return append(rows,
		[]string{"free pages", strconv.Itoa(stats.FreePages), strconv.FormatInt(stats.FreeBytes, 10), share(free), "-", "-"},
		[]string{"file", strconv.Itoa(entries), strconv.FormatInt(stats.FileBytes, 10), share(1), "-", "-"})
}

func newStoreCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Read the whole database and say what is wrong with it",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.withOldStore(func(st *store.Store) error {
				if err := st.Check(); err != nil {
					return fmt.Errorf("%w\n%s", err, store.Remedy(st.Path()))
				}
				_, err := fmt.Fprintf(a.stderr, "%s is whole\n", st.Path())
				return err
			})
		},
	}
}

func newStoreBackup(a *app) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a checked copy of the database",
		Long: "Writes a copy of the database as it is now, reads it back and checks it, and only then\n" +
			"gives it its name. To restore one, stop vedette and copy it to the place of the database.",
		Args: cobra.ExactArgs(1),
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace FILE")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.withOldStore(func(st *store.Store) error {
			show, end := progressBytes(a, "backing up, MB")
			size, err := st.Backup(cmd.Context(), args[0], store.BackupOptions{Replace: force, Progress: show})
			end()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stderr, "%s: %s, checked\n", args[0], megabytes(size))
			return err
		})
	}
	return cmd
}

func newStoreCompact(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Give the space of free pages back to the disk",
		Long: "Writes the database anew without its free pages, checks that and puts it in the place of\n" +
			"the old one, which is left as it is where anything fails. Takes space for both.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withOldStore(func(st *store.Store) error {
				show, end := progressBytes(a, "compacting, MB")
				before, after, err := st.Compact(cmd.Context(), show)
				end()
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.stderr, "%s: %s, was %s\n", st.Path(), megabytes(after), megabytes(before))
				return err
			})
		},
	}
}

// checkUnclean checks a store that its last user did not close, while this one
// uses it. The function that it returns waits for the end of that.
func (a *app) checkUnclean(c config.Log, st *store.Store) (wait func()) {
	if !st.Unclean() {
		return func() {}
	}
	logger := newLogger(a.stderr, c)
	var checking sync.WaitGroup
	checking.Go(func() {
		logger.Warn("the store was not closed in order by its last user, or is a backup of one in use; it is checked now", "file", st.Path())
		start := time.Now()
		err := st.Check()
		if err == nil {
			logger.Info("the store is whole", "took", time.Since(start).Round(time.Millisecond).String())
			return
		}
		if damage, ok := errors.AsType[*store.Damage](err); ok {
			for _, found := range damage.Findings {
				logger.Error("damage in the store", "error", found)
			}
		}
		for line := range strings.Lines(store.Remedy(st.Path())) {
			logger.Error("the store is damaged: " + strings.TrimSpace(line))
		}
	})
	return checking.Wait
}

// progressBytes is progress for bytes, shown in megabytes.
func progressBytes(a *app, what string) (show func(done, total int64), end func()) {
	units, end := progress(a.stderr, what)
	if units == nil {
		return nil, end
	}
	return func(done, total int64) { units(int(done/1e6), int(total/1e6)) }, end
}

func megabytes(n int64) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB" }
