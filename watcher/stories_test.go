package watcher_test

import (
	"fmt"
	"strings"
	"testing"

	"vedette/watcher/digest"
)

// storiesOf gives the stories of the hits of a profile, by their ids, with the
// status of each report.
func (r *rig) storiesOf(profile string) map[string][]string {
	r.t.Helper()
	all := map[string][]string{}
	for _, h := range r.hits(profile) {
		all[h.Hit.Story] = append(all[h.Hit.Story], h.Hit.Status)
	}
	return all
}

const meetings = "assad-putin-meetings"

// Feeds of many hosts bring one event in one round, side by side.
func TestFeedsThatBringOneEventOpenOneStory(t *testing.T) {
	r := newRig(t)
	list := "feeds:\n"
	for i := range 24 {
		url := r.serve(fmt.Sprintf("/%d", i), document(rss(meeting(fmt.Sprint("m", i)))))
		list += fmt.Sprintf("  - {url: '%s', name: F%d}\n", url, i)
	}
	r.start(fetchForTests + list)
	r.pollAll()
	stories := r.storiesOf(meetings)
	if len(stories) != 1 {
		t.Fatalf("%d stories of one event: %v", len(stories), stories)
	}
	for id, statuses := range stories {
		opened := strings.Count(strings.Join(statuses, " "), "new")
		if id == "" || len(statuses) != 24 || opened != 1 {
			t.Errorf("story %q: %v, want 24 reports of which one opened it", id, statuses)
		}
	}
}

// What a digest told is not told again, not even after a restart: an update is,
// and an echo is counted.
func TestADigestTellsAStoryOnce(t *testing.T) {
	r := newRig(t)
	items := [][3]string{meeting("1")}
	url := r.serve("/a", document(rss(items...)))
	yaml := fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n" +
		"digests: [{name: d, schedule: every 1m, receivers: [stdout]}]\n"
	for _, step := range []struct {
		item   [3]string
		status string // "" where there is nothing to send
		echoes int
	}{
		{meeting("1"), digest.New, 0},
		{meeting("2"), "", 1},
		{another(0), digest.Update, 0}, // which the echo is listed with
	} {
		items = append(items, step.item)
		r.serve("/a", document(rss(items...)))
		r.start(yaml)
		r.pollAll()
		d, err := r.w.Preview("d")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, s := range d.Stories {
			got += s.Status
		}
		if got != step.status || d.Echoes != step.echoes || d.Empty() != (step.status == "") {
			t.Errorf("%q: stories %q and %d echoes, want %q and %d", step.item[1], got, d.Echoes, step.status, step.echoes)
		}
		if err := r.w.DigestAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.stop()
	}
}

// A digest that is asked for new stories only lets the rest go, and one that is
// asked for updates only does not tell what is new.
func TestDigestsOfOneStatus(t *testing.T) {
	r := newRig(t)
	url := r.serve("/a", document(rss(meeting("1"))))
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n" +
		"digests:\n  - {name: news, schedule: every 1m, receivers: [stdout], only: [new]}\n" +
		"  - {name: updates, schedule: every 1m, receivers: [stdout], only: [update]}\n")
	for _, step := range []struct {
		item          [3]string
		news, updates int
	}{{meeting("1"), 1, 0}, {another(0), 0, 1}} {
		r.serve("/a", document(rss(meeting("1"), step.item)))
		r.pollAll()
		for name, want := range map[string]int{"news": step.news, "updates": step.updates} {
			d, err := r.w.Preview(name)
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Stories) != want {
				t.Errorf("%q: %s tells %d stories, want %d", step.item[1], name, len(d.Stories), want)
			}
		}
		if err := r.w.DigestAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"news", "updates"} {
			if left := r.hitsPending(name); left != 0 {
				t.Errorf("%d hits pile up for %s", left, name)
			}
		}
	}
}

func (r *rig) hitsPending(name string) (hits int) {
	r.t.Helper()
	pending, err := r.store.Pending(name)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, f := range pending {
		if !f.Hit.Near {
			hits++
		}
	}
	return hits
}
