package config

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// report gathers what is wrong in all files of a configuration.
type report struct {
	secretless         bool // secrets kept elsewhere are left empty
	problems, warnings Problems
	sources            map[string]*source  // by file as shown
	broken             map[string]struct{} // file and key of each problem
}

func newReport() *report {
	return &report{sources: map[string]*source{}, broken: map[string]struct{}{}}
}

// open parses a file and reports when it cannot be.
func (r *report) open(s *source) bool {
	r.sources[s.file], s.secrets = s, map[*yaml.Node]bool{}
	if f := s.parse(); f != nil {
		r.problems = append(r.problems, Problem{File: s.file, Line: f.line, Column: f.column, Message: f.message, Hint: f.hint})
		return false
	}
	return true
}

// maxProblems bounds how many problems are reported, and warnings: nobody
// reads more, and an alias can repeat one mistake a million times.
const maxProblems = 100

// put adds to a list. After the last that it may hold comes one that says that
// there are more, at the place of the first of these.
func put(list *Problems, p Problem) {
	switch {
	case len(*list) > maxProblems:
		return
	case len(*list) == maxProblems:
		p.Key, p.Message, p.Hint = "", "there is more than is shown", "mend these first"
	}
	*list = append(*list, p)
}

// full tells whether there is no need to look for more problems.
func (r *report) full() bool { return len(r.problems) > maxProblems }

// add reports a problem at a node.
func (r *report) add(s *source, n *yaml.Node, p path, message, hint string) {
	if r.full() {
		return
	}
	r.mark(s, p)
	put(&r.problems, s.problem(s.offset(n.Line, n.Column), p, message, hint))
}

// mark remembers that the value at a path is wrong, so that nothing more is
// said of it.
func (r *report) mark(s *source, p path) {
	if !r.full() {
		r.broken[s.file+"\x00"+p.String()] = struct{}{}
	}
}

// isBroken tells whether the value at a path, or one around it, was reported.
func (r *report) isBroken(s *source, p path) bool {
	for i := range len(p) + 1 {
		if _, ok := r.broken[s.file+"\x00"+p[:i].String()]; ok {
			return true
		}
	}
	return false
}

// holdsBroken tells whether anything within the value at a path was reported.
func (r *report) holdsBroken(s *source, p path) bool {
	prefix := s.file + "\x00" + p.String()
	for key := range r.broken {
		if rest, ok := strings.CutPrefix(key, prefix); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}

// problem makes one at a byte of the source.
func (s *source) problem(offset int, p path, message, hint string) Problem {
	line, column := s.place(offset)
	return Problem{File: s.file, Line: line, Column: column, Key: p.String(), Message: message, Hint: hint}
}

// finish sorts what was found and adds the lines of text. That there is more
// stays at the end.
func (r *report) finish(main string) (problems, warnings Problems) {
	for _, list := range []Problems{r.problems, r.warnings} {
		for i := range list {
			if s := r.sources[list[i].File]; s != nil && len(s.data) > 0 {
				s.excerpt(&list[i])
			}
		}
		list[:min(len(list), maxProblems)].sortByPlace(main)
	}
	return r.problems, r.warnings
}

// checker reports on the values of one source by their paths.
type checker struct {
	*report
	src *source
}

// wrong reports a value that was decoded but will not do. Where the file does
// not hold the path, the place is the nearest thing that it holds.
func (c checker) wrong(p path, message, hint string) {
	if c.full() || c.isBroken(c.src, p) {
		return
	}
	n, _ := c.src.at(p)
	c.add(c.src, n, p, message, hint)
}

// warn reports a value that is allowed but looks wrong.
func (c checker) warn(p path, message, hint string) {
	if len(c.warnings) > maxProblems || c.isBroken(c.src, p) {
		return
	}
	n, _ := c.src.at(p)
	put(&c.warnings, c.src.problem(c.src.offset(n.Line, n.Column), p, message, hint))
}

// missing reports a key that must be there.
func (c checker) missing(p path, hint string) {
	if !c.full() && !c.holdsBroken(c.src, p) {
		c.wrong(p, "is missing", hint)
	}
}

// line is where the value at a path stands.
func (c checker) line(p path) int {
	n, _ := c.src.at(p)
	line, _ := c.src.place(c.src.offset(n.Line, n.Column))
	return line
}

// oneOf reports a word that is not among those allowed.
func (c checker) oneOf(p path, word string, allowed ...string) bool {
	for _, a := range allowed {
		if word == a {
			return true
		}
	}
	hint := "one of " + strings.Join(allowed, ", ")
	if near := nearest(word, allowed); near != "" {
		hint = fmt.Sprintf("did you mean %s? It is one of %s", near, strings.Join(allowed, ", "))
	}
	c.wrong(p, quote(word)+" is not known", hint)
	return false
}
