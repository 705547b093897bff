package watcher_test

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/config"
	"vedette/store"
	"vedette/watcher"
)

// entry is an item of a feed as a test writes it; what is empty is left out.
type entry struct{ id, link, title, text, date string }

func (e entry) String() string {
	var b strings.Builder
	b.WriteString("<item>")
	for _, field := range [][2]string{{"guid", e.id}, {"link", strings.ReplaceAll(e.link, "&", "&amp;")}, {"title", e.title}, {"description", e.text}, {"pubDate", e.date}} {
		if field[1] != "" {
			fmt.Fprintf(&b, "<%s>%s</%[1]s>", field[0], field[1])
		}
	}
	return strings.Replace(b.String(), "<guid>", `<guid isPermaLink="false">`, 1) + "</item>"
}

// bubble is a daemon with one feed and one digest in virtual time.
type bubble struct {
	t     *testing.T
	dir   string
	store *store.Store
	w     *watcher.Watcher
	body  string

	digest string // settings of the digest d, beside its name and receiver
}

const changingFeed = "https://sample.example/feed"

func inBubble(t *testing.T, do func(b *bubble)) {
	synctest.Test(t, func(t *testing.T) {
		b := &bubble{t: t, dir: t.TempDir()}
		b.start()
		do(b)
		b.stop()
	})
}

func (b *bubble) start() {
	b.t.Helper()
	file := filepath.Join(b.dir, "vedette.yaml")
	yaml := "feeds: [{url: '" + changingFeed + "', name: A}]\ndigests: [{name: d, receivers: [stdout], " + cmp.Or(b.digest, "schedule: every 1m") + "}]\n"
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		b.t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		b.t.Fatal(err)
	}
	if b.store, err = store.Open(filepath.Join(b.dir, "vedette.db")); err != nil {
		b.t.Fatal(err)
	}
	b.w, err = watcher.New(watcher.Options{
		Config: cfg, Store: b.store, Version: "test", Stdout: io.Discard,
		Transport: wire(func(*http.Request) (int, string) { return http.StatusOK, b.body }),
		Log:       slog.New(slog.NewTextHandler(b.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// with starts again with other settings of the digest.
func (b *bubble) with(digest string) {
	b.t.Helper()
	b.stop()
	b.digest = digest
	b.start()
}

func (b *bubble) stop() {
	b.t.Helper()
	if err := b.store.Check(); err != nil {
		b.t.Error(err)
	}
	if err := b.store.Close(); err != nil {
		b.t.Fatal(err)
	}
}

// poll lets the feed show entries, and polls it.
func (b *bubble) poll(entries ...entry) watcher.PollSummary {
	b.t.Helper()
	b.body = "<rss version='2.0'><channel><title>Sample</title><link>https://sample.example/news</link>"
	for _, e := range entries {
		b.body += e.String()
	}
	b.body += "</channel></rss>"
	return b.again()
}

// again polls the feed as it is.
func (b *bubble) again() watcher.PollSummary {
	b.t.Helper()
	sum, err := b.w.PollAll(b.t.Context())
	if err != nil || sum.Failed > 0 {
		b.t.Fatalf("poll: %+v, %v", sum, err)
	}
	return sum
}

func (b *bubble) state() store.FeedState {
	b.t.Helper()
	states, err := b.store.Feeds()
	if err != nil {
		b.t.Fatal(err)
	}
	return states[changingFeed]
}

// reports are n items that all are hits, with every field.
func reports(n int) []entry {
	all := make([]entry, n)
	for i := range all {
		all[i] = entry{
			id: fmt.Sprint("tag:sample.example,2000:", i), link: fmt.Sprintf("http://sample.example/news/%d.html", i),
			title: fmt.Sprintf("Putin receives Assad, round %d", i),
			text:  fmt.Sprintf("Vladimir Putin met Bashar al-Assad in the Kremlin for the %dth time.", i),
			date:  time.Date(1999, 12, 31, i%24, i/24, 30, 0, time.UTC).Format(time.RFC1123Z),
		}
	}
	return all
}

func each(all []entry, change func(e *entry)) []entry {
	changed := make([]entry, len(all))
	for i, e := range all {
		change(&e)
		changed[i] = e
	}
	return changed
}

// A publisher makes the feed anew, and none of its items is news by that.
func TestAFeedMadeAnewIsNoNews(t *testing.T) {
	many := reports(300)
	all := many[:60]
	noIDs := each(all, func(e *entry) { e.id = "" })
	for name, test := range map[string]struct{ before, after []entry }{
		"ids":        {many, each(many, func(e *entry) { e.id = "new-" + e.id })},
		"host":       {all, each(all, func(e *entry) { e.id, e.link = "www."+e.id, strings.Replace(e.link, "sample", "other", 1) })},
		"https":      {noIDs, each(noIDs, func(e *entry) { e.link = "https" + e.link[4:] })},
		"tracking":   {noIDs, each(noIDs, func(e *entry) { e.link += "?utm_source=rss&fbclid=x" })},
		"parameter":  {noIDs, each(noIDs, func(e *entry) { e.link += "?edition=2" })},
		"ids gone":   {all, noIDs},
		"ids come":   {noIDs, all},
		"links, too": {all, each(all, func(e *entry) { e.id, e.link = "x"+e.id, e.link+"?v=2" })},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bubble) {
				if sum := b.poll(test.before...); sum.Hits != len(test.before) {
					t.Fatalf("first poll: %+v", sum)
				}
				time.Sleep(2 * time.Hour)
				news := entry{id: "news", link: "https://sample.example/news/last", title: "Assad arrives in Moscow to meet Putin", text: "A new meeting of Putin and Assad."}
				if sum := b.poll(append(test.after, news)...); sum.Items != 1 || sum.Hits != 1 {
					t.Errorf("made anew with one more: %+v, want the one", sum)
				}
				if sum := b.poll(test.after...); sum.Items != 0 {
					t.Errorf("the next poll: %+v", sum)
				}
			})
		})
	}
}

// After a month all of a document is new, and nothing of it is lost: not even
// where titles come again, as they do.
func TestAfterAMonthAllIsNews(t *testing.T) {
	inBubble(t, func(b *bubble) {
		b.poll(reports(30)...)
		time.Sleep(30 * 24 * time.Hour)
		later := each(reports(30), func(e *entry) {
			e.id, e.link, e.text = "later-"+e.id, strings.Replace(e.link, "news", "later", 1), "It was short."
			e.date = time.Now().UTC().Format(time.RFC1123Z)
		})
		if sum := b.poll(later...); sum.Items != 30 {
			t.Errorf("%+v, want 30 items", sum)
		}
		time.Sleep(30 * 24 * time.Hour)
		same := each(later, func(e *entry) {
			e.id, e.link = "again-"+e.id, strings.Replace(e.link, "later", "again", 1)
			e.date = time.Now().UTC().Format(time.RFC1123Z)
		})
		if sum := b.poll(same...); sum.Items != 30 {
			t.Errorf("%+v, want 30 items with few words that came before", sum)
		}
	})
}

func TestOneItemUnderAnotherID(t *testing.T) {
	first := entry{id: "1", link: "https://sample.example/a", title: "Putin receives Assad", text: "They met in Moscow."}
	others := []entry{
		{id: "8", link: "https://sample.example/b", title: "Rain", text: "In the north."},
		{id: "9", link: "https://sample.example/c", title: "Snow", text: "In the south."},
	}
	for name, test := range map[string]struct {
		now      entry
		items    int
		versions int
	}{
		"same title":    {entry{"2", first.link, first.title, "They met in Moscow!", ""}, 0, 1},
		"edited":        {entry{"2", first.link, "Assad received by Putin", "They met in Sochi.", ""}, 0, 2},
		"a word":        {entry{"2", first.link, first.title, "They met in Sochi.", ""}, 0, 2},
		"another":       {entry{"2", first.link, "Assad meets Putin on the coast", "A wholly different report of five words and more.", ""}, 1, 2},
		"another link":  {entry{"2", "https://sample.example/z", first.title, first.text, ""}, 1, 2},
		"of the site":   {entry{"2", "https://sample.example/", "Assad meets Putin", first.text, ""}, 1, 2},
		"of the feed":   {entry{"2", "https://sample.example/news", "Assad meets Putin", first.text, ""}, 1, 2},
		"a shared link": {entry{"2", others[0].link, "Assad meets Putin", first.text, ""}, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bubble) {
				before := first
				if strings.HasPrefix(name, "of ") {
					before.link = test.now.link
				}
				b.poll(append(others, before)...)
				time.Sleep(2 * time.Hour)
				if sum := b.poll(append(others, test.now)...); sum.Items != test.items {
					t.Errorf("%+v, want %d items", sum, test.items)
				}
				if hits := b.hits(); len(hits) != test.versions {
					t.Errorf("%d hits, want %d", len(hits), test.versions)
				}
				if sum := b.again(); sum.Items != 0 {
					t.Errorf("the next poll: %+v", sum)
				}
			})
		})
	}
}

// Where one item is at an address with another id again and again, it may as
// well be a page that always shows the latest: nothing of that is lost.
func TestAPageThatShowsTheLatestLosesNothing(t *testing.T) {
	inBubble(t, func(b *bubble) {
		for i, about := range []string{"wheat", "a port", "drones"} {
			b.poll(entry{id: fmt.Sprint(i), link: "https://sample.example/live", title: "Putin and Assad meet, talk of " + about, text: "Live from Moscow."})
			time.Sleep(15 * time.Minute)
		}
		if hits := b.hits(); len(hits) != 3 {
			t.Errorf("%d hits, want 3", len(hits))
		}
	})
}

func (b *bubble) hits() []store.Found {
	b.t.Helper()
	return hitsIn(b.t, b.store, "assad-putin-meetings")
}

// Ids that are of no use are left aside for good, and no item is news by that.
func TestIDsOfNoUseAreLeftAside(t *testing.T) {
	all := reports(10)
	renamed := func(prefix string) []entry { return each(all, func(e *entry) { e.id = prefix + e.id }) }
	noLinks := each(all, func(e *entry) { e.link = "" })
	doubled := func(all []entry) []entry { return each(all, func(e *entry) { e.id = "all the same" }) }
	for name, test := range map[string]struct {
		documents [][]entry
		want      []string
	}{
		"good":              {[][]entry{all, all[1:], all}, []string{"", "", ""}},
		"empty":             {[][]entry{each(all, func(e *entry) { e.id = "" }), all}, []string{"", ""}},
		"doubled":           {[][]entry{doubled(all), doubled(all[5:]), doubled(all[:1]), all}, []string{"link", "link", "link", "link"}},
		"changing":          {[][]entry{all, renamed("a"), renamed("b"), renamed("c")}, []string{"", "", "link", "link"}},
		"no links":          {[][]entry{each(noLinks, func(e *entry) { e.id = "" }), noLinks, noLinks[3:]}, []string{"", "", ""}},
		"two doubled":       {[][]entry{append(doubled(all[:3]), all[3:]...), all[3:]}, []string{"", ""}},
		"links change, too": {[][]entry{all, renamed("a"), renamed("b"), varied(all, "1"), varied(all, "2"), varied(all, "3")}, []string{"", "", "link", "link", "content", "content"}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bubble) {
				for i, document := range test.documents {
					sum := b.poll(document...)
					if want := map[bool]int{true: len(document)}[i == 0]; sum.Items != want {
						t.Errorf("document %d: %d items, want %d", i, sum.Items, want)
					}
					if got := b.state().IDs; got != test.want[i] {
						t.Errorf("document %d: items are told apart by %q, want %q", i, got, test.want[i])
					}
					time.Sleep(time.Hour)
				}
				if sum := b.poll(entry{id: "n", link: "https://sample.example/n", title: "Putin and Assad", text: "They met."}); sum.Items != 1 {
					t.Errorf("what is new: %+v, want one item", sum)
				}
			})
		})
	}
}

func varied(all []entry, number string) []entry {
	return each(all, func(e *entry) { e.id, e.link = "", e.link+"?session="+number })
}

// What left the feed and comes back is no news, after weeks and after its
// items were pruned; nor is what was gone while the feed was empty.
func TestWhatComesBackIsNoNews(t *testing.T) {
	inBubble(t, func(b *bubble) {
		all := reports(10)
		b.poll(all...)
		for i, document := range [][]entry{all[:4], all, nil, all, all[9:], all} {
			time.Sleep(40 * 24 * time.Hour)
			if err := b.w.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
			if sum := b.poll(document...); sum.Items != 0 || sum.Hits != 0 {
				t.Errorf("document %d: %+v, want nothing new", i, sum)
			}
		}
	})
}

// Items that a program without versions has seen get them at the next sight.
// Under new ids they are taken for those of their addresses when all are.
func TestAStoreWithoutVersions(t *testing.T) {
	for n, want := range map[int]int{5: 0, 2: 2} {
		inBubble(t, func(b *bubble) {
			all := reports(n)
			b.poll(all...)
			b.withoutVersions()
			time.Sleep(2 * time.Hour)
			renamed := each(all, func(e *entry) { e.id += "x"; e.title = "Rain " + e.id })
			if sum := b.poll(renamed...); sum.Items != want {
				t.Errorf("%d items under new ids: %+v, want %d new", n, sum, want)
			}
			for _, document := range [][]entry{all[:2], renamed} {
				time.Sleep(2 * time.Hour)
				if sum := b.poll(document...); sum.Items != 0 || sum.Hits != 0 {
					t.Errorf("%+v, want nothing new of items that were seen", sum)
				}
			}
			keys := []string{all[0].id + "x", "link sample.example/news/0.html?"}
			if versions, err := b.store.Versions(changingFeed, keys); err != nil || len(versions) != len(keys) {
				t.Errorf("versions %+v, %v: want them remembered", versions, err)
			}
		})
	}
}

// withoutVersions makes the store one of a program that kept none.
func (b *bubble) withoutVersions() {
	b.t.Helper()
	b.stop()
	db, err := bolt.Open(filepath.Join(b.dir, "vedette.db"), 0o600, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := db.Update(func(tx *bolt.Tx) error { return tx.DeleteBucket([]byte("versions")) }); err != nil {
		b.t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.start()
}
