// Command summary reads the events of `go test -json` and prints what a person
// wants of them: a line for each package, what failing tests said, and why a
// test was skipped. It writes "N passed, N failed, N skipped" to the file that
// is its argument. Subtests count, as does a package that fails by itself. The
// exit status is 1 if anything failed or nothing was tested.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// event is a line of `go test -json`; see `go doc test2json`.
type event struct {
	Action  string
	Package string
	Test    string // empty: about the package
	Output  string
}

// subject is what an event is about.
type subject struct{ pkg, test string }

// summary counts results, and keeps what running tests have said so far.
type summary struct {
	out                     io.Writer
	passed, failed, skipped int
	said                    map[subject]string
	failures                map[string]int // by package
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go test -json ./... | go run summary.go FILE")
		os.Exit(2)
	}
	s := &summary{out: os.Stdout, said: map[subject]string{}, failures: map[string]int{}}
	err := s.read(os.Stdin)
	if err == nil {
		err = os.WriteFile(os.Args[1], []byte(s.String()+"\n"), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "summary:", err)
		os.Exit(1)
	}
	if s.failed > 0 || s.passed == 0 {
		os.Exit(1)
	}
}

// String returns the counts.
func (s *summary) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", s.passed, s.failed, s.skipped)
}

// read takes all events. A line that is none is printed as it is.
func (s *summary) read(events io.Reader) error {
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadString('\n')
		var e event
		switch {
		case line == "":
		case json.Unmarshal([]byte(line), &e) != nil:
			fmt.Fprint(s.out, line)
		case e.Test == "":
			s.packageEvent(e)
		default:
			s.testEvent(e)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// testEvent counts one test's result, and prints what a test that did not pass
// has said.
func (s *summary) testEvent(e event) {
	about := subject{e.Package, e.Test}
	switch e.Action {
	case "output":
		s.said[about] += e.Output
		return
	case "pass":
		s.passed++
	case "skip":
		s.skipped++
		fmt.Fprint(s.out, spoken(s.said[about]))
	case "fail":
		s.failed++
		s.failures[e.Package]++
		fmt.Fprint(s.out, spoken(s.said[about]))
	default:
		return
	}
	delete(s.said, about)
}

// packageEvent prints a package's line, or everything if the package failed:
// then also what tests said that never came to an end.
func (s *summary) packageEvent(e event) {
	about := subject{pkg: e.Package}
	switch e.Action {
	case "build-output":
		fmt.Fprint(s.out, e.Output)
	case "output":
		s.said[about] += e.Output
	case "pass", "skip":
		fmt.Fprint(s.out, lastLine(s.said[about]))
		delete(s.said, about)
	case "fail":
		if s.failures[e.Package] == 0 {
			s.failed++
		}
		fmt.Fprint(s.out, s.unfinished(e.Package))
	}
}

// unfinished takes away and returns all that is kept of a package, its own
// words last.
func (s *summary) unfinished(pkg string) string {
	var left []subject
	for about := range s.said {
		if about.pkg == pkg {
			left = append(left, about)
		}
	}
	slices.SortFunc(left, func(a, b subject) int { return strings.Compare(b.test, a.test) })
	var text strings.Builder
	for _, about := range left {
		text.WriteString(spoken(s.said[about]))
		delete(s.said, about)
	}
	return text.String()
}

// spoken leaves out the lines that only say that a test is running.
func spoken(output string) string {
	lines := strings.SplitAfter(output, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		return strings.HasPrefix(line, "=== ")
	}), "")
}

// lastLine returns the last line of an output, with its end.
func lastLine(output string) string {
	start := strings.LastIndex(strings.TrimSuffix(output, "\n"), "\n") + 1
	return output[start:]
}
