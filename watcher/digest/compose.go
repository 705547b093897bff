package digest

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"vedette/store"
)

// Input is what Compose works from.
type Input struct {
	ID         string
	Name       string
	Period     Period
	Location   *time.Location            // nil is UTC
	Profiles   []Profile                 // in the order of the configuration; counts are filled in
	Found      []store.Found             // hits and near misses, in any order
	NearMisses int                       // how many to show
	MaxStories int                       // 0: all
	Only       []string                  // statuses to tell; empty: new and update, and echoes are counted
	Told       map[store.StoryKey]string // by this digest, before; with the title of the report that opened it, where that is known
	Again      map[store.StoryKey]string // of those, which to tell again, whatever Only asks for, and why
	Notes      []Note
	HitsByDay  []int // of the last Days days, the one that ends with the period last; nil: not known
}

// Compose makes the digest. A story is new until this digest has told it, even
// where its first report went elsewhere or was too improbable. Found hits of a
// profile that Profiles does not name follow the others, so nothing found is
// dropped. Within a profile, stories come by how probable they are, in four
// steps, and then newest first. Where there are more than MaxStories, every profile keeps its best
// ones in turn.
func Compose(in Input) Digest {
	hits, near, changed, older := sift(in.Found)
	profiles := profiles(in.Profiles, slices.Concat(hits, changed))
	byProfile := make([][]Story, len(profiles))
	echoes := 0
	for i := range profiles {
		p := &profiles[i]
		var passed int
		byProfile[i], passed = in.stories(hits, p.Name)
		echoes += passed
		p.Stories, p.Items = len(byProfile[i]), 0
		for _, s := range byProfile[i] {
			p.Items += s.reports()
		}
	}
	shown, truncated := share(byProfile, in.MaxStories)
	corrections, more := corrections(changed, profiles)
	return Digest{
		Version:     Version,
		ID:          in.ID,
		Digest:      tidy(in.Name),
		Profiles:    profiles,
		Period:      Period{From: in.Period.From.UTC(), To: in.Period.To.UTC()},
		Timezone:    cmp.Or(in.Location, time.UTC).String(),
		Stories:     shown,
		Corrections: corrections,
		More:        more,
		NearMisses:  nearMisses(near, slices.Concat(hits, changed), in.NearMisses),
		Truncated:   truncated,
		Older:       older,
		Echoes:      echoes,
		HitsByDay:   list(in.HitsByDay),
		Notes:       notes(in.Notes),
	}
}

// sift parts hits from near misses and from those that correct what was told,
// and counts the older matches. An item that is there twice for the same
// profile counts once.
func sift(found []store.Found) (hits, near, changed []store.Found, older int) {
	type key struct{ item, profile string }
	seen := make(map[key]bool, len(found))
	for _, f := range found {
		k := key{f.Item.ID, f.Hit.Profile}
		if seen[k] {
			continue
		}
		seen[k] = true
		switch {
		case f.Hit.Retracted > 0:
			if f.Was != nil { // else what it takes back is gone
				changed = append(changed, f)
			}
		case f.Hit.Near && !f.Hit.Backfill:
			near = append(near, f)
		case f.Hit.Backfill && !f.Hit.Near:
			older++
		case f.Was != nil && !f.Hit.Near:
			changed = append(changed, f)
		case !f.Hit.Near:
			hits = append(hits, f)
		}
	}
	return hits, near, changed, older
}

// profiles copies the configured profiles and adds those that only hits name.
func profiles(configured []Profile, hits []store.Found) []Profile {
	all := make([]Profile, 0, len(configured))
	known := make(map[string]bool)
	for _, p := range configured {
		known[p.Name] = true
		all = append(all, Profile{Name: p.Name, Title: cmp.Or(tidy(p.Title), p.Name)})
	}
	rest := make(map[string]bool)
	for _, f := range hits {
		if !known[f.Hit.Profile] {
			rest[f.Hit.Profile] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		all = append(all, Profile{Name: name, Title: name})
	}
	return all
}

// byStrength sorts a copy: most probable first, the earliest of equals, as it
// was the first to report.
func byStrength(found []store.Found) []store.Found {
	found = slices.Clone(found)
	slices.SortFunc(found, func(a, b store.Found) int {
		return cmp.Or(
			cmp.Compare(b.Hit.Probability, a.Hit.Probability),
			a.Item.When().Compare(b.Item.When()),
			cmp.Compare(a.Item.ID, b.Item.ID),
			cmp.Compare(a.Hit.Profile, b.Hit.Profile))
	})
	return found
}

// band gathers probabilities that differ by less than a reader cares about, so
// that within a band the newest comes first.
func band(p float64) int {
	switch {
	case p >= 0.95:
		return 3
	case p >= 0.8:
		return 2
	case p >= 0.6:
		return 1
	}
	return 0
}

func compareItems(a, b Item) int {
	return cmp.Or(
		cmp.Compare(band(b.Probability), band(a.Probability)),
		b.Published.Compare(a.Published),
		cmp.Compare(b.Probability, a.Probability),
		cmp.Compare(a.ID, b.ID))
}

// share deals out limit places over the profiles in turn, so that a busy
// profile does not crowd out a quiet one.
func share(byProfile [][]Story, limit int) (shown []Story, truncated int) {
	take, total := make([]int, len(byProfile)), 0
	for _, s := range byProfile {
		total += len(s)
	}
	if limit <= 0 {
		limit = total
	}
	for left := min(limit, total); left > 0; {
		for i := range byProfile {
			if left > 0 && take[i] < len(byProfile[i]) {
				take[i]++
				left--
			}
		}
	}
	shown = []Story{}
	for i, n := range take {
		shown = append(shown, byProfile[i][:n]...)
	}
	return shown, total - len(shown)
}

// nearMisses picks the best n of near; what is a hit of any profile, or the
// same address as one, is no miss.
func nearMisses(near, hits []store.Found, n int) []Item {
	seen := make(map[string]bool)
	note := func(it store.Item) {
		seen["id "+it.ID] = true
		if a := Address(it.Link); a != "" {
			seen["at "+a] = true
		}
	}
	for _, f := range hits {
		note(f.Item)
	}
	out := []Item{}
	for _, f := range byStrength(near) {
		if len(out) >= n {
			break
		}
		if seen["id "+f.Item.ID] || seen["at "+Address(f.Item.Link)] {
			continue
		}
		note(f.Item)
		out = append(out, item(f))
	}
	return out
}

func notes(in []Note) []Note {
	out := make([]Note, len(in))
	for i, n := range in {
		out[i] = Note{Kind: n.Kind, Text: tidy(n.Text)}
	}
	return out
}
