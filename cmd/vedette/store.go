package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vedette/store"
)

func newStore(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "Count, check, back up and compact the database",
	}
	cmd.AddCommand(newStoreStats(a), newStoreCheck(a), newStoreBackup(a))
	return cmd
}

// withOldStore is withStore for those who have nothing to do with a new one.
func (a *app) withOldStore(fn func(st *store.Store, path string) error) error {
	dir, err := a.findState()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "vedette.db")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no store %s: name its folder with --state-dir", path)
	}
	return a.withStore(func(st *store.Store) error { return fn(st, path) })
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
		return a.withOldStore(func(st *store.Store, _ string) error {
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
			return a.withOldStore(func(st *store.Store, path string) error {
				if err := st.Check(); err != nil {
					return fmt.Errorf("%w\n%s", err, store.Remedy(path))
				}
				_, err := fmt.Fprintf(a.stderr, "%s is whole\n", path)
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
		return a.withOldStore(func(st *store.Store, _ string) error {
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

// progressBytes is progress for bytes, shown in megabytes.
func progressBytes(a *app, what string) (show func(done, total int64), end func()) {
	units, end := progress(a.stderr, what)
	if units == nil {
		return nil, end
	}
	return func(done, total int64) { units(int(done/1e6), int(total/1e6)) }, end
}

func megabytes(n int64) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB" }
