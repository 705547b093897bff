package watcher_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// overrun is a house whose feed links to 12 articles each time it is polled, on
// art.example, which also has a feed of its own. It answers articles with a
// status and headers and counts them.
func overrun(t *testing.T, asked *int, status int, headers ...string) *house {
	h := newHouse(t, strings.Replace(feedsAt("https://art.example/feed", aOrg), "name: f1", "name: f1, full_text: always", 1))
	round := 0
	h.answer = func(q *http.Request) *http.Response {
		switch {
		case q.URL.Path == "/robots.txt":
			return says(404, "")
		case q.URL.Host == "a.example":
			round++
			var items [][3]string
			for i := range 12 {
				items = append(items, [3]string{fmt.Sprintf("https://art.example/%d/%d", round, i), fmt.Sprintf("Rain %d %d", round, i), "Umbrellas."})
			}
			return says(200, linked(items...))
		case q.URL.Path == "/feed":
			return says(200, linked())
		}
		*asked++
		return says(status, "", headers...)
	}
	return h
}

// articlesOf gives what items say of their articles, and how often each.
func articlesOf(h *house) map[string]int {
	said := map[string]int{}
	r := &rig{t: h.t, store: h.store}
	for _, it := range r.items() {
		said[it.Article]++
	}
	return said
}

func TestRetryAfterOfAnArticleMeansTheWholeHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		h := overrun(t, &asked, 429, "Retry-After", "7200")
		h.poll()
		until := time.Now().Add(2 * time.Hour)
		if asked != 1 {
			t.Errorf("asked for %d articles, want none after the first", asked)
		}
		if left := time.Until(h.state("https://art.example/feed").NextPoll); left < 119*time.Minute {
			t.Errorf("the host's own feed is due in %v, want the two hours that it asked for", left)
		}
		if own := h.state(aOrg); time.Until(own.NextPoll) > time.Hour || own.Errors != 0 {
			t.Errorf("the feed that links there: %+v", own)
		}
		if said := articlesOf(h); said["not fetched: the server asks to wait until "+until.UTC().Format("2006-01-02 15:04 UTC")] != 11 {
			t.Errorf("%v", said)
		}
		time.Sleep(time.Hour)
		h.poll()
		if asked != 1 {
			t.Errorf("asked for %d articles an hour later", asked)
		}
		time.Sleep(61 * time.Minute)
		h.poll()
		if asked != 2 {
			t.Errorf("asked for %d articles when the pause is over, want one more", asked)
		}
	})
}

func TestTooManyArticlesEndWithThisPoll(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		headers []string
		want    int // articles asked for in two polls
	}{
		"429":                    {429, nil, 2},
		"503 with Retry-After 0": {503, []string{"Retry-After", "0"}, 24},
		"503":                    {503, nil, 24},
	} {
		synctest.Test(t, func(t *testing.T) {
			asked := 0
			h := overrun(t, &asked, c.status, c.headers...)
			h.poll()
			time.Sleep(time.Hour)
			h.poll()
			if asked != c.want {
				t.Errorf("%s: asked for %d articles, want %d", name, asked, c.want)
			}
			if said := articlesOf(h)["not fetched: the server asks for fewer requests"]; said != 24-c.want {
				t.Errorf("%s: %v", name, articlesOf(h))
			}
		})
	}
}

// A link that leads from one host to another which has enough: neither is asked
// for more in this poll.
func TestARedirectToAHostThatHasEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		h := overrun(t, &asked, 429, "Retry-After", "7200")
		direct := h.answer
		h.answer = func(q *http.Request) *http.Response {
			if q.URL.Host == "art.example" && strings.Count(q.URL.Path, "/") == 2 {
				return says(302, "", "Location", "https://far.example"+q.URL.Path)
			}
			return direct(q)
		}
		h.poll()
		if n := strings.Count(strings.Join(h.asked, " "), "art.example/1/"); asked != 1 || n != 1 {
			t.Errorf("asked %d times, %d of them through the other host", asked, n)
		}
		if left := time.Until(h.state("https://art.example/feed").NextPoll); left > time.Hour {
			t.Errorf("the host that led there is left alone for %v", left)
		}
	})
}

// TestOnlyFeedsOfAPrivateNetworkLeadIntoIt: the proxy stands for the internet
// and the local network, as all are one machine here.
func TestOnlyFeedsOfAPrivateNetworkLeadIntoIt(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		switch q.URL.Path {
		case "/robots.txt":
			http.NotFound(w, q)
		case "/feed":
			fmt.Fprint(w, linked(
				[3]string{"http://10.1.2.3/" + q.URL.Hostname(), "inside " + q.URL.Hostname(), "x"},
				[3]string{"http://" + q.URL.Host + "/own", "own " + q.URL.Hostname(), "x"}))
		default:
			html(storyPage("All was well."))(w, q)
		}
	}))
	defer proxy.Close()
	r := newRig(t)
	r.start("fetch: {proxy: '" + proxy.URL + "', min_host_interval: 0s, allow_networks: [10.0.0.0/8]}\nfeeds:\n" +
		"  - {url: 'http://sample.example/feed', name: A, full_text: always}\n  - {url: 'http://10.1.2.4/feed', name: B, full_text: always}\n")
	r.pollAll()
	for title, want := range map[string]string{
		"inside sample.example": "not a public address", "own sample.example": "fetched",
		"inside 10.1.2.4": "fetched", "own 10.1.2.4": "fetched",
	} {
		if got := r.items()[title].Article; !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
}
