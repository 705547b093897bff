package matcher

import "slices"

// certainty is what can be said of a node without a document.
type certainty uint8

const (
	maybe certainty = iota
	never
	always
)

// lint returns what looks wrong with a rule that is written correctly.
func (c *compiler) lint(s *scope, n *node) []*syntaxError {
	var out []*syntaxError
	switch {
	case c.certainty(s, n) == never:
		out = append(out, &syntaxError{n.offset, "this rule can never hold", c.whyNever(s, n)})
	case c.certainty(s, n) == always || n.required == nil:
		out = append(out, &syntaxError{n.offset, "this rule holds without anything being found", "ask for at least one $name, word or phrase"})
	default:
		if not := looseNot(n); not != nil {
			out = append(out, &syntaxError{not.offset, "this NOT looks at the whole document, the rest at a part of it",
				"put the NOT into the SENT( ), TITLE( ) or LEAD( ) it is meant for"})
		}
	}
	return out
}

// certainty works out whether n holds in no document, in all, or in some.
func (c *compiler) certainty(s *scope, n *node) certainty {
	switch n.op {
	case opName, opLiteral:
		if c.index.symbols[s.symbols[n.symbol]].paths == 0 {
			return never
		}
	case opNot:
		return opposite(c.certainty(s, n.kids[0]))
	case opAnd:
		if contradicts(n) {
			return never
		}
		return c.combine(s, n, len(n.kids))
	case opOr:
		return c.combine(s, n, 1)
	case opAtLeast:
		return c.combine(s, n, n.n)
	case opNear, opThen:
		if c.certainty(s, n.kids[0]) == never || c.certainty(s, n.kids[1]) == never {
			return never
		}
	case opSentence, opTitle, opLead:
		if c.certainty(s, n.kids[0]) == never {
			return never
		}
	}
	return maybe
}

func opposite(c certainty) certainty {
	switch c {
	case never:
		return always
	case always:
		return never
	}
	return maybe
}

// combine judges that at least k operands hold.
func (c *compiler) combine(s *scope, n *node, k int) certainty {
	possible, sure := 0, 0
	for _, kid := range n.kids {
		switch c.certainty(s, kid) {
		case always:
			possible, sure = possible+1, sure+1
		case maybe:
			possible++
		}
	}
	switch {
	case possible < k:
		return never
	case sure >= k:
		return always
	}
	return maybe
}

// contradicts tells whether an AND asks for something and its opposite: x and
// NOT x, two languages, two classes of source, a day before another that is
// after it.
func contradicts(and *node) bool {
	for _, a := range and.kids {
		for _, b := range and.kids {
			switch {
			case b.op == opNot && a.String() == b.kids[0].String(),
				a.op == opLanguage && b.op == opLanguage && a.text != b.text,
				a.op == opSource && b.op == opSource && a.text != b.text,
				a.op == opBefore && b.op == opAfter && !b.day.AddDate(0, 0, 1).Before(a.day):
				return true
			}
		}
	}
	return false
}

// whyNever says what keeps a rule from holding.
func (c *compiler) whyNever(s *scope, n *node) string {
	why := "two of its conditions exclude each other"
	n.walk(func(n *node) {
		if n.op == opName && c.index.symbols[s.symbols[n.symbol]].paths == 0 {
			why = "$" + n.text + " has no names or words"
		}
	})
	return why
}

// looseNot is a NOT of bare names beside parts that are bound to a window.
func looseNot(n *node) *node {
	if n.op != opAnd {
		return nil
	}
	windowed := slices.ContainsFunc(n.kids, func(kid *node) bool {
		return kid.op >= opNear && kid.op <= opLead
	})
	for _, kid := range n.kids {
		if windowed && kid.op == opNot && (kid.kids[0].op == opName || kid.kids[0].op == opLiteral || kid.kids[0].op == opOr || kid.kids[0].op == opAnd) {
			return kid
		}
	}
	return nil
}
