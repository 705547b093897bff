package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxFile bounds what is read of one file of configuration.
const maxFile = 16 << 20

// source is one YAML file and what is known of its text.
type source struct {
	file    string // as shown to the user
	dir     string // where its relative paths start
	data    []byte
	root    *yaml.Node          // the value of the only document; nil when it cannot be read
	secrets map[*yaml.Node]bool // scalars that must not be shown
	hidden  []span              // where they stand; found when first needed
	unread  int                 // where decoding stopped: what follows may hold more of them; 0 if it did not stop

	places
}

// fault is a problem found before there are nodes: it has a place only.
type fault struct {
	line, column  int
	message, hint string
}

// parse reads the text as YAML with exactly one document. A nil fault means
// that root is set.
func (s *source) parse() *fault {
	s.data = bytes.TrimPrefix(s.data, []byte("\xef\xbb\xbf"))
	s.places = newPlaces(s.data)
	if f := s.unreadable(); f != nil {
		return f
	}
	load, err := yaml.NewLoader(bytes.NewReader(s.data))
	if err != nil {
		return s.syntax(err)
	}
	var first, second yaml.Node
	if err := load.Load(&first); errors.Is(err, io.EOF) {
		return &fault{1, 1, "the file is empty", "set at least one key"}
	} else if err != nil {
		return s.syntax(err)
	}
	err = load.Load(&second)
	if err == nil {
		line, column := s.place(s.offset(second.Line, second.Column))
		return &fault{line, column, "a second document starts here", "a file holds one document; remove the line ---"}
	}
	if !errors.Is(err, io.EOF) {
		return s.syntax(err)
	}
	if len(first.Content) != 1 || first.Content[0].Tag == "!!null" {
		return &fault{1, 1, "the file is empty", "set at least one key"}
	}
	s.root = first.Content[0]
	return nil
}

// unreadable reports what no YAML text may hold: bytes that are not UTF-8 and
// control characters.
func (s *source) unreadable() *fault {
	for i := 0; i < len(s.data); {
		r, size := utf8.DecodeRune(s.data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			line, column := s.place(i)
			return &fault{line, column, fmt.Sprintf("the byte 0x%02x is not UTF-8", s.data[i]), "save the file as UTF-8"}
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f, r >= 0x80 && r < 0xa0 && r != 0x85, r == 0xfffe, r == 0xffff:
			line, column := s.place(i)
			return &fault{line, column, fmt.Sprintf("the character U+%04X is not allowed here", r), "remove it"}
		}
		i += size
	}
	return nil
}

// syntax turns an error of the YAML parser into words for the user.
func (s *source) syntax(err error) *fault {
	f := &fault{line: 1, column: 1, message: "this is not YAML"}
	e, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		return f
	}
	f.message, f.hint = reworded(e.Message)
	at, start := e.Mark, e.ContextMark
	switch {
	case start.Line > 0 && strings.Contains(e.Message, "end of stream"):
		at = start // where the quote opens says more than where the file ends
	case start.Line > 0 && start.Line != at.Line:
		line, _ := s.place(s.offset(start.Line, max(start.Column, 1)))
		f.message += fmt.Sprintf(" (in what starts on line %d)", line)
	}
	if at.Line > 0 {
		f.line, f.column = s.place(s.offset(at.Line, max(at.Column, 1)))
	}
	return f
}

// reworded says what a message of the YAML parser means, with a hint.
func reworded(message string) (string, string) {
	for _, w := range syntaxWords {
		if strings.Contains(message, w.has) {
			return w.message, w.hint
		}
	}
	message = strings.TrimPrefix(message, "yaml: ")
	return "not valid YAML: " + strings.ReplaceAll(message, "!!", ""), ""
}

var syntaxWords = []struct{ has, message, hint string }{
	{"mapping values are not allowed", "a colon is not allowed here", "put quotes around text that holds a colon and a space"},
	{"cannot start any token", "no value may start with this character", "indent with spaces, not tabs, and put quotes around text that starts with @, ` or %"},
	{"did not find expected ',' or ']'", "the list is not closed", "separate its values by commas and end it with ]"},
	{"did not find expected ',' or '}'", "the mapping is not closed", "separate its keys by commas and end it with }"},
	{"did not find expected key", "expected a key here", "check the indentation: keys that belong together start in the same column"},
	{"did not find expected '-' indicator", "expected another entry of the list here", "start it with a hyphen and a space, in the same column as the others"},
	{"did not find expected node content", "expected a value here", ""},
	{"could not find expected ':'", "a key without a colon", "write key: value"},
	{"unexpected end of stream", "the quotes that open here are never closed", "close them"},
	{"unknown anchor", "an alias without its anchor", "put quotes around text that starts with an asterisk"},
	{"exceeded max depth", "nested too deeply", ""},
}

// at walks a path of keys and positions as far as the file has it and returns
// the last node found, and whether that was the whole way.
func (s *source) at(p path) (*yaml.Node, bool) {
	node := s.root
	for _, step := range p {
		next := child(resolved(node), step)
		if next == nil {
			return node, false
		}
		node = next
	}
	return node, true
}

func child(n *yaml.Node, step any) *yaml.Node {
	switch step := step.(type) {
	case int:
		if n.Kind == yaml.SequenceNode && step >= 0 && step < len(n.Content) {
			return n.Content[step]
		}
	case string:
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

// resolved follows an alias to what it stands for.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

// path is the way to a value: keys (string) and list positions (int).
type path []any

// with returns the path one step further; the receiver is not changed.
func (p path) with(step ...any) path { return append(p[:len(p):len(p)], step...) }

// String gives feeds[0].every.
func (p path) String() string {
	var b strings.Builder
	for _, step := range p {
		switch step := step.(type) {
		case int:
			b.WriteString("[" + strconv.Itoa(step) + "]")
		case string:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(printable(step))
		}
	}
	return b.String()
}

// readBounded reads a regular file of at most limit bytes.
func readBounded(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, reason(err)
	}
	if info.IsDir() {
		return nil, errors.New("is a folder")
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("is not a regular file")
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("has %d bytes, more than the %d allowed", info.Size(), limit)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, reason(err)
	}
	return data, nil
}

// reason strips the operation and the path, which the message names itself.
func reason(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	return err
}
