package matcher

import (
	"cmp"
	"slices"
	"strings"
)

// vocabulary maps folded word forms to terms: a term is all the forms of one
// word, or with a star all words of one beginning. It is a trie over bytes in
// flat slices; most words of a text leave it within three or four steps.
type vocabulary struct {
	nodes []vocabularyNode
	steps []vocabularyStep
	terms []int32
	roots [256]int32 // node after the first byte; 0: none
}

// vocabularyNode holds ranges of steps and terms. exact terms end here;
// starred terms match whatever follows.
type vocabularyNode struct {
	steps, stepsEnd     int32
	exact, starred, end int32 // terms[exact:starred] and terms[starred:end]
}

type vocabularyStep struct {
	label byte
	to    int32
}

// entry is one form of a term on its way into a vocabulary.
type entry struct {
	form    string
	term    int32
	starred bool
	respelt bool // a spelling that nobody wrote into the lexicon
}

func newVocabulary(entries []entry) *vocabulary {
	slices.SortFunc(entries, compareEntries)
	entries = slices.CompactFunc(entries, func(a, b entry) bool {
		return a.form == b.form && a.starred == b.starred && a.term == b.term
	})
	v := &vocabulary{}
	root := v.build(entries, 0)
	for _, step := range v.steps[v.nodes[root].steps:v.nodes[root].stepsEnd] {
		v.roots[step.label] = step.to
	}
	return v
}

// compareEntries orders entries as build wants them.
func compareEntries(a, b entry) int {
	if c := strings.Compare(a.form, b.form); c != 0 {
		return c
	}
	if a.starred != b.starred {
		if b.starred {
			return -1
		}
		return 1
	}
	return cmp.Compare(a.term, b.term)
}

// build makes the node for sorted entries that agree in their first depth
// bytes. Node 0 is the root, so 0 can mean none elsewhere.
func (v *vocabulary) build(entries []entry, depth int) int32 {
	id := int32(len(v.nodes))
	v.nodes = append(v.nodes, vocabularyNode{})
	here := 0
	for here < len(entries) && len(entries[here].form) == depth {
		here++
	}
	n := vocabularyNode{exact: int32(len(v.terms))}
	n.starred = n.exact
	for _, e := range entries[:here] {
		v.terms = append(v.terms, e.term)
		if !e.starred {
			n.starred++
		}
	}
	n.end = int32(len(v.terms))
	steps := v.branches(entries[here:], depth)
	n.steps = int32(len(v.steps))
	v.steps = append(v.steps, steps...)
	n.stepsEnd = int32(len(v.steps))
	v.nodes[id] = n
	return id
}

func (v *vocabulary) branches(entries []entry, depth int) []vocabularyStep {
	var steps []vocabularyStep
	for len(entries) > 0 {
		label := entries[0].form[depth]
		n := 1
		for n < len(entries) && entries[n].form[depth] == label {
			n++
		}
		steps = append(steps, vocabularyStep{label, v.build(entries[:n], depth+1)})
		entries = entries[n:]
	}
	return steps
}

// find appends the terms of a folded form to out.
func (v *vocabulary) find(form []byte, out []int32) []int32 {
	if len(form) == 0 {
		return out
	}
	at := v.roots[form[0]]
	for i := 1; at != 0; i++ {
		n := &v.nodes[at]
		if i == len(form) {
			return append(out, v.terms[n.exact:n.end]...)
		}
		out = append(out, v.terms[n.starred:n.end]...)
		at = v.step(n, form[i])
	}
	return out
}

func (v *vocabulary) step(n *vocabularyNode, label byte) int32 {
	for _, s := range v.steps[n.steps:n.stepsEnd] {
		if s.label == label {
			return s.to
		}
	}
	return 0
}
