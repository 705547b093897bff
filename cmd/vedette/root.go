package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/store"
)

// app is what every command shares: the streams and the global flags.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	configFile     string
	stateDir       string
	repeats        repeats // of the daemon's log
	started        bool    // the command line was understood: later errors are no usage errors
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "vedette",
		Short: "Watches news feeds for what its profiles describe, and sends digests",
		Long: "vedette polls news feeds, matches new items against profiles, remembers what it\n" +
			"saw and sends digests by e-mail, webhook or to a file. Start with: vedette demo",
		SilenceErrors:    true,
		SilenceUsage:     true,
		PersistentPreRun: func(*cobra.Command, []string) { a.started = true },
	}
	root.PersistentFlags().StringVar(&a.configFile, "config", "", "configuration `FILE`")
	root.PersistentFlags().StringVar(&a.stateDir, "state-dir", "", "`DIR` that holds the database")
	root.AddCommand(
		newRun(a), newOnce(a), newDemo(a), newCheck(a), newMatch(a), newHits(a), newStories(a), newTimeline(a), newFeeds(a),
		newDigest(a), newDeliveries(a), newReceivers(a), newProfile(a), newStore(a), newVersion(a), newMan(a),
	)
	return root
}

// load reads the configuration for a command that polls or sends, with all its
// secrets, and prints its warnings.
func (a *app) load() (*config.Config, error) {
	cfg, err := a.loadWith(config.Load)
	if err != nil {
		return nil, err
	}
	return cfg, tryReceivers(cfg)
}

// loadForReading reads the configuration for a command that only looks: it works
// where the service's secrets are not.
func (a *app) loadForReading() (*config.Config, error) { return a.loadWith(config.LoadForReading) }

func (a *app) loadWith(load func(string) (*config.Config, error)) (*config.Config, error) {
	cfg, err := load(a.findConfig())
	if err != nil {
		return nil, err
	}
	a.warn(cfg.Warnings)
	return cfg, nil
}

func (a *app) warn(warnings config.Problems) {
	for _, w := range warnings {
		fmt.Fprintln(a.stderr, "warning:", config.Problems{w}.Error())
	}
}

// findConfig is the file named by the flag or the environment, else the first
// that exists in the usual places, else "" for the built-in configuration.
func (a *app) findConfig() string {
	if a.configFile != "" {
		return a.configFile
	}
	if file := os.Getenv("VEDETTE_CONFIG"); file != "" {
		return file
	}
	candidates := []string{"vedette.yaml"}
	if dir, err := os.UserConfigDir(); err == nil {
		candidates = append(candidates, filepath.Join(dir, "vedette", "vedette.yaml"))
	}
	for _, file := range append(candidates, "/etc/vedette/vedette.yaml") {
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			return file
		}
	}
	return ""
}

// open opens the store in the state folder.
func (a *app) open() (*store.Store, error) {
	dir, err := a.findState()
	if err != nil {
		return nil, err
	}
	return store.Open(filepath.Join(dir, "vedette.db"))
}

// findState is the folder of the flag, of systemd's StateDirectory=, or of the
// user.
func (a *app) findState() (string, error) {
	if a.stateDir != "" {
		return a.stateDir, nil
	}
	if dirs := os.Getenv("STATE_DIRECTORY"); dirs != "" {
		first, _, _ := strings.Cut(dirs, ":")
		return first, nil
	}
	if dir := os.Getenv("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "vedette"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no place for the database: %w; name one with --state-dir", err)
	}
	return filepath.Join(home, ".local", "state", "vedette"), nil
}

// withStore runs fn on the opened store and closes it.
func (a *app) withStore(fn func(*store.Store) error) (err error) {
	st, err := a.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return fn(st)
}
