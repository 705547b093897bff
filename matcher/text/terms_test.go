package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTermsAreCountedOnce(t *testing.T) {
	var w Words
	w.Add("Ships left", true)
	w.Add("The ship left, ships follow: 普京普京", false)
	kept := []Term{{Key: 1}}
	terms := w.AppendTerms(kept, "en")
	if len(terms) != 7 || terms[0] != kept[0] { // ship, left, the, follow and two pairs
		t.Fatalf("%d terms: %+v", len(terms), terms)
	}
	if ship := terms[1]; ship.Count != 3 || ship.First != 0 || ship.Last != 0 || ship.Key != Key([]byte("ship")) {
		t.Errorf("ship is %+v", ship)
	}
	if pair := terms[5]; pair.Count != 2 || pair.Last != pair.First+1 || pair.Key != Key([]byte("普京")) {
		t.Errorf("the pair is %+v", pair)
	}
}

func TestNoPairsAcrossTexts(t *testing.T) {
	var w Words
	w.Add("普", true)
	w.Add("ab 京", false) // begins where the character before ended
	for _, term := range w.AppendTerms(nil, "zh") {
		if term.First != term.Last {
			t.Errorf("%+v is a pair of two texts", term)
		}
	}
}

func FuzzTerms(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s, "en")
	}
	for _, sample := range languageSamples(f) {
		f.Add(sample[1], sample[0])
	}
	f.Fuzz(func(t *testing.T, s, language string) {
		var w Words
		w.Add("Title 普", true)
		w.Add(s, false)
		terms := w.AppendTerms(nil, language)
		seen := map[uint64]bool{}
		first := int32(-1)
		for _, term := range terms {
			if term.Count < 1 || term.First <= first || term.Last < term.First || term.Last > term.First+1 || int(term.Last) >= len(w.List) {
				t.Fatalf("%q has the term %+v after one at %d, and %d words", s, term, first, len(w.List))
			}
			if seen[term.Key] {
				t.Fatalf("%q has a term twice", s)
			}
			seen[term.Key], first = true, term.First
		}
	})
}

func FuzzStem(f *testing.F) {
	for _, s := range []string{"ships", "churches", "وبالقواعد", "ولברוסיה", "учения", "ss", "普"} {
		f.Add(s, uint8(Latin), "en")
		f.Add(s, uint8(Arabic), "ar")
	}
	f.Fuzz(func(t *testing.T, s string, script uint8, language string) {
		folded := Fold(s)
		stem := string(Stem([]byte(folded), Script(script), language))
		if !strings.Contains(folded, stem) || folded != "" && stem == "" || !utf8.ValidString(stem) {
			t.Errorf("the stem of %q is %q", folded, stem)
		}
	})
}

// articles are texts for benchmarks, about as long as a summary.
var articles = []struct{ name, language, text string }{
	{"en", "en", strings.Repeat("The minister's ships left the harbour at 3.5 knots, officials of the U.S. Navy said. ", 4)},
	{"ru", "ru", strings.Repeat("Корабли министерства вышли из порта, сообщили представители флота. Экипажи готовятся. ", 4)},
	{"ar", "ar", strings.Repeat("غادرت سفن الوزارة الميناء صباح اليوم، بحسب مسؤولين في البحرية. ", 4)},
	{"zh", "zh", strings.Repeat("国防部长对记者说，两艘军舰将在月底前离开港口。", 4)},
}

func BenchmarkAdd(b *testing.B) {
	for _, c := range articles {
		b.Run(c.name, func(b *testing.B) {
			var w Words
			w.Add(c.text, false)
			b.ReportAllocs()
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				w.Reset()
				w.Add(c.text, false)
			}
		})
	}
}

func BenchmarkAppendTerms(b *testing.B) {
	for _, c := range articles {
		b.Run(c.name, func(b *testing.B) {
			var w Words
			w.Add(c.text, false)
			terms := w.AppendTerms(nil, c.language)
			b.ReportAllocs()
			for b.Loop() {
				terms = w.AppendTerms(terms[:0], c.language)
			}
		})
	}
}

func TestReadingAllocatesNothing(t *testing.T) {
	for _, c := range articles {
		var w Words
		var terms []Term
		readAll := func() {
			w.Reset()
			w.Add(c.text, false)
			terms = w.AppendTerms(terms[:0], c.language)
			if got := w.Language(""); got != c.language {
				t.Errorf("%s is taken for %s", c.language, got)
			}
		}
		readAll()
		if n := testing.AllocsPerRun(20, readAll); n > 0 {
			t.Errorf("reading %s again allocates %v times", c.language, n)
		}
	}
}
