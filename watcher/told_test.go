package watcher_test

import (
	"fmt"
	"testing"
	"time"

	"vedette/store"
	"vedette/watcher/digest"
)

var base = entry{id: "9", link: "https://sample.example/9", title: "Lavrov and Shaibani discuss Hmeimim base in Moscow",
	text: "Sergei Lavrov and the Syrian foreign minister Asaad al-Shaibani talked about the Russian base at Hmeimim in Moscow."}

// copyOf is what another report says in the same words.
func copyOf(e entry, id string) entry {
	e.id, e.link = id, "https://sample.example/"+id
	return e
}

// A story for which a digest had no room was not told: its next report is new,
// and a change of it corrects nothing.
func TestWhatFoundNoRoomWasNotTold(t *testing.T) {
	inBubble(t, func(b *bubble) {
		b.with("schedule: every 1m, max_stories: 1, profiles: [assad-putin-meetings, russian-presence-in-syria]")
		b.poll(visit, base)
		d := b.digestNow(true)
		if len(d.Stories) != 1 || d.Truncated != 1 {
			b.t.Fatalf("%d stories told and %d left out, want 1 and 1", len(d.Stories), d.Truncated)
		}
		first, profile := d.Stories[0].Title, d.Stories[0].Profile
		time.Sleep(3 * time.Hour)
		edited, other := visit, base
		edited.title, other.title = "Putin receives Assad in Sochi", "Lavrov and Shaibani discuss Tartus base in Moscow"
		b.poll(edited, other, copyOf(visit, "10"), copyOf(base, "11"))
		d = b.digestNow(true)
		if len(d.Corrections) != 1 || d.Corrections[0].Was.Title != first {
			b.t.Errorf("corrections %+v, want one of %q", d.Corrections, first)
		}
		if len(d.Stories) != 1 || d.Stories[0].Status != digest.New || d.Stories[0].Profile == profile {
			b.t.Errorf("stories %+v, want the one that was left out, new", d.Stories)
		}
	})
}

// What a digest told is corrected, and taken back, also where the new version is
// less probable than what the digest announces.
func TestCorrectionsBelowTheLeastProbability(t *testing.T) {
	weaker := visit
	weaker.title, weaker.text = "Kremlin on Assad", "Putin, Assad: talks in the Kremlin for a visit."
	still := weaker
	still.title = "Kremlin on Assad's flight"
	none := visit
	none.title, none.text = "Wheat harvest in Kazan", "Farmers were pleased with the weather."
	inBubble(t, func(b *bubble) {
		b.with("schedule: every 1m, profiles: [assad-putin-meetings]")
		b.poll(visit, copyOf(weaker, "b"))
		var least, most float64 = 1, 0
		for _, h := range b.hits() {
			least, most = min(least, h.Hit.Probability), max(most, h.Hit.Probability)
		}
		if least == most {
			b.t.Fatalf("both are %v probable", most)
		}
		b.digestNow(true)
		b.with(fmt.Sprintf("schedule: every 1m, profiles: [assad-putin-meetings], min_probability: %.4f", (least+most)/2))
		was := visit
		for _, now := range []entry{weaker, still, none} {
			time.Sleep(3 * time.Hour)
			b.poll(now)
			d := b.digestNow(true)
			if len(d.Corrections) != 1 || d.Corrections[0].Was.Title != was.title || d.Corrections[0].Retracted != (now == none) {
				b.t.Errorf("%q after %q: corrections %+v", now.title, was.title, d.Corrections)
			}
			was = now
		}
	})
}

// A digest that is sent by hand comes at its own time all the same.
func TestSendingKeepsTheSchedule(t *testing.T) {
	inBubble(t, func(b *bubble) {
		b.with("schedule: every 24h")
		next := func() time.Time {
			st, _, err := b.store.Digest("d")
			if err != nil {
				b.t.Fatal(err)
			}
			return st.Next
		}
		if err := b.w.Digest(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
		due := next()
		time.Sleep(23 * time.Hour)
		b.poll(visit)
		if sent, err := b.w.SendDigest(b.t.Context(), "d"); err != nil || len(sent) != 1 {
			b.t.Fatalf("%d sent, %v", len(sent), err)
		}
		if !next().Equal(due) {
			b.t.Errorf("it comes at %s then, want %s", next(), due)
		}
	})
}

// A digest that has had nothing to say for long counts what it only counts, and
// of near misses keeps the best: what waits for it does not grow.
func TestASilentDigestKeepsLittle(t *testing.T) {
	inBubble(t, func(b *bubble) {
		b.poll(visit)
		b.digestNow(true)
		now := time.Now()
		p := store.Poll{Feed: store.FeedState{URL: "https://other.example/"}}
		add := func(n int, h store.Hit) {
			for i := range n {
				key := fmt.Sprint(len(p.New))
				it := store.Item{ID: store.NewID(now, p.Feed.URL, key), Feed: p.Feed.URL, Key: key, Title: "Item " + key, FirstSeen: now, Published: now}
				h.Item, h.Profile, h.Found, h.Probability = it.ID, meetings, now, float64(i+1)/1000
				p.New = append(p.New, store.NewItem{Item: it, Hits: []store.PendingHit{{Hit: h, Digests: []string{"d"}}}})
			}
		}
		add(100, store.Hit{Near: true})
		add(50, store.Hit{Backfill: true})
		add(10, store.Hit{Story: b.hits()[0].Hit.Story, Status: digest.Echo, Copy: true})
		if _, _, err := b.store.CommitPoll(p); err != nil {
			b.t.Fatal(err)
		}
		for _, step := range []struct {
			days, waiting, echoes int
		}{{0, 25 + 10, 10}, {5, 25 + 10, 10}, {10, 25, 10}, {15, 25, 10}} {
			time.Sleep(time.Until(now.AddDate(0, 0, step.days)) + time.Minute)
			if err := b.w.Digest(b.t.Context()); err != nil {
				b.t.Fatal(err)
			}
			counts, err := b.store.PendingCounts()
			if err != nil {
				b.t.Fatal(err)
			}
			d := b.digestNow(false)
			if counts["d"] != step.waiting || d.Older != 50 || d.Echoes != step.echoes || len(d.NearMisses) != 5 || d.NearMisses[0].Probability != .1 {
				b.t.Errorf("after %d days %d wait, the digest counts %d older and %d echoes, and its best near misses are %+v",
					step.days, counts["d"], d.Older, d.Echoes, d.NearMisses)
			}
		}
		b.poll(visit, base)
		if d := b.digestNow(true); len(d.Stories) == 0 || d.Older != 50 || d.Echoes != 10 {
			b.t.Errorf("%d stories, %d older and %d echoes are told in the end", len(d.Stories), d.Older, d.Echoes)
		}
		if d := b.digestNow(false); d.Older != 0 || d.Echoes != 0 {
			b.t.Errorf("%d older and %d echoes are counted twice", d.Older, d.Echoes)
		}
	})
}

// After a clock was set back, a digest covers no time that is still to come.
func TestPeriodAfterAClockWasSetBack(t *testing.T) {
	inBubble(t, func(b *bubble) {
		st := store.DigestState{Name: "d", Last: time.Now().AddDate(1, 0, 0), Next: time.Now(), Spec: "every 1m Local"}
		if err := b.store.PutDigest(st); err != nil {
			b.t.Fatal(err)
		}
		b.poll(visit)
		if d := b.digestNow(false); d.Period.From.After(d.Period.To) || len(d.Stories) != 1 {
			b.t.Errorf("%d stories from %s to %s", len(d.Stories), d.Period.From, d.Period.To)
		}
	})
}

// What a clock that has been set back since put off to next year is tried.
func TestADeliveryWaitsForNoTimeOfAnotherClock(t *testing.T) {
	inBubble(t, func(b *bubble) {
		d := store.Delivery{ID: "ahead", Digest: "d", Receiver: "stdout", Subject: "s", Body: []byte("{}"),
			Created: time.Now().AddDate(1, 0, 0), Next: time.Now().AddDate(1, 0, 0)}
		if err := b.store.Freeze(store.Freeze{State: store.DigestState{Name: "d"}, Deliveries: []store.Delivery{d}}); err != nil {
			b.t.Fatal(err)
		}
		if sum, err := b.w.Deliver(b.t.Context()); err != nil || sum.Sent != 1 {
			b.t.Errorf("delivered %+v, %v", sum, err)
		}
	})
}
