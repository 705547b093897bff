package matcher_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/matcher"
)

// finds returns what tells whether a text names one entity of the built-in lexicons, by
// any of its names.
func finds(t *testing.T, entity string) func(language, text string) bool {
	t.Helper()
	m := named(t, entity)
	return func(language, text string) bool {
		doc := matcher.Document{Text: text, Language: language, Date: time.Date(2018, 6, 1, 0, 0, 0, 0, time.UTC)}
		return m.Match(doc)[0].Hit
	}
}

// named compiles a profile that any mention of an entity makes hit.
func named(t *testing.T, entity string) *matcher.Matcher {
	t.Helper()
	lexicons := map[string]*matcher.Lexicon{}
	for _, name := range []string{"people", "places", "military", "diplomacy"} {
		lexicons[name] = new(matcher.Lexicon)
		load(t, "../config/lexicon/"+name+".yaml", lexicons[name])
	}
	m, problems := matcher.Compile([]*matcher.Profile{{
		Name: "named", Lexicon: []string{"people", "places", "military", "diplomacy"},
		Rules: []matcher.Rule{{When: "$" + entity, Weight: 9}},
	}}, lexicons)
	if m == nil {
		t.Fatal(problems)
	}
	return m
}

// TestSpellings holds what transcribers of many languages make of three names,
// each in a sentence that names nobody else.
func TestSpellings(t *testing.T) {
	for entity, spellings := range map[string]string{
		"hmeimim": "Hmeimim Hmeymim Hmaimim Hmaymim Hemeimeem Hmeimeem Humaymim Humaimim Khmeimim Khmeymim Khmeimeem Khmaimim " +
			"Himeimim Jmeimim Hmejmim Chmejmim Hameimim Hamaymim Hmeimmim Хмеймим Хмеймима Хмеймиме Хемеймим Хмеймім حميميم حمیمیم חמיימים",
		"syria":  "Qamishli Kamishli Qamishly Kamishly Qamichli Kamichli Qamischli Kamischli Gamishli Qamishlo Камышлы Камишли القامشلي قامشلی Kamışlı",
		"tartus": "Tartus Tartous Tartoos Tartús Tartuss Tartouss Тартус Тартуса Тартусе طرطوس טרטוס Tartusu",
	} {
		found := finds(t, entity)
		for _, spelling := range strings.Fields(spellings) {
			language := "en"
			if spelling == "Kamışlı" || spelling == "Tartusu" {
				language = "tr"
			}
			if !found(language, "Nothing new from "+spelling+" today.") {
				t.Errorf("%s is not found as %s", entity, spelling)
			}
		}
	}
}

// TestTraps holds what looks like a name and is not.
func TestTraps(t *testing.T) {
	for entity, texts := range map[string][]string{
		"tartus":  {"Tartu's mayor", "Tarsus in Turkey", "a tortuous road", "tortas de carne", "Tortosa", "tartuf", "the tartans", "DP World Tartus", "Tartarus"},
		"hmeimim": {"Hmm", "חמימים ונעימים", "Hamim", "Hemingway", "Himmel", "Jemima"},
		"assad": {
			"Asma al-Assad", "Hafez Assad spoke", "Maher al-Assad's men", "Asaad al-Shaibani", "Asad Umar said", "Ain al-Asad was hit", "Ain al-Assad base",
			"Lake Assad", "Асма Асад", "Хафез Асад", "Асаад аш-Шейбани", "премьер Али Асадов", "асадов", "أسعد الشيباني", "عين الأسد", "بحيرة الأسد",
			"الأسد ملك الغابة", "برج الأسد", "阿萨德空军基地", "阿萨德湖", "carne asada", "Asado argentino", "أسماء الأسد", "Esad Şeybani", "חאפז אסד",
		},
		"sharaa":  {"الشرع والقانون", "凯撒沙拉", "Golani Brigade", "Farouk al-Sharaa", "former Syrian president", "Sahara", "a shower"},
		"syria":   {"Hamas said", "le damas", "Şam fıstığı", "the ham", "siriusly", "חלב ודבש", "humus tarifi"},
		"russia":  {"白俄罗斯", "Prussia", "Russell", "Belarus", "mosca bianca"},
		"base":    {"تنظيم القاعدة", "基地组织", "پایگاه خبری", "база данных", "قاعدة بيانات", "Let us go", "us", "base de datos"},
		"calls":   {"Telegram-канал", "Telegram channel", "телеграм-канал", "calls for peace"},
		"travels": {"прибыль компании выросла", "прибуток зріс"},
		"envoy":   {"Borisovka", "Bogdan"},
	} {
		m := named(t, entity)
		for _, text := range texts {
			language := "en"
			switch {
			case strings.ContainsAny(text, "абвгдеіий"):
				language = "ru"
			case strings.ContainsAny(text, "ابتجحدرسعقلمنهوي"):
				language = "ar"
			case strings.ContainsAny(text, "אבגדהוזחטילמנר"):
				language = "he"
			case strings.ContainsAny(text, "基俄阿凯"):
				language = "zh"
			case strings.ContainsAny(text, "Şşı"):
				language = "tr"
			}
			date := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
			if m.Match(matcher.Document{Text: text, Language: language, Date: date})[0].Hit {
				t.Errorf("%s is found in %q (%s)", entity, text, language)
			}
		}
	}
}

func TestExpand(t *testing.T) {
	lexicons := map[string]*matcher.Lexicon{"l": {Entities: map[string]*matcher.Entity{
		"sharaa": {Kind: "person", Aliases: map[string][]matcher.Alias{"en": {{Name: "Ahmed al-Sharaa"}}, "ru": {{Name: "Шараа"}}}},
		"putin":  {Kind: "person", Aliases: map[string][]matcher.Alias{"uk": {{Name: "Путін"}}, "pl": {{Name: "Putin"}}, "tr": {{Name: "Putin"}}}},
		"moscow": {Kind: "place", Aliases: map[string][]matcher.Alias{"pl": {{Name: "Moskwa"}}, "bg": {{Name: "Москва"}}, "el": {{Name: "Δαμασκός"}}}},
	}, Classes: map[string]*matcher.Class{
		"base": {Words: map[string][]matcher.Alias{"ar": {{Name: "قاعدة"}}, "he": {{Name: "בסיס"}}, "it": {{Name: "base"}}, "tr": {{Name: "uçak"}}, "fr": {{Name: "naval"}}, "pt": {{Name: "avião"}}}},
	}}}
	p := &matcher.Profile{Name: "p", Lexicon: []string{"l"}}
	for _, c := range []struct{ name, language, word, want string }{
		{"sharaa", "en", "Ahmed", "ahmed"}, {"sharaa", "en", "al", "al ash el ach"}, {"sharaa", "en", "Sharaa", "sharaa charaa scharaa"},
		{"putin", "uk", "Путін", "путіна путіну путіним"}, {"putin", "pl", "Putin", "putina putinowi putinem putinie"}, {"putin", "tr", "Putin", "putinin putine putinden putinle"},
		{"moscow", "pl", "Moskwa", "moskwy moskwie moskwe"}, {"moscow", "el", "Δαμασκός", "δαμασκου δαμασκο"},
		{"base", "ar", "قاعدة", "قاعدتها قاعدته قاعدتين"}, {"base", "he", "בסיס", "בסיסים בסיסי בסיסיה"}, {"base", "it", "base", "basi"},
		{"base", "tr", "uçak", "ucaklar ucagi ucaktan"}, {"base", "fr", "naval", "navale navaux navales"}, {"base", "pt", "avião", "avioes"},
	} {
		expansion, err := matcher.Expand(p, lexicons, c.name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, alias := range expansion.Aliases {
			for _, word := range alias.Words {
				if alias.Language == c.language && word.Written == c.word {
					got = slices.Concat(got, word.Forms, word.Spellings)
				}
			}
		}
		for _, want := range strings.Fields(c.want) {
			if !slices.Contains(got, want) {
				t.Errorf("%s (%s) has no form %s: %v", c.word, c.language, want, got)
			}
		}
		if len(got) > 220 {
			t.Errorf("%s has %d forms", c.word, len(got))
		}
	}
	if _, err := matcher.Expand(p, lexicons, "$puttin"); err == nil || !strings.Contains(err.Error(), "did you mean putin?") {
		t.Errorf("the error for a wrong name is %v", err)
	}
}

// TestMadeUpSpellings holds what they must not take: common words, and names
// that another entity is written as.
func TestMadeUpSpellings(t *testing.T) {
	person := func(name string) *matcher.Entity {
		return &matcher.Entity{Kind: "person", Aliases: map[string][]matcher.Alias{"en": {{Name: name}}}}
	}
	lexicons := map[string]*matcher.Lexicon{"l": {Entities: map[string]*matcher.Entity{
		"kandil": person("Kandil"), "qandil": person("Qandil"), "washington": person("Washingtonn"),
	}}}
	m, problems := matcher.Compile([]*matcher.Profile{{Name: "p", Lexicon: []string{"l"}, Rules: []matcher.Rule{{When: "$kandil", Weight: 9}}}}, lexicons)
	if m == nil {
		t.Fatal(problems)
	}
	for text, want := range map[string]bool{"Kandil said": true, "Kandeel said": true, "Qandil said": false} {
		if got := m.Match(matcher.Document{Text: text, Language: "en"})[0].Hit; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	expansion, err := matcher.Expand(&matcher.Profile{Name: "p", Lexicon: []string{"l"}}, lexicons, "washington")
	if err != nil {
		t.Fatal(err)
	}
	if got := expansion.Aliases[0].Words[0].Spellings; !slices.Contains(got, "vashingtonn") || slices.Contains(got, "washington") {
		t.Errorf("Washingtonn is respelt as %v", got)
	}
}
