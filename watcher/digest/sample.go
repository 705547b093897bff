package digest

import (
	"time"

	"vedette/store"
)

// Sample is a made-up digest with something of everything that one can hold:
// to test receivers and templates with. It ends at a time, whose zone it
// shows; note stands at its foot, and every title says that it is a test.
func Sample(to time.Time, note string) Digest {
	const profile = "test"
	report := func(id, outlet, class, title, text string, p float64) store.Found {
		at := to.Add(-time.Hour)
		return store.Found{
			Item: store.Item{ID: id, Feed: outlet, Title: title, Summary: text, Link: "https://example.org/" + id,
				Outlet: outlet, Class: class, Language: "en", Published: at, FirstSeen: at},
			Hit: store.Hit{Item: id, Profile: profile, Probability: p, Threshold: 0.5, Near: p < 0.5, Found: at,
				Evidence: []store.Evidence{{Kind: "rule", Text: "a word that says so", Weight: 3},
					{Kind: "entity", Text: "Test", Field: "title", Start: 0, End: 4, Weight: 1}}},
		}
	}
	in := func(f store.Found, story, status string) store.Found {
		f.Hit.Story, f.Hit.Status = story, status
		return f
	}
	update := in(report("u1", "Example Courier", "public", "Test: a story that was told before goes on", "There is a new word.", 0.9), "s2", Update)
	update.Hit.Fresh = []string{"word"}
	now := report("c1", "Example Wire", "wire", "Test: the publisher changed this title", "It was another one.", 0.8)
	was := now.Item
	was.Title = "Test: this was the title"
	now.Was = &was
	days := make([]int, Days)
	for i := range days {
		days[i] = i * i % 7
	}
	return Compose(Input{
		ID: "test", Name: "test", Location: to.Location(), NearMisses: 1, HitsByDay: days,
		Period:   Period{From: to.AddDate(0, 0, -1), To: to},
		Profiles: []Profile{{Name: profile, Title: "Test of vedette"}},
		Found: []store.Found{
			in(report("n1", "Example Wire", "wire", "Test: this is what a new story looks like", "One or two sentences of the report stand here.", 0.99), "s1", New),
			in(report("n2", "Example State Radio", "state", "Test: another outlet tells the same story", "", 0.7), "s1", Echo),
			update, now,
			report("m1", "Example Courier", "public", "Test: this is below the threshold", "", 0.4),
		},
		Told:  map[store.StoryKey]string{{Profile: profile, Story: "s2"}: "Test: this is what the story was when it was new"},
		Notes: []Note{{Kind: "test", Text: note}},
	})
}
