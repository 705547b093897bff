package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"vedette/matcher/text"
)

// lines yields the words of a gzipped list with their counts, and ends with the
// error that stopped it, if any.
func lines(path string) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(line{}, err)
			return
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			yield(line{}, fmt.Errorf("%s: %w", path, err))
			return
		}
		scanner := bufio.NewScanner(z)
		for scanner.Scan() {
			at := strings.LastIndexAny(scanner.Text(), "\t ")
			if at < 0 {
				yield(line{}, fmt.Errorf("%s: no count in %q", path, scanner.Text()))
				return
			}
			count, err := strconv.ParseFloat(scanner.Text()[at+1:], 64)
			if err != nil {
				yield(line{}, fmt.Errorf("%s: %w", path, err))
				return
			}
			if !yield(line{scanner.Text()[:at], count}, nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(line{}, fmt.Errorf("%s: %w", path, err))
		}
	}
}

type line struct {
	word  string
	count float64
}

// stemmer turns the words of lists into keys as the matcher does.
type stemmer struct {
	language string
	words    text.Words
	terms    []text.Term
}

func (s *stemmer) termsOf(word string) []text.Term {
	s.words.Reset()
	s.words.Add(word, true)
	s.terms = s.words.AppendTerms(s.terms[:0], s.language)
	return s.terms
}

// readNews reads document frequencies. What the words of one stem have is united
// as if they fell on the items independently: 1-∏(1-df/N) of N items.
func readNews(folder, language string) (made, error) {
	news := made{origin: "news", df: map[uint64]float64{}}
	stem := stemmer{language: language}
	for line, err := range lines(filepath.Join(folder, "news-df."+language+".tsv.gz")) {
		switch {
		case err != nil:
			return made{}, err
		case line.word == "#documents":
			news.documents = line.count
		default:
			for _, term := range stem.termsOf(line.word) {
				df := news.df[term.Key]
				news.df[term.Key] = df + line.count - df*line.count/news.documents
			}
		}
	}
	return news, nil
}

// speech is how often terms are said.
type speech struct {
	language string
	total    float64 // words said
	counts   map[uint64]float64
}

// readSubtitles reads word counts and adds up those of one stem.
func readSubtitles(folder, language string) (speech, error) {
	said := speech{language: language, counts: map[uint64]float64{}}
	name := language
	if language == "zh" {
		name = "zh_cn"
	}
	stem := stemmer{language: language}
	for line, err := range lines(filepath.Join(folder, "subtitles."+name+".txt.gz")) {
		if err != nil {
			return speech{}, err
		}
		terms := stem.termsOf(line.word)
		if len(stem.words.List) > 0 {
			said.total += line.count
		}
		for _, term := range terms {
			said.counts[term.Key] += line.count * float64(term.Count)
		}
	}
	return said, nil
}
