package feed

import "testing"

func BenchmarkParseArticle(b *testing.B) {
	page := []byte("<!doctype html><html><head><title>Harbour closed</title></head><body>" + furniture + "<article>" + story(60) + "</article></body></html>")
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseArticle(page, Header{ContentType: "text/html"}); err != nil {
			b.Fatal(err)
		}
	}
}
