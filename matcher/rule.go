package matcher

import (
	"strconv"
	"strings"
	"time"
)

// op is what a node of a rule does.
type op uint8

const (
	opName    op = iota // $name: an entity or class
	opLiteral           // word, word*, "phrase"
	opAnd
	opOr
	opNot
	opNear
	opThen
	opSentence
	opTitle
	opLead
	opAtLeast
	opLanguage
	opSource
	opBefore
	opAfter
)

// windowNames are the operators written NAME( ).
var windowNames = map[string]op{"SENT": opSentence, "TITLE": opTitle, "LEAD": opLead, "ATLEAST": opAtLeast}

// conditionNames are the operators written name:value.
var conditionNames = map[string]op{"lang": opLanguage, "source": opSource, "before": opBefore, "after": opAfter}

// node is one operator or operand of a parsed rule.
type node struct {
	op     op
	kids   []*node
	n      int       // words between for NEAR and THEN, how many for ATLEAST
	text   string    // name, literal, language or class
	quoted bool      // the literal was written in quotes
	day    time.Time // of before: and after:
	offset int       // byte in the rule's text

	// Set by the compiler.
	symbol   int32   // of a name or literal
	required []int32 // one of these must occur for the node to hold; nil: none need
}

// String writes the rule so that parsing it again gives the same rule.
func (n *node) String() string {
	var b strings.Builder
	n.print(&b, 0)
	return b.String()
}

// binding says how tightly an operator holds its operands.
func (n *node) binding() int {
	switch n.op {
	case opOr:
		return 1
	case opAnd:
		return 2
	case opNear, opThen:
		return 3
	case opNot:
		return 4
	}
	return 5
}

func (n *node) print(b *strings.Builder, outer int) {
	if n.binding() < outer {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch n.op {
	case opName:
		b.WriteString("$" + n.text)
	case opLiteral:
		n.printLiteral(b)
	case opNot:
		b.WriteString("NOT ")
		n.kids[0].print(b, n.binding())
	case opAnd:
		n.printKids(b, " AND ")
	case opOr:
		n.printKids(b, " OR ")
	case opNear:
		n.printKids(b, " NEAR/"+strconv.Itoa(n.n)+" ")
	case opThen:
		n.printKids(b, " THEN/"+strconv.Itoa(n.n)+" ")
	case opSentence, opTitle, opLead:
		b.WriteString(n.name() + "(")
		n.kids[0].print(b, 0)
		b.WriteByte(')')
	case opAtLeast:
		b.WriteString("ATLEAST(" + strconv.Itoa(n.n))
		for _, kid := range n.kids {
			b.WriteString("; ")
			kid.print(b, 0)
		}
		b.WriteByte(')')
	default:
		n.printCondition(b)
	}
}

func (n *node) printLiteral(b *strings.Builder) {
	if n.quoted {
		b.WriteString(`"` + n.text + `"`)
		return
	}
	b.WriteString(n.text)
}

// printKids writes operands; the right one of the left-grouping NEAR and THEN
// needs parentheses where it groups itself.
func (n *node) printKids(b *strings.Builder, between string) {
	for i, kid := range n.kids {
		outer := n.binding()
		if i > 0 {
			b.WriteString(between)
			if n.op == opNear || n.op == opThen {
				outer++
			}
		}
		kid.print(b, outer)
	}
}

func (n *node) printCondition(b *strings.Builder) {
	b.WriteString(n.name() + ":")
	if n.op == opBefore || n.op == opAfter {
		b.WriteString(n.day.Format(time.DateOnly))
		return
	}
	b.WriteString(n.text)
}

// name is the word that stands for a window or condition in rules.
func (n *node) name() string {
	for _, names := range []map[string]op{windowNames, conditionNames} {
		for name, op := range names {
			if op == n.op {
				return name
			}
		}
	}
	return ""
}

// walk calls f for n and all below it.
func (n *node) walk(f func(*node)) {
	f(n)
	for _, kid := range n.kids {
		kid.walk(f)
	}
}
