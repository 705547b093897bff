package digest

import (
	"cmp"
	"slices"

	"vedette/store"
)

// maxItems is how many reports of a story are listed, and maxOutlet how many of
// them one outlet may have.
const (
	maxItems  = 8
	maxOutlet = 2
)

// reports counts all of a story.
func (s Story) reports() int { return len(s.Items) + s.Copies + s.More }

// asks tells whether stories of a status are to be told.
func (in Input) asks(status string) bool {
	if len(in.Only) == 0 {
		return status != Echo
	}
	return slices.Contains(in.Only, status)
}

// stories makes the stories of one profile, those that are new first, and
// counts the reports that only echo what was told.
func (in Input) stories(hits []store.Found, profile string) (out []Story, echoes int) {
	out = []Story{}
	for _, g := range groups(hits, profile) {
		s := in.story(g)
		switch {
		case in.asks(s.Status) || s.Reason != "":
			out = append(out, s)
		case s.Status == Echo && len(in.Only) == 0:
			echoes += s.reports()
		}
	}
	slices.SortFunc(out, compareStories)
	return out, echoes
}

// compareStories puts new stories before updates before echoes, and the
// strongest and newest of each first.
func compareStories(a, b Story) int {
	order := []string{New, Update, Echo}
	return cmp.Or(
		cmp.Compare(slices.Index(order, a.Status), slices.Index(order, b.Status)),
		compareItems(a.Items[0], b.Items[0]))
}

// groups gathers the hits of a profile by story, the most probable first. What
// was found before there were stories is gathered by its address: reports of
// one by different feeds are one story; two reports of one feed never are,
// because a feed may give all its items the same link.
func groups(hits []store.Found, profile string) [][]store.Found {
	var groups [][]store.Found
	index := make(map[string]int)
	for _, f := range byStrength(hits) {
		if f.Hit.Profile != profile {
			continue
		}
		key := "story " + f.Hit.Story
		if f.Hit.Story == "" {
			key = Address(f.Item.Link)
		}
		i, ok := index[key]
		if !ok || key == "" || f.Hit.Story == "" && hasFeed(groups[i], f.Item.Feed) {
			index[key] = len(groups)
			groups = append(groups, []store.Found{f})
			continue
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

func hasFeed(group []store.Found, feed string) bool {
	return slices.ContainsFunc(group, func(f store.Found) bool { return f.Item.Feed == feed })
}

// story makes a story of its hits. Where new stories are not asked for, none
// counts as one: its updates are what is left to tell.
func (in Input) story(group []store.Found) Story {
	s := Story{Status: New, Profile: group[0].Hit.Profile, ID: group[0].Hit.Story}
	if s.ID == "" {
		s.ID = slices.MinFunc(group, func(a, b store.Found) int { return cmp.Compare(a.Item.ID, b.Item.ID) }).Item.ID
	}
	key := store.StoryKey{Profile: s.Profile, Story: s.ID}
	earlier, told := in.Told[key]
	if told || !in.asks(New) && group[0].Hit.Story != "" {
		s.Status = Echo
		if slices.ContainsFunc(group, updates) {
			s.Status = Update
		}
	}
	if why := in.Again[key]; why != "" {
		s.Status, s.Reason = Update, tidy(why)
	}
	listed := s.list(group)
	ofOutlet := make(map[string]int)
	for _, f := range listed {
		if ofOutlet[f.Item.Outlet]++; ofOutlet[f.Item.Outlet] <= maxOutlet && len(s.Items) < maxItems {
			s.Items = append(s.Items, item(f))
		}
	}
	s.Copies, s.More = len(group)-len(listed), len(listed)-len(s.Items)
	s.Title = s.Items[0].Title
	if earlier = (passage{text: tidy(earlier)}).cut(maxTitle).text; s.Status == Update && earlier != s.Title {
		s.Earlier = earlier
	}
	return s
}

func updates(f store.Found) bool { return f.Hit.Status == Update }

// list gives the reports in the order in which they are listed, without
// copies. Where all are copies, what they are copies of was told elsewhere, and
// one stands for it.
func (s Story) list(group []store.Found) []store.Found {
	var listed []store.Found
	for _, f := range group {
		if !f.Hit.Copy {
			listed = append(listed, f)
		}
	}
	if len(listed) == 0 {
		listed = group[:1]
	}
	times := make(map[string]int) // reports of an outlet so far
	rank := make(map[string]int, len(listed))
	for _, f := range listed {
		rank[f.Item.ID] = times[f.Item.Outlet]
		times[f.Item.Outlet]++
		if s.Status == Update && !updates(f) {
			rank[f.Item.ID] += len(group)
		}
	}
	slices.SortStableFunc(listed, func(a, b store.Found) int { return cmp.Compare(rank[a.Item.ID], rank[b.Item.ID]) })
	return listed
}
