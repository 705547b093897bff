package feed

import (
	"bytes"
	"fmt"
)

// A field is one element of an item or of the channel: where its content
// stands in the document, and what gofeed must be spared.
type field struct {
	id             fieldID
	flags          fieldFlags
	attrs, inner   uint32 // where the attributes and the content start
	attrsN, innerN uint32 // how long they are
}

type fieldFlags uint8

const (
	hasElements fieldFlags = 1 << iota // tags inside
	hasCDATA
	hasOther // comments, processing instructions, a stray '<'
	isTorn   // the document ended before the element did
)

// span is a range of fields.
type span struct{ from, to int }

// A rawItem is an item before anything was made of it.
type rawItem struct {
	fields span
	attrs  []byte // of the item's own tag
	filled bool   // it has children, known to us or not
	scope
}

// scope is what elements inherit.
type scope struct {
	base string // what addresses are relative to
	lang string // xml:lang
}

// within gives the scope inside an element with these attributes.
func (s scope) within(attrs []byte) scope {
	if !bytes.Contains(attrs, []byte("xml:")) {
		return s
	}
	if base := attr(attrs, "xml:base"); base != "" {
		s.base = resolve(s.base, base)
	}
	if lang := attr(attrs, "xml:lang"); lang != "" {
		s.lang = lang
	}
	return s
}

// maxFields bounds the fields of one item; the most in use is a few dozen.
const maxFields = 1024

// A scan is the one pass over the document that finds the items. Nothing in it
// recurses. Strict reading follows the nesting; when the document breaks the
// rules of XML, recover.go reads it again by its tag names.
type scan struct {
	lex     lexer
	atom    bool
	sitemap bool
	fields  []field // of all items
	feed    []field // the channel's
	items   []rawItem
	empty   int   // items without attributes and content, of which nothing is kept
	outer   scope // of the channel

	unended bool // the document ends within its last item

	spaces map[string]space
	undo   []shadowed
	stack  []element
	cur    field
	name   [64]byte
}

// element is an open element.
type element struct {
	name []byte
	kind elementKind
	undo int // length of scan.undo before its declarations
	scope
}

type elementKind uint8

const (
	inField   elementKind = iota // somewhere inside a field: not looked at
	isField                      // a field itself
	isItem                       // an item or entry
	isChannel                    // what holds items and the channel's fields
	isWrapper                    // anything else that may hold items, but no fields of the channel
)

// shadowed is what a prefix meant outside an element.
type shadowed struct {
	prefix string
	space  space
	known  bool
}

// errBroken: the document does not nest as XML must.
var errBroken = fmt.Errorf("%w: the elements are not nested as XML must be", ErrNotFeed)

func newScan(src []byte, start start, outer scope) *scan {
	return &scan{
		lex:     lexer{src: src, pos: start.at},
		atom:    start.atom,
		sitemap: start.format == sitemapNews,
		outer:   outer,
		spaces:  map[string]space{},
	}
}

// strict reads the document until its root closes.
func (s *scan) strict() error {
	s.stack = append(s.stack, element{kind: isWrapper, scope: s.outer})
	for {
		tok := s.lex.next()
		if s.lex.broken {
			return errBroken
		}
		var err error
		switch tok.kind {
		case tokEnd:
			return errBroken
		case tokOpen, tokEmpty:
			err = s.open(tok)
		case tokClose:
			err = s.close(tok)
			if len(s.stack) == 1 {
				return s.finished(err)
			}
		case tokCDATA:
			s.cur.flags |= hasCDATA
			if hidesItems(s.lex.src[tok.start:tok.end]) {
				return errBroken
			}
		case tokOther:
			s.cur.flags |= hasOther
		}
		if err != nil {
			return err
		}
		if tok.kind == tokEmpty && len(s.stack) == 1 {
			return nil // a root without content
		}
	}
}

// finished is the end of the root. Items behind it mean that the root's start
// or another's end was lost, or that the document is two.
func (s *scan) finished(err error) error {
	rest := s.lex.src[s.lex.pos:]
	if err == nil && (bytes.Contains(rest, []byte("<item")) || bytes.Contains(rest, []byte("<entry"))) {
		return errBroken
	}
	return err
}

// hidesItems holds for a CDATA section that runs on into another item, up to
// the end of a section there.
func hidesItems(section []byte) bool {
	return bytes.Contains(section[len(cdataOpen):], []byte(cdataOpen)) &&
		(bytes.Contains(section, []byte("<item")) || bytes.Contains(section, []byte("<entry")))
}

func (s *scan) open(tok token) error {
	parent := &s.stack[len(s.stack)-1]
	if len(s.stack) > maxDepth {
		return fmt.Errorf("%w: more than %d levels at byte %d", ErrDepth, maxDepth, tok.start)
	}
	if parent.kind == inField || parent.kind == isField {
		return s.inside(tok)
	}
	if parent.kind == isItem {
		s.items[len(s.items)-1].filled = true
	}
	e := element{name: tok.name, undo: len(s.undo), scope: parent.within(tok.attrs)}
	if err := s.declare(tok, len(s.stack) <= 1); err != nil {
		return err
	}
	var id fieldID
	id, e.kind = s.classify(tok, parent.kind)
	switch e.kind {
	case isItem:
		if tok.kind == tokEmpty && len(tok.attrs) == 0 {
			s.unwind(e.undo)
			return s.emptyItem()
		}
		if parent.kind == isItem {
			return errBroken // an item was not closed, more likely than that it has items
		}
		if err := s.startItem(tok, e.scope); err != nil {
			return err
		}
	case isChannel:
		s.outer = e.scope
	case isField:
		s.startField(id, tok)
	}
	s.stack = append(s.stack, e)
	if tok.kind == tokEmpty {
		s.pop(tok.end)
	}
	return nil
}

// inside takes note of a tag within a field.
func (s *scan) inside(tok token) error {
	s.cur.flags |= hasElements
	if tok.kind == tokOpen {
		s.stack = append(s.stack, element{name: tok.name, kind: inField, undo: len(s.undo)})
	}
	return countXmlns(tok)
}

func (s *scan) close(tok token) error {
	if top := s.stack[len(s.stack)-1]; len(s.stack) == 1 || !bytes.Equal(top.name, tok.name) {
		return errBroken
	}
	s.pop(tok.start)
	return nil
}

// pop closes the innermost element, whose content ends at end.
func (s *scan) pop(end int) {
	top := s.stack[len(s.stack)-1]
	s.stack = s.stack[:len(s.stack)-1]
	switch top.kind {
	case isField:
		s.endField(end, s.stack[len(s.stack)-1].kind == isItem)
	}
	s.unwind(top.undo)
}

// unwind forgets the namespaces that were declared since.
func (s *scan) unwind(mark int) {
	for len(s.undo) > mark {
		u := s.undo[len(s.undo)-1]
		s.undo = s.undo[:len(s.undo)-1]
		if u.known {
			s.spaces[u.prefix] = u.space
		} else {
			delete(s.spaces, u.prefix)
		}
	}
}

// classify says what an element is, standing directly in one of the kind
// parent.
func (s *scan) classify(tok token, parent elementKind) (fieldID, elementKind) {
	sp, local := s.resolveName(tok.name)
	if sp == spaceNative {
		switch {
		case s.itemName(local):
			return fOther, isItem
		case parent == isItem:
		case equalFold(local, "channel") || equalFold(local, "feed"):
			return fOther, isChannel
		case equalFold(local, "image") || equalFold(local, "textinput"):
			return fOther, isWrapper
		}
	}
	id := s.fieldID(sp, local)
	if parent == isItem || parent == isChannel && id != fOther {
		return id, isField
	}
	return id, isWrapper
}

// itemName holds for what an item is called.
func (s *scan) itemName(local []byte) bool {
	if s.sitemap {
		return equalFold(local, "url")
	}
	return equalFold(local, "item") || equalFold(local, "entry")
}

// fieldID looks a name up without allocating.
func (s *scan) fieldID(sp space, local []byte) fieldID {
	prefix := spacePrefix[sp]
	if len(prefix)+len(local) > len(s.name) {
		return fOther
	}
	key := append(s.name[:0], prefix...)
	for _, c := range local {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		key = append(key, c)
	}
	id := fieldIDs[string(key)]
	if id == fOther && sp == spaceAtom { // of Atom 0.3, or rare in RSS
		id = fieldIDs[string(key[len(prefix):])]
	}
	return id
}

func (s *scan) startItem(tok token, sc scope) error {
	if len(s.items)+s.empty == maxItems {
		return errTooMany()
	}
	at := len(s.fields)
	s.items = append(s.items, rawItem{fields: span{at, at}, attrs: tok.attrs, scope: sc})
	return nil
}

// emptyItem counts an item that has nothing.
func (s *scan) emptyItem() error {
	if s.empty++; len(s.items)+s.empty > maxItems {
		return errTooMany()
	}
	return nil
}

func errTooMany() error {
	return fmt.Errorf("%w: more than %d,%03d", ErrTooMany, maxItems/1000, maxItems%1000)
}

func (s *scan) startField(id fieldID, tok token) {
	attrs := tok.start + 1 + len(tok.name)
	s.cur = field{id: id, attrs: uint32(attrs), attrsN: uint32(len(tok.attrs)), inner: uint32(tok.end)}
}

// endField keeps the current field, unless it is of no use to us.
func (s *scan) endField(end int, inItem bool) {
	f := s.cur
	s.cur = field{}
	if f.id == fOther {
		return
	}
	f.innerN = uint32(max(0, end-int(f.inner)))
	if !inItem {
		s.feed = appendField(s.feed, 0, f)
		return
	}
	item := &s.items[len(s.items)-1]
	s.fields = appendField(s.fields, item.fields.from, f)
	item.fields.to = len(s.fields)
}

// appendField adds f to the fields that start at from, of which there may be
// maxFields.
func appendField(fields []field, from int, f field) []field {
	if len(fields)-from >= maxFields {
		return fields
	}
	return append(fields, f)
}
