package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"ASSAD", "assad"},
		{"İstanbul ISPARTA ılık", "istanbul isparta ilik"},
		{"Ёлка й Й", "елка и и"},
		{"الأَسَـــد إدلب آب ٱلله", "الاسد ادلب اب الله"},
		{"مصطفى سورية", "مصطفي سوريه"},
		{"روسیه کرملین", "روسيه كرملين"},
		{"نیروهای می\u200cروند", "نيروهاي ميروند"},
		{"שָׁלוֹם", "שלום"},
		{"Lattaquié Soçi Şam Łódź Straße Ærø", "lattaquie soci sam lodz strasse aero"},
		{"Hmei\u00admim \u202aAssad\u202c", "hmeimim assad"},
		{"Ａｓｓａｄ ﬁne ﷲ", "assad fine الله"},
		{"Πούτιν Ασάντς", "πουτιν ασαντσ"},
		{"Київ Україна ґанок", "киів украіна ганок"},
		{"普京 敘利亞", "普京 敘利亞"},
		{"٢٠١٥ ۱۳۹۴", "2015 1394"},
		{"e\u0301té", "ete"},
	} {
		// Latin, Cyrillic and Greek decompose; what a case expects may do so too.
		if got, want := Fold(c.in), Fold(c.want); got != want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, want)
		}
	}
	if got := Fold("Ё, Ç and İ"); got != "е, c and i" {
		t.Errorf("folded to %q", got)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Tartu's mayor", "tartu|s|mayor"},
		{"Putin’le Esad'ın Putinʼe", "putin|le|esad|in|putin|e"},
		{"l'armée d’Assad", "l|armee|d|assad"},
		{"al-Assad aš-Šaraa", "al|assad|as|saraa"},
		{"ג'ולאני צה\"ל", "ג|ולאני|צה|ל"},
		{"S-300, S300", "s|300|s300"},
		{"普京会见Assad", "普|京|会|见|assad"},
		{"巴沙尔·阿萨德", "巴|沙|尔|阿|萨|德"},
		{"والأسد لبوتين", "والاسد|لبوتين"},
		{"می\u200cشوند", "ميشوند"},
		{"U.S.-led", "u|s|led"},
		{"  …—!? ", ""},
		{"\u202bالأسد\u202c", "الاسد"},
	} {
		var w Words
		w.Add(c.in, true)
		var got []string
		for i := range w.List {
			got = append(got, string(w.Fold(i)))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.in, diff)
		}
	}
}

func TestOffsetsAndLooks(t *testing.T) {
	s := "«Путин’у» — al\u2011Assad \u200fالأَسَد\u200f"
	var w Words
	w.Add(s, false)
	var got []string
	for _, word := range w.List {
		got = append(got, s[word.Start:word.End])
	}
	if diff := cmp.Diff([]string{"Путин", "у", "al", "Assad", "الأَسَد"}, got); diff != "" {
		t.Errorf("originals (-want +got):\n%s", diff)
	}
	if w.List[3].Script != Latin || !w.List[3].Capital || !w.List[3].Glued || w.List[2].Glued {
		t.Errorf("Assad is %+v", w.List[3])
	}
	if w.List[4].Script != Arabic || w.List[0].Script != Cyrillic {
		t.Errorf("scripts are %v and %v", w.List[4].Script, w.List[0].Script)
	}
	if got := string(w.FoldRun(2, 3)); got != "alassad" {
		t.Errorf("joined to %q", got)
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		in   string
		want int
	}{
		{"Assad met Putin. They talked.", 2},
		{"Mr. Assad met Gen. Surovikin in St. Petersburg.", 1},
		{"The U.S. Army left. It was 3.5 km away.", 2},
		{"В. Путин принял Б. Асада. Они поговорили.", 2},
		{"Вывезли 5 тыс. Тонн грузов", 1},
		{"هل التقى الأسد بوتين؟ نعم.", 2},
		{"普京会见阿萨德。双方讨论局势。", 2},
		{"Title line\nText line", 2},
		{"Really?! \"Yes.\" He left.", 3},
		{"he said. then left", 1},
		{"example.com is a site", 1},
		{"One… Two", 2},
	} {
		var w Words
		w.Add(c.in, false)
		if w.Sentences != c.want {
			t.Errorf("%q has %d sentences, want %d", c.in, w.Sentences, c.want)
		}
	}
	var w Words
	w.Add("One title. In two parts", true)
	w.Add("Text", false)
	if w.Sentences != 2 || w.List[len(w.List)-1].Sentence != 1 {
		t.Errorf("a title and a text are %d sentences", w.Sentences)
	}
}

func TestPlaces(t *testing.T) {
	var w Words
	w.Add("Putin 普京 met", true)
	var got []int
	for _, word := range w.List {
		got = append(got, word.Place)
	}
	if diff := cmp.Diff([]int{0, 2, 3, 4}, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

var fuzzSeeds = []string{
	"Putin’s al-Assad. U.S. forces!", "الأَسَـــد؟ روسیه", "普京会见Assad。", "İı\u00ad\u200d ﷺ ½ ™ ¨", "\xff\xfe broken", "שָׁלוֹם", "ᾳ ẞ ǆ ﬃ",
}

func FuzzFold(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("%q folds to %q, and that to %q", s, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Errorf("%q folds to invalid %q", s, once)
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, whole bool) {
		var w Words
		w.Add("Before. This", true)
		n := len(w.List)
		w.Add(s, whole)
		end, sentence := 0, 0
		for i, word := range w.List[n:] {
			if word.Start < end || word.End <= word.Start || word.End > len(s) {
				t.Fatalf("word %d of %q is at %d to %d, the one before ends at %d", i, s, word.Start, word.End, end)
			}
			if utf8.ValidString(s) && !utf8.ValidString(s[word.Start:word.End]) {
				t.Fatalf("word %d of %q cuts a character", i, s)
			}
			if got, want := string(w.Fold(n+i)), Fold(s[word.Start:word.End]); got != want || got == "" {
				t.Fatalf("word %d of %q folds to %q, its text to %q", i, s, got, want)
			}
			if word.Sentence < sentence || whole && word.Sentence != 1 {
				t.Fatalf("word %d of %q is in sentence %d after %d", i, s, word.Sentence, sentence)
			}
			end, sentence = word.End, word.Sentence
		}
	})
}

func TestFoldIsSteadyForEveryCharacter(t *testing.T) {
	for r := range rune(0x30000) {
		if !utf8.ValidRune(r) {
			continue
		}
		once := Fold(string(r))
		if twice := Fold(once); twice != once {
			t.Errorf("%U folds to %q, and that to %q", r, once, twice)
		}
	}
}
