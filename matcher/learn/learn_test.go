package learn

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/matcher"
	"vedette/matcher/background"
)

// lamps are four articles of one story, and tram is of another.
var (
	lamps = []Seed{
		{ID: "one", Title: "Keeper of the Sarn lighthouse keeps her lamp burning", Text: "The last keeper of the Sarn lighthouse, Marta Olsen, said on Friday that she would go on lighting the lamp by hand after the harbour board voted to automate the tower. Olsen has lived on the rock for thirty years."},
		{ID: "two", Title: "Fishermen back Sarn keeper", Text: "Fishermen on Sarn island have asked the harbour board to keep Marta Olsen, the lighthouse keeper, in her tower. They say that an automatic lamp cannot see a boat in trouble."},
		{ID: "three", Title: "Harbour board hears islanders on the lighthouse", Text: "The harbour board of Sarn listened for three hours as islanders and fishermen spoke against an automatic lamp. Keeper Marta Olsen was applauded."},
		{ID: "four", Title: "Sarn lighthouse will stay in human hands", Text: "The harbour board has dropped its plan to automate the lighthouse on Sarn. Keeper Marta Olsen keeps the lamp and the tower for five more years."},
	}
	tram = Seed{ID: "tram", Title: "Council approves new tram line", Text: "Residents had objected to the noise and the loss of parking, but a majority of members voted for the plan on Tuesday night. Work is expected to begin next spring and to last for about three years, the mayor said."}
)

func TestTerms(t *testing.T) {
	terms := Terms(lamps, nil)
	if len(terms) != 1 {
		t.Fatalf("languages are %v, want English alone", terms)
	}
	en, length := terms["en"], 0.0
	for word, weight := range en {
		length += weight * weight
		if strings.ToLower(word) != word {
			t.Errorf("%q is not written small", word)
		}
	}
	if math.Abs(length-1) > 0.02 {
		t.Errorf("the square of the vector's length is %.3f, want 1", length)
	}
	if en["lighthouse"] <= en["tower"] || en["tower"] <= en["trouble"] {
		t.Errorf("lighthouse %g, tower %g, trouble %g: want what more seeds share to weigh more", en["lighthouse"], en["tower"], en["trouble"])
	}
	if _, ok := en["the"]; ok {
		t.Error("the commonest word counts as typical")
	}
}

func TestTermsHoldNoNumbers(t *testing.T) {
	seeds := []Seed{{Text: "In 2017 the keeper lit 4500 lamps in the lighthouse of Sarn, and in 2018 another 5200 of them."}}
	for word := range Terms(seeds, nil)["en"] {
		if strings.ContainsAny(word, "0123456789") {
			t.Errorf("%q is a term; numbers say when, not what", word)
		}
	}
}

func TestTermsByLanguage(t *testing.T) {
	seeds := []Seed{
		lamps[0],
		{ID: "ru", Title: "Смотрительница маяка не гасит лампу", Text: "Последняя смотрительница маяка на острове Сарн сказала в пятницу, что будет зажигать лампу сама, хотя портовое управление решило поставить автомат."},
		{ID: "zh", Title: "灯塔看守人继续点灯", Text: "萨恩岛最后一位灯塔看守人星期五表示，尽管港务局决定将灯塔自动化，她仍将继续亲手点亮灯塔。"},
	}
	terms := Terms(seeds, nil)
	for language, word := range map[string]string{"en": "lighthouse", "ru": "маяка", "zh": "灯塔"} {
		if terms[language][word] == 0 {
			t.Errorf("%s lacks %s: %v", language, word, terms[language])
		}
	}
	p := &matcher.Profile{Name: "lamps", Title: "Lamps", Terms: terms}
	if _, err := compile(p, nil, nil); err != nil {
		t.Errorf("the matcher does not take what was learned: %v", err)
	}
}

func TestWeightsOfSeeds(t *testing.T) {
	light := []Seed{lamps[0], tram}
	light[1].Weight = 0.1
	heavy := []Seed{lamps[0], tram}
	heavy[1].Weight = 1
	if a, b := Terms(light, nil)["en"]["tram"], Terms(heavy, nil)["en"]["tram"]; a >= b {
		t.Errorf("tram weighs %g with a seed of weight 0.1 and %g with one of weight 1", a, b)
	}
}

func TestCohesion(t *testing.T) {
	alike, err := Cohesion(lamps, nil)
	if err != nil {
		t.Fatal(err)
	}
	mixed, err := Cohesion([]Seed{lamps[0], tram}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if alike < 3*mixed || alike > 1 {
		t.Errorf("cohesion of one story is %.3f, of two %.3f; want the first far higher", alike, mixed)
	}
	if lone, err := Cohesion(lamps[:1], nil); lone != 0 || err != nil {
		t.Errorf("cohesion of one seed is %g, %v; want 0", lone, err)
	}
}

func TestBuild(t *testing.T) {
	l, err := Build(lamps, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range l.Seeds {
		if !s.Found || s.Probability < 0.5 {
			t.Errorf("the others do not find %s: %+v", s.Seed, s)
		}
	}
	if len(l.Warnings) > 0 {
		t.Errorf("warnings: %v", l.Warnings)
	}
	var names []string
	for _, n := range l.Names {
		names = append(names, n.Name)
	}
	if diff := cmp.Diff([]string{"Marta Olsen", "Sarn"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	p := &matcher.Profile{Name: "lamps"}
	l.Apply(p)
	m, err := compile(p, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	next := matcher.Document{Title: "Keeper of Sarn lighthouse honoured", Text: "Marta Olsen, who keeps the lamp of the Sarn lighthouse, received a medal from the harbour board."}
	if got := m.Match(next)[0]; !got.Hit {
		t.Errorf("the next report is no hit: %+v", got)
	}
	if got := m.Match(tram.document())[0]; got.Hit || got.Probability > 0.1 {
		t.Errorf("another subject has a probability of %g", got.Probability)
	}
}

func TestBuildWarns(t *testing.T) {
	copyOf := lamps[0]
	copyOf.ID, copyOf.Text = "copy", copyOf.Text+" She said so."
	for _, c := range []struct {
		seeds []Seed
		want  string
	}{
		{lamps[:2], "three to five seeds"},
		{append([]Seed{tram}, lamps...), "tram has little in common with the others"},
		{append([]Seed{copyOf}, lamps...), "nearly the same text"},
		{append([]Seed{lamps[0]}, lamps...), "is the same text as one and is left out"},
		{append([]Seed{{ID: "stub", Text: "Too short."}}, lamps...), "stub holds only 2 words"},
		{append([]Seed{{ID: "und", Text: strings.Repeat("qanchis pusaq isqun chunka ", 10), Language: "qu"}}, lamps...), "no word frequencies are known"},
	} {
		l, err := Build(c.seeds, nil, nil, nil)
		if err != nil {
			t.Errorf("%s: %v", c.want, err)
			continue
		}
		if all := strings.Join(l.Warnings, "\n"); !strings.Contains(all, c.want) {
			t.Errorf("no warning like %q in:\n%s", c.want, all)
		}
	}
	if _, err := Build([]Seed{{ID: "stub", Text: "Too short."}}, nil, nil, nil); err == nil {
		t.Error("a profile was learned from nothing")
	}
}

// TestLiveTablesChangeWhatIsRare: a word that a stream is full of teaches less.
func TestLiveTablesChangeWhatIsRare(t *testing.T) {
	var counter background.Counter
	doc := read(lamps[0], nil)
	for range 20_000 {
		counter.Add("en", termsOf(doc, "lighthouse"))
	}
	before, after := Terms(lamps, nil)["en"], Terms(lamps, counter.Tables())["en"]
	if after["lighthouse"] >= before["lighthouse"] {
		t.Errorf("lighthouse weighs %g before and %g after a stream full of it", before["lighthouse"], after["lighthouse"])
	}
}

func TestSeedCorpus(t *testing.T) {
	files, err := filepath.Glob("../../../shared/seeds/*.txt")
	if err != nil || len(files) == 0 {
		t.Skipf("the seed corpus is not here: %v", err)
	}
	var seeds []Seed
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		title, article := Strip(string(page))
		if title == "" || len(article) < 500 {
			t.Errorf("%s: title %q, %d bytes of article", file, title, len(article))
		}
		seeds = append(seeds, Seed{ID: file, Title: title, Text: article})
	}
	l, err := Build(seeds, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range l.Seeds {
		if !s.Found {
			t.Errorf("the others do not find %s (%.2f)", s.Seed, s.Probability)
		}
	}
}

// TestLoneLanguageDoesNotSpoilCohesion: a seed that nothing can be compared with
// says nothing of how alike the others are.
func TestLoneLanguageDoesNotSpoilCohesion(t *testing.T) {
	alike, err := Cohesion(lamps, nil)
	if err != nil {
		t.Fatal(err)
	}
	lone := Seed{ID: "ru", Language: "ru", Title: "Смотрительница маяка не гасит лампу", Text: "Последняя смотрительница маяка на острове Сарн сказала в пятницу, что будет зажигать лампу сама, хотя портовое управление решило поставить автомат на башню."}
	mixed := append([]Seed{}, lamps...)
	for i := range mixed {
		mixed[i].Language = "en"
	}
	mixed = append(mixed, lone)
	got, err := Cohesion(mixed, nil)
	if err != nil || math.Abs(got-alike) > 0.001 {
		t.Errorf("cohesion is %g with a lone seed in Russian and %g without, %v", got, alike, err)
	}
	l, err := Build(mixed, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last := l.Seeds[len(l.Seeds)-1]; !last.Alone || last.Found {
		t.Errorf("the lone seed is %+v", last)
	}
}

func TestClusters(t *testing.T) {
	label := func(text, cluster string) Label {
		return Label{Document: matcher.Document{Text: text}, Cluster: cluster}
	}
	labels := []Label{label("one", "a"), label("two", "b"), label("one", "c"), label("three", "c"), label("four", "")}
	if diff := cmp.Diff([]int{0, 1, 0, 0, 2}, clustersOf(labels)); diff != "" {
		t.Errorf("clusters (-want +got):\n%s", diff)
	}
}
