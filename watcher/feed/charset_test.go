package feed

import (
	"bytes"
	"fmt"
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
)

// The texts are long enough for a detector to have a chance: what an item of
// news has.
const (
	russian   = "Президент провёл встречу с министром обороны и обсудил положение на северо-западе страны. В переговорах приняли участие представители трёх государств, сообщила пресс-служба."
	arabic    = "اجتمع الرئيس مع وزير الدفاع لبحث الوضع في شمال غرب البلاد. وشارك في المحادثات ممثلون عن ثلاث دول، حسبما ذكر المكتب الصحفي في بيان صدر اليوم."
	hebrew    = "הנשיא נפגש עם שר הביטחון ודן במצב בצפון מערב המדינה. בשיחות השתתפו נציגים של שלוש מדינות, כך נמסר מלשכת הדובר בהודעה שפורסמה היום."
	greek     = "Ο πρόεδρος συναντήθηκε με τον υπουργό Άμυνας και συζήτησε την κατάσταση στα βορειοδυτικά της χώρας. Στις συνομιλίες συμμετείχαν εκπρόσωποι τριών κρατών."
	turkish   = "Cumhurbaşkanı, savunma bakanıyla görüşerek ülkenin kuzeybatısındaki durumu ele aldı. Görüşmelere üç ülkenin temsilcileri katıldı, dışişleri açıkladı."
	polish    = "Prezydent spotkał się z ministrem obrony i omówił sytuację na północnym zachodzie kraju. W rozmowach uczestniczyli także przedstawiciele trzech państw, ogłosiło biuro."
	french    = "Le président a rencontré le ministre de la Défense à l’Élysée ; ils ont évoqué la situation. « Très préoccupante », a déclaré le porte-parole, où les délégués étaient réunis."
	japanese_ = "大統領は国防大臣と会談し、国の北西部の状況について協議した。会談には三か国の代表が参加したと報道官が発表した。"
	chinese   = "总统会见了国防部长,讨论了该国西北部的局势。新闻办公室表示,三个国家的代表参加了会谈,并将于下周继续。"
	taiwan    = "總統會見了國防部長,討論了該國西北部的局勢。新聞辦公室表示,三個國家的代表參加了會談,並將於下週繼續。"
	korean_   = "대통령은 국방부 장관을 만나 북서부 지역의 상황을 논의했다. 공보실은 세 나라의 대표들이 회담에 참석했다고 밝혔다."
	thai_     = "ประธานาธิบดีพบกับรัฐมนตรีว่าการกระทรวงกลาโหมและหารือเกี่ยวกับสถานการณ์ทางตะวันตกเฉียงเหนือของประเทศ"
)

var charsets = []struct {
	label string
	enc   encoding.Encoding
	text  string
	guess bool // found without any label
}{
	{"windows-1251", charmap.Windows1251, russian, true},
	{"koi8-r", charmap.KOI8R, russian, true},
	{"iso-8859-5", charmap.ISO8859_5, russian, true},
	{"cp866", charmap.CodePage866, russian, false},
	{"mac-cyrillic", charmap.MacintoshCyrillic, russian, false},
	{"windows-1256", charmap.Windows1256, arabic, true},
	{"iso-8859-6", charmap.ISO8859_6, arabic, false},
	{"windows-1255", charmap.Windows1255, hebrew, true},
	{"iso-8859-8", charmap.ISO8859_8, hebrew, true},
	{"windows-1253", charmap.Windows1253, greek, true},
	{"iso-8859-7", charmap.ISO8859_7, greek, true},
	{"windows-1254", charmap.Windows1254, turkish, true},
	{"iso-8859-9", charmap.ISO8859_9, turkish, true},
	{"iso-8859-2", charmap.ISO8859_2, polish, false},
	{"windows-1250", charmap.Windows1250, polish, true},
	{"windows-1252", charmap.Windows1252, french, true},
	{"iso-8859-1", charmap.Windows1252, french, true},
	{"iso-8859-15", charmap.ISO8859_15, strings.NewReplacer("’", "'").Replace(french), true},
	{"shift_jis", japanese.ShiftJIS, japanese_, true},
	{"euc-jp", japanese.EUCJP, japanese_, true},
	{"iso-2022-jp", japanese.ISO2022JP, japanese_, false},
	{"gb2312", simplifiedchinese.GBK, chinese, true},
	{"gbk", simplifiedchinese.GBK, chinese, true},
	{"gb18030", simplifiedchinese.GB18030, chinese, true},
	{"hz-gb-2312", simplifiedchinese.HZGB2312, chinese, false},
	{"big5", traditionalchinese.Big5, taiwan, true},
	{"euc-kr", korean.EUCKR, korean_, true},
	{"tis-620", charmap.Windows874, thai_, true},
	{"utf-8", encoding.Nop, russian, true},
	{"utf-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), russian, true},
	{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), russian, true},
	{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), russian, true},
	{"utf-32le", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), russian, true},
	{"utf-32be", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), russian, true},
}

// document builds a feed of one item in some dialect and with some declaration.
func document(format, declaration, text string) string {
	switch format {
	case "rss":
		return declaration + `<rss version="2.0"><channel><title>t</title><item><title>` + text + `</title><guid>1</guid></item></channel></rss>`
	case "cdata":
		return declaration + `<rss version="2.0"><channel><title>t</title><item><title><![CDATA[` + text + `]]></title><guid>1</guid></item></channel></rss>`
	case "atom":
		return declaration + `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>` + text + `</title><id>1</id></entry></feed>`
	default:
		return `{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","title":"` + text + `"}]}`
	}
}

// Every charset, in every dialect, labelled in every way that names it or lies
// about it in a manner that can be seen through.
func TestCharsets(t *testing.T) {
	labels := []struct {
		name, declaration, contentType string
		guess                          bool // the label does not help
	}{
		{"declared", `<?xml version="1.0" encoding="%s"?>`, "text/xml", false},
		{"declared in odd case", `<?xml version='1.1' encoding='%s' standalone='yes'?>`, "", false},
		{"served", `<?xml version="1.0"?>`, "application/rss+xml; charset=%s", false},
		{"served and lied about", `<?xml version="1.0" encoding="utf-8"?>`, `text/xml; charset="%s"`, false},
		{"served as Latin-1", `<?xml version="1.0" encoding="%s"?>`, "text/xml; charset=ISO-8859-1", false},
		{"unlabelled", ``, "", true},
		{"labelled utf-8", `<?xml version="1.0" encoding="UTF-8"?>`, "text/xml; charset=utf-8", true},
		{"labelled with nonsense", `<?xml version="1.0" encoding="x-unknown"?>`, "text/xml; charset=none", true},
	}
	cases := 0
	for _, c := range charsets {
		for _, l := range labels {
			for _, format := range []string{"rss", "cdata", "atom", "json"} {
				if l.guess && !c.guess || format == "json" && strings.Contains(l.declaration, "%s") {
					continue
				}
				cases++
				declaration := strings.ReplaceAll(l.declaration, "%s", c.label)
				doc, err := c.enc.NewEncoder().Bytes([]byte(document(format, declaration, c.text)))
				if err != nil {
					t.Fatalf("%s: %v", c.label, err)
				}
				f, err := Parse(doc, Header{ContentType: strings.ReplaceAll(l.contentType, "%s", strings.ToUpper(c.label))})
				if err != nil || len(f.Items) != 1 {
					t.Errorf("%s, %s, %s: %v", c.label, l.name, format, err)
				} else if got := f.Items[0].Title; got != c.text {
					t.Errorf("%s, %s, %s:\n got %s\nwant %s %q", c.label, l.name, format, got, c.text, f.Degraded)
				}
			}
		}
	}
	if cases < 250 {
		t.Errorf("only %d cases", cases)
	}
}

// Bytes that are UTF-8 are read as that, whatever anyone says of them.
func TestCharsetLies(t *testing.T) {
	for _, label := range []string{"windows-1251", "iso-8859-1", "us-ascii", "gb2312", "shift_jis", "koi8-r", "utf-16", "utf-7", "hz-gb-2312"} {
		for _, doc := range []string{
			document("rss", fmt.Sprintf(`<?xml version="1.0" encoding=%q?>`, label), russian),
			"\xef\xbb\xbf" + document("atom", fmt.Sprintf(`<?xml version="1.0" encoding=%q?>`, label), russian),
		} {
			f, err := Parse([]byte(doc), Header{ContentType: "text/xml; charset=" + label})
			if err != nil || f.Items[0].Title != russian || len(f.Degraded) > 0 {
				t.Errorf("%s: %v %+v", label, err, f)
			}
		}
	}
}

// A few damaged bytes cost those bytes.
func TestDamagedUTF8(t *testing.T) {
	doc := document("rss", `<?xml version="1.0" encoding="utf-8"?>`, russian+"\xd0 \xff")
	f, err := Parse([]byte(doc), Header{ContentType: "text/xml; charset=windows-1251"})
	if err != nil {
		t.Fatal(err)
	}
	if want := russian + "\uFFFD \uFFFD"; f.Items[0].Title != want {
		t.Errorf("got %q, want %q", f.Items[0].Title, want)
	}
	if len(f.Degraded) != 1 || !strings.Contains(f.Degraded[0], "2 bytes") {
		t.Errorf("degraded: %q", f.Degraded)
	}
}

func TestGzip(t *testing.T) {
	doc := zipped(document("rss", "", russian+strings.Repeat(" text", 20_000)))
	for _, cut := range []int{0, 12} {
		f, err := Parse([]byte(doc[:len(doc)-cut]), Header{})
		if err != nil || !strings.HasPrefix(f.Items[0].Title, russian) {
			t.Errorf("without the last %d bytes: %v", cut, err)
		}
	}
	if _, err := Parse([]byte("\x1f\x8bnot gzip at all"), Header{}); err == nil {
		t.Error("no error for what only starts like gzip")
	}
	if !bytes.HasPrefix([]byte(doc), []byte("\x1f\x8b")) {
		t.Error("the test is not about gzip")
	}
}
