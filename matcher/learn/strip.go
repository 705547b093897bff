package learn

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vedette/matcher/text"
)

// A line of an article is prose when it has so many words, or fewer and ends as
// a sentence does.
const (
	proseWords    = 12
	sentenceWords = 5
	// titleWords is the longest title, firstLines how far down it may stand.
	titleWords = 30
	leastTitle = 3
	firstLines = 25
	// sharedWords is how many words of a title, beside the common ones, the
	// article has again.
	sharedWords = 2
)

// Strip takes the furniture of a page from the text of an article: menus, names
// of staff, captions, dates, addresses, lines that come twice, and what is in
// another script than the article, as footers of other language editions are.
// It returns the title, "" where no line looks like one, and the prose.
//
// The title is not the first line, which is as often a site's name: it is the
// first line that the article takes up again, with at least two of its words
// that have capitals or are long. Failing that, it is a first line that prose
// follows at once.
func Strip(page string) (title, article string) {
	lines := lines(page)
	script := mainScript(lines)
	var prose []string
	for _, l := range lines[:imprint(lines)] {
		if l.script == script && l.isProse() {
			prose = append(prose, l.text)
		}
	}
	article = strings.Join(prose, "\n")
	for _, l := range lines[:min(len(lines), firstLines)] {
		if l.script == script && l.words <= titleWords && l.takenUp(wordsOf(strings.Replace(article, l.text, "", 1))) {
			title = l.text
			break
		}
	}
	if title == "" && len(lines) > 1 && lines[0].words >= leastTitle && !lines[0].isProse() && lines[0].script == script && lines[1].isProse() {
		title = lines[0].text // a page without furniture, as someone has typed it
	}
	if title != "" && strings.HasPrefix(article, title+"\n") {
		article = article[len(title)+1:]
	}
	if article == "" { // nothing but short lines: a notice, a list
		return "", strings.TrimSpace(page)
	}
	return title, article
}

// imprintShare is how much of a page's words may stand below the line that
// claims the rights to it.
const imprintShare = 0.4

// imprint is the place of the line that claims the rights to the page, behind
// which no article goes on; the number of lines where there is none. Credits of
// pictures stand further up.
func imprint(lines []line) int {
	total, below := 0, 0
	for _, l := range lines {
		total += l.words
	}
	at := len(lines)
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		if below += l.words; float64(below) > imprintShare*float64(total) {
			break
		}
		if strings.Contains(l.text, "©") || strings.HasPrefix(strings.ToLower(l.text), "(c) ") || strings.Contains(strings.ToLower(l.text), "all rights reserved") {
			at = i
		}
	}
	return at
}

// line is one line of a page.
type line struct {
	text   string
	words  int
	script text.Script
	folded map[string]bool // its words that could be taken up: long, or with a capital
}

// lines splits a page into lines, each once.
func lines(page string) []line {
	var out []line
	seen := map[string]bool{}
	for raw := range strings.Lines(page) {
		s := strings.Join(strings.Fields(raw), " ")
		if s == "" || seen[s] {
			continue
		}
		seen[s] = true
		var w text.Words
		w.Add(s, true)
		if len(w.List) > 0 {
			out = append(out, line{text: s, words: len(w.List), script: scriptOf(&w), folded: takeable(&w)})
		}
	}
	return out
}

// Words of a title that can be taken up: long ones, and names, which are seldom
// shorter than four letters, as articles with a capital often are.
const (
	longWord  = 5
	shortName = 4
)

func takeable(w *text.Words) map[string]bool {
	out := map[string]bool{}
	for i, word := range w.List {
		fold := string(w.Fold(i))
		if n := utf8.RuneCountInString(fold); word.Script == text.Han || n >= longWord || n >= shortName && word.Capital {
			out[fold] = true
		}
	}
	return out
}

func wordsOf(s string) map[string]bool {
	var w text.Words
	w.Add(s, true)
	out := make(map[string]bool, len(w.List))
	for i := range w.List {
		out[string(w.Fold(i))] = true
	}
	return out
}

// isProse tells whether a line is a part of the article.
func (l line) isProse() bool {
	switch {
	case strings.Contains(l.text, "://") && l.words < 2*proseWords, strings.ContainsAny(l.text, "©|"):
		return false
	case l.script == text.Han:
		return l.endsSentence()
	}
	return l.words >= proseWords || l.words >= sentenceWords && l.endsSentence()
}

// endsSentence tells whether a line ends with a stop, quotes and brackets after
// it left aside.
func (l line) endsSentence() bool {
	s := strings.TrimRightFunc(l.text, func(r rune) bool {
		return unicode.In(r, unicode.Pe, unicode.Pf, unicode.Pi) || r == '"' || r == '\''
	})
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？؟۔", last)
}

// takenUp tells whether the article has words of the line again.
func (l line) takenUp(known map[string]bool) bool {
	n := 0
	for word := range l.folded {
		if known[word] {
			n++
		}
	}
	return n >= sharedWords && 2*n >= len(l.folded)
}

// scriptOf is the script of most words.
func scriptOf(w *text.Words) text.Script {
	var counts [text.Han + 1]int
	best := text.Other
	for _, word := range w.List {
		if counts[word.Script]++; word.Script != text.Other && counts[word.Script] > counts[best] {
			best = word.Script
		}
	}
	return best
}

// mainScript is the script with the most words of prose.
func mainScript(lines []line) text.Script {
	var counts [text.Han + 1]int
	best := text.Latin
	for _, l := range lines {
		if !l.isProse() {
			continue
		}
		if counts[l.script] += l.words; counts[l.script] > counts[best] {
			best = l.script
		}
	}
	return best
}
