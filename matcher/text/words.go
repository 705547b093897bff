package text

import (
	"unicode"
	"unicode/utf8"
)

// Script is the writing system of a word, by its first letter.
type Script uint8

// The scripts that the matcher tells apart; Other is everything else, digits
// among it.
const (
	Other Script = iota
	Latin
	Cyrillic
	Greek
	Arabic
	Hebrew
	Han
)

// Word is one word of a text.
type Word struct {
	Start, End int // bytes in the original: s[Start:End]
	from, to   int // bytes in Words.folded
	// Sentence counts from 0 over all texts added.
	Sentence int
	// Place measures distance: 2 for each word before this one, 1 for each Han
	// character, since a Chinese word has about two of them, and 0 for what
	// hangs on a word by an apostrophe, as Turkish case endings do.
	Place   int
	Script  Script
	Capital bool // the first letter is upper case
	Glued   bool // a hyphen binds it to the word before
}

// Words are the words of one or more texts in order. The zero value is ready;
// Reset keeps its memory for the next text.
type Words struct {
	List      []Word
	Sentences int // how many were begun
	folded    []byte
	place     int
	texts     []added
	seats     []int32 // hash table: of AppendTerms, of place in the terms + 1; of Language, of n-grams
}

// added is a text that was added, and its first word in Words.List.
type added struct {
	text  string
	first int
}

// Reset forgets all texts.
func (w *Words) Reset() {
	clear(w.texts) // what is forgotten is not to be kept in memory
	w.List, w.folded, w.texts, w.Sentences, w.place = w.List[:0], w.folded[:0], w.texts[:0], 0, 0
}

// Fold returns the folded form of word i, valid until the next Add or Reset.
func (w *Words) Fold(i int) []byte { return w.folded[w.List[i].from:w.List[i].to] }

// FoldRun returns the folded forms of words i to j, both included, as one.
func (w *Words) FoldRun(i, j int) []byte { return w.folded[w.List[i].from:w.List[j].to] }

// Add appends the words of s. Where whole is set, all of s is one sentence, as
// a title is. A text begins a new sentence.
//
// Words end at apostrophes, which are never dropped: "Tartu's" must not become
// Tartus, and Turkish "Putin'le" holds the name. Hyphens split too, and mark
// the second part as Glued. A Han character is a word of its own.
func (w *Words) Add(s string, whole bool) {
	sc := scanner{words: w, text: s, whole: whole, first: len(w.List)}
	sc.run()
	if len(w.List) > sc.first {
		w.texts = append(w.texts, added{s, sc.first})
		w.Sentences = w.List[len(w.List)-1].Sentence + 1
	}
}

// scanner walks over one text.
type scanner struct {
	words *Words
	text  string
	whole bool
	first int // index of the text's first word

	open    bool // a word is being read
	glue    bool // nothing but a hyphen since the last word
	hang    bool // nothing but an apostrophe since the last word
	stop    bool // a full stop and nothing that settles it since the last word
	breaks  bool // the next word begins a sentence
	current Word
}

func (sc *scanner) run() {
	sc.current.Sentence = sc.words.Sentences
	for i := 0; i < len(sc.text); {
		if c := sc.text[i]; c < utf8.RuneSelf {
			i = sc.ascii(i, c)
			continue
		}
		r, n := utf8.DecodeRuneInString(sc.text[i:])
		sc.rune(i, r, n)
		i += n
	}
	sc.close()
}

// asciiWord holds the folded form of what ASCII has of letters and digits, 0
// for the rest.
var asciiWord = func() (t [256]byte) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	return t
}()

// ascii takes one character that is no part of a word, or all that follow and
// are; it returns where to go on.
func (sc *scanner) ascii(i int, c byte) int {
	if asciiWord[c] == 0 {
		sc.gap(rune(c))
		return i + 1
	}
	script := Latin
	if c <= '9' {
		script = Other
	}
	sc.letter(i, 1, script, 'A' <= c && c <= 'Z')
	folded := sc.words.folded
	for i < len(sc.text) && asciiWord[sc.text[i]] != 0 {
		if sc.text[i] > '9' && sc.current.Script == Other {
			sc.current.Script = Latin
		}
		folded = append(folded, asciiWord[sc.text[i]])
		i++
	}
	sc.words.folded = folded
	sc.current.End = i
	return i
}

func (sc *scanner) rune(i int, r rune, n int) {
	switch {
	case isHan(r):
		sc.close()
		sc.letter(i, n, Han, false)
		sc.words.folded = utf8.AppendRune(sc.words.folded, r)
		sc.close()
	case isApostrophe(r):
		sc.gap(r)
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		sc.wordRune(i, r, n)
	case r != utf8.RuneError && (dropped(r) || unicode.IsMark(r)):
		if sc.open { // belongs to the word; alone it is nothing
			sc.wordRune(i, r, n)
		}
	default:
		sc.gap(r)
	}
}

func (sc *scanner) wordRune(i int, r rune, n int) {
	before := len(sc.words.folded)
	folded := appendRune(sc.words.folded, r)
	if len(folded) == before {
		sc.words.folded = folded
		if sc.open && !unicode.Is(unicode.Cf, r) {
			sc.current.End = i + n
		}
		return
	}
	sc.letter(i, n, scriptOf(r), unicode.IsUpper(r))
	sc.words.folded = folded
}

// letter opens a word at i or extends the open one.
func (sc *scanner) letter(i, n int, script Script, upper bool) {
	if !sc.open {
		sc.begin(upper || script > Cyrillic && script != Greek)
		sc.open = true
		sc.current.Start, sc.current.from = i, len(sc.words.folded)
		sc.current.Script, sc.current.Capital = script, upper
		sc.current.Glued, sc.glue = sc.glue, false
		if sc.hang {
			sc.words.place = sc.words.List[len(sc.words.List)-1].Place
			sc.hang = false
		}
	} else if sc.current.Script == Other {
		sc.current.Script = script
	}
	sc.current.End = i + n
}

// begin decides whether the word that opens begins a sentence; capital tells
// whether it could by its look.
func (sc *scanner) begin(capital bool) {
	if (sc.breaks || sc.stop && capital) && len(sc.words.List) > sc.first && !sc.whole {
		sc.current.Sentence++
	}
	sc.breaks, sc.stop = false, false
}

func (sc *scanner) close() {
	if !sc.open {
		return
	}
	sc.open = false
	sc.current.to = len(sc.words.folded)
	sc.current.Place = sc.words.place
	if sc.words.place++; sc.current.Script != Han {
		sc.words.place++
	}
	sc.words.List = append(sc.words.List, sc.current)
}

// gap takes a character that is no part of a word.
func (sc *scanner) gap(r rune) {
	wasOpen := sc.open
	sc.close()
	sc.glue = wasOpen && isHyphen(r)
	sc.hang = wasOpen && (r == '\'' || isApostrophe(r))
	switch r {
	case '\n', '!', '?', '؟', '。', '！', '？', '۔', '\u2028', '\u2029', '｡', '…':
		sc.breaks = true
	case '.':
		if wasOpen {
			sc.stop = !sc.abbreviated()
		}
	case ';', '\u037e': // the question mark of Greek
		if words := sc.words.List; wasOpen && words[len(words)-1].Script == Greek {
			sc.breaks = true
		}
		sc.stop = false
	case ' ', '\t', '\r', '\u00a0', '"', '\'', '’', '”', '»', ')', ']', '«', '“', '„', '(', '[', '¿', '¡', '—', '–', '-':
		// may stand between a full stop and the next sentence
	default:
		sc.stop = false
	}
}

// abbreviated tells whether the word just closed is one that a full stop
// commonly follows within a sentence: an initial or a known short form.
func (sc *scanner) abbreviated() bool {
	word := sc.words.List[len(sc.words.List)-1]
	form := sc.words.folded[word.from:word.to]
	if word.Script == Han {
		return false
	}
	return utf8.RuneCount(form) == 1 || abbreviations[string(form)]
}

var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "gen": true, "lt": true, "col": true, "maj": true,
	"sgt": true, "capt": true, "adm": true, "sen": true, "rep": true, "gov": true, "pres": true, "vs": true, "jr": true, "sr": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true, "oct": true,
	"nov": true, "dec": true, "bzw": true, "ca": true, "nr": true, "hr": true, "mme": true, "sra": true, "ee": true, "uu": true,
	"тыс": true, "млн": true, "млрд": true, "ул": true, "им": true, "гг": true, "ген": true, "проф": true, "др": true, "вул": true,
}

func isHyphen(r rune) bool {
	switch r {
	case '-', '‐', '‑', '־', '﹣', '－':
		return true
	}
	return false
}

func isApostrophe(r rune) bool {
	switch r {
	case 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ʾ', 'ʿ', 'ˈ', '׳', '‘', '’', '‛', '′', '＇':
		return true
	}
	return false
}

func scriptOf(r rune) Script {
	switch {
	case r < 0x250 || 0x1E00 <= r && r < 0x1F00:
		if unicode.IsDigit(r) {
			return Other
		}
		return Latin
	case 0x370 <= r && r < 0x400 || 0x1F00 <= r && r < 0x2000:
		return Greek
	case 0x400 <= r && r < 0x530:
		return Cyrillic
	case 0x590 <= r && r < 0x600:
		return Hebrew
	case (0x600 <= r && r < 0x780 || 0xFB50 <= r && r < 0xFF00) && !unicode.IsDigit(r):
		return Arabic
	}
	return Other
}

// Cased tells whether the script has capital letters.
func (s Script) Cased() bool { return s == Latin || s == Cyrillic || s == Greek }
