package feed

import (
	"bytes"
	"fmt"
)

// A mender reads a document that is not well-formed, by the names of its tags:
// an item ends where its end tag, the next item or the document's end is, and
// a field where its end tag is or a field starts that cannot stand inside it.
type mender struct {
	*scan
	rooted bool     // behind the root's tag
	item   bool     // inside an item
	field  bool     // inside a field, of the item or of the channel
	open   []byte   // name of that field's tag
	inner  [][]byte // tags open inside the field
	torn   bool     // the document ends inside an item or a field

	mark    int // length of undo where the field starts
	outside int // length of scan.feed where the last item ended
}

// recover starts the document over.
func (s *scan) recover(start start) (torn bool, err error) {
	s.lex = lexer{src: s.lex.src, pos: start.at, lenient: true}
	s.fields, s.feed, s.items, s.stack, s.undo = s.fields[:0], s.feed[:0], s.items[:0], s.stack[:0], nil
	s.empty, s.unended = 0, false
	clear(s.spaces)
	m := &mender{scan: s}
	for {
		tok := m.lex.next()
		switch tok.kind {
		case tokEnd:
			m.torn = m.field || m.item
			m.unended = m.item
			m.endField(m.tornEnd(), m.field)
			return m.torn || m.lex.torn, nil
		case tokOpen, tokEmpty:
			err = m.start(tok)
		case tokClose:
			err = m.end(tok)
		case tokCDATA:
			m.cdata(tok)
		case tokText, tokOther:
			if m.field && m.lex.src[tok.start] == '<' {
				m.cur.flags |= hasOther
			}
		}
		if err != nil {
			return false, err
		}
	}
}

// dropUnended leaves the last item out if its end was not read, and tells
// whether it was so.
func (s *scan) dropUnended() bool {
	if !s.unended || len(s.items) == 0 {
		return false
	}
	s.items = s.items[:len(s.items)-1]
	return true
}

func (m *mender) start(tok token) error {
	if m.lex.torn && tok.end == len(m.lex.src) {
		m.endField(tok.start, m.field)
		return nil // half a tag at the end of the document
	}
	mark := len(m.undo)
	if err := m.declare(tok, !m.rooted); err != nil {
		return err
	}
	if m.field {
		mark = m.mark
	}
	m.rooted = true
	sp, local := m.resolveName(tok.name)
	native := sp == spaceNative || m.field && sp == spaceXHTML && m.itemName(local)
	switch {
	case native && m.itemName(local):
		return m.startItem(tok, mark)
	case native && !m.item && (equalFold(local, "channel") || equalFold(local, "feed")):
		m.outer = m.outer.within(tok.attrs)
		return nil
	}
	id := m.fieldID(sp, local)
	if m.field && !m.endedBy(id) {
		return m.startInner(tok)
	}
	if !m.field && !m.item && id == fOther && !(native && (equalFold(local, "image") || equalFold(local, "textinput"))) {
		return nil // rss, rdf, and whatever else stands around items
	}
	if err := m.leave(tok, mark); err != nil {
		return err
	}
	if m.item {
		m.items[len(m.items)-1].filled = true
	}
	m.field, m.open, m.mark = true, tok.name, mark
	m.startField(id, tok)
	if tok.kind == tokEmpty {
		m.endField(tok.end, true)
	}
	return nil
}

// endedBy reports whether the open field must have ended before a field next.
func (m *mender) endedBy(next fieldID) bool {
	if next == fXHTMLDiv {
		return false // the wrapper of Atom's texts
	}
	switch m.cur.id {
	case fOther:
		return next.endsOthers() && bytes.IndexByte(m.open, ':') >= 0
	case fDescription, fSummary, fContent, fEncoded, fMediaDescription, fITunesSummary, fAtomContent, fAtomSummary:
		return next.endsOthers()
	}
	return next != fOther && (!m.cur.id.container() || len(m.inner) == 0 && next.endsOthers())
}

func (m *mender) startInner(tok token) error {
	m.cur.flags |= hasElements
	if tok.kind == tokEmpty || void(tok.name) {
		return nil
	}
	if len(m.inner) == maxDepth {
		return fmt.Errorf("%w: more than %d levels at byte %d", ErrDepth, maxDepth, tok.start)
	}
	m.inner = append(m.inner, tok.name)
	return nil
}

// leave ends the field that is open when another tag starts, with the
// namespaces that were declared inside it.
func (m *mender) leave(tok token, mark int) error {
	m.endField(tok.start, m.field)
	m.unwind(mark)
	return m.declare(tok, false)
}

func (m *mender) startItem(tok token, mark int) error {
	if tok.kind == tokEmpty && len(tok.attrs) == 0 {
		return m.emptyItem()
	}
	if err := m.leave(tok, mark); err != nil {
		return err
	}
	m.item, m.outside = true, len(m.feed)
	if err := m.scan.startItem(tok, m.outer.within(tok.attrs)); err != nil {
		return err
	}
	m.item = tok.kind == tokOpen
	return nil
}

// tornEnd is where the document ends, not counting half a tag.
func (m *mender) tornEnd() int {
	src := m.lex.src
	less := bytes.LastIndexByte(src[max(0, len(src)-maxHalfTag):], '<')
	if less < 0 {
		return len(src)
	}
	less += max(0, len(src)-maxHalfTag)
	half := src[less:]
	if bytes.IndexByte(half, '>') >= 0 || len(half) > 1 && half[1] != '/' && half[1] != '!' && !nameStart(half[1]) {
		return len(src)
	}
	return less
}

// maxHalfTag is how long half a tag may be, at the end of a document.
const maxHalfTag = 64

// endField ends the open field, if ok.
func (m *mender) endField(end int, ok bool) {
	if !ok {
		return
	}
	if end >= m.tornEnd() {
		m.cur.flags |= isTorn
	}
	m.scan.endField(end, m.item)
	m.field, m.open, m.inner = false, nil, m.inner[:0]
	m.unwind(m.mark)
}

func (m *mender) end(tok token) error {
	if m.field && m.closeInner(tok.name) {
		return nil
	}
	sp, local := m.resolveName(tok.name)
	switch {
	case m.field && equalFold(tok.name, string(m.open)):
		m.endField(tok.start, true)
	case (sp == spaceNative || m.field && sp == spaceXHTML) && m.itemName(local):
		m.endField(tok.start, m.field)
		if !m.item {
			return m.adopt()
		}
		m.item, m.outside = false, len(m.feed)
	case !m.field:
	case sp == spaceNative && outermost(local):
		m.endField(tok.start, true)
		m.item = false
	case len(m.inner) == 0 && alike(tok.name, m.open):
		m.endField(tok.start, true)
	default:
		m.cur.flags |= hasOther
	}
	return nil
}

// adopt makes an item of what stood outside of items before an item's end tag:
// its start tag was lost. Before the first item its title is what divides its
// fields from the channel's.
func (m *mender) adopt() error {
	from, titles := m.outside, 0
	for i, f := range m.feed[from:] {
		if f.id == fTitle {
			titles++
			if len(m.items) == 0 {
				from = m.outside + i
			}
		}
	}
	if titles == 0 || titles == 1 && len(m.items) == 0 {
		return nil
	}
	if err := m.scan.startItem(token{}, m.outer); err != nil {
		return err
	}
	item := &m.items[len(m.items)-1]
	m.fields = append(m.fields, m.feed[from:]...)
	item.fields.to, item.filled = len(m.fields), true
	m.feed = m.feed[:from]
	m.outside = from
	return nil
}

// searchInner bounds how far closeInner looks, so that end tags which match
// nothing stay cheap.
const searchInner = 16

// closeInner closes an element inside the field with what is open in it.
func (m *mender) closeInner(name []byte) bool {
	for i := len(m.inner) - 1; i >= max(0, len(m.inner)-searchInner); i-- {
		if bytes.Equal(m.inner[i], name) {
			m.inner = m.inner[:i]
			return true
		}
	}
	return false
}

// cdata notes a section. One that was not closed would hide the items after
// it, up to the end of another section: it ends at its field's end tag.
func (m *mender) cdata(tok token) {
	m.cur.flags |= hasCDATA
	body := m.lex.src[tok.start:tok.end]
	if !m.field || !m.lex.torn && !hidesItems(body) {
		return
	}
	if at := bytes.Index(body, append([]byte("</"), m.open...)); at >= 0 {
		m.lex.pos = tok.start + at
		m.lex.torn = false
	}
}

func outermost(local []byte) bool {
	return equalFold(local, "channel") || equalFold(local, "rss") || equalFold(local, "feed") || equalFold(local, "rdf") || equalFold(local, "urlset")
}

// void holds for the elements of HTML that have no end tag, and those whose
// end tag is often left out.
func void(name []byte) bool {
	switch string(bytes.ToLower(name[:min(len(name), 8)])) {
	case "br", "hr", "img", "input", "meta", "wbr", "embed", "area", "col", "param", "source", "track", "p", "li":
		return true
	}
	return false
}

// alike holds for a misspelt end tag: at most two letters are wrong.
func alike(a, b []byte) bool {
	if len(a) > 32 || len(b) > 32 || len(b) < 4 {
		return false
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i]|0x20 == b[j]|0x20 {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)] <= 2
}
