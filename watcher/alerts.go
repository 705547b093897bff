package watcher

import (
	"fmt"
	"slices"
	"strings"

	"vedette/config"
	"vedette/store"
	"vedette/watcher/digest"
)

// growth is how many times the outlets that had reported a story when it was
// told have to report it before an alert tells it again.
const growth = 3

// confirmers are what outlets are called whose class confirms a story. An
// unknown class confirms nothing.
var confirmers = map[string]string{
	"state": "state media", "wire": "news agencies", "public": "public broadcasters",
	"independent": "independent outlets", "official": "official sources",
}

// alerts tells whether a digest tells what is new and leaves out what follows:
// then it tells a story again when that has become another matter.
func alerts(d config.Digest) bool {
	return slices.Contains(d.Only, digest.New) && !slices.Contains(d.Only, digest.Update)
}

// retell sets what a digest has told of stories against what was found of them
// since: what it is to remember, and for an alert which to tell again and why.
func retell(alert bool, told map[store.StoryKey]store.Telling, found map[store.StoryKey][]store.Found) (after map[store.StoryKey]store.Telling, again map[store.StoryKey]string) {
	after, again = map[store.StoryKey]store.Telling{}, map[store.StoryKey]string{}
	for key, reports := range found {
		before := told[key]
		t := extend(before, reports)
		if alert && before.Told > 0 {
			if why := reason(before, t); why != "" {
				again[key] = why
			}
		}
		if !alert || before.Told == 0 || again[key] != "" {
			t.Told = len(t.Outlets)
		}
		after[key] = t
	}
	return after, again
}

// extend adds the outlets of reports, and their classes. Who copies a report
// spreads it and confirms nothing.
func extend(t store.Telling, reports []store.Found) store.Telling {
	t.Outlets, t.Classes = slices.Clone(t.Outlets), slices.Clone(t.Classes)
	for _, f := range reports {
		if !slices.Contains(t.Outlets, f.Item.Outlet) {
			t.Outlets = append(t.Outlets, f.Item.Outlet)
		}
		if confirmers[f.Item.Class] != "" && !f.Hit.Copy && !slices.Contains(t.Classes, f.Item.Class) {
			t.Classes = append(t.Classes, f.Item.Class)
		}
	}
	return t
}

// reason says why a story is to be told again; it is empty when it is not.
// What only outlets of unknown class have told is confirmed by none.
func reason(before, after store.Telling) string {
	var reasons []string
	if len(after.Outlets) >= growth*before.Told {
		reasons = append(reasons, fmt.Sprintf("now %d outlets", len(after.Outlets)))
	}
	if more := after.Classes[len(before.Classes):]; len(before.Classes) > 0 && len(more) > 0 {
		names := make([]string, len(more))
		for i, class := range more {
			names[i] = confirmers[class]
		}
		reasons = append(reasons, "confirmed by "+strings.Join(names, " and "))
	}
	return strings.Join(reasons, ", ")
}
