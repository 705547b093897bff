// Command figures reproduces every figure that the README gives of how good
// vedette is, from the development data:
//
//	go run ./matcher/measure/figures ../shared/data
//
// It prints, for each collection of topics, what each system makes of one and
// of four examples of a topic when nothing else is known of it: every system's
// scores get their threshold by the same rule, from the same background, for one
// false alarm in 2,000 items. Systems are listed in systems.go; a new one needs
// a line there. Then come the built-in profiles on judged articles and on the
// stream, and whether thresholds keep the rate they are set for.
//
// Columns: F1 at the threshold, with its interval over topics; F1 at the best
// threshold there is; C_norm and T11SU as matcher/measure has them; the mean of
// the actual over the allowed rate of alarms, where the stream is of another
// kind than the background, which is the case but in the last part; and by how
// much F1 is above that of plain Rocchio on the same topics.
//
// What it says is the same in each run.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	parts := flag.String("only", "", "run `PART` alone: reuters, current-events, events, gold, stream, rates, labels")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: go run ./matcher/measure/figures [-only PART] DIR\nDIR holds the development data: topics/, gold/, stream/")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(os.Stdout, flag.Arg(0), *parts); err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

// run prints the figures of all parts, or of one.
func run(w io.Writer, dir, only string) error {
	known := false
	for _, part := range []struct {
		name string
		run  func(io.Writer, string) error
	}{
		{"reuters", topics(readReuters)},
		{"current-events", topics(readCurrentEvents)},
		{"events", topics(readEvents)},
		{"gold", gold},
		{"stream", stream},
		{"rates", rates},
		{"labels", labels},
	} {
		if only != "" && only != part.name {
			continue
		}
		known = true
		start := time.Now()
		if err := part.run(w, dir); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Fprintf(os.Stderr, "figures: %s took %.0f s\n", part.name, time.Since(start).Seconds())
	}
	if !known {
		return fmt.Errorf("there is no part %q", only)
	}
	return nil
}
