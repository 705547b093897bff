package digest

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkCompose1000 is a thousand hits of 5 kB each, 300 stories shown.
func BenchmarkCompose1000(b *testing.B) {
	in := input(b)
	for i := range 1000 {
		r := languages[i%len(languages)]
		r.id, r.link = fmt.Sprintf("i%04d", i), fmt.Sprintf("https://x.example/%d", i)
		r.text = strings.Repeat("A sentence without anything in it stands here. ", 50) + r.text + strings.Repeat(" A sentence without anything in it stands here. ", 50)
		in.Found = append(in.Found, r.found())
	}
	in.MaxStories = 300
	b.ReportAllocs()
	for b.Loop() {
		Compose(in)
	}
}
