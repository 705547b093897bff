package matcher

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLacking(t *testing.T) {
	m, problems := Compile([]*Profile{
		{Name: "other", Rules: []Rule{{When: "rain", Weight: 5}}},
		{Name: "p", Lexicon: []string{"people"}, Rules: []Rule{
			{When: "SENT($assad AND $putin)", Weight: 3, Because: "both in one sentence"},
			{When: "$assad AND $putin AND (summit OR talks OR meeting OR visit)", Weight: 2, Because: "a summit"},
			{When: "$base AND $syria", Weight: 4, Because: "a base"},
			{When: "lang:ru AND $putin", Weight: 1},
			{When: "$putin AND NOT sanctions", Weight: 1.5, Because: "no sanctions"},
			{When: "ATLEAST(2; $syria; $port; $putin)", Weight: .5, Because: "two of three"},
		}, Penalties: []Rule{{When: "oil", Weight: -1}}},
	}, map[string]*Lexicon{"people": people(t)})
	if m == nil {
		t.Fatal(problems)
	}
	for name, test := range map[string]struct {
		text string
		want []Lack
	}{
		"alternatives": {"Putin and Assad, or Assad and Putin.", []Lack{
			{"a summit", 2, []string{"summit or talks or meeting or …"}},
			{"lang:ru AND $putin", 1, []string{"lang:ru"}},
			{"two of three", .5, []string{"syria"}},
		}},
		"apart": {"Putin spoke. Assad was not there. There were sanctions.", []Lack{
			{"both in one sentence", 3, nil},
			{"a summit", 2, []string{"summit or talks or meeting or …"}},
			{"no sanctions", 1.5, []string{"NOT sanctions"}},
			{"lang:ru AND $putin", 1, []string{"lang:ru"}},
			{"two of three", .5, []string{"syria"}},
		}},
		"one": {"There were talks with Putin.", []Lack{
			{"both in one sentence", 3, []string{"assad"}},
			{"a summit", 2, []string{"assad"}},
			{"lang:ru AND $putin", 1, []string{"lang:ru"}},
			{"two of three", .5, []string{"syria"}},
		}},
		"nothing": {"Nothing of that.", nil},
	} {
		got := m.Lacking(Document{Text: test.text, Language: "en"}, "p", 9)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: want less, got more:\n%s", name, diff)
		}
	}
	if got := m.Lacking(Document{Text: "Putin spoke.", Language: "en"}, "p", 1); len(got) != 1 {
		t.Errorf("%d lacks, want the one that was asked for", len(got))
	}
	if got := m.Lacking(Document{Text: "Putin spoke."}, "nosuch", 1); got != nil {
		t.Errorf("lacks of a profile that there is none of: %v", got)
	}
	// Whatever it looked at is cleared.
	if got := m.Match(Document{Text: "rain", Language: "en"}); !got[0].Hit || got[1].Evidence != nil {
		t.Errorf("afterwards: %+v", got)
	}
}
