package learn

import (
	"cmp"
	"slices"
	"strings"

	"vedette/matcher/text"
)

// Name is a name that the seeds share: a candidate for an entity.
type Name struct {
	Name     string // as most seeds write it
	Language string
	Seeds    int // how many have it
}

const (
	mostNames    = 12
	longestName  = 4 // words
	leastOfSeeds = 0.5
)

// names finds runs of words with capitals that at least half of the seeds have
// within their sentences, the longest form of each.
func names(seeds []Seed) []Name {
	type count struct {
		Name
		folded string
	}
	counts := map[string]*count{}
	for _, s := range seeds {
		for folded, written := range namesOf(s) {
			c := counts[s.Language+" "+folded]
			if c == nil {
				c = &count{Name{Name: written, Language: s.Language}, folded}
				counts[s.Language+" "+folded] = c
			}
			c.Seeds++
		}
	}
	var list []*count
	for _, c := range counts {
		if c.Seeds >= 2 && float64(c.Seeds) >= leastOfSeeds*float64(len(seeds)) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *count) int {
		return cmp.Or(cmp.Compare(b.Seeds, a.Seeds), cmp.Compare(len(b.folded), len(a.folded)), cmp.Compare(a.folded, b.folded))
	})
	var out []Name
	for _, c := range list {
		part := slices.ContainsFunc(list, func(o *count) bool {
			return o != c && o.Language == c.Language && o.Seeds >= c.Seeds && strings.Contains(" "+o.folded+" ", " "+c.folded+" ")
		})
		if !part && len(out) < mostNames {
			out = append(out, c.Name)
		}
	}
	return out
}

// namesOf are the names of a seed: how they are written by how they are folded.
func namesOf(s Seed) map[string]string {
	out := map[string]string{}
	for _, field := range []string{s.Title, s.Text} {
		var w text.Words
		w.Add(field, false)
		for i := range w.List {
			if !isName(&w, i) {
				continue
			}
			for j := i; j < len(w.List) && j < i+longestName && continues(&w, i, j, field); j++ {
				out[folded(&w, i, j)] = field[w.List[i].Start:w.List[j].End]
			}
		}
	}
	return out
}

// continues tells whether word j still belongs to the name that begins at i:
// nothing but a space or a hyphen may stand between its words.
func continues(w *text.Words, i, j int, field string) bool {
	if j == i {
		return true
	}
	gap := field[w.List[j-1].End:w.List[j].Start]
	return isName(w, j) && (gap == " " || gap == "-") && continues(w, i, j-1, field)
}

func folded(w *text.Words, i, j int) string {
	parts := make([]string, 0, longestName)
	for ; i <= j; i++ {
		parts = append(parts, string(w.Fold(i)))
	}
	return strings.Join(parts, " ")
}
