package feed

import (
	"bytes"
	"fmt"
)

// resolveName splits a name into its namespace and the name proper.
func (s *scan) resolveName(name []byte) (space, []byte) {
	prefix, local := []byte(nil), name
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		prefix, local = name[:colon], name[colon+1:]
	}
	sp, ok := s.spaces[string(prefix)]
	if !ok {
		if sp, ok = prefixSpaces[string(prefix)]; !ok && len(prefix) < 16 {
			sp = prefixSpaces[string(bytes.ToLower(prefix))]
		}
	}
	if s.atom && sp == spaceAtom {
		sp = spaceNative
	}
	return sp, local
}

// declare takes in the namespaces that a tag, which may be the root's, declares.
func (s *scan) declare(tok token, root bool) error {
	if !bytes.Contains(tok.attrs, []byte("xmlns")) {
		return nil
	}
	count := 0
	for rest := tok.attrs; len(rest) > 0; {
		var name, value []byte
		name, value, rest = nextAttr(rest)
		prefix, ok := bytes.CutPrefix(name, []byte("xmlns"))
		if !ok || len(prefix) > 0 && prefix[0] != ':' {
			continue
		}
		if count++; count > maxXmlns {
			return errXmlns(tok.start)
		}
		prefix = bytes.TrimPrefix(prefix, []byte(":"))
		sp := spaceOf(decodeEntities(string(value)))
		if root && ownPrefix(tok.name, prefix) && (sp == spaceOther || !s.atom) {
			sp = spaceNative // some stamp an address of their own on the root
		}
		s.bind(string(prefix), sp)
	}
	return nil
}

func (s *scan) bind(prefix string, sp space) {
	old, known := s.spaces[prefix]
	s.undo = append(s.undo, shadowed{prefix, old, known})
	s.spaces[prefix] = sp
}

// ownPrefix reports whether an element's name has this prefix.
func ownPrefix(name, prefix []byte) bool {
	before, _, found := bytes.Cut(name, []byte(":"))
	return found && bytes.Equal(before, prefix) || !found && len(prefix) == 0
}

// countXmlns is the guard for tags of which nothing else is looked at.
func countXmlns(tok token) error {
	if len(tok.attrs) > maxXmlns*len(`xmlns:a=""`) && bytes.Count(tok.attrs, []byte("xmlns")) > maxXmlns {
		return errXmlns(tok.start)
	}
	return nil
}

func errXmlns(at int) error {
	return fmt.Errorf("%w: more than %d at byte %d", ErrNamespace, maxXmlns, at)
}
