package matcher

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func aliases(names ...string) []Alias {
	var out []Alias
	for _, name := range names {
		out = append(out, Alias{Name: name})
	}
	return out
}

func day(t testing.TB, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// people is a small lexicon with every turn that an entity can take.
func people(t testing.TB) *Lexicon {
	return &Lexicon{
		Entities: map[string]*Entity{
			"assad": {
				Aliases: map[string][]Alias{
					"en": {{Name: "Assad"}, {Name: "al-Assad"}, {Name: "Syrian president", From: day(t, "2000-07-17"), Until: day(t, "2024-12-08")}},
					"ru": aliases("Башар Асад", "Асад"),
					"ar": {{Name: "بشار الأسد"}, {Name: "الأسد", Ambiguous: true}},
					"es": {{Name: "Asad", Ambiguous: true}},
				},
				Not: []string{"Asma al-Assad", "Асма Асад", "Lake Assad"},
			},
			"sharaa": {Aliases: map[string][]Alias{"en": {{Name: "Sharaa"}, {Name: "Syrian president", From: day(t, "2025-01-29")}}}},
			"putin":  {Aliases: map[string][]Alias{"en": aliases("Putin"), "ru": aliases("Путин"), "ar": aliases("بوتين"), "uk": aliases("Путін")}},
			"syria":  {Aliases: map[string][]Alias{"en": aliases("Syria", "Syrian"), "tr": aliases("Suriye*"), "zh": aliases("叙利亚")}},
			"port":   {Aliases: map[string][]Alias{"en": aliases("Bassel al-Assad airport")}},
		},
		Classes: map[string]*Class{
			"base": {
				Words: map[string][]Alias{"en": aliases("air base", "base"), "tr": aliases("üs"), "ru": aliases("база"), "he": aliases("בסיס"), "ar": aliases("قاعدة")},
				Not:   []string{"data base", "база данных"},
			},
		},
	}
}

func compiled(t testing.TB, when string) *Matcher {
	t.Helper()
	m, problems := Compile([]*Profile{{Name: "p", Lexicon: []string{"people"}, Rules: []Rule{{When: when, Weight: 5}}}},
		map[string]*Lexicon{"people": people(t)})
	if m == nil {
		t.Fatalf("%s: %v", when, problems)
	}
	return m
}

// holds tells whether a rule holds, and the words that its evidence covers.
func holds(t testing.TB, when string, doc Document) (bool, string) {
	t.Helper()
	got := compiled(t, when).Match(doc)[0]
	if len(got.Evidence) == 0 {
		return false, ""
	}
	e := got.Evidence[0]
	if e.Field == "title" {
		return true, doc.Title[e.Start:e.End]
	}
	return true, doc.Text[e.Start:e.End]
}

func TestRules(t *testing.T) {
	title := "Putin met Assad"
	body := "Nothing here at all today. The two men spoke of Syria for hours. Much later on the air base was visited by Sharaa. Assad slept."
	for _, c := range []struct {
		when, want string // want is the text covered; "-" does not hold
	}{
		{"$putin", "Putin"},
		{"met", "Putin met Assad"[6:9]},
		{`"air base"`, "air base"},
		{"hour*", "hours"},
		{"hour", "-"},
		{"$putin AND $assad", "Putin met Assad"},
		{"$putin AND $sharaa", "Putin"},
		{"SENT($putin AND $assad)", "Putin met Assad"},
		{"SENT($putin AND $sharaa)", "-"},
		{"TITLE($sharaa)", "-"},
		{"TITLE($putin OR $sharaa)", "Putin"},
		{"LEAD($syria)", "Syria"},
		{"LEAD($sharaa)", "-"},
		{"NOT $assad AND $syria", "-"},
		{"$syria AND NOT SENT($sharaa AND $putin)", "Syria"},
		{"$putin NEAR/2 $assad", "Putin met Assad"},
		{"$putin NEAR/1 $assad", "-"},
		{"$assad NEAR/2 $putin", "Putin met Assad"},
		{"$assad THEN/2 $putin", "-"},
		{"$putin THEN/2 $assad", "Putin met Assad"},
		{"$assad NEAR/1000 $sharaa", "Sharaa. Assad"}, // not across title and text
		{"$putin NEAR/1000 $sharaa", "-"},
		{"($putin THEN/1 met) THEN/1 $assad", "Putin met Assad"},
		{"ATLEAST(2; $putin; $sharaa; nobody)", "Putin"},
		{"ATLEAST(3; $putin; $sharaa; nobody)", "-"},
		{"lang:en AND $putin", "Putin"},
		{"lang:ru AND $putin", "-"},
		{"source:state AND $putin", "Putin"},
		{"source:wire AND $putin", "-"},
		{"before:2018-05-18 AND $putin", "Putin"},
		{"before:2018-05-17 AND $putin", "-"},
		{"after:2018-05-16 AND $putin", "Putin"},
		{"after:2018-05-17 AND $putin", "-"},
	} {
		ok, got := holds(t, c.when, Document{Title: title, Text: body, Language: "en", Class: "state", Date: day(t, "2018-05-17")})
		if !ok {
			got = "-"
		}
		if got != c.want {
			t.Errorf("%s: found %q, want %q", c.when, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		when, language, date, text, want string
	}{
		{"$assad", "en", "", "Assad's army", "Assad"},
		{"$assad", "en", "", "ALASSAD and al‑Assad", "ALASSAD"},
		{"$assad", "fr", "", "l’armée d'Assad", "Assad"},
		{"$assad", "en", "", "Asma al-Assad shops", "-"},
		{"$assad", "en", "", "Asma al-Assad met Assad", "Assad"},
		{"$assad", "ru", "", "Асму Асад видели", "-"},
		{"$assad", "ru", "", "с Башаром Асадом говорили", "Башаром Асадом"},
		{"$assad", "en", "", "at Bassel al-Assad airport", "-"}, // a longer name
		{"$port", "en", "", "at Bassel al-Assad airport", "Bassel al-Assad airport"},
		{"$assad", "en", "2018-01-01", "the Syrian president spoke", "Syrian president"},
		{"$syria", "en", "2018-01-01", "the Syrian president spoke", "Syrian"}, // a role leaves its words
		{"$assad", "en", "2024-12-08", "the Syrian president spoke", "Syrian president"},
		{"$assad", "en", "2024-12-09", "the Syrian president spoke", "-"},
		{"$sharaa", "en", "2025-01-28", "the Syrian president spoke", "-"},
		{"$sharaa", "en", "2025-01-29", "the Syrian president spoke", "Syrian president"},
		{"$assad", "en", "", "the Syrian president spoke", "-"}, // no date, no roles
		{"$assad", "ar", "", "رأى الأسد في الحديقة", "-"},       // the lion
		{"$assad", "ar", "", "التقى الأسد بوتين", "الأسد"},
		{"$assad", "ar", "", "بشار الأسد غائب. عاد الأسد", "الأسد"}, // named in full before
		{"$assad", "es", "", "Asad marca dos goles", "-"},
		{"$assad", "es", "", "Asad visita a Putin", "Asad"},
		{"$assad", "es", "", "asad con Putin", "-"},    // a name has a capital
		{"$assad", "en", "", "Asad visits Putin", "-"}, // ambiguous in Spanish
		{"$putin", "ar", "", "قال لبوتين", "لبوتين"},   // clitics
		{"$putin", "uk", "", "з Путіним", "Путіним"},
		{"$putin", "en", "", "Путину", "Путину"}, // names cross languages
		{"$putin", "tr", "", "Putin'le", "Putin"},
		{"$assad", "ru", "", "премьер Асадов", "-"},
		{"$syria", "en", "", "two Syrians", "Syrians"},
		{"$putin", "en", "", "Putinism", "-"},
		{"$syria", "tr", "", "Suriye'deki", "Suriye"},
		{"$syria", "zh", "", "在叙利亚的", "叙利亚"},
		{"$base", "en", "", "give us hope", "-"}, // Turkish üs
		{"$base", "tr", "", "üs kuruldu", "üs"},
		{"$base", "", "", "give us hope", "-"},
		{"$base", "en", "", "their bases", "bases"},
		{"$base", "en", "", "a data base", "-"},
		{"$base", "ru", "", "базу данных", "-"},
		{"$base", "ru", "", "на базу", "базу"},
		{"$base", "en", "", "на базу", "базу"}, // cannot be English
		{"$base", "uk", "", "на базу", "базу"}, // no class of this lexicon has Ukrainian
		{"$base", "he", "", "והבסיס", "והבסיס"},
		{"$base", "ar", "", "بالقاعدة", "بالقاعدة"},
		{"$base", "it", "", "una base", "base"}, // no lexicon has Italian
	} {
		doc := Document{Text: c.text, Language: c.language}
		if c.date != "" {
			doc.Date = day(t, c.date)
		}
		ok, got := holds(t, c.when, doc)
		if !ok {
			got = "-"
		}
		if got != c.want {
			t.Errorf("%s in %s %q: found %q, want %q", c.when, c.language, c.text, got, c.want)
		}
	}
}

func TestTartuIsNotTartus(t *testing.T) {
	m, problems := Compile([]*Profile{{
		Name:     "p",
		Entities: map[string]*Entity{"tartus": {Aliases: map[string][]Alias{"en": aliases("Tartus")}}},
		Rules:    []Rule{{When: "$tartus", Weight: 5}},
	}}, nil)
	if m == nil {
		t.Fatal(problems)
	}
	if got := m.Match(Document{Title: "Tartu's new airport"})[0]; got.Hit {
		t.Errorf("found %+v", got.Evidence)
	}
}

func TestGradesCountOnce(t *testing.T) {
	p := &Profile{
		Name:    "p",
		Lexicon: []string{"people"},
		Rules: []Rule{
			{When: "$assad NEAR/20 $putin", Weight: 1},
			{When: "$assad NEAR/5 $putin", Weight: 2},
			{When: "TITLE($assad AND $putin)", Weight: 1.5},
		},
		Penalties: []Rule{{When: "$assad AND $putin AND $syria", Weight: -0.5, Because: "Syria too"}},
	}
	m, problems := Compile([]*Profile{p}, map[string]*Lexicon{"people": people(t)})
	if m == nil {
		t.Fatal(problems)
	}
	got := m.Match(Document{Title: "Putin met Assad in Syria"})[0]
	want := []Evidence{
		{Kind: "rule", Text: "$assad NEAR/5 $putin", Field: "title", Start: 0, End: 15, Weight: 2},
		{Kind: "rule", Text: "TITLE($assad AND $putin)", Field: "title", Start: 0, End: 15, Weight: 1.5},
		{Kind: "penalty", Text: "Syria too", Field: "title", Start: 0, End: 24, Weight: -0.5},
		{Kind: "entity", Text: "putin", Field: "title", Start: 0, End: 5},
		{Kind: "entity", Text: "assad", Field: "title", Start: 10, End: 15},
	} // Syria is not marked: only the penalty asks for it
	if diff := cmp.Diff(want, got.Evidence); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
	if got.Score != bias+3 || got.Hit {
		t.Errorf("score %v, hit %v", got.Score, got.Hit)
	}
}

func TestFocusAndBackground(t *testing.T) {
	m := compiled(t, "$putin")
	two := m.Match(Document{Text: "Putin spoke. Then Putin left."})[0]
	if len(two.Evidence) < 2 || two.Evidence[1].Kind != "focus" || two.Evidence[1].Start != 18 {
		t.Errorf("two sentences: %+v", two.Evidence)
	}
	late := m.Match(Document{Text: strings.Repeat("word and another word. ", 50) + "Putin."})[0]
	if len(late.Evidence) < 2 || late.Evidence[1].Kind != "background" || late.Evidence[1].Weight >= 0 {
		t.Errorf("only at the end: %+v", late.Evidence)
	}
}

func TestEveryProfileAnswers(t *testing.T) {
	m, problems := Compile([]*Profile{
		{Name: "one", Lexicon: []string{"people"}, Rules: []Rule{{When: "$putin", Weight: 5}}},
		{Name: "two", Rules: []Rule{{When: "harvest", Weight: 5}}, Threshold: Threshold{Probability: 0.9}},
	}, map[string]*Lexicon{"people": people(t)})
	if m == nil {
		t.Fatal(problems)
	}
	if diff := cmp.Diff([]string{"one", "two"}, m.Profiles()); diff != "" {
		t.Error(diff)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 200 {
				got := m.Match(Document{ID: "x", Title: "Putin spoke"})
				if len(got) != 2 || !got[0].Hit || got[1].Hit || got[1].ID != "x" || got[1].Evidence != nil || got[1].Threshold != 0.9 {
					t.Errorf("got %+v", got)
				}
				if got := m.Found(Document{ID: "y", Title: "A harvest"}); len(got) != 1 || got[0].Profile != "two" || got[0].ID != "y" {
					t.Errorf("found %+v", got)
				}
			}
		})
	}
	wg.Wait()
}

// TestLongTexts would not end if the cost grew with the square of the length.
func TestLongTexts(t *testing.T) {
	m := compiled(t, "SENT($putin NEAR/900 ($assad OR $base)) OR ($syria NEAR/9 $putin) THEN/9 $assad")
	for _, s := range []string{"Asad ", "Putin ", "Putin Asad ", "bases. ", "الأسد بوتين ", "叙利亚", "al-", "'"} {
		text := strings.Repeat(s, 1<<18/len(s))
		for _, language := range []string{"es", "en", "ar"} {
			if got := m.Match(Document{Text: text, Language: language}); len(got) != 1 {
				t.Errorf("%q: %d matches", s, len(got))
			}
		}
	}
}

func FuzzMatch(f *testing.F) {
	m := compiled(f, "SENT($putin NEAR/9 $assad) OR LEAD($base) OR ATLEAST(2; $syria; met; TITLE($sharaa))")
	f.Add("Putin met Assad", "At the air base. Sharaa!", "en")
	f.Add("الأسد", "普京 叙利亚 база данных", "")
	f.Fuzz(func(t *testing.T, title, text, language string) {
		for _, match := range m.Match(Document{Title: title, Text: text, Language: language}) {
			for _, e := range match.Evidence {
				field := text
				if e.Field == "title" {
					field = title
				}
				if e.Start < 0 || e.End < e.Start || e.End > len(field) {
					t.Fatalf("evidence %+v lies outside %q", e, field)
				}
			}
		}
	})
}
