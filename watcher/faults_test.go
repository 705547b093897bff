package watcher_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vedette/store"
)

// In windows-1251, as only the header of the answer says.
const cp1251Feed = "<rss version=\"2.0\"><channel><title>x</title>" +
	"<item><guid>1</guid><title>\xcf\xf3\xf2\xe8\xed \xef\xf0\xe8\xed\xff\xeb \xc0\xf1\xe0\xe4\xe0</title></item>" +
	"<item><guid>2</guid><title>\xcf\xf3\xf2\xe8\xed</title><description>\xc2\xf1\xf2\xf0\xe5\xf7\xe0 \xe2 \xcc\xee\xf1\xea\xe2\xe5</description></item></channel></rss>"

func TestABrokenBodyIsReadAsTheWholeOneWouldBe(t *testing.T) {
	r := newRig(t)
	cut := strings.Index(cp1251Feed, "\xe2 \xcc\xee") // within the second item
	whole := false
	url := r.serve("/a", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml; charset=windows-1251")
		w.Header().Set("Content-Length", fmt.Sprint(len(cp1251Feed)))
		if whole {
			io.WriteString(w, cp1251Feed)
			return
		}
		io.WriteString(w, cp1251Feed[:cut])
	})
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n")
	if sum := r.pollAll(); sum.Items != 1 || sum.Failed != 1 {
		t.Errorf("cut off: %+v, want the one whole item and a failure", sum)
	}
	whole = true
	if sum := r.pollAll(); sum.Items != 1 {
		t.Errorf("whole: %+v, want the item that was cut off before", sum)
	}
	var titles []string
	err := r.store.EachItem(t.Context(), time.Time{}, time.Time{}, func(it store.Item) error {
		titles = append(titles, it.Title+"|"+it.Summary)
		return nil
	})
	if got, want := strings.Join(titles, ", "), "Путин принял Асада|, Путин|Встреча в Москве"; err != nil || got != want {
		t.Errorf("stored %q, %v; want %q", got, err, want)
	}
}

func TestNewIDsForOldLinksAreNoNews(t *testing.T) {
	r := newRig(t)
	items := func(prefix string, n int) string {
		var b strings.Builder
		b.WriteString(`<rss version="2.0"><channel><title>x</title>`)
		for i := range n {
			fmt.Fprintf(&b, `<item><guid isPermaLink="false">%s%d</guid><link>https://sample.example/%d</link><title>Putin receives Assad %d</title></item>`, prefix, i, i, i)
		}
		return b.String() + "</channel></rss>"
	}
	url := r.serve("/a", document(items("a", 5)))
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n")
	if sum := r.pollAll(); sum.Items != 5 {
		t.Fatalf("first poll: %+v", sum)
	}
	r.serve("/a", document(items("other-", 6)))
	if sum := r.pollAll(); sum.Items != 1 {
		t.Errorf("all ids changed and one item came: %+v, want one", sum)
	}
	r.serve("/a", document(strings.Replace(items("other-", 6), "other-2<", "edited-2<", 1)))
	if sum := r.pollAll(); sum.Items != 0 {
		t.Errorf("one id changed: %+v, want it known by link and title", sum)
	}
}

func TestSecretsDoNotFollowARedirectThatWasRemembered(t *testing.T) {
	r := newRig(t)
	var leaked []string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		leaked = append(leaked, q.Header.Get("Authorization")+q.Header.Get("X-Api-Key"))
		document(rss(weather("1")))(w, q)
	}))
	defer other.Close()
	url := r.serve("/a", func(w http.ResponseWriter, q *http.Request) {
		http.Redirect(w, q, other.URL+"/b", http.StatusMovedPermanently)
	})
	open := fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n"
	r.start(open)
	r.pollAll()
	r.since(url, func(st *store.FeedState) { st.MovedTo = st.Moving.To })
	if moved := r.feed(url).MovedTo; !strings.HasPrefix(moved, other.URL) {
		t.Fatalf("moved to %q", moved)
	}
	r.stop()
	r.start(strings.Replace(open, "name: A", "name: A, basic_auth: {username: u, password: p}, headers: {X-Api-Key: k}", 1))
	r.pollAll()
	if got := strings.Join(leaked, ""); got != "" || len(leaked) != 2 {
		t.Errorf("the other host was told %q in %d requests", got, len(leaked))
	}
}

func TestFeedsThatWaitLongestComeFirst(t *testing.T) {
	r := newRig(t)
	var order []string
	list := "feeds:\n"
	for _, name := range []string{"a", "b", "c"} {
		url := r.serve("/"+name, func(w http.ResponseWriter, q *http.Request) {
			order = append(order, name)
			document(rss(weather(name)))(w, q)
		})
		list += "  - {url: '" + url + "', name: " + name + "}\n"
	}
	r.start(fetchForTests + list)
	now := time.Now()
	err := r.store.PutFeeds([]store.FeedState{
		{URL: r.server.URL + "/a", NextPoll: now.Add(-time.Minute)},
		{URL: r.server.URL + "/b", NextPoll: now.Add(-time.Hour)},
		{URL: r.server.URL + "/c", NextPoll: now.Add(-2 * time.Hour)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.w.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(order, ""); got != "cba" {
		t.Errorf("asked in the order %s, want cba", got)
	}
}

// A clock that was days ahead and is set right lets slots come again: none of
// the hits may be lost to a delivery of the same slot.
func TestAClockSetBackByDaysLosesNoHit(t *testing.T) {
	dir := t.TempDir()
	n := 0
	more := wire(func(*http.Request) (int, string) {
		n++
		var items [][3]string
		for i := range n {
			it := meeting(fmt.Sprint("k", i))
			it[1] += fmt.Sprint(" number ", i)
			items = append(items, it)
		}
		return http.StatusOK, rss(items...)
	})
	yaml := strings.Replace(daily, `name: A}`, `name: A, every: "0 */6 * * *"}`, 1)
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(48 * time.Hour)
		runFor(t, dir, yaml, more, 30*time.Hour)
	})
	synctest.Test(t, func(t *testing.T) { runFor(t, dir, yaml, more, 96*time.Hour) })
	out, err := os.ReadFile(filepath.Join(dir, "out.txt"))
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(filepath.Join(dir, "vedette.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	pending, err := st.Pending("d")
	if err != nil {
		t.Fatal(err)
	}
	accounted := reportsTold(t, string(out))
	for _, f := range pending {
		if !f.Hit.Near {
			accounted++
		}
	}
	hits, err := st.Headlines(time.Time{}, "", false, 0)
	if err != nil || len(hits) < 15 || accounted != len(hits) {
		t.Errorf("of %d hits, %d were told, counted or are pending; %v", len(hits), accounted, err)
	}
}

// reportsTold counts the reports in digests in text form: those with a line of
// their own, of which one a story stands above its "why", and those counted.
func reportsTold(t *testing.T, text string) int {
	t.Helper()
	n := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		counted := regexp.MustCompile(`^also: \+|^- \d+ more report`).MatchString(line)
		switch {
		case counted:
			for _, digits := range regexp.MustCompile(`\d+`).FindAllString(line, -1) {
				more, err := strconv.Atoi(digits)
				if err != nil {
					t.Fatal(err)
				}
				n += more
			}
		case strings.HasPrefix(line, "why:"), strings.HasPrefix(line, "also:"):
			n++
		}
	}
	return n
}

// A machine that was off for six days has not tried for five.
func TestADeliveryFromBeforeALongPauseIsTriedAgain(t *testing.T) {
	r, h := newRig(t), newHook(t)
	h.status = http.StatusServiceUnavailable
	r.start(hooked(r.server.URL+"/none", h.URL))
	old := time.Now().Add(-6 * 24 * time.Hour)
	err := r.store.Freeze(store.Freeze{
		State: store.DigestState{Name: "d", Next: time.Now().Add(time.Hour), Spec: "0 7 * * *"},
		Deliveries: []store.Delivery{
			{ID: "one", Digest: "d", Receiver: "hook", State: store.Waiting, Created: old, Next: old, Body: []byte("{}")},
			{ID: "two", Digest: "d", Receiver: "renamed", State: store.Waiting, Created: old, Next: old, Body: []byte("{}")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.deliver(0)
	deliveries, err := r.store.Deliveries(0)
	if err != nil || len(deliveries) != 2 {
		t.Fatalf("%d deliveries, %v", len(deliveries), err)
	}
	for _, d := range deliveries {
		if d.State != store.Waiting || d.Attempts != 1 || d.LastError == "" {
			t.Errorf("%s is %s after %d attempts: %s; want it waiting", d.Receiver, d.State, d.Attempts, d.LastError)
		}
	}
}
