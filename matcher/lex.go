package matcher

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// syntaxError is what is wrong with a rule, and where.
type syntaxError struct {
	offset  int // byte in the rule's text
	message string
	hint    string
}

func (e *syntaxError) Error() string {
	if e.hint == "" {
		return e.message
	}
	return e.message + "; " + e.hint
}

// lexeme is one token of the rule language.
type lexeme struct {
	kind   byte   // 'e' end, '(' ')' ';', '$' name, '"' phrase, 'w' word
	text   string // without $ and quotes
	offset int
}

// String names the lexeme in an error.
func (l lexeme) String() string {
	switch l.kind {
	case 'e':
		return "the end of the rule"
	case '$':
		return "$" + l.text
	case '"':
		return `"` + l.text + `"`
	case 'w':
		return l.text
	}
	return fmt.Sprintf("%q", l.kind)
}

// lex splits a rule.
func lex(s string) ([]lexeme, *syntaxError) {
	var out []lexeme
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			return nil, &syntaxError{i, "not valid UTF-8", "save the file as UTF-8"}
		case unicode.IsSpace(r):
			i += n
			continue
		case r == '(' || r == ')' || r == ';':
			out = append(out, lexeme{kind: byte(r), offset: i})
			i += n
			continue
		case r == '"':
			end := strings.IndexByte(s[i+1:], '"')
			if end < 0 {
				return nil, &syntaxError{i, "the phrase is never closed", `expected a second "`}
			}
			out = append(out, lexeme{'"', s[i+1 : i+1+end], i})
			i += end + 2
			continue
		}
		end := i + wordLength(s[i:])
		l := lexeme{'w', s[i:end], i}
		if r == '$' {
			l.kind, l.text = '$', s[i+1:end]
		}
		out = append(out, l)
		i = end
	}
	return append(out, lexeme{kind: 'e', offset: len(s)}), nil
}

// wordLength is the number of bytes to the next space, bracket, quote or
// semicolon.
func wordLength(s string) int {
	for i, r := range s {
		if unicode.IsSpace(r) || strings.ContainsRune(`();"`, r) || r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
			return i
		}
	}
	return len(s)
}
