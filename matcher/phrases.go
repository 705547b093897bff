package matcher

import (
	"sort"

	"vedette/matcher/text"
)

// phrases is a trie over terms: every alias, class word and rule literal is a
// path, and what it stands for is a list of claims at the path's end.
type phrases struct {
	vocabulary *vocabulary
	first      []int32 // term -> node after it; 0: none
	next       map[step]int32
	nodes      []phraseNode
}

type step struct{ node, term int32 }

type phraseNode struct {
	claims   []claim   // by source
	triggers []trigger // rules that may hold once the path was seen
	inner    bool      // paths go on
}

// of returns the claims of one source.
func (n *phraseNode) of(source int32) []claim {
	from := 0
	if len(n.claims) > 8 {
		from = sort.Search(len(n.claims), func(i int) bool { return n.claims[i].source >= source })
	}
	for from < len(n.claims) && n.claims[from].source < source {
		from++
	}
	to := from
	for to < len(n.claims) && n.claims[to].source == source {
		to++
	}
	return n.claims[from:to]
}

// claim says what a path stands for.
type claim struct {
	source    int32 // the lexicon or profile it comes from
	symbol    int32
	languages languages // documents in which it counts
	short     bool      // too short to count where the language is a guess
	cancels   bool      // it is a not: phrase
	ambiguous bool
	small     bool  // it begins with a small letter, as Italian russo does
	role      bool  // bound in time: words of it keep their own meaning
	from      int64 // Unix seconds; 0: always
	until     int64 // first second after; 0: for ever
}

// finder is the work of looking up one document's phrases.
type finder struct {
	*phrases
	words *text.Words
	hits  []termHit // per word, in order
	start []int32   // index into hits by word
	found []found
}

// termHit is a term that begins at a word and ends before another.
type termHit struct {
	term int32
	end  int32
}

// found is a path's end reached.
type found struct {
	node       int32
	start, end int32 // words
}

// run looks up all words, then all paths.
func (f *finder) run() {
	f.hits, f.start, f.found = f.hits[:0], f.start[:0], f.found[:0]
	for i := range f.words.List {
		f.start = append(f.start, int32(len(f.hits)))
		f.lookUp(i)
	}
	f.start = append(f.start, int32(len(f.hits)))
	for i := range f.words.List {
		for _, h := range f.hits[f.start[i]:f.start[i+1]] {
			if node := f.first[h.term]; node != 0 {
				f.follow(node, int32(i), h.end)
			}
		}
	}
}

func (f *finder) follow(node, start, end int32) {
	n := &f.nodes[node]
	if len(n.claims) > 0 {
		f.found = append(f.found, found{node, start, end})
	}
	if !n.inner || int(end) >= len(f.words.List) || f.words.List[end].Sentence != f.words.List[start].Sentence {
		return
	}
	for _, h := range f.hits[f.start[end]:f.start[end+1]] {
		if to := f.next[step{node, h.term}]; to != 0 {
			f.follow(to, start, h.end)
		}
	}
}

// lookUp finds the terms of word i: as it stands, without clitics, and joined
// with what hyphens bind to it.
func (f *finder) lookUp(i int) {
	form := f.words.Fold(i)
	f.add(form, int32(i+1))
	switch f.words.List[i].Script {
	case text.Arabic:
		f.withoutClitics(form, int32(i+1), arabicClitics)
	case text.Hebrew:
		f.withoutClitics(form, int32(i+1), hebrewClitics)
	}
	for j := i + 1; j < len(f.words.List) && f.words.List[j].Glued && j < i+4; j++ {
		f.add(f.words.FoldRun(i, j), int32(j+1))
	}
}

func (f *finder) add(form []byte, end int32) {
	var buffer [16]int32
	for _, term := range f.vocabulary.find(form, buffer[:0]) {
		f.hits = append(f.hits, termHit{term, end})
	}
}

// minStem is how many bytes must remain when clitics are taken off: three
// Arabic or Hebrew letters.
const minStem = 6

func (f *finder) withoutClitics(form []byte, end int32, clitics []string) {
	for _, c := range clitics {
		if len(form) >= len(c)+minStem && string(form[:len(c)]) == c {
			f.add(form[len(c):], end)
		}
	}
}

// arabicClitics are and, then, in, as, to and the article, and what they make
// together; hebrewClitics and, in, to, the, that, from, as.
var (
	arabicClitics = []string{"و", "ف", "ب", "ك", "ل", "ال", "لل", "وال", "فال", "بال", "كال", "ولل", "فلل", "وب", "ول", "وك", "فب", "فل", "وبال", "وكال", "س", "وس"}
	hebrewClitics = []string{"ו", "ב", "ל", "ה", "ש", "מ", "כ", "וב", "ול", "וה", "וש", "ומ", "וכ", "שב", "של", "שה", "שמ", "מה", "כש", "לכ", "וכש", "ושה", "ומה", "כשה"}
)
