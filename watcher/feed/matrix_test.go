package feed

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/unicode/norm"
)

// Three titles of a feed in each language: what a detector has to go by.
var titles = map[string][3]string{
	"fr": {"Le président a rencontré les délégués à Genève", "La forêt brûle près de Nîmes : trois blessés", "Le français gagne après une longue journée"},
	"de": {"Der Präsident führt Gespräche über Rüstung", "Dürre gefährdet die Ernte in Österreich", "Große Schäden nach Stürmen an der Küste"},
	"pl": {"Prezydent spotkał się z ministrem obrony", "Trzęsienie ziemi w środkowych Włoszech, są ranni", "Zażółć gęślą jaźń – mówią uczniowie"},
	"cs": {"Předseda vlády jednal s ministry o rozpočtu", "Požár zničil střechu školy, žádní zranění", "Řidiči čekají, než se silnice úplně otevře"},
	"hu": {"A miniszterelnök bejelentette az új intézkedéseket", "Erős szél és eső érkezik hétvégén", "Tűz ütött ki egy győri üzemben"},
	"tr": {"Cumhurbaşkanı bakanlarla görüştü", "İstanbul'da şiddetli yağış uyarısı yapıldı", "Dışişleri açıkladı: görüşmeler sürüyor"},
	"lt": {"Prezidentas susitiko su Lietuvos žmonėmis", "Šiąnakt ūkininkų laukuose siautė žvėrys", "Vyriausybė pritarė įstatymo pakeitimams šį ketvirtį"},
	"lv": {"Prezidents tikās ar ārlietu ministru Rīgā", "Šonakt gaidāms stiprs vējš un lietus visā valstī", "Uzņēmēji lūdz pārskatīt jaunos nodokļus"},
	"vi": {"Chính phủ họp về tình hình kinh tế", "Bão đổ bộ vào miền Trung, nhiều người phải sơ tán", "Đội tuyển Việt Nam giành chiến thắng"},
	"ro": {"Președintele s-a întâlnit cu miniștrii apărării", "Șoselele din țară sunt închise după furtună", "Locuitorii așteaptă să înceapă reparațiile"},
	"ru": {"Президент провёл встречу с министром обороны", "На севере страны ожидается сильный ветер", "Пресс-служба сообщила о переговорах трёх государств"},
	"uk": {"Президент зустрівся з міністром оборони", "На півночі країни очікують сильний вітер", "Її засідання відбудеться наступного тижня в Києві"},
	"el": {"Ο πρόεδρος συναντήθηκε με τον υπουργό Άμυνας", "Ισχυροί άνεμοι στα βόρεια της χώρας", "Η κυβέρνηση ανακοίνωσε νέα μέτρα για την οικονομία"},
	"he": {"הנשיא נפגש עם שר הביטחון בירושלים", "רוחות חזקות צפויות בצפון הארץ", "הממשלה הודיעה על צעדים חדשים בכלכלה"},
	"ar": {"اجتمع الرئيس مع وزير الدفاع في العاصمة", "رياح قوية متوقعة في شمال البلاد", "الحكومة تعلن عن إجراءات جديدة للاقتصاد"},
	"th": {"นายกรัฐมนตรีพบกับรัฐมนตรีว่าการกระทรวงกลาโหม", "คาดว่าจะมีลมแรงทางภาคเหนือของประเทศ", "รัฐบาลประกาศมาตรการใหม่เพื่อเศรษฐกิจ"},
	"ja": {"首相は防衛大臣と会談した", "北部で強い風が予想されている", "政府は新しい経済対策を発表しました"},
	"zh": {"总统会见了国防部长并讨论局势", "预计北方地区将有大风", "政府宣布了新的经济措施"},
	"tw": {"總統會見了國防部長並討論局勢", "預計北方地區將有大風", "政府宣布了新的經濟措施"},
	"ko": {"대통령은 국방부 장관을 만나 논의했다", "북부 지방에 강한 바람이 예상된다", "정부는 새로운 경제 대책을 발표했다"},
}

// combining writes Vietnamese as windows-1258 has it: a letter, then its tone.
var combining = strings.NewReplacer("a\u0323\u0302", "â\u0323", "e\u0323\u0302", "ê\u0323", "o\u0323\u0302", "ô\u0323", "a\u0323\u0306", "ă\u0323",
	"a\u0302", "â", "e\u0302", "ê", "o\u0302", "ô", "a\u0306", "ă", "o\u031b", "ơ", "u\u031b", "ư")

type matrixCharset struct {
	lang   string
	enc    encoding.Encoding
	labels []string // its name, then aliases
	known  string   // why it cannot be told from another when undeclared; "" if it can
}

var matrixCharsets = []matrixCharset{
	{"ru", encoding.Nop, []string{"utf-8", "UTF8", "unicode-1-1-utf-8", "cp65001"}, ""},
	{"zh", encoding.Nop, []string{"UTF-8"}, ""},
	{"ar", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), []string{"utf-16", "UTF-16LE"}, ""},
	{"he", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), []string{"utf-16", "unicode"}, ""},
	{"ja", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), []string{"utf-16le", "UCS-2"}, ""},
	{"ko", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), []string{"utf-16be"}, ""},
	{"th", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), []string{"utf-32"}, ""},
	{"el", utf32.UTF32(utf32.BigEndian, utf32.UseBOM), []string{"utf-32"}, ""},
	{"tr", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), []string{"utf-32le"}, ""},
	{"pl", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), []string{"utf-32be", "ucs-4"}, ""},
	{"fr", charmap.ISO8859_1, []string{"ISO-8859-1", "iso88591", "latin1", "ISO_8859-1:1987", "ascii", "us-ascii", "l1"}, ""},
	{"de", charmap.Windows1252, []string{"windows-1252", "x-cp1252", "CP1252", "win-1252", "ansi"}, ""},
	{"pl", charmap.ISO8859_2, []string{"iso-8859-2", "ISO8859-2", "latin2"}, ""},
	{"cs", charmap.Windows1250, []string{"windows-1250", "cp1250", "x-cp1250"}, ""},
	{"hu", charmap.Windows1250, []string{"windows-1250"}, ""},
	{"tr", charmap.ISO8859_9, []string{"iso-8859-9", "latin5"}, ""},
	{"tr", charmap.Windows1254, []string{"Windows-1254", "cp1254"}, ""},
	{"lt", charmap.Windows1257, []string{"windows-1257", "cp1257"}, ""},
	{"lv", charmap.ISO8859_13, []string{"iso-8859-13"}, ""},
	{"lv", charmap.ISO8859_4, []string{"iso-8859-4", "latin4"}, ""},
	{"lt", charmap.ISO8859_10, []string{"iso-8859-10", "latin6"}, "its letters with ogonek stand where other charsets have letters of the same languages, and no feed was seen in it"},
	{"fr", charmap.ISO8859_14, []string{"iso-8859-14"}, ""},
	{"fr", charmap.ISO8859_15, []string{"iso-8859-15", "latin-9", "iso885915"}, ""},
	{"ro", charmap.ISO8859_16, []string{"iso-8859-16"}, "its bytes are those of ISO 8859-2, where they mean the same letters with a cedilla"},
	{"tr", charmap.ISO8859_3, []string{"iso-8859-3", "latin3"}, "its Turkish letters but two are those of ISO 8859-9, which replaced it in 1989"},
	{"vi", charmap.Windows1258, []string{"windows-1258", "cp1258"}, ""},
	{"ru", charmap.ISO8859_5, []string{"iso-8859-5", "cyrillic"}, ""},
	{"ru", charmap.Windows1251, []string{"windows-1251", "cp1251", "win-1251", "WIN1251", "x-cp1251", "windows_1251"}, ""},
	{"uk", charmap.Windows1251, []string{"windows-1251"}, ""},
	{"ru", charmap.KOI8R, []string{"koi8-r", "KOI8", "cskoi8r"}, ""},
	{"uk", charmap.KOI8U, []string{"koi8-u"}, ""},
	{"ru", charmap.CodePage866, []string{"cp866", "ibm866", "IBM-866", "dos-866"}, ""},
	{"ru", charmap.CodePage855, []string{"cp855", "ibm855"}, ""},
	{"ru", charmap.MacintoshCyrillic, []string{"x-mac-cyrillic", "mac-cyrillic", "MacCyrillic"}, ""},
	{"fr", charmap.Macintosh, []string{"macintosh", "x-mac-roman", "MacRoman"}, ""},
	{"fr", charmap.CodePage850, []string{"cp850", "ibm850"}, ""},
	{"de", charmap.CodePage437, []string{"cp437", "IBM437"}, ""},
	{"pl", charmap.CodePage852, []string{"cp852", "ibm852"}, ""},
	{"el", charmap.ISO8859_7, []string{"iso-8859-7", "greek"}, ""},
	{"el", charmap.Windows1253, []string{"windows-1253", "cp1253"}, ""},
	{"he", charmap.ISO8859_8, []string{"iso-8859-8", "ISO-8859-8-I", "hebrew"}, ""},
	{"he", charmap.Windows1255, []string{"windows-1255", "cp1255"}, ""},
	{"ar", charmap.ISO8859_6, []string{"iso-8859-6", "arabic"}, ""},
	{"ar", charmap.Windows1256, []string{"windows-1256", "cp1256"}, ""},
	{"th", charmap.Windows874, []string{"windows-874", "TIS-620", "iso-8859-11", "cp874"}, ""},
	{"ja", japanese.ShiftJIS, []string{"Shift_JIS", "x-sjis", "sjis", "windows-31j", "cp932", "MS_Kanji"}, ""},
	{"ja", japanese.EUCJP, []string{"EUC-JP", "x-euc-jp", "eucjp"}, ""},
	{"ja", japanese.ISO2022JP, []string{"ISO-2022-JP"}, ""},
	{"ko", korean.EUCKR, []string{"EUC-KR", "ks_c_5601-1987", "cp949", "windows-949"}, ""},
	{"tw", traditionalchinese.Big5, []string{"Big5", "big5-hkscs", "cp950"}, ""},
	{"zh", simplifiedchinese.GBK, []string{"gb2312", "GBK", "gb_2312-80", "cp936", "x-gbk", "EUC-CN"}, ""},
	{"zh", simplifiedchinese.GB18030, []string{"GB18030"}, ""},
	{"zh", simplifiedchinese.HZGB2312, []string{"hz-gb-2312", "HZ"}, ""},
}

// text gives the charset's three titles, in letters that it has.
func (c matrixCharset) text() []string {
	all := titles[c.lang]
	texts := all[:]
	for i, title := range texts {
		switch {
		case c.enc == charmap.Windows1258:
			title = combining.Replace(norm.NFD.String(title))
		case c.enc == charmap.ISO8859_2 || c.enc == charmap.CodePage852 || c.enc == charmap.ISO8859_4 || c.enc == charmap.ISO8859_10:
			title = strings.ReplaceAll(title, "–", "-")
		}
		texts[i] = title
	}
	return texts
}

// encode is the document as a server has it.
func (c matrixCharset) encode(t *testing.T, doc string) []byte {
	t.Helper()
	out, err := c.enc.NewEncoder().Bytes([]byte(doc))
	if err != nil {
		t.Fatalf("%s: %v", c.labels[0], err)
	}
	return out
}

// matrixDocument is a feed in some format with an item for every title.
func matrixDocument(format, declaration string, texts []string) string {
	var items strings.Builder
	for i, text := range texts {
		switch format {
		case "rss", "rdf":
			fmt.Fprintf(&items, "<item><title>%s</title><link>https://news.example/%d</link></item>", text, i)
		case "cdata":
			fmt.Fprintf(&items, "<item><title><![CDATA[%s]]></title><guid>%d</guid></item>", text, i)
		case "atom":
			fmt.Fprintf(&items, "<entry><title>%s</title><id>urn:x:%d</id></entry>", text, i)
		case "json":
			fmt.Fprintf(&items, `%.*s{"id":"%d","title":"%s","content_text":"x"}`, min(i, 1), ",", i, text)
		}
	}
	switch format {
	case "rdf":
		return declaration + `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel>` + items.String() + "</rdf:RDF>"
	case "atom":
		return declaration + `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>` + items.String() + "</feed>"
	case "json":
		return `{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[` + items.String() + "]}"
	}
	return declaration + `<rss version="2.0"><channel><title>t</title>` + items.String() + "</channel></rss>"
}

// itemTitles are those of the items that were read, in order.
func itemTitles(f *Feed) []string {
	var all []string
	for _, it := range f.Items {
		all = append(all, it.Title)
	}
	return all
}

// matrixLabels are the ways to name a charset, or to lie about it. %s is the
// label that is right.
var matrixLabels = []struct {
	name, declaration, contentType string
	silent                         bool // nothing says the truth
	degraded                       bool // and it shows
}{
	{"declared", `<?xml version="1.0" encoding="%s"?>`, "", false, false},
	{"declared in capitals and single quotes", `<?xml version='1.1' encoding='%S' standalone='yes' ?>`, "text/xml", false, false},
	{"served", `<?xml version="1.0"?>`, "application/rss+xml; charset=%s", false, false},
	{"served in quotes, with junk", "", `text/xml;charset="%s"; x`, false, false},
	{"declared and served", `<?xml version="1.0" encoding="%s"?>`, "text/xml; charset=%s", false, false},
	{"served, declared as UTF-8", `<?xml version="1.0" encoding="utf-8"?>`, "text/xml; charset=%s", false, false},
	{"declared, served as UTF-8", `<?xml version="1.0" encoding="%s"?>`, "text/xml; charset=UTF-8", false, false},
	{"declared, served as Latin-1", `<?xml version="1.0" encoding="%s"?>`, "text/xml; charset=ISO-8859-1", false, false},
	{"declared with junk", `<?xml version="1.0" encoding=" %s;"?>`, "", false, false},
	{"declared twice", `<?xml version="1.0" encoding="%s"?><?xml version="1.0" encoding="utf-8"?>`, "", false, false},
	{"nowhere", "", "", true, true},
	{"nowhere, called UTF-8", `<?xml version="1.0" encoding="UTF-8"?>`, "text/xml; charset=utf-8", true, true},
	{"nowhere, called nonsense", `<?xml version="1.0" encoding="x-none"?>`, "text/xml; charset=none", true, true},
}

// TestMatrixCharsets reads every charset, declared in every way, in every
// format: all titles must come out as they were written.
func TestMatrixCharsets(t *testing.T) {
	m := tally{known: map[string]int{}}
	for _, c := range matrixCharsets {
		texts := c.text()
		for i, l := range matrixLabels {
			for _, format := range []string{"rss", "cdata", "atom", "rdf", "json"} {
				if format == "json" && l.name != "served" && l.name != "nowhere" {
					continue
				}
				label := c.labels[i%len(c.labels)]
				fill := strings.NewReplacer("%s", label, "%S", strings.ToUpper(label)).Replace
				doc := c.encode(t, matrixDocument(format, fill(l.declaration), texts))
				f, err := Parse(doc, Header{ContentType: fill(l.contentType)})
				if l.silent && c.known != "" {
					m.known[fmt.Sprintf("%s (%s) undeclared: %s", c.labels[0], c.lang, c.known)]++
					continue
				}
				m.check(t, fmt.Sprintf("%s (%s), %s, %s", c.labels[0], c.lang, l.name, format), f, err, texts)
			}
		}
		for _, label := range c.labels[1:] {
			doc := c.encode(t, matrixDocument("rss", `<?xml version="1.0" encoding="`+label+`"?>`, texts))
			f, err := Parse(doc, Header{})
			m.check(t, "the alias "+label, f, err, texts)
		}
	}
	m.report(t)
}

// TestMatrixLies: a label names a charset that the bytes are not in.
func TestMatrixLies(t *testing.T) {
	m := tally{known: map[string]int{}}
	for _, c := range matrixCharsets {
		for _, lie := range []string{"windows-1251", "koi8-r", "iso-8859-1", "shift_jis", "gb2312", "utf-8", "utf-16", "us-ascii"} {
			texts := c.text()
			truth := c.labels[0]
			for _, l := range []struct{ name, declared, served string }{
				{"declared " + lie + ", served right", lie, truth}, {"served " + lie + ", declared right", truth, lie},
			} {
				doc := c.encode(t, matrixDocument("rss", `<?xml version="1.0" encoding="`+l.declared+`"?>`, texts))
				f, err := Parse(doc, Header{ContentType: "text/xml; charset=" + l.served})
				m.check(t, fmt.Sprintf("%s (%s), %s", truth, c.lang, l.name), f, err, texts)
			}
		}
	}
	for _, lie := range []string{"windows-1251", "koi8-r", "gb18030", "big5", "iso-8859-1", "shift_jis", "utf-16", "utf-7", "iso-2022-jp", "hz-gb-2312"} {
		for _, lang := range []string{"ru", "fr", "ja", "he"} {
			for _, mark := range []string{"", "\ufeff"} {
				doc := mark + matrixDocument("atom", `<?xml version="1.0" encoding="`+lie+`"?>`, texts(lang))
				f, err := Parse([]byte(doc), Header{ContentType: "text/xml; charset=" + lie})
				m.check(t, fmt.Sprintf("UTF-8 (%s) called %s, mark %q", lang, lie, mark), f, err, texts(lang))
			}
		}
	}
	m.report(t)
}

// TestMatrixSparse: what has few characters above ASCII, or is in a language
// that detection does not know, must not be talked out of its charset.
func TestMatrixSparse(t *testing.T) {
	m := tally{}
	for _, c := range []struct {
		label string // declared, or "" where windows-1252 must be guessed
		enc   encoding.Encoding
		text  string
	}{
		{"", charmap.Windows1252, "The minister doesn’t agree, “not at all”"},
		{"", charmap.Windows1252, "Don’t panic"},
		{"", charmap.Windows1252, "Prices rise by £5 to €90 – a record"},
		{"", charmap.Windows1252, "© 2024 Example"},
		{"", charmap.Windows1252, "Beyoncé and Zoë at the café"},
		{"", charmap.Windows1252, "Storms at -5 °C in São Paulo…"},
		{"", charmap.Windows1252, "À la une : « Noël à Besançon »"},
		{"", charmap.Windows1252, "¿Qué pasó en Málaga? El niño está bien"},
		{"iso-8859-3", charmap.ISO8859_3, "La ĝardeno ĉe la preĝejo, ĵaŭde"},
		{"windows-1257", charmap.Windows1257, "Õhtul sõidab rong Võrru, ütles üks mees"},
		{"windows-1250", charmap.Windows1250, "Včeraj se je začela žetev v Šiški"},
		{"windows-1252", charmap.Windows1252, "Ísland: það rignir á Þingvöllum"},
		{"windows-1251", charmap.Windows1251, "Ѓорѓи и Ќиро зборуваат за љубовта"},
		{"iso-8859-14", charmap.ISO8859_14, "Mae'r tŷ yn y dŵr"},
		{"windows-1252", charmap.Windows1252, "¡"},
		{"windows-1251", charmap.Windows1251, "Я"},
		{"koi8-r", charmap.KOI8R, "НЬЮ-ЙОРК, США"},
		{"windows-1251", charmap.Windows1251, "МВД, ФСБ"},
		{"iso-8859-1", charmap.ISO8859_1, "ÉTATS-UNIS: L'ÉLYSÉE"},
		{"iso-8859-2", charmap.ISO8859_2, "ŁÓDŹ"},
		{"euc-jp", japanese.EUCJP, "東京"},
		{"big5", traditionalchinese.Big5, "台北"},
		{"euc-kr", korean.EUCKR, "서울"},
		{"gb2312", simplifiedchinese.GBK, "北京"},
		{"shift_jis", japanese.ShiftJIS, "ﾆｭｰｽ"},
	} {
		declaration := ""
		if c.label != "" {
			declaration = `<?xml version="1.0" encoding="` + c.label + `"?>`
		}
		texts := []string{c.text}
		doc, err := c.enc.NewEncoder().String(matrixDocument("rss", declaration, texts))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse([]byte(doc), Header{})
		m.check(t, fmt.Sprintf("%q declared %q", c.text, c.label), f, err, texts)
	}
	m.report(t)
}

func texts(lang string) []string {
	all := titles[lang]
	return all[:]
}

// A tally counts the cases of a matrix.
type tally struct {
	right, all int
	known      map[string]int // what cannot be told and why: how many cases
}

func (m *tally) check(t *testing.T, name string, f *Feed, err error, want []string) {
	t.Helper()
	m.all++
	switch {
	case err != nil:
		t.Errorf("%s: %v", name, err)
	case !slices.Equal(itemTitles(f), want):
		t.Errorf("%s:\n got %q\nwant %q\n%q", name, itemTitles(f), want, f.Degraded)
	default:
		m.right++
	}
}

func (m *tally) report(t *testing.T) {
	t.Logf("%d of %d cases are right", m.right, m.all)
	for reason, n := range m.known {
		t.Logf("%d cases cannot be right: %s", n, reason)
	}
}
