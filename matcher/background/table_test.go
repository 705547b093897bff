package background

import (
	"math"
	"testing"

	"vedette/matcher/text"
)

// key returns the key of the first term of a text.
func key(t testing.TB, language, s string) uint64 {
	t.Helper()
	return terms(t, language, s)[0].Key
}

func terms(t testing.TB, language, s string) []text.Term {
	t.Helper()
	var w text.Words
	w.Add(s, true)
	found := w.AppendTerms(nil, language)
	if len(found) == 0 {
		t.Fatalf("%q has no terms", s)
	}
	return found
}

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

func TestTableFollowsTheFormula(t *testing.T) {
	table := New(1000, map[uint64]float64{10: 999, 20: 50, 30: 0, 40: 5000})
	for _, c := range []struct {
		key  uint64
		want float64
	}{
		{10, math.Log(1001 / 999.5)},
		{20, math.Log(1001 / 50.5)},
		{30, math.Log(1001 / .5)},
		{40, math.Log(1001 / 1000.5)}, // more documents than there are
		{50, math.Log(1001 / .5)},     // unseen
	} {
		if got := float64(table.IDF(c.key)); !near(got, c.want, 1e-5) {
			t.Errorf("IDF(%d) = %v, want %v", c.key, got, c.want)
		}
		if got := table.Share(c.key); !near(got, math.Exp(-c.want), 1e-5) {
			t.Errorf("Share(%d) = %v, want %v", c.key, got, math.Exp(-c.want))
		}
	}
	if table.Len() != 3 {
		t.Errorf("the table holds %d terms; one as rare as unseen ones needs no place", table.Len())
	}
}

func TestNilTableTakesAllForRare(t *testing.T) {
	var table *Table
	if table.IDF(1) != table.IDF(2) || table.IDF(1) < 5 || table.Len() != 0 {
		t.Errorf("IDF is %v and %v, Len %d", table.IDF(1), table.IDF(2), table.Len())
	}
	if _, err := table.AppendBinary(nil); err == nil {
		t.Error("nothing was written without an error")
	}
}

func TestCompactForm(t *testing.T) {
	counts := map[uint64]float64{}
	for i := range uint64(500) {
		counts[text.Key([]byte{byte(i), byte(i >> 8)})] = float64(i)
	}
	table := New(500, counts)
	b, err := table.AppendBinary([]byte("before"))
	if err != nil {
		t.Fatal(err)
	}
	b = b[len("before"):]
	var read Table
	if err := read.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if read.Len() < table.Len()-1 {
		t.Errorf("%d terms were read, %d written", read.Len(), table.Len())
	}
	counts[7] = 0
	for key := range counts {
		if want, got := table.IDF(key), read.IDF(key); !near(float64(want), float64(got), 0.5/levels+1e-4) {
			t.Fatalf("IDF of %d was %v and is read as %v", key, want, got)
		}
	}
	for n := range len(b) {
		if err := read.UnmarshalBinary(b[:n]); err == nil {
			t.Fatalf("%d of %d bytes were read without an error", n, len(b))
		}
	}
	if err := read.UnmarshalBinary(append(b, 0)); err == nil {
		t.Error("a byte too many was read without an error")
	}
}

func FuzzUnmarshalBinary(f *testing.F) {
	b, err := New(10, map[uint64]float64{1: 2, 3: 4}).AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var table Table
		if table.UnmarshalBinary(b) != nil {
			return
		}
		if idf := table.IDF(1); idf < 0 || math.IsNaN(float64(idf)) {
			t.Errorf("IDF is %v", idf)
		}
		if again, err := table.AppendBinary(nil); err != nil || len(again) > len(b) {
			t.Errorf("%d bytes are written as %d, %v", len(b), len(again), err)
		}
	})
}

func TestShippedTables(t *testing.T) {
	// Of each language a word of every day and one of the news.
	words := map[string][2]string{
		"ar": {"على", "دبابات"}, "bg": {"това", "бронетанкова"}, "de": {"nicht", "panzerdivision"}, "el": {"είναι", "ναυαρχίδα"},
		"en": {"the", "howitzer"}, "es": {"para", "artillería"}, "fa": {"است", "توپخانه"}, "fr": {"dans", "blindés"},
		"he": {"את", "ארטילריה"}, "it": {"che", "artiglieria"}, "pl": {"się", "haubica"}, "pt": {"não", "artilharia"},
		"ru": {"на", "гаубица"}, "tr": {"bir", "topçular"}, "uk": {"що", "гаубиця"}, "zh": {"我们", "火炮"},
	}
	for _, language := range Languages() {
		word, ok := words[language]
		if !ok {
			t.Errorf("%s has a table and no test", language)
			continue
		}
		table := Shipped(language)
		common, rare := table.IDF(key(t, language, word[0])), table.IDF(key(t, language, word[1]))
		if common > 3 || rare < common+3 {
			t.Errorf("%s: IDF of %s is %.1f, of %s %.1f", language, word[0], common, word[1], rare)
		}
		if size := len(table.slots) * 8; size > 1<<20 {
			t.Errorf("%s takes %d bytes", language, size)
		}
		delete(words, language)
	}
	if len(words) > 0 {
		t.Errorf("no table of %v", words)
	}
	if Shipped("xx") != nil || Shipped("") != nil {
		t.Error("there is a table of no language")
	}
}

func BenchmarkIDF(b *testing.B) {
	table := Shipped("en")
	found := terms(b, "en", "The howitzers fired at dawn and nobody in the xylographic village was hurt")
	b.ReportAllocs()
	for b.Loop() {
		for i := range found {
			table.IDF(found[i].Key)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(found)), "ns/term")
}

func BenchmarkUnpack(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := unpack("data/news/ar.gz"); err != nil {
			b.Fatal(err)
		}
	}
}
