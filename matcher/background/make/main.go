// Make makes the tables of frequencies that package background ships:
//
//	go run ./matcher/background/make ../shared/data/frequency
//
// The folder holds, each gzipped, news-df.LANG.tsv (words and the number of
// news items that have them, the first line being the number of items) and
// subtitles.LANG.txt (words and how often they are said). Tables go into the
// folder of matcher/background/data that names their origin and licence.
//
// With -measure it writes no table, but prints how far tables made from
// subtitles are from those made from news, and what converting them gains.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vedette/matcher/background"
)

func main() {
	measure := flag.Bool("measure", false, "compare sources, write nothing")
	out := flag.String("o", "matcher/background/data", "folder of the tables")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: make [-measure] [-o FOLDER] FREQUENCIES")
		os.Exit(2)
	}
	work := func(in string) error { return write(in, *out) }
	if *measure {
		work = compare
	}
	if err := work(flag.Arg(0)); err != nil {
		fmt.Fprintf(os.Stderr, "make: %v\n", err)
		os.Exit(1)
	}
}

// write makes all tables.
func write(in, out string) error {
	languages, err := languagesOf(in)
	if err != nil {
		return err
	}
	for _, language := range languages {
		made, err := makeTable(in, language)
		if err != nil {
			return fmt.Errorf("%s: %w", language, err)
		}
		b, err := made.table().AppendBinary(nil)
		if err != nil {
			return err
		}
		var packed bytes.Buffer
		z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := z.Write(b); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		path := filepath.Join(out, made.origin, language+".gz")
		if err := os.WriteFile(path, packed.Bytes(), 0o644); err != nil {
			return err
		}
		fmt.Printf("%-28s %6d terms, %6d bytes\n", path, len(made.df), packed.Len())
	}
	return nil
}

// languagesOf lists the languages that a folder has counts of, by file name.
func languagesOf(folder string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.gz"))
	if err != nil {
		return nil, err
	}
	var languages []string
	for _, name := range names {
		if parts := strings.Split(filepath.Base(name), "."); len(parts) > 2 {
			languages = append(languages, strings.TrimSuffix(parts[1], "_cn"))
		}
	}
	slices.Sort(languages)
	return slices.Compact(languages), nil
}

// made is a table in the making.
type made struct {
	origin    string // folder that stands for origin and licence
	documents float64
	df        map[uint64]float64
}

func (m made) table() *background.Table { return background.New(m.documents, m.df) }

// makeTable chooses the sources of a language: news where they were counted,
// else speech. Of Russian the news are headlines, to which speech is added.
func makeTable(in, language string) (made, error) {
	news, err := readNews(in, language)
	if err == nil && language != "ru" {
		return news, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return made{}, err
	}
	said, err := readSubtitles(in, language)
	switch {
	case err != nil:
		return made{}, err
	case language == "ru":
		return news.withSpeech(said), nil
	}
	return said.written(), nil
}
