package main

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
)

// pair is a term in both sources: its IDF in news, its IDF as converted from
// speech, and in how many news items it is, by which it counts.
type pair struct{ news, said, weight float64 }

// compare prints for every language with both sources how far tables made from
// subtitles are from those made from news: as converted by length alone, and
// with the line fitted on the other languages.
func compare(folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, "news-df.*"))
	if err != nil {
		return err
	}
	languages := map[string][]pair{}
	var order []string
	for _, name := range names {
		language := strings.Split(filepath.Base(name), ".")[1]
		if languages[language], err = pairs(folder, language); err != nil {
			return fmt.Errorf("%s: %w", language, err)
		}
		order = append(order, language)
	}
	fmt.Println("lang  terms  rank  mean diff.  fitted   line of the others")
	for _, language := range order {
		var others []pair
		for _, other := range order {
			if other != language {
				others = append(others, languages[other]...)
			}
		}
		own := languages[language]
		slope, offset := fit(others)
		fmt.Printf("%-4s %6d  %.2f  %6.2f  %9.2f     %.2f·x %+.2f\n", language, len(own), spearman(own), distance(own, 1, 0),
			distance(own, slope, offset), slope, offset)
	}
	slope, offset := fit(slices.Concat(said(languages["en"]), said(languages["pl"])))
	fmt.Printf("items of title and summary (en, pl), words that are said: %.3f·x %+.2f\n", slope, offset)
	return nil
}

// said are the terms that speech has at all.
func said(pairs []pair) []pair {
	never := slices.MaxFunc(pairs, func(a, b pair) int { return cmp.Compare(a.said, b.said) }).said
	return slices.DeleteFunc(slices.Clone(pairs), func(p pair) bool { return p.said == never })
}

// pairs reads both sources of a language. The speech is taken for items as long
// as those of the news.
func pairs(folder, language string) ([]pair, error) {
	news, err := readNews(folder, language)
	if err != nil {
		return nil, err
	}
	said, err := readSubtitles(folder, language)
	if err != nil {
		return nil, err
	}
	length := 0.0
	for _, df := range news.df {
		length += df / news.documents
	}
	written, spoken := news.table(), said.items(length).table()
	var found []pair
	for key, df := range news.df {
		found = append(found, pair{float64(written.IDF(key)), float64(spoken.IDF(key)), df / news.documents / length})
	}
	return found, nil
}

// distance is the weighted mean difference of IDF, in natural logarithms, after
// the line was applied to those of speech.
func distance(pairs []pair, slope, offset float64) float64 {
	var sum, weights float64
	for _, p := range pairs {
		sum += p.weight * math.Abs(p.news-max(0, slope*p.said+offset))
		weights += p.weight
	}
	return sum / weights
}

// fit fits the weighted line of least squares from speech to news.
func fit(pairs []pair) (slope, offset float64) {
	var w, x, y, xx, xy float64
	for _, p := range pairs {
		w += p.weight
		x += p.weight * p.said
		y += p.weight * p.news
		xx += p.weight * p.said * p.said
		xy += p.weight * p.said * p.news
	}
	slope = (w*xy - x*y) / (w*xx - x*x)
	return slope, (y - slope*x) / w
}

// spearman is the correlation of ranks. Terms that speech does not have share
// one.
func spearman(pairs []pair) float64 {
	a := ranks(pairs, func(p pair) float64 { return p.news })
	b := ranks(pairs, func(p pair) float64 { return p.said })
	mean := float64(len(pairs)-1) / 2
	var ab, aa, bb float64
	for i := range a {
		ab += (a[i] - mean) * (b[i] - mean)
		aa += (a[i] - mean) * (a[i] - mean)
		bb += (b[i] - mean) * (b[i] - mean)
	}
	return ab / math.Sqrt(aa*bb)
}

func ranks(pairs []pair, value func(pair) float64) []float64 {
	order := make([]int, len(pairs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(value(pairs[a]), value(pairs[b])) })
	ranks := make([]float64, len(pairs))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && value(pairs[order[j]]) == value(pairs[order[i]]) {
			j++
		}
		for k := i; k < j; k++ {
			ranks[order[k]] = float64(i+j-1) / 2
		}
		i = j
	}
	return ranks
}
