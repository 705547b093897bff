package learn

import (
	"fmt"
	"strings"

	"vedette/matcher/background"
	"vedette/matcher/text"
)

const (
	leastWords = 20  // of a seed that can teach anything
	sameText   = 0.9 // share of their terms that two seeds have in common when they are one
	// apart is the share of the usual likeness below which a seed is a stranger
	// among the others.
	apart = 0.35
)

// check returns the seeds that can teach something, each once, and what is
// wrong with the set.
func check(seeds []Seed) (kept []Seed, warnings []string) {
	seen := map[string]string{}
	for _, s := range seeds {
		var w text.Words
		w.Add(s.Title, true)
		w.Add(s.Text, false)
		text := strings.Join(strings.Fields(s.Title+" "+s.Text), " ")
		switch other, again := seen[text]; {
		case len(w.List) < leastWords:
			warnings = append(warnings, fmt.Sprintf("%s holds only %d words of an article and is left out: give the whole text", s.ID, len(w.List)))
			continue
		case again:
			warnings = append(warnings, fmt.Sprintf("%s is the same text as %s and is left out", s.ID, other))
			continue
		}
		seen[text] = s.ID
		s.Language = w.Language(s.Language)
		if background.Shipped(s.Language) == nil {
			warnings = append(warnings, fmt.Sprintf("%s is in a language (%s) of which no word frequencies are known: its commonest words count as much as its rarest, so matching will be poor until the live stream has been counted", s.ID, s.Language))
		}
		kept = append(kept, s)
	}
	if n := len(kept); n > 0 && n < 3 {
		warnings = append(warnings, fmt.Sprintf("three to five seeds, from different outlets and days, find clearly more than %d", n))
	}
	return kept, warnings
}

// strangers warns of seeds that are nearly the same, and of those that have
// little in common with the rest.
func strangers(seeds []Seed, tables background.Tables) ([]string, error) {
	var warnings []string
	like := make([]float64, len(seeds))
	mean := 0.0
	for i := range seeds {
		for j := range i {
			if overlap(seeds[i], seeds[j]) > sameText {
				warnings = append(warnings, fmt.Sprintf("%s and %s are nearly the same text: they count as two, but teach as one", seeds[j].ID, seeds[i].ID))
			}
		}
		others := sameLanguage(seeds, i)
		if len(others) == 0 {
			continue
		}
		l, err := likeness(others, seeds[i], tables)
		if err != nil {
			return nil, err
		}
		like[i] = l
		mean += l / float64(len(seeds))
	}
	for i, seed := range seeds {
		if len(sameLanguage(seeds, i)) > 1 && like[i] < apart*mean {
			warnings = append(warnings, fmt.Sprintf("%s has little in common with the others: is it the same subject? two subjects make two profiles", seed.ID))
		}
	}
	return warnings, nil
}

// overlap is the share of the terms of two seeds that both have.
func overlap(a, b Seed) float64 {
	keys := map[uint64]bool{}
	for _, t := range read(a, nil).terms {
		keys[t.key] = true
	}
	union, both := len(keys), 0
	for _, t := range read(b, nil).terms {
		if keys[t.key] {
			both++
		} else {
			union++
		}
	}
	return float64(both) / float64(max(union, 1))
}

// sameLanguage are the other seeds in the language of seed i.
func sameLanguage(seeds []Seed, i int) []Seed {
	var out []Seed
	for j, s := range seeds {
		if j != i && s.Language == seeds[i].Language {
			out = append(out, s)
		}
	}
	return out
}
