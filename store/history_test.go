package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFoundTimes(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "1", "2", "3", "4", "5", "6")
	for i := range p.New {
		h := newHit(p.New[i].Item, "p")
		h.Found, h.Near, h.Backfill = noon.Add(-time.Duration(i)*time.Hour), i == 1, i == 2
		h.Evidence = []Evidence{{Kind: "rule", Text: `"backfill":true,"revises":"x"`}}
		if i == 5 {
			h.Profile = "q"
		}
		p.New[i].Hits = []PendingHit{{Hit: h}}
	}
	commit(t, s, p)
	got, err := s.FoundTimes(noon.Add(-4 * time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]time.Time{"p": {noon.Add(-4 * time.Hour), noon.Add(-3 * time.Hour), noon}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("times (-want +got):\n%s", diff)
	}
}
