package feed

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// An alphabet tells a language by its letters beyond ASCII, in the order of how often
// they stand in a text. Of a script with too many letters to list, the rest
// count a little.
type alphabet struct {
	letters string
	rest    *unicode.RangeTable
	worth   int // of a letter of the rest
}

var alphabets = map[string]alphabet{
	"ru": {letters: "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"},
	"uk": {letters: "оаниіветрскдлмупьязгбчйхцжюїєшщфґ"},
	"bg": {letters: "аоиентрсвлкдпмуъгзбяцчхжщшюфьй"},
	"sr": {letters: "аоиенртсвкдјлпмузгбчцхжшњљђћфџ"},
	"el": {letters: "ατοιεσνηυρπκμλςωίγάδόθήέχφύβώξζψϊϋΐΰ"},
	"he": {letters: "יוהלאתרבמשנדםפקעחכצטזגךסןףץ"},
	"ar": {letters: "ايلمنترويبدةعسفكحهقجأشطصىخذضزثإءئآغظؤً"},
	"fa": {letters: "اینردهمتبوسشکلزفگعخقپحچجصآطغضضثذژظيك"},
	"th": {letters: "านรกอเงมยลวดทสตะปบคหแจพชขใไโผธณฐภศซถษฉฝฟ", rest: unicode.Thai, worth: 1},
	"fr": {letters: "éèàêçôîâùûïëœ"},
	"de": {letters: "üäöß"},
	"es": {letters: "óíáéñúü"},
	"pt": {letters: "ãçáéíóõêúâàô"},
	"it": {letters: "àèùòìé"},
	"sv": {letters: "äåöøæé"},
	"is": {letters: "íáðéöúóþæý"},
	"pl": {letters: "łąężóśćńź"},
	"cs": {letters: "íáéěřčžšýůúťďňó"},
	"sk": {letters: "áíéčžýšúľťôňäďó"},
	"hu": {letters: "áéöőóüíúű"},
	"ro": {letters: "ăîâşţșțţ"},
	"hr": {letters: "čšžćđ"},
	"tr": {letters: "ışğüçöâî"},
	"lt": {letters: "ėųšįūžčęą"},
	"lv": {letters: "āīšēūžļņčģķ"},
	"et": {letters: "äõüöšž"},
	"vi": {letters: "đâôưăêơáàóúíìùèéòý\u0301\u0300\u0323\u0309\u0303"},
	"ja": {letters: "のにはたをがでとしる", rest: kanaAndHan, worth: 1},
	"zh": {letters: "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家電力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處隊南給色光門即保治北造百規熱領七海口東導器壓志世金增爭濟階油思術極交受聯什認六共權收證改清己美再採轉更單風切打白教速花帶安場身車例真務具萬每目至達走積示議聲報鬥完類離戶說這為個國時們來對會發動過產種後學經進現實兩體機當點從業應開還與關間樣數變條沒結問義氣質線", rest: unicode.Han, worth: 1},
	"ko": {letters: "이다는을의에가지고하한", rest: unicode.Hangul, worth: 2},
}

// kanaAndHan is what Japanese is written in.
var kanaAndHan = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x3041, Hi: 0x30ff, Stride: 1}, {Lo: 0x4e00, Hi: 0x9fff, Stride: 1}, {Lo: 0xff66, Hi: 0xff9f, Stride: 1}}}

// pages are the charsets that may stand undeclared, with the languages that
// are written in them. Of two that fit equally the earlier counts.
const pages = `windows-1252 fr de es pt it sv is
windows-1251 ru uk bg sr
koi8-u ru uk
windows-1250 pl cs sk hu ro hr
windows-1253 el
windows-1254 tr
windows-1255 he
windows-1256 ar fa
windows-1257 lt lv et
windows-1258 vi
windows-874 th
shift_jis ja
euc-jp ja
gb18030 zh
big5 zh
euc-kr ko
iso-8859-2 pl cs sk hu ro hr
iso-8859-5 ru uk bg sr
iso-8859-6 ar
iso-8859-7 el
iso-8859-4 lt lv
iso-8859-16 ro
cp866 ru uk bg
x-mac-cyrillic ru uk bg sr
cp855 ru bg sr
macintosh fr de es pt it sv
cp850 fr de es pt it sv
cp852 pl cs sk hu ro hr
cp437 fr de es it sv
cp862 he
koi8-r ru
iso-8859-13 lt lv et
iso-8859-15 fr de es pt it sv
iso-8859-10 lt sv is et
iso-8859-14 fr
iso-8859-8 he
iso-8859-3 tr
`

// weights says for every language how much each of its letters speaks for it.
var weights = sync.OnceValue(func() map[string]map[rune]int {
	all := map[string]map[rune]int{}
	for name, l := range alphabets {
		w := map[rune]int{}
		n := len([]rune(l.letters))
		for i, r := range []rune(l.letters) {
			switch {
			case w[r] != 0:
			case i < 10 || i < n/3:
				w[r] = 4
			case i < 2*n/3:
				w[r] = 2
			default:
				w[r] = 0
			}
		}
		all[name] = w
	}
	return all
})

// A page is a charset that was guessed, or may be.
type page struct {
	enc       encoding.Encoding
	name      string
	languages []string
	score     float64 // see fit
}

var pageTable = sync.OnceValue(func() []page {
	var all []page
	for line := range strings.Lines(pages) {
		words := strings.Fields(line)
		all = append(all, page{enc: lookup(words[0]), name: words[0], languages: words[1:]})
	}
	return all
})

// Scores of a guess: from certain on it overrules a label if the text has so
// many bytes above ASCII, and lost is that of what cannot be decoded.
const (
	certain      = 1.5
	certainBytes = 12
	lost         = -4
)

// detect guesses the charset of text that no label explains: the one in which
// the characters above ASCII make the likeliest text of some language.
func detect(sample []byte) page {
	var best page
	for _, p := range pageTable() {
		p.score = p.fit(sample)
		if best.enc == nil || p.score > best.score+commonest(best) {
			best = p
		}
	}
	if best.score <= lost {
		return pageTable()[0]
	}
	return best
}

// commonest is how much better than windows-1252 another charset must be.
func commonest(p page) float64 {
	if p.name == "windows-1252" {
		return 0.5
	}
	return 0
}

// fit says how likely a text is when its bytes are read in a charset; 0 for
// one of which the languages are not known.
func fit(enc encoding.Encoding, sample []byte) float64 {
	for _, p := range pageTable() {
		if p.enc == enc {
			return p.fit(sample)
		}
	}
	return 0
}

// fit is the average over the characters above ASCII, from -3 to 4, for the
// language that fits best.
func (p page) fit(sample []byte) float64 {
	text, ok := decodeWith(p.enc, sample)
	if !ok {
		return lost
	}
	best, runes := float64(lost), []rune(string(text))
	for _, name := range p.languages {
		best = max(best, alphabets[name].score(runes, weights()[name]))
	}
	return best
}

// score of a text in a language: see fit.
func (l alphabet) score(text []rune, weight map[rune]int) float64 {
	latin := strings.ContainsAny(l.letters, "éüáàóíäšâč")
	sum, n := 0, 0
	var before rune
	for i, r := range text {
		after := ' '
		if i+1 < len(text) {
			after = text[i+1]
		}
		if r >= utf8.RuneSelf {
			sum += l.worthOf(before, r, after, weight, latin)
			n++
		}
		before = r
	}
	if n == 0 {
		return 0
	}
	return float64(sum) / float64(n)
}

// worthOf a character between its neighbours.
func (l alphabet) worthOf(before, r, after rune, weight map[rune]int, latin bool) int {
	w, known := weight[unicode.ToLower(r)]
	switch {
	case l.rest != nil && before < utf8.RuneSelf && after < utf8.RuneSelf:
		return -1
	case !known && l.rest != nil && unicode.Is(l.rest, r):
		return l.worth
	case !known:
		return markWorth(before, r, after)
	case l.rest != nil:
		return w
	case unicode.IsUpper(r) && unicode.IsLower(before):
		return -3
	case !latin && (asciiLetter(before) || asciiLetter(after)):
		return -3
	case !unicode.IsLetter(before) && !unicode.IsLetter(after) && !unicode.IsMark(r):
		if unicode.IsUpper(r) {
			return -2
		}
		return 0 // a letter that is a word
	case latin && before >= utf8.RuneSelf && unicode.IsLetter(before):
		return w - 1
	case unicode.IsUpper(r) && unicode.IsUpper(before):
		return w / 2
	}
	return w
}

// markWorth is that of a character which is no letter of the language: marks
// speak for a charset that puts them in their places.
func markWorth(before, r, after rune) int {
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	inPlace := false
	switch r {
	case '“', '„', '«', '‘':
		inPlace = !word(before) && word(after)
	case '”', '»', '…':
		inPlace = before > ' ' && !word(after)
	case '’':
		inPlace = word(before)
	case '–', '—':
		inPlace = word(before) == word(after)
	case '€', '£', '°', '©', '®', '™', '№', '§', '•', '·', '½', '²', '\u00a0':
		return 0
	case '，', '。', '、', '！', '？', '：', '；', '（', '）', '「', '」', '『', '』', '《', '》', '،', '؟':
		return 1
	default:
		return -3
	}
	if inPlace {
		return 4
	}
	return -1
}

func asciiLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }
