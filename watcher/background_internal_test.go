package watcher

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vedette/config"
	"vedette/store"
)

// TestOrdinaryIsBounded stores more than twice what is chosen, over 40 days.
func TestOrdinaryIsBounded(t *testing.T) {
	st, err := store.Open(filepath.Join(t.TempDir(), "vedette.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	w, err := New(Options{Config: &config.Config{}, Store: st, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	const days = 40
	start := time.Now().AddDate(0, 0, -days)
	for day := range days {
		p := store.Poll{Feed: store.FeedState{URL: "https://a.example/"}}
		p.Place = func(*store.Stories, []store.NewItem) error { return nil }
		for i := range 1250 {
			at, key := start.AddDate(0, 0, day).Add(time.Duration(i)*time.Second), fmt.Sprint(day, " ", i)
			p.Seen = append(p.Seen, key)
			p.New = append(p.New, store.NewItem{Item: store.Item{
				ID: store.NewID(at, p.Feed.URL, key), Feed: p.Feed.URL, Key: key, Title: "Report " + key, FirstSeen: at,
			}})
		}
		if _, _, err := st.CommitPoll(p); err != nil {
			t.Fatal(err)
		}
	}
	ids, err := w.ordinary(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	if len(ids) != mostBackground {
		t.Fatalf("%d items are chosen of %d, want %d", len(ids), days*1250, mostBackground)
	}
	middle, err := w.ordinary(t.Context(), start.AddDate(0, 0, days/2))
	if err != nil {
		t.Fatal(err)
	}
	late := 0
	for _, id := range ids {
		if slices.Contains(middle[:1], id) || id > middle[0] {
			late++
		}
	}
	if share := float64(late) / float64(len(ids)); share < .48 || share > .52 {
		t.Errorf("%.2f of what is chosen comes from the second half of the time", share)
	}
	again, err := w.ordinary(t.Context(), start)
	if err != nil || !slices.Equal(again, ids) {
		t.Errorf("another choice of the same items differs: %v", err)
	}
}
