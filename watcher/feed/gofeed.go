package feed

import (
	"bytes"
	"fmt"

	"github.com/mmcdole/gofeed"
)

// gofeed is given so many items, or so many bytes of them, at a time. What it
// needs besides its result stays small, and a surprise costs only one chunk.
const (
	chunkItems = 256
	chunkBytes = 1 << 20
)

// A reader lets gofeed read a scanned document in chunks.
type reader struct {
	w      writer
	parser *gofeed.Parser
	failed int // items that gofeed did not read
}

func newReader(s *scan) *reader {
	p := gofeed.NewParser()
	p.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	return &reader{w: writer{scan: s}, parser: p}
}

// channel reads the channel's own fields.
func (r *reader) channel() *gofeed.Feed {
	r.w.open()
	r.w.channel()
	r.w.close()
	if f, err := r.parse(); err == nil {
		return f
	}
	return &gofeed.Feed{}
}

// items calls use for every item with what gofeed makes of it, in order.
func (r *reader) items(use func(*rawItem, *gofeed.Item)) {
	all := r.w.items
	for len(all) > 0 {
		n := 0
		r.w.open()
		for n < min(len(all), chunkItems) && (n == 0 || len(r.w.buf) < chunkBytes) {
			r.w.item(&all[n])
			n++
		}
		r.w.close()
		read := r.chunk(all[:n])
		for i := range all[:n] {
			use(&all[i], read[i])
		}
		all = all[n:]
	}
}

// chunk reads what was written, and if gofeed does not give as many items as
// there are, each by itself.
func (r *reader) chunk(items []rawItem) []*gofeed.Item {
	if f, err := r.parse(); err == nil && len(f.Items) == len(items) {
		return f.Items
	}
	read := make([]*gofeed.Item, len(items))
	for i := range items {
		r.w.open()
		r.w.item(&items[i])
		r.w.close()
		f, err := r.parse()
		if err != nil || len(f.Items) != 1 {
			r.failed++
			read[i] = &gofeed.Item{} // correct fills it from the document
			continue
		}
		read[i] = f.Items[0]
	}
	return read
}

// parse runs gofeed over what was written.
func (r *reader) parse() (f *gofeed.Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("gofeed panicked: %v", p)
		}
	}()
	return r.parser.Parse(bytes.NewReader(r.w.buf))
}
