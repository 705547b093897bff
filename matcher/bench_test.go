package matcher_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vedette/matcher"
)

var (
	shortItem = matcher.Document{
		Title:    "Putin and Assad discuss Syria in Sochi",
		Text:     "The Russian president received his Syrian counterpart at his summer residence on the Black Sea, the Kremlin said. Troops will begin to leave Hmeimim air base within days, according to the defence ministry in Moscow.",
		Language: "en",
		Date:     time.Date(2018, 5, 17, 0, 0, 0, 0, time.UTC),
	}
	idleItem = matcher.Document{
		Title:    "Council approves new tram line through the old town",
		Text:     "Residents had objected to the noise and the loss of parking, but a majority of members voted for the plan on Tuesday night. Work is expected to begin next spring and to last for about three years, the mayor said.",
		Language: "en",
		Date:     time.Date(2018, 5, 17, 0, 0, 0, 0, time.UTC),
	}
)

// article is the short item's text repeated among idle text, to about 5 kB.
func article() matcher.Document {
	doc := shortItem
	var b strings.Builder
	for b.Len() < 4500 {
		b.WriteString(shortItem.Text + "\n" + idleItem.Text + "\n" + idleItem.Text + "\n")
	}
	doc.Text = b.String()
	return doc
}

func BenchmarkMatch(b *testing.B) {
	m := builtin(b, "assad-putin-meetings", "russian-presence-in-syria")
	for name, doc := range map[string]matcher.Document{"short": shortItem, "idle": idleItem, "article": article()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc.Title) + len(doc.Text)))
			b.ReportAllocs()
			for b.Loop() {
				m.Match(doc)
			}
		})
	}
}

// many returns n profiles, each with names of its own beside the lexicons.
func many(t testing.TB, n int) *matcher.Matcher {
	var profiles []*matcher.Profile
	for i := range n {
		town := fmt.Sprintf("town%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676)
		profiles = append(profiles, &matcher.Profile{
			Name:     town,
			Entities: map[string]*matcher.Entity{"town": {Aliases: map[string][]matcher.Alias{"en": {{Name: town}}}}},
			Classes:  map[string]*matcher.Class{"act": {Words: map[string][]matcher.Alias{"en": {{Name: "mayor"}, {Name: "plan*"}}}}},
			Rules:    []matcher.Rule{{When: "SENT($town AND $act)", Weight: 5}},
		})
	}
	m, problems := matcher.Compile(profiles, nil)
	if m == nil {
		t.Fatal(problems)
	}
	return m
}

func BenchmarkProfiles(b *testing.B) {
	for _, n := range []int{2, 100, 1000} {
		m := many(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Found(idleItem)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		builtin(b, "assad-putin-meetings", "russian-presence-in-syria")
	}
}
