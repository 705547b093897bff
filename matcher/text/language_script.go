package text

import (
	"strings"
	"unicode/utf8"
)

// writing is a script as far as it tells languages.
type writing struct {
	from, to rune // the block of letters, where script is Other
	script   Script
	language string // the one that the writing gives away, "" where several share it
}

var writings = [...]writing{
	{script: Latin},
	{script: Cyrillic},
	{script: Arabic},
	{script: Greek, language: "el"},
	{script: Hebrew, language: "he"},
	{script: Han, language: "zh"},
	{from: 0x3040, to: 0x30FF, language: "ja"},
	{from: 0xAC00, to: 0xD7AF, language: "ko"},
	{from: 0x900, to: 0x97F, language: "hi"},
	{from: 0x530, to: 0x58F, language: "hy"},
	{from: 0x980, to: 0x9FF, language: "bn"},
	{from: 0xA00, to: 0xA7F, language: "pa"},
	{from: 0xA80, to: 0xAFF, language: "gu"},
	{from: 0xB00, to: 0xB7F, language: "or"},
	{from: 0xB80, to: 0xBFF, language: "ta"},
	{from: 0xC00, to: 0xC7F, language: "te"},
	{from: 0xC80, to: 0xCFF, language: "kn"},
	{from: 0xD00, to: 0xD7F, language: "ml"},
	{from: 0xD80, to: 0xDFF, language: "si"},
	{from: 0xE00, to: 0xE7F, language: "th"},
	{from: 0xE80, to: 0xEFF, language: "lo"},
	{from: 0x1000, to: 0x109F, language: "my"},
	{from: 0x10A0, to: 0x10FF, language: "ka"},
	{from: 0x1200, to: 0x137F, language: "am"},
	{from: 0x1780, to: 0x17FF, language: "km"},
}

// has tells whether a word of a text is in the writing.
func (wr *writing) has(word *Word, text string) bool {
	if word.Script != Other || wr.script != Other {
		return word.Script == wr.script
	}
	r, _ := utf8.DecodeRuneInString(text[word.Start:])
	return wr.from <= r && r <= wr.to
}

const (
	han  = 5 // index in writings
	kana = 6
)

// writing returns the one that most of the first letters are in and how many.
func (w *Words) writing() (*writing, int) {
	var letters [len(writings)]int
	left := sampled
	for t, text := range w.texts {
		for i := text.first; i < w.endOf(t) && left > 0; i++ {
			word := &w.List[i]
			for at := range writings {
				if writings[at].has(word, text.text) {
					n := utf8.RuneCountInString(text.text[word.Start:word.End])
					if word.Script == Han {
						n = 3 // what it takes other writings to say
					}
					letters[at] += n
					left -= n
					break
				}
			}
		}
	}
	if letters[kana] > letters[han]/10 {
		letters[kana] += letters[han]
	}
	most := 0
	for at := range letters {
		if letters[at] > letters[most] {
			most = at
		}
	}
	return &writings[most], letters[most]
}

// endOf returns the index behind the last word of a text.
func (w *Words) endOf(text int) int {
	if text+1 < len(w.texts) {
		return w.texts[text+1].first
	}
	return len(w.List)
}

// tellingLetters are lower-case letters that few of the languages told by
// n-grams have. Foreign names carry them into other languages too, so they add to
// the score and settle nothing.
var tellingLetters = [...]struct{ letters, languages string }{
	{"їєґ", "uk"}, {"і", "uk be"}, {"ў", "be"}, {"ыэё", "ru be"}, {"ъ", "bg ru"}, {"щ", "bg ru uk"},
	{"јљњџ", "sr"}, {"ђћ", "sr"}, {"ѓќѕ", "mk"},
	{"ةأإ", "ar"}, {"پچژگیک", "fa ku ur"}, {"ٹڈڑںےہ", "ur"}, {"ێۆڕڵە", "ku"}, {"ټډښړږځڅېۍ", "ps"},
	{"ñ", "es eu"}, {"ã", "pt"}, {"õ", "et pt"}, {"å", "da no sv"}, {"æø", "da no"}, {"ß", "de"}, {"ğı", "az tr"}, {"ə", "az"},
	{"őű", "hu"}, {"řěů", "cs"}, {"ľĺŕ", "sk"}, {"ł", "pl"}, {"ąę", "lt pl"}, {"ðþ", "is"}, {"șță", "ro"}, {"ėųį", "lt"}, {"ģķļņ", "lv"},
}

// relatives are, for languages that are not told from others, those that their
// texts are taken for.
var relatives = map[string]string{
	"af": "nl", "ast": "es ca pt", "bs": "hr sl sr", "ckb": "ku", "fo": "is no da", "fy": "nl", "gl": "ca es pt", "hr": "sl",
	"id": "ms", "ja": "zh", "kk": "ru", "kmr": "az tr", "ku": "az tr", "ky": "ru", "lb": "de", "mk": "bg sr", "mn": "ru", "mr": "hi",
	"ne": "hi", "oc": "ca es fr", "prs": "fa", "ps": "fa ur", "sd": "ur", "sr": "hr sl mk", "tg": "ru", "tt": "ru", "ug": "ku ur",
	"yi": "he", "yue": "zh",
}

// resembles tells whether a text that looks as if in the one language may as well
// be in the one hinted at.
func resembles(hint, language string) bool {
	if hint == "" {
		return false
	}
	for tag := range strings.FieldsSeq(relatives[hint]) {
		if tag == language {
			return true
		}
	}
	return false
}
