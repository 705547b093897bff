package digest

import (
	"strings"
	"testing"
)

// bare is text without what only its layout needs.
func bare(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer(isolateLeft, "", isolateRight, "", isolateFirst, "", isolateEnd, "", "*", "").Replace(s)), "")
}

// The pieces say what the text form says, in its order.
func TestBriefIsTheTextForm(t *testing.T) {
	for name, in := range cases(t) {
		d := Compose(in)
		text, b := bare(render(t, Text, d)), d.Brief()
		if b.Title != Subject(d) || !strings.Contains(text, bare(b.Period)) {
			t.Errorf("%s: head %q, %q", name, b.Title, b.Period)
		}
		for _, block := range b.Blocks {
			i := strings.Index(text, bare(block.Title))
			if i < 0 || block.Title == "" {
				t.Fatalf("%s: %q is not in what is left of the text form: %s", name, block.Title, text)
			}
			said := []string{block.Source, block.URL}
			for _, detail := range block.Details {
				if said = append(said, detail.URL); detail.URL == "" {
					said = append(said, detail.Label+detail.Text)
				}
			}
			for _, s := range said {
				if !strings.Contains(text, bare(s)) {
					t.Errorf("%s: the text form lacks %q", name, s)
				}
			}
			text = text[i:]
		}
	}
}

func TestBriefCountsEveryStory(t *testing.T) {
	for name, in := range cases(t) {
		d := Compose(in)
		kinds := map[string]int{}
		for _, b := range d.Brief().Blocks {
			kinds[b.Kind]++
		}
		if kinds[StoryBlock] != len(d.Stories) || kinds[NearMissBlock] != len(d.NearMisses) ||
			kinds[CorrectionBlock] != len(distinct(d.Corrections)) || kinds[NoteBlock] != len(remarks(d))+len(d.Notes) {
			t.Errorf("%s: %v", name, kinds)
		}
	}
}
