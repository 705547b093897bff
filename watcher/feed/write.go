package feed

import (
	"bytes"
	"strings"
)

// A writer writes for gofeed what the scan found: well-formed, flat, without
// namespaces. Of the fields it takes those that gofeed maps as they should be;
// the others are read by correct.
type writer struct {
	*scan
	buf []byte
}

// largeField is how much text gofeed is given in one field. It would hold some
// eight copies of it, so what is larger is put in its place afterwards.
const largeField = 1 << 20

func (w *writer) open() {
	w.buf = w.buf[:0]
	if w.atom {
		w.buf = append(w.buf, `<feed xmlns="http://www.w3.org/2005/Atom">`...)
	} else {
		w.buf = append(w.buf, `<rss version="2.0"><channel>`...)
	}
}

func (w *writer) close() {
	if w.atom {
		w.buf = append(w.buf, `</feed>`...)
	} else {
		w.buf = append(w.buf, `</channel></rss>`...)
	}
}

// channel writes the channel's own fields, the first of each.
func (w *writer) channel() {
	var done [fieldCount]bool
	for _, f := range w.feed {
		switch f.id {
		case fTitle, fDescription, fSubtitle, fTagline, fLanguage, fDCTitle, fDCLanguage, fITunesSummary:
			if !done[f.id] && f.innerN > 0 {
				w.text(f)
				done[f.id] = true
			}
		}
	}
}

func (w *writer) item(it *rawItem) {
	name := "item"
	if w.atom {
		name = "entry"
	}
	w.buf = append(append(append(w.buf, '<'), name...), '>')
	var done [fieldCount]bool
	for _, f := range w.fields[it.fields.from:it.fields.to] {
		switch f.id {
		case fTitle, fDescription, fSummary, fContent, fEncoded, fDCTitle, fDCDescription, fITunesSummary, fAtomSummary, fAtomContent:
			if !done[f.id] && f.innerN > 0 {
				w.text(f)
				done[f.id] = true
			}
		}
	}
	w.buf = append(append(append(w.buf, "</"...), name...), '>')
}

// text writes a field with the value that it has, whichever way the publisher
// encoded it.
func (w *writer) text(f field) {
	if f.innerN > largeField {
		return
	}
	inner := w.inner(f)
	w.tag(f.id, false)
	if w.verbatim(f, inner) {
		w.buf = append(w.buf, inner...)
	} else {
		w.cdata(w.value(f))
	}
	w.tag(f.id, true)
}

func (w *writer) tag(id fieldID, end bool) {
	w.buf = append(w.buf, '<')
	if end {
		w.buf = append(w.buf, '/')
	}
	w.buf = append(append(w.buf, fieldNames[id]...), '>')
}

func (w *writer) cdata(s string) {
	s = strings.ReplaceAll(s, cdataClose, "]]"+cdataClose+cdataOpen+">")
	w.buf = append(append(append(w.buf, cdataOpen...), s...), cdataClose...)
}

// verbatim reports whether gofeed reads the field's content as we would.
func (w *writer) verbatim(f field, inner []byte) bool {
	if f.flags&^hasCDATA != 0 || construct(f.id) && typed(w.attrs(f)) {
		return false
	}
	if f.flags&hasCDATA == 0 {
		return !bytes.Contains(inner, []byte(cdataClose)) && !bytes.Contains(inner[:min(len(inner), 60)], []byte("![CDATA["))
	}
	inner = bytes.TrimSpace(inner)
	return bytes.HasPrefix(inner, []byte(cdataOpen)) && bytes.Index(inner, []byte(cdataClose)) == len(inner)-len(cdataClose)
}
