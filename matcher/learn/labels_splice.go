package learn

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"vedette/matcher"
)

// Splice puts what was learned into the text of the profile's file: numbers
// that changed in their places, and the block of terms. Every other byte stays
// as people wrote it, comments and order too.
func (l *Proposal) Splice(profile []byte) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(profile, &doc); err != nil {
		return nil, fmt.Errorf("read the profile: %w", err)
	}
	if doc.Kind != yaml.DocumentNode || doc.Content[0].Kind != yaml.MappingNode || doc.Content[0].Style&yaml.FlowStyle != 0 {
		return nil, errors.New("the profile is no mapping of keys, one to a line")
	}
	var was matcher.Profile
	if err := doc.Decode(&was); err != nil {
		return nil, fmt.Errorf("read the profile: %w", err)
	}
	e := &editor{text: string(profile), root: doc.Content[0]}
	e.rules("rules", was.Rules, l.Profile.Rules)
	e.rules("penalties", was.Penalties, l.Profile.Penalties)
	if !reflect.DeepEqual(was.Terms, l.Profile.Terms) {
		e.block("terms", (&Learned{Terms: l.Profile.Terms}).terms())
	}
	if is := weightOf(l.Profile); weightOf(&was) != is {
		e.number("similarity", "weight", is)
	}
	if is := l.Profile.Calibration; was.Calibration != is {
		e.number("calibration", "slope", is.Slope)
		e.number("calibration", "shift", is.Shift)
	}
	if is := l.Profile.Threshold.Probability; was.Threshold.Probability != is {
		e.number("threshold", "probability", is)
	}
	out := e.apply()
	return out, l.verify(out)
}

// verify makes sure that a file means what was proposed: the ways to write YAML
// are more than an editor of text can know.
func (l *Proposal) verify(file []byte) error {
	var is matcher.Profile
	if err := yaml.Unmarshal(file, &is); err != nil {
		return fmt.Errorf("change the profile in place: %w", err)
	}
	want := l.Profile
	if !slices.Equal(is.Rules, want.Rules) || !slices.Equal(is.Penalties, want.Penalties) ||
		!maps.EqualFunc(is.Terms, want.Terms, maps.Equal) || weightOf(&is) != weightOf(want) ||
		is.Calibration != want.Calibration || is.Threshold != want.Threshold {
		return errors.New("the profile's numbers cannot be changed in place; write rules, terms and threshold without anchors, aliases and quotes around numbers")
	}
	return nil
}

// editor changes a YAML text in places.
type editor struct {
	text  string
	root  *yaml.Node
	edits []edit
	added map[string][]string // keys and values of mappings that the text lacks
	names []string            // of these, in order
}

// edit replaces text[from:to].
type edit struct {
	from, to int
	text     string
}

// offset is the place of a node in the text.
func (e *editor) offset(n *yaml.Node) int {
	at := e.line(n.Line)
	for range n.Column - 1 {
		_, size := utf8.DecodeRuneInString(e.text[at:])
		at += size
	}
	return at
}

// line is where a line, counted from 1, begins; the end of the text beyond the
// last.
func (e *editor) line(number int) int {
	at := 0
	for range number - 1 {
		next := strings.IndexByte(e.text[at:], '\n')
		if next < 0 {
			return len(e.text)
		}
		at += next + 1
	}
	return at
}

// child returns the value of a key, and its place among the contents of the
// mapping; nil where there is none.
func child(mapping *yaml.Node, key string) (*yaml.Node, int) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1], i
		}
	}
	return nil, 0
}

// rules changes the weights that are new.
func (e *editor) rules(key string, was, is []matcher.Rule) {
	list, _ := child(e.root, key)
	for i := range was {
		if list == nil || i >= len(is) || i >= len(list.Content) || was[i].Weight == is[i].Weight {
			continue
		}
		if weight, _ := child(list.Content[i], "weight"); weight != nil {
			e.replace(weight, written(is[i].Weight))
		}
	}
}

func (e *editor) replace(scalar *yaml.Node, text string) {
	from := e.offset(scalar)
	if strings.HasPrefix(e.text[from:], scalar.Value) { // else verify reports it
		e.edits = append(e.edits, edit{from, from + len(scalar.Value), text})
	}
}

// number sets a number of a mapping under a key of the profile, in either style
// of mapping.
func (e *editor) number(mapping, key string, value float64) {
	m, _ := child(e.root, mapping)
	if m == nil || m.Kind != yaml.MappingNode || len(m.Content) == 0 {
		if e.added == nil {
			e.added = map[string][]string{}
		}
		if e.added[mapping] == nil {
			e.names = append(e.names, mapping)
		}
		e.added[mapping] = append([]string{key + ": " + written(value)}, e.added[mapping]...)
		return
	}
	if scalar, _ := child(m, key); scalar != nil {
		e.replace(scalar, written(value))
		return
	}
	at := e.offset(m.Content[0])
	separator := ", "
	if m.Style&yaml.FlowStyle == 0 {
		separator = "\n" + strings.Repeat(" ", m.Content[0].Column-1)
	}
	e.edits = append(e.edits, edit{at, at, key + ": " + written(value) + separator})
}

// block replaces a key of the profile and all below it.
func (e *editor) block(key, text string) {
	value, i := child(e.root, key)
	if value == nil {
		e.edits = append(e.edits, edit{len(e.text), len(e.text), text})
		return
	}
	from, last := e.root.Content[i].Line, strings.Count(e.text, "\n")+2
	if i+2 < len(e.root.Content) {
		last = e.root.Content[i+2].Line
	}
	for last > from+1 && isApart(e.text[e.line(last-1):e.line(last)]) {
		last--
	}
	e.edits = append(e.edits, edit{e.line(from), e.line(last), text})
}

// apply makes the edits, and adds what the text lacks at its end.
func (e *editor) apply() []byte {
	if e.text != "" && !strings.HasSuffix(e.text, "\n") {
		e.edits = append(e.edits, edit{len(e.text), len(e.text), "\n"})
	}
	for _, name := range e.names {
		e.edits = append(e.edits, edit{len(e.text), len(e.text), fmt.Sprintf("%s: {%s} # learned from labels\n", name, strings.Join(e.added[name], ", "))})
	}
	slices.SortStableFunc(e.edits, func(a, b edit) int { return a.from - b.from })
	var b strings.Builder
	at := 0
	for _, change := range e.edits {
		b.WriteString(e.text[at:change.from])
		b.WriteString(change.text)
		at = change.to
	}
	b.WriteString(e.text[at:])
	return []byte(b.String())
}

func written(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
