package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/matcher"
	"vedette/matcher/learn"
)

// builder is one run of profile build.
type builder struct {
	app                     *app
	name, title, background string
	update                  string // file of the profile that is learned again
	write                   bool
}

func newProfileBuild(a *app) *cobra.Command {
	b := &builder{app: a}
	cmd := &cobra.Command{
		Use:   "build --name NAME SEED…",
		Short: "Learn a profile from a few example articles and print it as YAML",
		Long: "Learns what is typical of example articles (plain text, web pages, JSON lines) and\n" +
			"prints a profile on standard output, and on standard error what may be expected of\n" +
			"it. Menus, captions and footers that came with the text are left out. The profile\n" +
			"works as it is; rules and names can be added by hand.\n\n" +
			"With --update a profile is learned again, from all of its examples and new ones:\n" +
			"its seeds, terms and cohesion are replaced, with comments between them, and\n" +
			"everything else stays as people wrote it.",
		Example: "  vedette profile build --name grain-deal first.txt second.html > grain-deal.yaml\n" +
			"  vedette profile build --update grain-deal.yaml --write *.txt",
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error { return b.run(files) },
	}
	cmd.Flags().StringVar(&b.name, "name", "", "the profile's `NAME`: small letters, digits, - and _")
	cmd.Flags().StringVar(&b.title, "title", "", "its `TITLE` for readers (default: the name)")
	cmd.Flags().StringVar(&b.update, "update", "", "learn the profile in `FILE` again")
	cmd.Flags().BoolVar(&b.write, "write", false, "with --update: write the file instead of printing it; the old one is kept as FILE~")
	backgroundFlag(cmd, &b.background, ";\nthey also tell how many hits a day the profile would make")
	cmd.MarkFlagsOneRequired("name", "update")
	cmd.MarkFlagsMutuallyExclusive("name", "update")
	return cmd
}

func (b *builder) run(files []string) error {
	if b.name == "null" || b.name == "true" || b.name == "false" {
		return fmt.Errorf("--name %s: YAML has another meaning for this word; take another name", b.name)
	}
	if b.background != "" {
		if in, _, err := b.app.input(b.background); err != nil { // before anything is written
			return fmt.Errorf("read the background: %w", err)
		} else if err := in.Close(); err != nil {
			return err
		}
	}
	if b.write && b.update == "" {
		return errors.New("--write goes with --update FILE; redirect standard output to make a new file")
	}
	seeds, err := b.app.seeds(files)
	if err != nil {
		return err
	}
	learned, text, err := b.learn(seeds)
	if err != nil {
		return err
	}
	made, err := config.LoadProfile(cmp.Or(b.update, b.name+".yaml"), text)
	if err != nil {
		return err
	}
	if err := b.put(text); err != nil {
		return err
	}
	return b.report(learned, made.Matcher)
}

// learn makes the profile and its text.
func (b *builder) learn(seeds []learn.Seed) (*learn.Learned, []byte, error) {
	if b.update == "" {
		l, err := learn.Build(seeds, nil, nil, nil)
		if err != nil {
			return nil, nil, err
		}
		return l, l.YAML(b.name, b.title), nil
	}
	old, err := os.ReadFile(b.update)
	if err != nil {
		return nil, nil, err
	}
	own, err := config.LoadProfile(b.update, old)
	if err != nil {
		return nil, nil, err
	}
	if gone := learn.Recognise(seeds, own.Loaded[0]); len(gone) > 0 {
		return nil, nil, fmt.Errorf("%s was learned from %d more examples, whose texts are not kept: give them again, or take their lines out of its seeds: %s",
			b.update, len(gone), strings.Join(gone, "; "))
	}
	l, err := learn.Build(seeds, nil, own.Loaded[0], own.Lexicons)
	if err != nil {
		return nil, nil, err
	}
	text, err := l.Splice(old)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", b.update, err)
	}
	return l, text, nil
}

// put prints the profile, or writes it.
func (b *builder) put(text []byte) error {
	if !b.write {
		_, err := b.app.stdout.Write(text)
		return err
	}
	return replaceFile(b.update, text)
}

// replaceFile writes a file whole or not at all, and keeps the old one beside
// it with a ~ at the end of its name. Of a link, what it points to is replaced.
func replaceFile(name string, text []byte) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	fresh, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	_, err = fresh.Write(text)
	err = errors.Join(err, fresh.Chmod(info.Mode().Perm()), fresh.Sync(), fresh.Close())
	if err == nil {
		err = keepOld(name)
	}
	if err == nil {
		err = os.Rename(fresh.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(fresh.Name()))
	}
	return nil
}

func keepOld(name string) error {
	if err := os.Remove(name + "~"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("keep the old file: %w", err)
	}
	if err := os.Link(name, name+"~"); err != nil {
		return fmt.Errorf("keep the old file: %w", err)
	}
	return nil
}

// seeds reads example articles. The sum of a file that holds one article is
// the file's, of several it is that of title and text.
func (a *app) seeds(files []string) ([]learn.Seed, error) {
	var seeds []learn.Seed
	for _, file := range files {
		data, err := a.readFile(file)
		if err != nil {
			return nil, err
		}
		var here []learn.Seed
		err = documents(file, bytes.NewReader(data), func(d matcher.Document) error {
			here = append(here, learn.Seed{
				ID: cmp.Or(d.ID, file), Called: called(d, file), Title: d.Title, Text: d.Text, Language: d.Language,
				SHA256: sum([]byte(d.Title + "\n" + d.Text)),
			})
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(here) == 1 {
			here[0].SHA256 = sum(data)
		}
		seeds = append(seeds, here...)
	}
	return seeds, nil
}

// called is what the profile's file calls a seed that has no title: its id or
// the name of its file, but no path.
func called(d matcher.Document, file string) string {
	if d.Title != "" {
		return ""
	}
	return filepath.Base(cmp.Or(d.ID, file))
}

func sum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
