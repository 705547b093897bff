package digest

import (
	"cmp"
	"slices"
	"strings"

	uax "github.com/clipperhouse/uax29/v2/words"

	"vedette/store"
)

// maxCorrections is how many are shown: a feed that begins to give whole texts
// changes all of its items at once.
const maxCorrections = 20

// corrections are made of what changed since the digest told it, by profile and
// then the latest change first; more counts those left out.
func corrections(changed []store.Found, profiles []Profile) (out []Correction, more int) {
	changed = slices.Clone(changed)
	slices.SortFunc(changed, func(a, b store.Found) int {
		return cmp.Or(b.Item.FirstSeen.Compare(a.Item.FirstSeen), cmp.Compare(a.Item.ID, b.Item.ID))
	})
	out = []Correction{}
	for _, p := range profiles {
		for _, f := range changed {
			if f.Hit.Profile == p.Name {
				out = append(out, correction(f))
			}
		}
	}
	more = max(len(out)-maxCorrections, 0)
	return out[:len(out)-more], more
}

// correction sets a version against the one that was told. The excerpts begin
// at the same place, from which what changed first is in sight.
func correction(f store.Found) Correction {
	now, was := item(f), item(store.Found{Item: *f.Was})
	before, after := tidy(f.Was.Text()), tidy(f.Item.Text())
	at := apart(before, after)
	if before == after {
		at = 0
	}
	return Correction{
		Profile: f.Hit.Profile, Story: f.Hit.Story, Outlet: now.Outlet, Class: now.Class, Language: now.Language, URL: now.URL,
		Was:       Wording{was.Title, passage{text: before}.around(at, maxExcerpt).text},
		Now:       Wording{now.Title, passage{text: after}.around(at, maxExcerpt).text},
		Published: now.Published, Changed: f.Item.FirstSeen.UTC(), Retracted: f.Hit.Retracted > 0,
	}
}

// apart gives the offset of the first word that two texts do not share.
func apart(a, b string) int {
	at := 0
	for x, y := uax.FromString(a), uax.FromString(b); x.Next() && y.Next() && x.Value() == y.Value(); {
		at = x.End()
	}
	return at
}

// report is a correction as the report that it is of.
func (c Correction) report() Item {
	return Item{Outlet: c.Outlet, Class: c.Class, Language: c.Language, URL: c.URL, Published: c.Published, Title: c.Now.Title}
}

// distinct are the corrections of a digest, those that several profiles share
// once.
func distinct(all []Correction) (out []Correction) {
	had := map[Correction]bool{}
	for _, c := range all {
		same := c
		same.Profile, same.Story = "", ""
		if !had[same] {
			had[same] = true
			out = append(out, c)
		}
	}
	return out
}

// compare cuts two wordings into what both have and what only one has, which is
// marked. What stands between two marked words is marked with them.
func compare(was, now string) (gone, come []segment) {
	a, b := tokens(was), tokens(now)
	keptA, keptB := common(a, b)
	return segmentsOf(a, keptA), segmentsOf(b, keptB)
}

func tokens(s string) (all []string) {
	for it := uax.FromString(s); it.Next(); {
		all = append(all, it.Value())
	}
	return all
}

// common tells which tokens belong to the longest sequence that is in both.
// The wordings are short: at most some hundred tokens.
func common(a, b []string) (inA, inB []bool) {
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	inA, inB = make([]bool, len(a)), make([]bool, len(b))
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			inA[i], inB[j] = true, true
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return inA, inB
}

// segmentsOf joins tokens of a kind. A blank between two words that only one
// wording has is taken with them.
func segmentsOf(all []string, kept []bool) (out []segment) {
	for i, token := range all {
		marked := !kept[i]
		if strings.TrimSpace(token) == "" {
			marked = i > 0 && i+1 < len(all) && !kept[i-1] && !kept[i+1]
		}
		if last := len(out) - 1; last >= 0 && out[last].Marked == marked {
			out[last].Text += token
		} else {
			out = append(out, segment{token, marked})
		}
	}
	return out
}
