package digest

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// marked is a wording with its marked words in brackets.
func marked(segments []segment) string {
	var b strings.Builder
	for _, s := range segments {
		if s.Marked {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestCompareWordings(t *testing.T) {
	for _, test := range []struct{ was, now, gone, come string }{
		{"Assad in Moscow", "Assad in Moscow", "Assad in Moscow", "Assad in Moscow"},
		{"Assad in Moscow", "Assad in Sochi", "Assad in [Moscow]", "Assad in [Sochi]"},
		{"12 killed in Homs", "at least 14 killed in Homs", "[12] killed in Homs", "[at least 14] killed in Homs"},
		{"", "Assad in Moscow", "", "[Assad in Moscow]"},
		{"a b c d", "d", "[a b c] d", "d"},
		{"俄罗斯在叙利亚", "俄罗斯不在叙利亚", "俄罗斯在叙利亚", "俄罗斯[不]在叙利亚"},
	} {
		gone, come := compare(test.was, test.now)
		if marked(gone) != test.gone || marked(come) != test.come {
			t.Errorf("%q, %q: %q, %q; want %q, %q", test.was, test.now, marked(gone), marked(come), test.gone, test.come)
		}
	}
}

func FuzzCompareWordings(f *testing.F) {
	f.Add("Assad in Moscow", "Assad is in Sochi")
	f.Add("\xff \u202e", "ع ا")
	f.Fuzz(func(t *testing.T, was, now string) {
		was, now = passage{text: tidy(was)}.cut(maxTitle).text, passage{text: tidy(now)}.cut(maxTitle).text
		gone, come := compare(was, now)
		plain := strings.NewReplacer("[", "", "]", "")
		if plain.Replace(marked(gone)) != plain.Replace(was) || plain.Replace(marked(come)) != plain.Replace(now) {
			t.Errorf("%q, %q: %q, %q", was, now, marked(gone), marked(come))
		}
	})
}

// The excerpts of a long text show what changed far down in it.
func TestCorrectionShowsTheChange(t *testing.T) {
	before := kremlin
	before.text = strings.Repeat("What was said before stays as it was. ", 40) + "Twelve were killed there."
	after := before
	after.text = strings.Replace(before.text, "Twelve", "Fourteen", 1)
	after.id, after.was = "c", &before
	d := Compose(input(t, after))
	if len(d.Corrections) != 1 || len(d.Stories) != 0 {
		t.Fatalf("%d corrections, %d stories", len(d.Corrections), len(d.Stories))
	}
	c := d.Corrections[0]
	if !strings.Contains(c.Was.Excerpt, "Twelve were") || !strings.Contains(c.Now.Excerpt, "Fourteen were") {
		t.Errorf("excerpts %q and %q", c.Was.Excerpt, c.Now.Excerpt)
	}
	for _, s := range []string{c.Was.Excerpt, c.Now.Excerpt} {
		if utf8.RuneCountInString(s) > maxExcerpt {
			t.Errorf("%d characters", utf8.RuneCountInString(s))
		}
	}
}

// Many at once are counted, and near misses of what is corrected are none.
func TestCorrectionsAreFew(t *testing.T) {
	var all []report
	for i := range 25 {
		r, was := kremlin, kremlin
		was.title = "Before"
		r.id, r.was, r.ago = fmt.Sprintf("c%02d", i), &was, time.Duration(i)*time.Hour
		all = append(all, r)
	}
	miss := misses[0]
	miss.id = "c03"
	d := Compose(input(t, append(all, miss)...))
	if len(d.Corrections) != 20 || d.More != 5 || len(d.NearMisses) != 0 || d.Empty() {
		t.Errorf("%d corrections, %d more, %d near misses", len(d.Corrections), d.More, len(d.NearMisses))
	}
	if got, want := Subject(d), "[vedette] 25 corrections · "; !strings.HasPrefix(got, want) {
		t.Errorf("subject %q, want %q", got, want)
	}
	text := render(t, Text, d)
	if !strings.Contains(text, "5 more reports were changed after they were told.") {
		t.Errorf("not said that there are more:\n%s", text)
	}
	if diff := cmp.Diff(d.Corrections, Compose(input(t, all...)).Corrections); diff != "" {
		t.Errorf("corrections depend on near misses:\n%s", diff)
	}
}
