package watcher_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher"
)

// floods is a profile that a word makes a hit of (a probability of 0.73), two
// make a sure one of.
const floods = `name: floods
rules:
  - {when: rain, weight: 5, because: rain}
  - {when: rain AND dam, weight: 8, because: rain and a dam}
threshold: {alarms: 1/200}
`

const floodsOnly = fetchForTests + "profiles: [floods.yaml]\n"

func floodsIn(t *testing.T, dir string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "floods.yaml"), []byte(floods), 0o600); err != nil {
		t.Fatal(err)
	}
}

// stock stores n items first seen at a time; in every tenth it rains.
func stock(t *testing.T, st *store.Store, at time.Time, n int, title func(i int) string) {
	t.Helper()
	p := store.Poll{Feed: store.FeedState{URL: "https://ordinary.example/"}}
	for i := range n {
		key := fmt.Sprint(at.Unix(), "/", i)
		it := store.Item{
			ID: store.NewID(at, p.Feed.URL, key), Feed: p.Feed.URL, Key: key, Title: title(i), Language: "en", FirstSeen: at,
		}
		if i%10 == 0 {
			it.Summary = "Later there was some rain."
		}
		p.Seen, p.New = append(p.Seen, key), append(p.New, store.NewItem{Item: it})
	}
	p.Place = func(*store.Stories, []store.NewItem) error { return nil }
	if _, _, err := st.CommitPoll(p); err != nil {
		t.Fatal(err)
	}
}

func different(i int) string { return fmt.Sprintf("Town number %d had an ordinary day", i) }

// shower polls an item in which it rains, and tells whether that was a hit.
func (r *rig) shower(id, summary string) bool {
	r.t.Helper()
	r.serve("/a", document(rss([3]string{id, "From the north " + id, summary})))
	if sum := r.pollAll(); sum.Items != 1 {
		r.t.Fatalf("polled %+v, want one item", sum)
	}
	return slices.ContainsFunc(r.hits("floods"), func(f store.Found) bool { return f.Item.GUID == id })
}

func TestBackgroundSetsThresholds(t *testing.T) {
	r := newRig(t)
	floodsIn(t, r.dir)
	url := r.serve("/a", document(rss(weather("1"))))
	r.start(floodsOnly + "feeds: [{url: '" + url + "', name: A, language: en}]\n")
	if !r.shower("2", "There was rain.") {
		t.Fatal("no hit before anything is known of the stream")
	}
	stock(t, r.store, time.Now().Add(-time.Hour), 1500, different)
	if err := r.w.Calibrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r.shower("3", "There was more rain.") {
		t.Error("a hit, though one item in ten has that score, and the profile allows one in 200")
	}
	if !r.shower("4", "There was rain, and water stood high behind the dam.") {
		t.Error("no hit, though no item of the stream scores as high")
	}
	if h := r.hits("floods")[0].Hit; h.Origin != "alarms" || h.Background < 1500 || h.Rate == 0 || h.Rate > 1.0/200 {
		t.Errorf("the hit says origin %q, background %d, rate %g", h.Origin, h.Background, h.Rate)
	}
}

// What is too little, too old or always the same does not set thresholds.
func TestWhatIsNoBackground(t *testing.T) {
	for name, put := range map[string]func(t *testing.T, st *store.Store){
		"few":    func(t *testing.T, st *store.Store) { stock(t, st, time.Now().Add(-time.Hour), 900, different) },
		"old":    func(t *testing.T, st *store.Store) { stock(t, st, time.Now().AddDate(0, 0, -91), 1500, different) },
		"copies": func(t *testing.T, st *store.Store) { stock(t, st, time.Now().Add(-time.Hour), 3000, copies) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			floodsIn(t, r.dir)
			url := r.serve("/a", document(rss(weather("1"))))
			r.start(floodsOnly + "feeds: [{url: '" + url + "', name: A, language: en}]\n")
			put(t, r.store)
			if err := r.w.Calibrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !r.shower("2", "There was rain.") {
				t.Error("no hit: the threshold was moved")
			}
		})
	}
}

// copies gives 500 titles, each in several spellings.
func copies(i int) string {
	title := different(i % 500)
	if i/500%2 == 1 {
		title = strings.ToUpper(title) + "!"
	}
	return title
}

func TestCalibrateEndsWithItsContext(t *testing.T) {
	r := newRig(t)
	floodsIn(t, r.dir)
	url := r.serve("/a", document(rss(weather("1"))))
	r.start(floodsOnly + "feeds: [{url: '" + url + "', name: A, language: en}]\n")
	stock(t, r.store, time.Now().Add(-time.Hour), 1500, different)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.w.Calibrate(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
	if !r.shower("2", "There was rain.") {
		t.Error("no hit: half a background set the threshold")
	}
}

// The daemon counts when there is enough, and then once a day.
func TestRunCountsTheBackgroundDaily(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		floodsIn(t, dir)
		file := filepath.Join(dir, "vedette.yaml")
		yaml := "profiles: [floods.yaml]\nfeeds: [{url: 'https://sample.example/feed', name: A, every: 12h, language: en}]\n"
		if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		st, err := store.Open(filepath.Join(dir, "vedette.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		var log bytes.Buffer
		empty := wire(func(*http.Request) (int, string) { return http.StatusOK, rss() })
		w, err := watcher.New(watcher.Options{Config: cfg, Store: st, Transport: empty, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		counted := func(d time.Duration) int {
			ctx, cancel := context.WithTimeout(t.Context(), d)
			defer cancel()
			log.Reset()
			if err := w.Run(ctx); err != nil {
				t.Fatal(err)
			}
			return strings.Count(log.String(), `msg="background counted" items=1500`)
		}
		if n := counted(90 * time.Minute); n != 0 {
			t.Errorf("counted %d times with nothing to count:\n%s", n, log.String())
		}
		stock(t, st, time.Now(), 1500, different)
		if n := counted(49*time.Hour + 30*time.Minute); n != 3 {
			t.Errorf("counted %d times in two days, want at the start and once a day:\n%s", n, log.String())
		}
		if first, _, _ := strings.Cut(log.String(), "took"); strings.Contains(first, "polled") {
			t.Error("a poll is in the way of the start") // both begin at once: neither waits in virtual time
		}
	})
}
