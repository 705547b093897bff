package feed

import (
	"bytes"
	"strings"
)

// Bounds for the entities that a document declares itself: so many of them, of
// such a length, and so many bytes put in all.
const (
	maxEntities     = 64
	maxEntityLen    = 4 << 10
	maxEntityGrowth = 256 << 10
)

// expandEntities puts in the document's own entities, as far as they are plain
// text. What refers to others or to files stays as it stands. st moves along
// with the root.
func expandEntities(text []byte, st *start) []byte {
	prolog := text[:st.at]
	if !bytes.Contains(prolog, []byte("<!ENTITY")) {
		return text
	}
	entities := declaredEntities(prolog)
	if len(entities) == 0 {
		return text
	}
	out := make([]byte, 0, len(text)-st.at)
	growth := 0
	for rest := text[st.at:]; ; {
		at := bytes.IndexByte(rest, '&')
		if at < 0 {
			out = append(out, rest...)
			break
		}
		out = append(out, rest[:at]...)
		rest = rest[at:]
		end := bytes.IndexByte(rest[:min(len(rest), maxReference)], ';')
		value, ok := "", false
		if end > 0 {
			value, ok = entities[string(rest[1:end])]
		}
		if !ok || growth+len(value) > maxEntityGrowth {
			out = append(out, '&')
			rest = rest[1:]
			continue
		}
		growth += len(value)
		out = append(out, value...)
		rest = rest[end+1:]
	}
	st.at = 0
	return out
}

// declaredEntities reads <!ENTITY name "value"> out of the prolog.
func declaredEntities(prolog []byte) map[string]string {
	entities := map[string]string{}
	for len(entities) < maxEntities {
		_, rest, found := bytes.Cut(prolog, []byte("<!ENTITY"))
		if !found {
			break
		}
		prolog = rest
		decl := strings.TrimLeft(string(rest[:min(len(rest), maxEntityLen)]), " \t\r\n")
		name, value, found := strings.Cut(decl, " ")
		value = strings.TrimLeft(value, " \t\r\n")
		if !found || name == "%" || len(value) < 2 || value[0] != '"' && value[0] != '\'' {
			continue
		}
		value, _, found = strings.Cut(value[1:], value[:1])
		if found && !strings.ContainsAny(value, "<") && predefined(name) == "" && !refersTo(value, entities) {
			entities[name] = value
		}
	}
	return entities
}

// predefined gives what XML itself means by a name, or "".
func predefined(name string) string {
	switch name {
	case "amp", "lt", "gt", "quot", "apos":
		return decodeEntities("&" + name + ";")
	}
	return ""
}

// refersTo reports whether a value uses an entity that is declared, which
// would let a few lines grow to gigabytes.
func refersTo(value string, entities map[string]string) bool {
	for name := range entities {
		if strings.Contains(value, "&"+name+";") {
			return true
		}
	}
	return false
}
