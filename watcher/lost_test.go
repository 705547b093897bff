package watcher_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vedette/store"
)

// documents polls one document after the other, with a pause before each but
// the first, and counts the new items.
func (b *bubble) documents(pause time.Duration, all ...[]entry) (items int) {
	b.t.Helper()
	for i, document := range all {
		if i > 0 {
			time.Sleep(pause)
		}
		items += b.poll(document...).Items
	}
	return items
}

// days gives a document of two items for each day.
func days(n int, first, second func(day int) entry) (all [][]entry) {
	for day := range n {
		all = append(all, []entry{first(day), second(day)})
	}
	return all
}

// What comes under ids and links of its own, or with words of its own, is
// stored, however much it looks like what was there.
func TestNothingShownIsLost(t *testing.T) {
	const boilerplate = "All the news of the day from our studio, with reports by our correspondents, interviews, the weather and sport, every day at the same hour."
	numbered := func(what, title, text, date string) func(int) entry {
		return func(day int) entry {
			id := fmt.Sprint(what, day)
			return entry{id: id, link: "https://sample.example/news.php?id=" + id, title: title, text: text, date: date}
		}
	}
	ticker := func(text string, i int) entry {
		return entry{id: fmt.Sprint("g", i), link: "https://sample.example/ticker", title: "Eilmeldung", text: text}
	}
	var alone, among [][]entry
	for i, text := range []string{"Putin receives Assad in Moscow", "Putin receives Raisi in Moscow", "Putin fires Shoigu in Moscow", "Putin calls Assad"} {
		alone = append(alone, []entry{ticker(text, i)})
		among = append(among, append(reports(10), ticker(text, i)))
	}
	placeholder := days(6,
		func(day int) entry {
			return entry{id: fmt.Sprint("i", day), link: fmt.Sprint("https://sample.example/a/", day), title: "Putin receives Assad"}
		},
		func(day int) entry {
			return entry{id: fmt.Sprint("j", day), link: fmt.Sprint("https://sample.example/b/", day), title: fmt.Sprint("Rain number ", day)}
		})
	placeholder = append([][]entry{{{link: "https://sample.example/news", title: "No news at the moment"}}}, placeholder...)
	const midnight = "Sat, 01 Jan 2000 00:00:00 +0000"
	for name, test := range map[string]struct {
		documents [][]entry
		stored    int
	}{
		"a ticker alone":           {alone, 4},
		"a ticker among others":    {among, 14},
		"ids in parameters":        {days(5, numbered("a", "Putin receives Assad", "", ""), numbered("b", "Press briefing", "", "")), 10},
		"dates without a time":     {days(5, numbered("a", "Putin, Assad: live", "", midnight), numbered("b", "Daily column", "", midnight)), 10},
		"much boilerplate":         {days(5, numbered("a", "Morning news", boilerplate, ""), numbered("b", "Evening news", boilerplate, "")), 10},
		"after a placeholder":      {placeholder, 13},
		"one wholly other of each": {[][]entry{{{id: "1", link: "https://sample.example/alert", title: "Rain", text: "Umbrellas"}}, {{id: "2", link: "https://sample.example/alert", title: "Putin receives Assad", text: "In the Kremlin."}}}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bubble) {
				b.documents(3*time.Hour, test.documents...)
				stored := 0
				if err := b.store.EachItem(t.Context(), time.Time{}, time.Time{}, count(&stored)); err != nil {
					t.Fatal(err)
				}
				if stored != test.stored || b.state().IDs != "" {
					t.Errorf("%d items are stored, told apart by %q; want %d by their ids", stored, b.state().IDs, test.stored)
				}
			})
		})
	}
}

// Ids that change with the same words in some documents say nothing about
// those of a feed that brought something else in between.
func TestRenamedItemsOfLongAgoAreForgotten(t *testing.T) {
	inBubble(t, func(b *bubble) {
		all := reports(12)
		renamed := func(prefix string) []entry {
			return append(each(all[:3], func(e *entry) { e.id = prefix + e.id }), all[3:]...)
		}
		news := entry{id: "n", link: "https://sample.example/n", title: "Putin and Assad", text: "They met."}
		b.documents(2*time.Hour, all, renamed("x"))
		if got := b.state().Renamed; got != 1 {
			t.Errorf("%d documents with renamed items, want 1", got)
		}
		b.documents(2*time.Hour, append(renamed("x"), news), renamed("y"))
		if st := b.state(); st.Renamed != 1 || st.IDs != "" {
			t.Errorf("%d documents with renamed items, told apart by %q; want 1 by ids", st.Renamed, st.IDs)
		}
		b.documents(2*time.Hour, each(all[:2], func(e *entry) { e.id = "z" + e.id }), append(all[2:], news))
		if st := b.state(); st.IDs == "content" {
			t.Errorf("items are told apart by %q", st.IDs)
		}
	})
}

// An item whose stored version was pruned is news when its words change, and
// not before.
func TestAnEditOfWhatWasPruned(t *testing.T) {
	rain := entry{id: "1", link: "https://sample.example/1", title: "Rain", text: "Umbrellas"}
	snow := entry{id: "2", link: "https://sample.example/2", title: "Snow", text: "Boots"}
	for name, id := range map[string]string{"the same id": rain.id, "another id": "x"} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bubble) {
				b.poll(rain, snow)
				time.Sleep(95 * 24 * time.Hour)
				if err := b.w.Prune(t.Context()); err != nil {
					t.Fatal(err)
				}
				rain.id = id
				if sum := b.poll(rain, snow); sum.Items != 0 {
					t.Errorf("unchanged: %+v, want nothing new", sum)
				}
				edited := rain
				edited.title, edited.text = visit.title, visit.text
				if sum := b.poll(edited, snow); sum.Items != 1 || sum.Hits != 1 {
					t.Errorf("changed: %+v, want one hit", sum)
				}
				if sum := b.poll(edited, snow, entry{id: "3", title: "Hail"}); sum.Items != 1 || sum.Hits != 0 {
					t.Errorf("the next poll: %+v, want only what is new", sum)
				}
				if d := b.digestNow(true); len(d.Stories) != 1 {
					t.Errorf("%d stories, want one", len(d.Stories))
				}
			})
		})
	}
}

// Two reports at one link, or under one id, that have not been told yet are both
// told.
func TestWhatWaitsIsNotDisplacedByAnother(t *testing.T) {
	at := func(id, title, text string) entry {
		return entry{id: id, link: "https://sample.example/alert", title: title, text: text}
	}
	first := at("1", visit.title, visit.text)
	for name, second := range map[string]entry{
		"other words, other id":      at("2", "Assad flies to Sochi, Putin offers wheat", "Grain deliveries for Damascus were what Bashar al-Assad and Vladimir Putin discussed."),
		"other words, same id":       at("1", "Assad flies to Sochi, Putin offers wheat", "Grain deliveries for Damascus were what Bashar al-Assad and Vladimir Putin discussed."),
		"most words, other id":       at("2", "Putin receives Assad in Sochi", visit.text),
		"less than half of the same": at("1", visit.title, "Grain deliveries for Damascus were what both discussed, and the lease of a port, and a pipeline that is to be built."),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bubble) {
				b.documents(2*time.Hour, []entry{first}, []entry{second})
				told := 0
				for _, s := range b.digestNow(true).Stories {
					told += len(s.Items) + s.Copies + s.More
				}
				if told != 2 || len(b.hits()) != 2 {
					t.Errorf("%d reports told, %d hits; want both", told, len(b.hits()))
				}
			})
		})
	}
}

// What becomes a hit by an edit is stored at once, as it may leave the feed.
func TestAnEditThatMakesAHitDoesNotWait(t *testing.T) {
	other := entry{id: "o", link: "https://sample.example/o", title: "Rain", text: "Umbrellas"}
	before := entry{id: "1", link: "https://sample.example/1", title: "Breaking news from the Kremlin", text: "More soon."}
	for name, after := range map[string]entry{
		"wholly other":  {id: "1", link: before.link, title: visit.title, text: visit.text},
		"the same text": {id: "1", link: before.link, title: "Breaking news from the Kremlin: Putin receives Assad", text: before.text},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bubble) {
				b.documents(15*time.Minute, []entry{before, other}, []entry{after, other}, []entry{other})
				if hits := b.hits(); len(hits) != 1 {
					t.Errorf("%d hits, want one", len(hits))
				}
			})
		})
	}
	inBubble(t, func(b *bubble) { // few words of a long text
		long := entry{id: "1", link: before.link, title: "Kremlin", text: "President Putin held talks in Moscow today. " + strings.Repeat("Many words of no great weight stand here. ", 4)}
		edited := long
		edited.text = strings.Replace(long.text, "President Putin held talks", "Russian President Putin met Bashar al-Assad", 1)
		b.documents(3*time.Hour, []entry{long}, []entry{edited})
		if hits := b.hits(); len(hits) != 1 {
			t.Errorf("%d hits, want one", len(hits))
		}
	})
}

// A bulletin under one id that has another title every day is stored every day.
func TestADailyBulletinIsStoredForEver(t *testing.T) {
	inBubble(t, func(b *bubble) {
		for day := range 60 {
			b.poll(retitled(fmt.Sprint("Putin receives Assad, day ", day)))
			time.Sleep(24 * time.Hour)
		}
		if hits := b.hits(); len(hits) != 60 {
			t.Errorf("%d hits of 60 days", len(hits))
		}
	})
}

// A feed whose words are in its content only is known to change by them, though
// the article took their place.
func TestAnArticleIsFetchedAgainWhenTheFeedChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "timezone: UTC\nfetch: {min_host_interval: 0s, concurrency: 1}\nfeeds:\n  - {url: '"+aOrg+"', name: f, full_text: always}\n")
		rain := strings.Repeat("<p>Rain fell in the north of the country, and umbrellas, as always, were useful to all who had one with them.</p>", 10)
		text, page := "Rain fell in the north and umbrellas were useful.", rain
		h.answer = func(q *http.Request) *http.Response {
			switch {
			case q.URL.Host == "a.example":
				return says(200, `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>1</id><title>News</title><link href="https://art.example/1"/><content type="html">`+text+`</content></entry></feed>`)
			case q.URL.Path == "/robots.txt":
				return says(404, "")
			}
			return says(200, "<html><body><article>"+page+"</article></body></html>", "Content-Type", "text/html")
		}
		stored := func(what string, want int) {
			t.Helper()
			h.poll()
			n := 0
			if err := h.store.EachItem(t.Context(), time.Time{}, time.Time{}, count(&n)); err != nil {
				t.Fatal(err)
			}
			if n != want {
				t.Errorf("%s: %d versions, want %d", what, n, want)
			}
			time.Sleep(3 * time.Hour)
		}
		stored("at first", 1)
		text = "Rain fell in the north, and 12 have commented on it."
		stored("the article is as it was", 1)
		text = "Russian President Vladimir Putin met Bashar al-Assad in the Kremlin for talks on wheat and a port."
		page = "<p>" + text + strings.Repeat(" They spoke for hours about wheat, and about the port of Tartus, and of prisoners.", 20) + "</p>"
		stored("the article is another", 2)
		if hits, err := h.store.Headlines(time.Time{}, "assad-putin-meetings", false, 0); err != nil || len(hits) != 1 {
			t.Errorf("%d hits, %v; want one", len(hits), err)
		}
	})
}

// What was told and is no hit any more is taken back, once.
func TestWhatWasToldIsTakenBack(t *testing.T) {
	for name, change := range map[string]func(e *entry){
		"other words": func(e *entry) {
			e.title, e.text = "Retraction", "An earlier report was wrong. We regret the error and apologise to our readers for it."
		},
		"most words": func(e *entry) {
			e.title, e.text = "Visit to Moscow put off", "President Bashar al-Assad is not expected in the Kremlin for talks, a spokesman said."
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bubble) {
				b.poll(visit)
				b.digestNow(true)
				time.Sleep(2 * time.Hour)
				after := visit
				change(&after)
				b.poll(after)
				d := b.digestNow(true)
				if len(d.Stories) != 0 || len(d.Corrections) != 1 || len(d.NearMisses) != 0 || len(b.hits()) != 1 {
					t.Fatalf("%d stories, %d corrections, %d near misses, %d hits; want one correction", len(d.Stories), len(d.Corrections), len(d.NearMisses), len(b.hits()))
				}
				if c := d.Corrections[0]; !c.Retracted || c.Was.Title != visit.title || c.Now.Title != after.title || c.Story == "" {
					t.Errorf("correction: %+v", c)
				}
				time.Sleep(2 * time.Hour)
				after.title += " today"
				b.poll(after)
				if d := b.digestNow(true); !d.Empty() {
					t.Errorf("taken back again: %+v", d.Corrections)
				}
			})
		})
	}
}

func count(n *int) func(store.Item) error {
	return func(store.Item) error { *n++; return nil }
}

// Ids that all are others make no item the same by themselves: its words have to
// be, and its place or its time.
func TestWhatProvesThatAFeedWasMadeAnew(t *testing.T) {
	all := each(reports(5), func(e *entry) { e.date = "" })
	moved := each(all, func(e *entry) { e.id, e.link = "n"+e.id, strings.Replace(e.link, "sample", "other", 1) })
	dated := func(all []entry, minute int) []entry {
		i := 0
		return each(all, func(e *entry) { i++; e.date = time.Date(1999, 12, 31, i, minute, 0, 0, time.UTC).Format(time.RFC1123Z) })
	}
	midnights := func(all []entry) []entry {
		i := 0
		return each(all, func(e *entry) { i++; e.date = fmt.Sprintf("%02d Dec 1999 00:00:00 +0300", i) })
	}
	elsewhere := each(moved, func(e *entry) { e.link = strings.Replace(e.link, "news", "a", 1) })
	oneDate := func(all []entry) []entry {
		return each(all, func(e *entry) { e.date = "Fri, 31 Dec 1999 12:30:00 +0000" })
	}
	edited := each(moved, func(e *entry) { e.text += " More." })
	for name, test := range map[string]struct {
		before, after []entry
		items         int
	}{
		"another host":                   {all, moved, 0},
		"another host, two items":        {all[:2], moved[:2], 2},
		"another host, other times":      {dated(all, 1), dated(moved, 2), 5},
		"another host, other query":      {all, each(moved, func(e *entry) { e.link += "?p=1" }), 5},
		"another host, one of the words": {all, append(edited[:1:1], moved[1:]...), 1},
		"elsewhere":                      {all, elsewhere, 5},
		"elsewhere, the same times":      {dated(all, 1), dated(elsewhere, 1), 0},
		"elsewhere, one time for all":    {oneDate(all), oneDate(elsewhere), 5},
		"elsewhere, dates only":          {midnights(all), midnights(elsewhere), 5},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bubble) {
				if got := b.documents(2*time.Hour, test.before, test.after) - len(test.before); got != test.items {
					t.Errorf("%d items are news, want %d", got, test.items)
				}
			})
		})
	}
}
