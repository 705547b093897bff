package config

import (
	"fmt"
	"io/fs"
	"strings"
)

// BuiltinLexicons are the names of the embedded lexicons, sorted.
func BuiltinLexicons() []string { return embeddedNames("lexicon") }

// LexiconYAML returns the text of an embedded lexicon: the entities and classes
// that profiles share. The error names those that there are and wraps
// fs.ErrNotExist.
func LexiconYAML(name string) ([]byte, error) {
	data, err := embedded.ReadFile("lexicon/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("no built-in lexicon %s (there are %s): %w", quote(name), strings.Join(BuiltinLexicons(), ", "), fs.ErrNotExist)
	}
	return data, nil
}
