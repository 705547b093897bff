package watcher_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vedette/watcher/digest"
)

// digestNow composes the digest; told, what is in it counts as told.
func (b *bubble) digestNow(told bool) digest.Digest {
	b.t.Helper()
	d, err := b.w.Preview("d")
	if err != nil {
		b.t.Fatal(err)
	}
	if told {
		if err := b.w.DigestAll(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
	}
	return d
}

var visit = entry{id: "1", link: "https://sample.example/1", title: "Putin receives Assad in Moscow",
	text: "Russian President Vladimir Putin met Bashar al-Assad in the Kremlin for talks."}

// retitled is the visit under another title.
func retitled(title string) entry {
	e := visit
	e.title = title
	return e
}

func TestWhatWasToldIsCorrected(t *testing.T) {
	inBubble(t, func(b *bubble) {
		b.poll(visit)
		if d := b.digestNow(true); len(d.Stories) != 1 || len(d.Corrections) != 0 {
			t.Fatalf("first digest: %+v", d)
		}
		time.Sleep(2 * time.Hour)
		if sum := b.poll(retitled("Putin receives Assad in Sochi")); sum.Items != 0 {
			t.Errorf("an edit counts as %d new items", sum.Items)
		}
		d := b.digestNow(true)
		if len(d.Stories) != 0 || len(d.Corrections) != 1 || d.Echoes != 0 || d.Empty() {
			t.Fatalf("%d stories, %d corrections, %d echoes; want one correction, which is sent", len(d.Stories), len(d.Corrections), d.Echoes)
		}
		c := d.Corrections[0]
		if c.Was.Title != visit.title || c.Now.Title != "Putin receives Assad in Sochi" || c.Story == "" || c.Outlet != "A" || c.URL != visit.link {
			t.Errorf("correction: %+v", c)
		}
		if d := b.digestNow(true); !d.Empty() {
			t.Errorf("told again: %+v", d)
		}
		if deliveries, err := b.store.Deliveries(0); err != nil || len(deliveries) != 2 {
			t.Errorf("%d deliveries, %v; want the digest and the correction", len(deliveries), err)
		}
		time.Sleep(2 * time.Hour)
		b.poll(visit) // back to what was first told, which the reader has to hear, too
		if d := b.digestNow(true); len(d.Corrections) != 1 || d.Corrections[0].Was.Title != c.Now.Title {
			t.Errorf("corrections: %+v", d.Corrections)
		}
		stories := map[string]bool{}
		for _, h := range b.hits() {
			stories[h.Hit.Story] = true
		}
		if len(stories) != 1 {
			t.Errorf("stories %v, want one", stories)
		}
	})
}

func TestWhatWaitsIsToldAsItIsNow(t *testing.T) {
	inBubble(t, func(b *bubble) {
		b.poll(visit)
		time.Sleep(2 * time.Hour)
		b.poll(retitled("Putin receives Assad in Sochi"))
		d := b.digestNow(true)
		if len(d.Stories) != 1 || len(d.Corrections) != 0 || len(d.Stories[0].Items) != 1 || d.Stories[0].Copies != 0 {
			t.Fatalf("digest: %+v", d)
		}
		if s := d.Stories[0]; s.Status != digest.New || s.Title != "Putin receives Assad in Sochi" {
			t.Errorf("story: %+v", s)
		}
	})
}

func TestWhatIsNoHitAnyMore(t *testing.T) {
	rain := visit
	rain.title, rain.text = "Rain in the north", "Umbrellas will be useful tomorrow and on all of the days after that."
	inBubble(t, func(b *bubble) {
		b.poll(visit)
		time.Sleep(2 * time.Hour)
		b.poll(rain)
		if d := b.digestNow(true); len(d.Stories) != 1 || d.Stories[0].Title != visit.title {
			t.Errorf("what waits: %+v", d.Stories)
		}
		time.Sleep(2 * time.Hour)
		b.poll(visit) // what it was told of is told, as an item of its own
		if hits := b.hits(); len(hits) != 2 || hits[0].Hit.Story != hits[1].Hit.Story {
			t.Errorf("%d hits; want two in one story", len(hits))
		}
	})
	inBubble(t, func(b *bubble) { // and the other way
		b.poll(rain)
		if d := b.digestNow(true); !d.Empty() {
			t.Fatalf("digest: %+v", d)
		}
		time.Sleep(2 * time.Hour)
		b.poll(visit)
		if d := b.digestNow(true); len(d.Stories) != 1 || d.Stories[0].Status != digest.New || len(d.Corrections) != 0 {
			t.Errorf("digest: %+v", d)
		}
	})
}

// A document that is read again and says the same costs nothing; one that
// changes all the time is stored once an hour, 20 times and after a day again,
// and at the end as it is at last, although the document does not change any
// more.
func TestALiveBlogDoesNotFillTheStore(t *testing.T) {
	inBubble(t, func(b *bubble) {
		b.poll(visit)
		for i := range 5 {
			time.Sleep(20 * time.Minute)
			b.poll(retitled(fmt.Sprint("Putin receives Assad, minute ", i)))
		}
		if hits := b.hits(); len(hits) != 2 {
			t.Errorf("%d versions after 100 minutes, want 2", len(hits))
		}
		time.Sleep(20 * time.Minute)
		if sum := b.again(); sum.Unchanged != 0 {
			t.Error("the last state was left unread")
		}
		if hits := b.hits(); len(hits) != 3 || !strings.HasSuffix(hits[0].Item.Title, "minute 4") {
			t.Errorf("%d versions, the last %q", len(hits), hits[0].Item.Title)
		}
		time.Sleep(2 * time.Hour)
		if sum := b.again(); sum.Unchanged == 0 && b.again().Unchanged == 0 {
			t.Error("a document that says nothing new is read again and again")
		}
		for i := range 60 {
			time.Sleep(61 * time.Minute)
			b.poll(retitled(fmt.Sprint("Putin receives Assad, hour ", i)))
		}
		// 18 hours until there are 20, a day's pause, and 19 of the 18.7 hours that are left
		if hits := b.hits(); len(hits) != 40 {
			t.Errorf("%d versions, want the first three, 18, and 19 after a day", len(hits))
		}
	})
}

func TestEditsWithoutSubstanceAreNone(t *testing.T) {
	inBubble(t, func(b *bubble) {
		b.poll(visit)
		for _, now := range []entry{
			retitled("PUTIN receives «Assad» in Moscow!"),
			{id: visit.id, link: visit.link, title: visit.title, text: "&lt;p&gt;" + visit.text + "&lt;/p&gt;"},
			{id: visit.id, link: visit.link + "?utm_source=x", title: visit.title, text: visit.text + " They spoke."},
		} {
			time.Sleep(2 * time.Hour)
			b.poll(now)
		}
		if hits := b.hits(); len(hits) != 1 {
			t.Errorf("%d versions, want one", len(hits))
		}
	})
}
