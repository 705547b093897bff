package watcher

import (
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher/feed"
)

// What it costs to know the items of a document again: of one that is as it
// was, and of one whose ids are all new.
func BenchmarkIdentify(b *testing.B) {
	st, err := store.Open(filepath.Join(b.TempDir(), "vedette.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	w := &Watcher{store: st, log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	t := task{feed: config.Feed{URL: "https://sample.example/feed"}}
	parsed := func(prefix string) *feed.Feed {
		f := &feed.Feed{}
		for i := range 100 {
			key := fmt.Sprint(prefix, i)
			f.Items = append(f.Items, feed.Item{
				ID: key, Key: key, Title: fmt.Sprint("Report number ", i), Link: fmt.Sprintf("https://sample.example/%s", key),
				Summary: fmt.Sprint("<p>", strings.Repeat("Words of a summary, and more. ", 20), i, "</p>"),
			})
		}
		return f
	}
	now := time.Now()
	all, _, err := w.identify(t, &store.FeedState{}, parsed("a"), now)
	if err != nil {
		b.Fatal(err)
	}
	p := store.Poll{Feed: store.FeedState{URL: t.feed.URL}}
	for i := range all {
		p.Seen = append(p.Seen, all[i].keys...)
		p.New = append(p.New, all[i].toStore(nil, now))
	}
	if _, _, err := st.CommitPoll(p); err != nil {
		b.Fatal(err)
	}
	for name, f := range map[string]*feed.Feed{"known": parsed("a"), "anew": parsed("b")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := w.identify(t, &store.FeedState{}, f, now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
