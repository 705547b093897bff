package watcher_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"vedette/store"
)

// linked makes a feed of items given as link, title, summary.
func linked(items ...[3]string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Sample</title>`)
	for _, it := range items {
		fmt.Fprintf(&b, "<item><link>%s</link><title>%s</title><description>%s</description><pubDate>%s</pubDate></item>",
			it[0], it[1], it[2], time.Now().UTC().Format(time.RFC1123Z))
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

// storyPage is a web page with an article that opens with the given words.
func storyPage(opening string) string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Story</title></head><body><nav><a href="/">Home</a></nav><article><p>` +
		opening + "</p>" + strings.Repeat("<p>Nobody on the quay could say, that morning, when the next ship would leave for the islands, or whether any would.</p>", 8) +
		"</article></body></html>"
}

const aboutTheMeeting = "Russian President Vladimir Putin received Bashar al-Assad in the Kremlin for talks about Syria."

func html(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, body)
	}
}

// counting counts what h answers.
func counting(n *atomic.Int64, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		n.Add(1)
		h(w, q)
	}
}

// fullText is a configuration of one feed.
func fullText(url, mode string) string {
	return fetchForTests + "feeds: [{url: '" + url + "', name: A, full_text: " + mode + "}]\n"
}

// items gives what is stored, by title.
func (r *rig) items() map[string]store.Item {
	r.t.Helper()
	byTitle := map[string]store.Item{}
	err := r.store.EachItem(r.t.Context(), time.Time{}, time.Time{}, func(it store.Item) error {
		byTitle[it.Title] = it
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return byTitle
}

func TestAHitIsFoundInTheArticle(t *testing.T) {
	r := newRig(t)
	var asked atomic.Int64
	page := r.serve("/story", counting(&asked, html(storyPage(aboutTheMeeting))))
	url := r.serve("/feed", document(linked([3]string{page, "Leaders meet", "Talks were held."})))
	r.start(fullText(url, "always"))
	if sum := r.pollAll(); sum.Items != 1 || sum.Hits == 0 {
		t.Errorf("%+v, want a hit by the article's text", sum)
	}
	it := r.items()["Leaders meet"]
	if it.Article != "fetched" || !strings.Contains(it.Content, "Bashar al-Assad") || it.Summary != "Talks were held." || it.Language != "en" {
		t.Errorf("stored: %+v", it)
	}
	if st := r.feed(url); st.Articles != 1 || st.NoArticles != 0 || asked.Load() != 1 {
		t.Errorf("%d articles, %d missed, asked %d times", st.Articles, st.NoArticles, asked.Load())
	}
}

func TestCandidatesOnlyAreFetched(t *testing.T) {
	for _, c := range []struct {
		mode string
		want int64 // articles asked for
	}{{"never", 0}, {"candidates", 1}, {"always", 3}} {
		t.Run(c.mode, func(t *testing.T) {
			r := newRig(t)
			var asked atomic.Int64
			page := r.serve("/story", counting(&asked, html(storyPage(aboutTheMeeting))))
			url := r.serve("/feed", document(linked(
				[3]string{page + "?1", "Putin receives Assad in Moscow", "Russian President Vladimir Putin met Bashar al-Assad."},
				[3]string{page + "?2", "Rain expected", "Umbrellas will be useful."},
				[3]string{page + "?3", "Wheat is dear", "Bread will be, too."})))
			r.start(fullText(url, c.mode))
			r.pollAll()
			if asked.Load() != c.want {
				t.Errorf("asked for %d articles, want %d", asked.Load(), c.want)
			}
			if it := r.items()["Rain expected"]; c.mode == "candidates" && it.Article != "" {
				t.Errorf("an item that is no candidate says %q of its article", it.Article)
			}
		})
	}
}

func TestWhyThereIsNoArticle(t *testing.T) {
	r := newRig(t)
	elsewhere := httptest.NewServer(html(storyPage("In another place, all was well.")))
	defer elsewhere.Close()
	summary := "The feed says so much itself that nobody would want to read more of it than this."
	cases := []struct {
		title, want string
		link        string
	}{
		{"found", "fetched", r.serve("/found", html(storyPage("On the quay all was well.")))},
		{"missing", "404", r.server.URL + "/missing"},
		{"forbidden", "robots.txt", r.serve("/private/story", html(storyPage("Not for robots.")))},
		{"consent", "consent", r.serve("/consent", html("<html><title>News</title><body>Before you continue, agree to it all."))},
		{"teaser", "no longer than the feed's own", r.serve("/teaser", html("<html><title>News</title><body><article><p>Subscribe to read on, dear reader.</p></article>"))},
		{"empty", "no article text", r.serve("/empty", html("<html><title>News</title><body><div id=app></div>"))},
		{"binary", "no web page", r.serve("/image", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			fmt.Fprint(w, "\x89PNG")
		})},
		{"ending", "no link to a web page", r.server.URL + "/report.pdf"},
		{"no web", "no link to a web page", "mailto:desk@news.example"},
		{"inside", "not a public address", r.serve("/inside", http.RedirectHandler("http://10.1.2.3/", http.StatusFound).ServeHTTP)},
	}
	r.serve("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "User-agent: *\nDisallow: /private/\n") })
	var items [][3]string
	for _, c := range cases {
		items = append(items, [3]string{c.link, c.title, summary})
	}
	items = append(items, [3]string{elsewhere.URL + "/story", "elsewhere", summary})
	url := r.serve("/feed", document(linked(items...)))
	r.start(fullText(url, "always"))
	if sum := r.pollAll(); sum.Items != len(items) || sum.Failed != 0 {
		t.Fatalf("%+v, want all items and no failure", sum)
	}
	stored := r.items()
	for _, c := range cases {
		it := stored[c.title]
		if !strings.Contains(it.Article, c.want) {
			t.Errorf("%s: %q, want %q in it", c.title, it.Article, c.want)
		}
		if kept := it.Text() == summary; kept != (c.want != "fetched") {
			t.Errorf("%s: text %q", c.title, it.Text())
		}
	}
	if it := stored["elsewhere"]; it.Article != "fetched" {
		t.Errorf("an article on another host: %q", it.Article)
	}
	if st := r.feed(url); st.Articles != 2 || st.NoArticles != 7 {
		t.Errorf("counted %d articles and %d that could not be had, want 2 and 7", st.Articles, st.NoArticles)
	}
}

func TestSecretsOfAFeedStayWithItsHost(t *testing.T) {
	r := newRig(t)
	sent := make(chan string, 2)
	page := func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/story" {
			sent <- q.Header.Get("Authorization") + q.Header.Get("X-Key")
		}
		html(storyPage("All was well."))(w, q)
	}
	elsewhere := httptest.NewServer(http.HandlerFunc(page))
	defer elsewhere.Close()
	url := r.serve("/feed", document(linked([3]string{elsewhere.URL + "/story", "theirs", "x"}, [3]string{r.serve("/story", page), "own", "x"})))
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A, full_text: always, headers: {X-Key: sesame}, basic_auth: {username: u, password: p}}]\n")
	r.pollAll()
	if theirs, own := <-sent, <-sent; theirs != "" || own != "Basic dTpwsesame" {
		t.Errorf("the other host got %q, the feed's own %q", theirs, own)
	}
}

func TestArticlesOfAPollAreBounded(t *testing.T) {
	r := newRig(t)
	var asked atomic.Int64
	page := r.serve("/story", counting(&asked, html(storyPage("All was well."))))
	var items [][3]string
	for i := range 30 {
		items = append(items, [3]string{fmt.Sprintf("%s?%d", page, i), fmt.Sprintf("Rain %d", i), "Umbrellas."})
	}
	items = append(items, [3]string{page + "?last", "Putin receives Assad in Moscow", "Russian President Vladimir Putin met Bashar al-Assad."})
	url := r.serve("/feed", document(linked(items...)))
	r.start(fullText(url, "always"))
	if sum := r.pollAll(); sum.Items != 31 {
		t.Fatalf("%+v", sum)
	}
	stored := r.items()
	if n := asked.Load(); n != 16 {
		t.Errorf("asked for %d articles, want 15 and that of the one that looks near", n)
	}
	if got := stored["Rain 29"].Article; got != "not fetched: too many at once" {
		t.Errorf("one too many says %q", got)
	}
	if got := stored["Putin receives Assad in Moscow"].Article; got != "fetched" {
		t.Errorf("the one that looks near says %q", got)
	}
}

func TestAnArticleInWindows1251(t *testing.T) {
	r := newRig(t)
	text := strings.Repeat("<p>Президент России Владимир Путин принял в Кремле Башара Асада, чтобы обсудить положение в Сирии.</p>", 6)
	body, err := charmap.Windows1251.NewEncoder().String("<html><head><meta charset=windows-1251><title>x</title></head><body><article>" + text + "</article>")
	if err != nil {
		t.Fatal(err)
	}
	page := r.serve("/story", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, body)
	})
	url := r.serve("/feed", document(linked([3]string{page, "Встреча", "Прошли переговоры."})))
	r.start(fullText(url, "always"))
	if sum := r.pollAll(); sum.Hits == 0 {
		t.Errorf("%+v, article %q: want a hit", sum, r.items()["Встреча"].Article)
	}
}

func TestNothingIsStoredWhenArticlesAreCutOff(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	page := r.serve("/story", func(_ http.ResponseWriter, q *http.Request) {
		cancel()
		<-q.Context().Done()
	})
	url := r.serve("/feed", document(linked([3]string{page, "Leaders meet", "Talks."})))
	r.start(fullText(url, "always"))
	if _, err := r.w.Poll(ctx); err != nil {
		t.Fatal(err)
	}
	if st := r.feed(url); len(r.items()) != 0 || st.ETag != "" || st.Errors != 0 || st.NextPoll.After(time.Now()) {
		t.Errorf("%d items, %+v: want nothing stored and the feed due again", len(r.items()), st)
	}
	r.serve("/story", html(storyPage(aboutTheMeeting)))
	if sum := r.pollAll(); sum.Items != 1 || sum.Hits == 0 {
		t.Errorf("%+v, want the item and its hit at the next poll", sum)
	}
}

func TestASlowArticleCostsItsTimeAndNoMore(t *testing.T) {
	r := newRig(t)
	slow := r.serve("/slow", func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() })
	url := r.serve("/feed", document(linked([3]string{slow, "Putin receives Assad in Moscow", "Russian President Vladimir Putin met Bashar al-Assad."})))
	r.start(strings.Replace(fullText(url, "candidates"), "timeout: 5s", "timeout: 300ms", 1))
	start := time.Now()
	if sum := r.pollAll(); sum.Items != 1 || sum.Hits != 1 || sum.Failed != 0 {
		t.Errorf("%+v, want the hit by the feed's own text", sum)
	}
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("took %s", took)
	}
	if it := r.items()["Putin receives Assad in Moscow"]; !strings.Contains(it.Article, "no complete answer within 300ms") {
		t.Errorf("%q", it.Article)
	}
}
