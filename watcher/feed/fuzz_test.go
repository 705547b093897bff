package feed

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// seeds are the documents that fuzzing starts from.
func seeds(f *testing.F) {
	for _, doc := range salvageDocuments {
		f.Add([]byte(doc), "text/xml")
		for _, d := range damages {
			f.Add([]byte(d.apply(doc)), "text/xml; charset=utf-8")
		}
	}
	for _, label := range []string{"utf-7", "utf-16", "koi8-r", "iso-2022-jp", "hz"} {
		doc := matrixDocument("rss", `<?xml version="1.0" encoding="`+label+`"?>`, texts("ru"))
		f.Add([]byte(doc), "text/xml; charset="+label)
		if doc, err := charmap.KOI8R.NewEncoder().String(doc); err == nil {
			f.Add([]byte(doc), "")
		}
	}
	f.Add([]byte("+ADw-rss+AD4 ~{VPND~} \x1b$B"), "text/xml; charset=utf-7")
	f.Add([]byte(matrixDocument("json", "", texts("ja"))), "application/json")
}

// sound holds for text that XML and JSON can carry.
func sound(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool { return !allowed(r) })
}

// FuzzDecode: whatever comes in, text of bounded length comes out, and it is
// the same when it comes in again.
func FuzzDecode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		text, _, err := decode(body, contentType)
		if err != nil {
			return
		}
		if len(text) > 1032*3*len(body) { // gzip packs 1032 bytes in one, and one may become three
			t.Errorf("%d bytes became %d", len(body), len(text))
		}
		text, _ = clean(text)
		if !sound(text) {
			t.Fatalf("not clean: %q", text)
		}
		if again, note := clean(text); note != "" || !bytes.Equal(again, text) {
			t.Errorf("cleaning %q again gives %q", text, again)
		}
	})
}

// FuzzScan: every field lies within the document, in the order of the items,
// and both readings of a sound document agree on the items.
func FuzzScan(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, doc []byte, _ string) {
		text, _ := clean(doc)
		st, err := sniff(text)
		if err != nil || st.json {
			return
		}
		s := newScan(text, st, scope{})
		strict := s.strict()
		checkScan(t, s)
		items := len(s.items)
		if _, err := s.recover(st); err != nil {
			return
		}
		checkScan(t, s)
		if strict == nil && len(s.items) < items {
			t.Errorf("%d items by nesting, %d by tags", items, len(s.items))
		}
	})
}

func checkScan(t *testing.T, s *scan) {
	t.Helper()
	from := 0
	for _, it := range s.items {
		if it.fields.from < from || it.fields.to < it.fields.from || it.fields.to > len(s.fields) {
			t.Fatalf("fields %v behind %d of %d", it.fields, from, len(s.fields))
		}
		from = it.fields.to
	}
	for _, fd := range slices.Concat(s.fields, s.feed) {
		if end := uint64(fd.inner) + uint64(fd.innerN); end > uint64(len(s.lex.src)) || uint64(fd.attrs)+uint64(fd.attrsN) > uint64(len(s.lex.src)) {
			t.Fatalf("a field ends at %d of %d", end, len(s.lex.src))
		}
	}
}

// FuzzSalvage: what is read is bounded, sound and the same every time, and a
// document that breaks off gives no more items than the whole.
func FuzzSalvage(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, doc []byte, contentType string) {
		h := Header{ContentType: contentType, URL: "https://news.example/feed"}
		one, err := Parse(doc, h)
		if err != nil {
			return
		}
		if two, err := Parse(doc, h); err != nil || !reflect.DeepEqual(one, two) {
			t.Errorf("read again it is %+v, %v; it was %+v", two, err, one)
		}
		for _, it := range one.Items {
			if !utf8.ValidString(it.Title+it.Link+it.ID+it.Summary+it.Content) || len(it.Title) > maxTitle || len(it.Link) > maxLink || it.Key == "" {
				t.Errorf("item %+v", it)
			}
		}
		h.Partial = true
		if part, err := Parse(doc, h); err == nil && len(part.Items) > len(one.Items) {
			t.Errorf("%d items of a part, %d of all", len(part.Items), len(one.Items))
		}
	})
}
