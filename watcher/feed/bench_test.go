package feed

import (
	"bytes"
	"testing"

	"github.com/mmcdole/gofeed"
)

// The corpus once over, with Parse and with gofeed alone: the ratio is what
// matters.
func BenchmarkParse(b *testing.B) {
	benchmark(b, func(doc []byte) error {
		_, err := Parse(doc, Header{URL: "https://news.example/feed"})
		return err
	})
}

func BenchmarkGofeed(b *testing.B) {
	benchmark(b, func(doc []byte) error {
		_, err := gofeed.NewParser().Parse(bytes.NewReader(doc))
		return err
	})
}

func benchmark(b *testing.B, parse func([]byte) error) {
	docs := corpus(b)
	total := 0
	for name, doc := range docs {
		if parse(doc) != nil || len(doc) > 400<<10 {
			delete(docs, name)
			continue
		}
		total += len(doc)
	}
	b.SetBytes(int64(total))
	b.ReportAllocs()
	for b.Loop() {
		for _, doc := range docs {
			if err := parse(doc); err != nil {
				b.Fatal(err)
			}
		}
	}
}
