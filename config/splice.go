package config

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// splice changes the list of feeds within the text of a configuration. It only
// decides where something goes; FeedFile.change makes sure that the new text
// means what it should.
type splice struct {
	*source
	list *yaml.Node // the list of feeds; nil where there is none
	key  *yaml.Node // its key
	end  int        // of what belongs to the list, comments and blank lines behind it too
	eol  string
}

// newSplice parses a text that is known to load.
func newSplice(text []byte) (*splice, error) {
	s := &splice{source: &source{data: slices.Clone(text)}, eol: "\n"}
	if f := s.parse(); f != nil {
		return nil, errors.New(f.message)
	}
	if i := bytes.IndexByte(s.data, '\n'); i > 0 && s.data[i-1] == '\r' {
		s.eol = "\r\n"
	}
	s.end = s.documentEnd()
	for i := 0; i+1 < len(s.root.Content); i += 2 {
		if s.root.Content[i].Value != "feeds" {
			continue
		}
		s.key, s.list = s.root.Content[i], s.root.Content[i+1]
		if i+2 < len(s.root.Content) {
			s.end = s.lineStart(s.start(s.root.Content[i+2]))
		}
	}
	if s.list != nil && s.list.Kind != yaml.SequenceNode {
		return nil, errors.New("the list of feeds is an alias; write it out under feeds")
	}
	return s, nil
}

// replace gives the text with the bytes from one place to another replaced.
func (s *splice) replace(from, to int, by string) []byte {
	return slices.Concat(s.data[:from], []byte(by), s.data[to:])
}

func (s *splice) start(n *yaml.Node) int { return s.offset(n.Line, n.Column) }

// lineStart is where the line of a byte starts.
func (s *splice) lineStart(at int) int { return bytes.LastIndexByte(s.data[:at], '\n') + 1 }

// lineEnd is where the line after that of a byte starts.
func (s *splice) lineEnd(at int) int {
	if i := bytes.IndexByte(s.data[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(s.data)
}

// documentEnd is where the line ... starts that ends the document, or the end.
func (s *splice) documentEnd() int {
	for at := s.lineStart(s.start(s.root)); at < len(s.data); at = s.lineEnd(at) {
		if bytes.HasPrefix(s.data[at:], []byte("...")) {
			return at
		}
	}
	return len(s.data)
}

// add puts entries at the end of the list, and makes one where there is none.
func (s *splice) add(feeds []Feed) []byte {
	braces := s.root.Style&yaml.FlowStyle != 0
	switch {
	case s.list == nil && braces:
		return s.addKeyFlow(feeds)
	case s.list == nil:
		return s.addKey(feeds)
	case s.list.Style&yaml.FlowStyle == 0:
		return s.addBlock(feeds)
	case len(s.list.Content) == 0 && !braces:
		return s.fillEmpty(feeds)
	default:
		return s.addFlow(s.list, flowEntries(feeds, s.flowStyle()))
	}
}

// addBlock adds lines behind the last entry, its comments included.
func (s *splice) addBlock(feeds []Feed) []byte {
	items := s.list.Content
	l := layout{indent: s.list.Column - 1, eol: s.eol}
	if last := items[len(items)-1]; last.Style&yaml.FlowStyle != 0 {
		l.style = flow
	}
	if len(items) > 1 {
		before := s.lineStart(s.dash(len(items)-1)) - 1 // the end of the line above
		l.blank = l.style == block && before > 0 && s.blank(s.lineStart(before))
	}
	return s.insertLines(s.bodyEnd(s.end, s.key.Column), blockEntries(feeds, l))
}

// insertLines puts lines where a line starts, or at the end of a text whose last
// line may lack its end.
func (s *splice) insertLines(at int, lines []byte) []byte {
	text := string(lines)
	if at > 0 && s.data[at-1] != '\n' {
		text = s.eol + text
	}
	return s.replace(at, at, text)
}

// fillEmpty turns [] into entries on lines of their own.
func (s *splice) fillEmpty(feeds []Feed) []byte {
	open := s.start(s.list)
	marks := scanFlow(s.data, open)
	lines := blockEntries(feeds, layout{indent: s.key.Column + 1, eol: s.eol})
	rest := s.insertLines(s.lineEnd(marks.end), lines)
	from := len(bytes.TrimRight(s.data[:open], " \t"))
	return slices.Delete(rest, from, marks.end+1)
}

// addKey puts feeds: at the end, with the built-in feeds first.
func (s *splice) addKey(feeds []Feed) []byte {
	indent := s.root.Column - 1
	text := s.eol + strings.Repeat(" ", indent) + "feeds:" + s.eol + string(builtinList(indent+2, s.eol)) +
		string(blockEntries(feeds, layout{indent: indent + 2, eol: s.eol}))
	return s.insertLines(s.end, []byte(text))
}

// addKeyFlow puts feeds: into the braces around the whole.
func (s *splice) addKeyFlow(feeds []Feed) []byte {
	all, err := builtinDecoded()
	if err != nil {
		return s.data // which is found not to be what was wanted
	}
	key := "feeds"
	if s.flowStyle() == quoted {
		key = `"feeds"`
	}
	list := strings.Join(flowEntries(append(all, feeds...), s.flowStyle()), ","+s.eol+"  ")
	return s.addFlow(s.root, []string{key + ": [" + s.eol + "  " + list + s.eol + "]"})
}

// flowStyle is quoted where the file's own keys are.
func (s *splice) flowStyle() style {
	if len(s.root.Content) > 0 && s.root.Content[0].Style&yaml.DoubleQuotedStyle != 0 {
		return quoted
	}
	return flow
}

func flowEntries(feeds []Feed, st style) []string {
	entries := make([]string, len(feeds))
	for i, f := range feeds {
		entries[i] = flowEntry(f, st)
	}
	return entries
}

// addFlow puts entries before the closing bracket or brace of a collection: on
// lines of their own where the bracket has one.
func (s *splice) addFlow(n *yaml.Node, entries []string) []byte {
	marks := scanFlow(s.data, s.start(n))
	comma := ","
	if len(n.Content) == 0 || s.data[marks.last-1] == ',' {
		comma = ""
	}
	if s.lineStart(marks.last-1) == s.lineStart(marks.end) {
		if len(n.Content) > 0 {
			comma += " "
		}
		return s.replace(marks.last, marks.last, comma+strings.Join(entries, ", "))
	}
	line := s.lineStart(marks.last - 1)
	margin := s.data[line : line+len(s.data[line:])-len(bytes.TrimLeft(s.data[line:], " "))]
	var text strings.Builder
	for i, e := range entries {
		text.WriteString(string(margin) + e)
		if i < len(entries)-1 || comma == "" {
			text.WriteString(",")
		}
		text.WriteString(s.eol)
	}
	rest := s.replace(s.lineEnd(marks.last-1), s.lineEnd(marks.last-1), text.String())
	return slices.Insert(rest, marks.last, []byte(comma)...)
}
