package main

import (
	"errors"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"vedette/matcher"
)

// backgroundFlag adds --background; more is what else the command does with it.
func backgroundFlag(cmd *cobra.Command, file *string, more string) {
	cmd.Flags().StringVar(file, "background", "", "ordinary documents in `FILE` (JSON lines, .gz too), by which profiles set their\n"+
		"thresholds; without it those hold that the profiles state"+more)
}

// calibrated is m for the stream that the documents of a file stand for; m
// itself for "".
func (a *app) calibrated(m *matcher.Matcher, file string) (*matcher.Matcher, error) {
	switch file {
	case "":
		return m, nil
	case "-":
		return nil, errors.New("read the background: standard input can be read once only; name a file")
	}
	n := 0
	out, err := a.calibrate(m, file, &n)
	if err != nil {
		return nil, fmt.Errorf("read the background: %w", err)
	}
	if n < matcher.LeastBackground {
		fmt.Fprintf(a.stderr, "warning: %s has %d documents; it takes %d to set thresholds by\n", file, n, matcher.LeastBackground)
	}
	return out, nil
}

// calibrate counts the documents of each reading in n.
func (a *app) calibrate(m *matcher.Matcher, file string, n *int) (out *matcher.Matcher, err error) {
	enough := errors.New("enough")
	var documents iter.Seq[matcher.Document] = func(yield func(matcher.Document) bool) {
		*n = 0
		if err != nil {
			return
		}
		err = a.readDocuments(file, func(d matcher.Document) error {
			if *n++; !yield(d) {
				return enough
			}
			return nil
		})
		if errors.Is(err, enough) {
			err = nil
		}
	}
	out = m.Calibrate(documents)
	return out, err
}
