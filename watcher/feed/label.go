package feed

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// lookup gives the encoding for a label, or nil when there is none or when it
// says UTF-8 or UTF-16, which were ruled out before.
func lookup(label string) encoding.Encoding {
	key := charsetKey(label)
	if key == "" {
		return nil
	}
	if enc := namedCharsets[key]; enc != nil {
		return enc
	}
	for _, prefix := range []string{"microsoftcp", "mswindows", "windows", "codepage", "mscp", "ansi", "win", "ibm", "dos", "cp", ""} {
		if n, err := strconv.Atoi(strings.TrimPrefix(key, prefix)); err == nil && strings.HasPrefix(key, prefix) {
			return codePages[n]
		}
	}
	for _, prefix := range []string{"iso8859", "8859"} {
		part := strings.TrimRight(strings.TrimPrefix(key, prefix), "ei") // iso-8859-8-i
		if n, err := strconv.Atoi(part); err == nil && strings.HasPrefix(key, prefix) && n > 0 && n < len(isoParts) {
			return isoParts[n]
		}
	}
	enc, name := charset.Lookup(strings.TrimSpace(label))
	switch name {
	case "utf-8", "utf-16le", "utf-16be", "replacement", "x-user-defined", "":
		return nil
	}
	return enc
}

// charsetKey brings a label to its letters and digits, without what stands
// around it or only says that the name is not registered.
func charsetKey(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\r\n\"'"))
	label = strings.TrimPrefix(label, "charset=")
	if end := strings.IndexAny(label, ";,:\"' \t<>?"); end >= 0 {
		label = label[:end]
	}
	label = strings.TrimPrefix(strings.TrimPrefix(label, "x-"), "cs")
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' {
			return -1
		}
		return r
	}, label)
}

// isLatin1 holds for the labels that say nothing, since software puts them
// where it knows none.
func isLatin1(label string) bool {
	switch charsetKey(label) {
	case "", "iso88591", "88591", "latin1", "l1", "usascii", "ascii", "isolatin1":
		return true
	}
	return false
}

// namedCharsets are the names that the list of the WHATWG does not have in this
// form, and those that mean more than they say.
var namedCharsets = map[string]encoding.Encoding{
	"ascii": charmap.Windows1252, "usascii": charmap.Windows1252, "ansi": charmap.Windows1252, "latin": charmap.Windows1252,
	"ansix341968": charmap.Windows1252, "isolatin1": charmap.Windows1252, "western": charmap.Windows1252,
	"latin2": charmap.ISO8859_2, "latin5": charmap.Windows1254, "latin9": charmap.ISO8859_15, "latin0": charmap.ISO8859_15,
	"macroman": charmap.Macintosh, "macintosh": charmap.Macintosh, "mac": charmap.Macintosh, "applemacintosh": charmap.Macintosh,
	"maccyrillic": charmap.MacintoshCyrillic, "macukrainian": charmap.MacintoshCyrillic,
	"koi8": charmap.KOI8R, "koi8r": charmap.KOI8R, "koi8u": charmap.KOI8U, "koi8ru": charmap.KOI8U, "koi": charmap.KOI8R,
	"tis620": charmap.Windows874, "tis6202533": charmap.Windows874, "thai": charmap.Windows874,
	"sjis": japanese.ShiftJIS, "shiftjis": japanese.ShiftJIS, "mskanji": japanese.ShiftJIS, "windows31j": japanese.ShiftJIS, "ms932": japanese.ShiftJIS,
	"eucjp": japanese.EUCJP, "ujis": japanese.EUCJP, "euckr": korean.EUCKR, "ksc56011987": korean.EUCKR, "ksc5601": korean.EUCKR, "ms949": korean.EUCKR, "uhc": korean.EUCKR,
	"big5": traditionalchinese.Big5, "big5hkscs": traditionalchinese.Big5, "ms950": traditionalchinese.Big5,
	"gb2312": simplifiedchinese.GB18030, "gb231280": simplifiedchinese.GB18030, "gbk": simplifiedchinese.GB18030, "gb18030": simplifiedchinese.GB18030,
	"euccn": simplifiedchinese.GB18030, "gb": simplifiedchinese.GB18030, "ms936": simplifiedchinese.GB18030, "chinese": simplifiedchinese.GB18030,
	"greek": charmap.ISO8859_7, "hebrew": charmap.Windows1255, "arabic": charmap.ISO8859_6, "cyrillic": charmap.ISO8859_5,
}

// codePages are the numbers of Microsoft and IBM.
var codePages = map[int]encoding.Encoding{
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 855: charmap.CodePage855, 858: charmap.CodePage858,
	860: charmap.CodePage860, 862: charmap.CodePage862, 863: charmap.CodePage863, 865: charmap.CodePage865, 866: charmap.CodePage866,
	874: charmap.Windows874, 932: japanese.ShiftJIS, 936: simplifiedchinese.GB18030, 949: korean.EUCKR, 950: traditionalchinese.Big5,
	1250: charmap.Windows1250, 1251: charmap.Windows1251, 1252: charmap.Windows1252, 1253: charmap.Windows1253, 1254: charmap.Windows1254,
	1255: charmap.Windows1255, 1256: charmap.Windows1256, 1257: charmap.Windows1257, 1258: charmap.Windows1258,
	10000: charmap.Macintosh, 10007: charmap.MacintoshCyrillic, 20866: charmap.KOI8R, 21866: charmap.KOI8U,
	20932: japanese.EUCJP, 51932: japanese.EUCJP, 51949: korean.EUCKR, 51936: simplifiedchinese.GB18030, 54936: simplifiedchinese.GB18030,
	819: charmap.Windows1252, 28591: charmap.Windows1252, 28592: charmap.ISO8859_2, 28595: charmap.ISO8859_5, 28597: charmap.ISO8859_7, 28605: charmap.ISO8859_15,
}

// isoParts are the parts of ISO 8859; where a code page of Windows has the same
// letters and more, that is what is meant.
var isoParts = [...]encoding.Encoding{nil,
	charmap.Windows1252, charmap.ISO8859_2, charmap.ISO8859_3, charmap.ISO8859_4, charmap.ISO8859_5, charmap.ISO8859_6, charmap.ISO8859_7,
	charmap.ISO8859_8, charmap.Windows1254, charmap.ISO8859_10, charmap.Windows874, nil, charmap.ISO8859_13, charmap.ISO8859_14,
	charmap.ISO8859_15, charmap.ISO8859_16,
}
