package matcher

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"vedette/matcher/text"
)

// maxDepth bounds the nesting of a rule; nobody reads more.
const maxDepth = 40

// maxDistance bounds NEAR and THEN, in words.
const maxDistance = 1000

// parseRule reads a rule. From loose to tight: OR, AND, NEAR and THEN (grouping
// to the left), NOT.
func parseRule(s string) (*node, *syntaxError) {
	lexemes, err := lex(s)
	if err != nil {
		return nil, err
	}
	p := &parser{lexemes: lexemes}
	n := p.or()
	if p.err == nil && p.peek().kind != 'e' {
		p.unexpected("AND, OR, NEAR/n, THEN/n or the end")
	}
	if p.err != nil {
		return nil, p.err
	}
	return n, nil
}

// parser reads lexemes; its first error ends the reading.
type parser struct {
	lexemes []lexeme
	at      int
	depth   int
	err     *syntaxError
}

func (p *parser) peek() lexeme { return p.lexemes[p.at] }

func (p *parser) next() lexeme {
	l := p.lexemes[p.at]
	if l.kind != 'e' {
		p.at++
	}
	return l
}

func (p *parser) fail(offset int, hint, format string, args ...any) *node {
	if p.err == nil {
		p.err = &syntaxError{offset, fmt.Sprintf(format, args...), hint}
	}
	return nil
}

// unexpected reports the next lexeme, with the usual slip behind it.
func (p *parser) unexpected(expected string) *node {
	l := p.peek()
	hint := ""
	switch upper := strings.ToUpper(l.text); {
	case l.kind == 'w' && (upper == "AND" || upper == "OR" || upper == "NOT") && l.text != upper:
		hint = "operators are written in capitals: " + upper
	case l.kind == ')':
		hint = "one ) too many, or a ( is missing"
	case l.kind == 'e' && expected == ")":
		hint = "a ( is never closed"
	case l.kind == 'w' || l.kind == '$' || l.kind == '"':
		hint = `several words in a row are a "phrase" in quotes`
	}
	return p.fail(l.offset, hint, "expected %s, found %s", expected, l)
}

// keyword tells whether the next lexeme is that operator.
func (p *parser) keyword(word string) bool {
	l := p.peek()
	return l.kind == 'w' && l.text == word
}

func (p *parser) or() *node {
	return p.list("OR", opOr, func() *node { return p.list("AND", opAnd, p.near) })
}

func (p *parser) list(word string, op op, operand func() *node) *node {
	first := operand()
	if p.err != nil || !p.keyword(word) {
		return first
	}
	n := &node{op: op, kids: []*node{first}, offset: first.offset}
	for p.err == nil && p.keyword(word) {
		p.next()
		n.kids = append(n.kids, operand())
	}
	return flatten(n)
}

// flatten lifts an OR within an OR, an AND within an AND: grouping them means
// nothing.
func flatten(n *node) *node {
	var kids []*node
	for _, kid := range n.kids {
		if kid != nil && kid.op == n.op {
			kids = append(kids, kid.kids...)
		} else {
			kids = append(kids, kid)
		}
	}
	n.kids = kids
	return n
}

func (p *parser) near() *node {
	left := p.not()
	for p.err == nil {
		op, distance, ok := p.distance()
		if !ok {
			return left
		}
		operator := p.next()
		right := p.not()
		if p.err != nil {
			return nil
		}
		for _, side := range []*node{left, right} {
			if !measurable(side) {
				return p.fail(side.offset, "put names, words, phrases or (an OR of them) on either side",
					"%s cannot be measured from here", operator)
			}
		}
		left = &node{op: op, kids: []*node{left, right}, n: distance, offset: left.offset}
	}
	return left
}

// measurable tells whether a node has places that a distance is measured from.
func measurable(n *node) bool {
	switch n.op {
	case opName, opLiteral, opNear, opThen:
		return true
	case opOr:
		for _, kid := range n.kids {
			if !measurable(kid) {
				return false
			}
		}
		return true
	}
	return false
}

// distance reads NEAR/n or THEN/n without taking it.
func (p *parser) distance() (op, int, bool) {
	l := p.peek()
	name, number, slash := strings.Cut(l.text, "/")
	if l.kind != 'w' || name != "NEAR" && name != "THEN" {
		return 0, 0, false
	}
	n, err := strconv.Atoi(number)
	if !slash || err != nil || n < 1 || n > maxDistance {
		p.fail(l.offset, "as in "+name+"/10", "%s needs a number of words from 1 to %d", name, maxDistance)
		return 0, 0, false
	}
	if name == "THEN" {
		return opThen, n, true
	}
	return opNear, n, true
}

func (p *parser) not() *node {
	if !p.keyword("NOT") {
		return p.operand()
	}
	l := p.next()
	if p.depth++; p.depth > maxDepth {
		return p.fail(l.offset, "split the rule", "nested more than %d deep", maxDepth)
	}
	kid := p.not()
	p.depth--
	if p.err != nil {
		return nil
	}
	return &node{op: opNot, kids: []*node{kid}, offset: l.offset}
}

func (p *parser) operand() *node {
	l := p.peek()
	switch l.kind {
	case '(':
		p.next()
		n := p.bracketed(l, p.or)
		if n != nil {
			n.offset = l.offset
		}
		return n
	case '$':
		p.next()
		if !validName(l.text) {
			return p.fail(l.offset, "as in $assad", "$ needs a name of small letters, digits, - and _")
		}
		return &node{op: opName, text: l.text, offset: l.offset}
	case '"':
		p.next()
		return p.literal(l, true)
	case 'w':
		return p.word()
	}
	return p.unexpected("a $name, a word or a (")
}

// bracketed reads what stands between the bracket just taken and its ).
func (p *parser) bracketed(open lexeme, inner func() *node) *node {
	if p.depth++; p.depth > maxDepth {
		return p.fail(open.offset, "split the rule", "nested more than %d deep", maxDepth)
	}
	n := inner()
	p.depth--
	if p.err == nil && p.peek().kind != ')' {
		return p.unexpected(")")
	}
	p.next()
	return n
}

func (p *parser) word() *node {
	l := p.peek()
	name, value, colon := strings.Cut(l.text, ":")
	if condition, ok := conditionNames[name]; ok && colon {
		p.next()
		return p.condition(l, condition, value)
	}
	switch {
	case l.text == "AND" || l.text == "OR" || strings.HasPrefix(l.text, "NEAR/") || strings.HasPrefix(l.text, "THEN/"):
		return p.unexpected("a $name, a word or a (")
	case windowNames[l.text] != 0:
		p.next()
		return p.window(l)
	}
	p.next()
	return p.literal(l, false)
}

func (p *parser) literal(l lexeme, quoted bool) *node {
	stem := strings.TrimSuffix(l.text, "*")
	var words text.Words
	words.Add(stem, true)
	switch {
	case strings.Contains(stem, "*") && !quoted:
		return p.fail(l.offset+strings.Index(l.text, "*"), "as in deploy*", "* stands at the end of a word only")
	case len(words.List) == 0:
		return p.fail(l.offset, `a word, or a "phrase"`, "%s holds no letters", l)
	}
	return &node{op: opLiteral, text: l.text, quoted: quoted, offset: l.offset}
}

func (p *parser) window(l lexeme) *node {
	if p.peek().kind != '(' {
		return p.fail(p.peek().offset, "as in "+l.text+"($assad AND $putin)", "expected ( after %s, found %s", l.text, p.peek())
	}
	open := p.next()
	n := &node{op: windowNames[l.text], offset: l.offset}
	if n.op == opAtLeast {
		p.bracketed(open, func() *node { return p.atLeast(n) })
	} else {
		n.kids = []*node{p.bracketed(open, p.or)}
	}
	if p.err != nil {
		return nil
	}
	return n
}

// atLeast reads "k; a; b; ...".
func (p *parser) atLeast(n *node) *node {
	l := p.next()
	k, err := strconv.Atoi(l.text)
	if l.kind != 'w' || err != nil || k < 1 {
		return p.fail(l.offset, "as in ATLEAST(2; $assad; $putin; $contact)", "ATLEAST needs a number first, found %s", l)
	}
	for p.err == nil && p.peek().kind == ';' {
		p.next()
		n.kids = append(n.kids, p.or())
	}
	if p.err == nil && k > len(n.kids) {
		return p.fail(l.offset, "lower the number or add more after ;", "ATLEAST(%d; ...) lists only %d", k, len(n.kids))
	}
	n.n = k
	return n
}

func (p *parser) condition(l lexeme, op op, value string) *node {
	n := &node{op: op, text: value, offset: l.offset}
	at := l.offset + strings.Index(l.text, ":") + 1
	switch op {
	case opBefore, opAfter:
		day, err := time.Parse(time.DateOnly, value)
		if err != nil {
			return p.fail(at, "as in after:2024-12-08", "%q is no date", value)
		}
		n.day = day
	case opLanguage:
		if !validLanguage(value) {
			return p.fail(at, "as in lang:ru", "%q is no language code", value)
		}
	case opSource:
		if !validName(value) {
			return p.fail(at, "state, wire, public, independent or official", "source: needs a class, found %q", value)
		}
	}
	return n
}

// validName tells whether s can stand after $.
func validName(s string) bool {
	for i, r := range s {
		letter := 'a' <= r && r <= 'z'
		if !letter && (i == 0 || r != '-' && r != '_' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}

// validLanguage tells whether s is a primary tag of BCP 47 in its usual form (ru,
// not rus), or any.
func validLanguage(s string) bool {
	base, err := language.ParseBase(s)
	return s == anyLanguage || err == nil && base.String() == s
}
