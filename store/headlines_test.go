package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Headlines reads the same as EachFound, whatever stands in the texts.
func TestHeadlines(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "1", "2", "3", "4", "5")
	for i := range p.New {
		it := &p.New[i].Item
		it.Title = `","story":"x" \u0022,"evidence":`
		h := newHit(*it, "p")
		h.Found, h.Near, h.Copy = noon.Add(-time.Duration(i)*time.Hour), i == 1, i == 2
		h.Story, h.Status = it.ID, []string{"new", "update", "echo"}[i%3]
		h.Fresh = []string{`"story":"y"`, `,"evidence":`, `"copy":true`, "<&>"}
		h.Probability = []float64{.5, 1, 1e-9, 0, .25}[i]
		switch i {
		case 2:
			it.Published = time.Time{}
		case 3:
			h.Story = `a "story" \ with escapes` // none of ours, but read all the same
		case 4:
			h.Story, h.Status, h.Fresh, h.Evidence = "", "", nil, nil
			it.Title, it.Content, it.Authors = "", "", nil
		}
		p.New[i].Hits = []PendingHit{{Hit: h}}
	}
	commit(t, s, p)
	for name, limit := range map[string]int{"all": 0, "two": 2} {
		var want []*Headline
		for _, f := range found(t, s, time.Time{}, "p", true, limit) {
			h := f.Headline()
			want = append(want, &h)
		}
		got := check[[]*Headline](t)(s.Headlines(time.Time{}, "p", true, limit))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %d headlines (-want +got):\n%s", name, len(got), diff)
		}
	}
	if got := check[[]*Headline](t)(s.Headlines(noon, "", false, 0)); len(got) != 1 {
		t.Errorf("%d since noon, want one", len(got))
	}
}

func TestEachFound(t *testing.T) {
	s := open(t)
	var keys []string
	for i := range 3 * fetchEntries {
		keys = append(keys, "hit "+string(rune('a'+i)))
	}
	commit(t, s, newPoll("https://a.example/", noon, keys...))
	all := check[[]*Headline](t)(s.Headlines(time.Time{}, "", false, 0))
	all[1] = &Headline{Item: "gone", Profile: "p"}
	n, enough := 0, errors.New("enough")
	err := s.EachFound(all, func(f Found) error {
		if n++; n == 2 && f.Item.ID != all[2].Item {
			t.Errorf("second is %s, want %s", f.Item.ID, all[2].Item)
		}
		if n == 2*fetchEntries {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 2*fetchEntries {
		t.Errorf("%d read: %v", n, err)
	}
}

// FuzzHeadline holds what is read in haste against what is read in full.
func FuzzHeadline(f *testing.F) {
	f.Add("story", "new", "fresh", "", .9, true)
	f.Add(`"`, `\`, `","evidence":`, "1", 1e-300, false)
	f.Add("\xff", "\u2028", "<", `","copy":true`, -1.5, false)
	f.Fuzz(func(t *testing.T, story, status, fresh, revises string, probability float64, isCopy bool) {
		h := Hit{Item: "i", Profile: "p", Story: story, Status: status, Fresh: []string{fresh}, Revises: revises,
			Probability: probability, Copy: isCopy, Found: noon, Evidence: []Evidence{{Text: fresh}}}
		v, err := encodeHit(h)
		if err != nil {
			t.Skip() // no number
		}
		whole := check[Hit](t)(decodeHit(hitKey(h), v))
		want := Found{Hit: whole}.Headline()
		got := Headline{Item: "i", Profile: "p"}
		if !got.readHit(v[hitHeadLen:], shared{}) {
			return // is read in full
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", v, diff)
		}
	})
}
