package feed

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// detectSample is how much of a document the detector of last resort reads.
const detectSample = 64 << 10

// decode unpacks gzip and turns the body into UTF-8, which may still hold
// characters that XML forbids. The notes say where the labels were wrong.
func decode(body []byte, contentType string) (text []byte, notes []string, err error) {
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		if body, err = gunzip(body); err != nil {
			return nil, nil, err
		}
	}
	if len(body) > maxBytes {
		return nil, nil, fmt.Errorf("%w: %d MiB, at most %d", ErrTooLarge, len(body)>>20, maxBytes>>20)
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, nil, ErrEmpty
	}
	if enc, skip := wide(body); enc != nil {
		text, err := enc.NewDecoder().Bytes(body[skip:])
		if err != nil {
			return nil, nil, fmt.Errorf("decode %s: %w", enc, err)
		}
		return text, nil, nil
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	text, note := narrow(body, contentType)
	if note != "" {
		notes = append(notes, note)
	}
	return text, notes, nil
}

// gunzip unpacks up to maxBytes. What was unpacked before a torn end counts.
func gunzip(body []byte) ([]byte, error) {
	tooLarge := fmt.Errorf("%w: unpacks to more than %d MiB", ErrTooLarge, maxBytes>>20)
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: gzip: %w", ErrNotFeed, err)
	}
	// The last four bytes give the length, if they are honest and not torn off.
	size := binary.LittleEndian.Uint32(body[len(body)-4:])
	if size > maxBytes && int(size) <= 1032*len(body) {
		return nil, tooLarge
	}
	var out bytes.Buffer
	if size <= maxBytes && int(size) <= 1032*len(body) { // deflate packs no denser
		out.Grow(int(size) + bytes.MinRead)
	}
	_, err = out.ReadFrom(io.LimitReader(z, maxBytes+1))
	if out.Len() > maxBytes {
		return nil, tooLarge
	}
	if err != nil && out.Len() == 0 {
		return nil, fmt.Errorf("%w: gzip: %w", ErrNotFeed, err)
	}
	return out.Bytes(), nil
}

// wide recognises UTF-16 and UTF-32 by byte order mark or by where the zero
// bytes of the first character are. skip is the length of the mark.
func wide(b []byte) (enc encoding.Encoding, skip int) {
	has := func(s string) bool { return strings.HasPrefix(string(b[:min(4, len(b))]), s) }
	ascii := func(i int) bool { return len(b) > 3 && b[i] != 0 && b[i] < 0x80 }
	switch {
	case has("\x00\x00\xfe\xff"):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4
	case has("\xff\xfe\x00\x00"):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4
	case has("\xfe\xff"):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	case has("\xff\xfe"):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	case has("\x00\x00\x00") && ascii(3):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 0
	case ascii(0) && b[1] == 0 && b[2] == 0 && b[3] == 0:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 0
	case has("\x00") && ascii(1) && b[2] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 0
	case ascii(0) && b[1] == 0 && b[3] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 0
	}
	return nil, 0
}

// narrow decodes a body whose markup is ASCII. Bytes that are UTF-8 are UTF-8
// whatever the labels say; then the server's label counts, then the
// document's own, then a guess.
func narrow(body []byte, contentType string) (text []byte, note string) {
	declared := declaredCharset(body)
	labels := []string{httpCharset(contentType), declared}
	if utf8.Valid(body) {
		if enc := sevenBit(body, labels); enc != nil {
			if out, ok := decodeWith(enc, body); ok {
				return out, ""
			}
		}
		return body, ""
	}
	if mostlyUTF8(body) {
		return body, "" // clean replaces the few bad bytes, and says so
	}
	if isLatin1(labels[0]) && !isLatin1(declared) {
		labels[0], labels[1] = labels[1], labels[0] // many servers add Latin-1 to everything
	}
	for _, label := range labels {
		if enc := lookup(label); enc != nil {
			if out, ok := decodeWith(enc, body); ok {
				return out, ""
			}
		}
	}
	enc, name := detect(body)
	out, _ := decodeWith(enc, body)
	return out, fmt.Sprintf("the charset is not declared or declared wrongly; read as %s", name)
}

// mostlyUTF8 tells UTF-8 with a few damaged bytes from another charset, in
// which well-formed sequences of several bytes come about only by accident.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > 4*bad
}

// decodeWith reports ok when hardly a character was lost.
func decodeWith(enc encoding.Encoding, body []byte) (text []byte, ok bool) {
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return bytes.ToValidUTF8(body, []byte("\uFFFD")), false
	}
	high := 0
	for _, c := range body {
		if c >= 0x80 {
			high++
		}
	}
	return out, bytes.Count(out, []byte("\uFFFD"))*50 <= high
}

// sevenBit finds the charsets that hide in ASCII bytes.
func sevenBit(body []byte, labels []string) encoding.Encoding {
	for _, label := range labels {
		switch strings.ToLower(label) {
		case "iso-2022-jp", "csiso2022jp":
			if bytes.IndexByte(body, 0x1b) >= 0 {
				return lookup(label)
			}
		case "hz-gb-2312", "hz":
			if bytes.Contains(body, []byte("~{")) {
				return simplifiedchinese.HZGB2312
			}
		}
	}
	return nil
}

func httpCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err == nil {
		return strings.TrimSpace(params["charset"])
	}
	// A header that is not quite one may still name the charset.
	_, after, found := strings.Cut(strings.ToLower(contentType), "charset=")
	if !found {
		return ""
	}
	label, _, _ := strings.Cut(after, ";")
	return strings.Trim(label, " \t\"'")
}

// declaredCharset reads the encoding of the XML declaration, if there is one.
func declaredCharset(body []byte) string {
	head := body[:min(1024, len(body))]
	at := bytes.Index(head, []byte("<?xml"))
	if at < 0 {
		return ""
	}
	head = head[at:]
	if end := bytes.Index(head, []byte("?>")); end >= 0 {
		head = head[:end]
	}
	return attr(head[len("<?xml"):], "encoding")
}

func isLatin1(label string) bool {
	switch strings.ToLower(label) {
	case "", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii":
		return true
	}
	return false
}

// lookup gives the encoding for a label, or nil when there is none or when it
// says UTF-8, which was ruled out before.
func lookup(label string) encoding.Encoding {
	label = strings.ToLower(strings.TrimSpace(label))
	if enc, ok := rareCharsets[label]; ok {
		return enc
	}
	switch {
	case label == "":
		return nil
	case isLatin1(label):
		return charmap.Windows1252
	case strings.HasPrefix(label, "windows") && !strings.Contains(label, "-"):
		label = "windows-" + strings.TrimLeft(label[len("windows"):], "_ ")
	}
	enc, name := charset.Lookup(label)
	switch name {
	case "gbk":
		return simplifiedchinese.GB18030
	case "utf-8", "utf-16le", "utf-16be", "replacement", "":
		return nil
	}
	return enc
}

var rareCharsets = map[string]encoding.Encoding{
	"cp437": charmap.CodePage437, "ibm437": charmap.CodePage437,
	"cp850": charmap.CodePage850, "ibm850": charmap.CodePage850,
	"cp852": charmap.CodePage852, "ibm852": charmap.CodePage852,
	"cp855": charmap.CodePage855, "ibm855": charmap.CodePage855,
	"cp866": charmap.CodePage866, "ibm866": charmap.CodePage866,
	"macroman": charmap.Macintosh, "mac-roman": charmap.Macintosh,
	"maccyrillic": charmap.MacintoshCyrillic, "mac-cyrillic": charmap.MacintoshCyrillic,
	"cp936": simplifiedchinese.GB18030, "gb2312": simplifiedchinese.GB18030, "gb-2312": simplifiedchinese.GB18030,
	"hz-gb-2312": simplifiedchinese.HZGB2312, "hz": simplifiedchinese.HZGB2312,
}

// widen gives the Windows code page that a document means when a detector
// names the ISO standard, but the document has bytes which that leaves free.
func widen(name string, sample []byte) string {
	windows := false
	for _, c := range sample {
		windows = windows || c >= 0x80 && c < 0xa0
	}
	switch name {
	case "gb-18030":
		return "gb18030"
	case "iso-8859-8-i":
		return "windows-1255"
	case "iso-8859-7":
		if bytes.IndexByte(sample, 0xb6) < 0 { // in windows-1253 no letter, here a frequent one
			return "windows-1253"
		}
	}
	if page := windowsPages[name]; windows && page != "" {
		return page
	}
	return name
}

var windowsPages = map[string]string{
	"iso-8859-1": "windows-1252", "iso-8859-2": "windows-1250", "iso-8859-6": "windows-1256",
	"iso-8859-8": "windows-1255", "iso-8859-9": "windows-1254",
}

// detect guesses the charset of bytes that no label explains.
func detect(body []byte) (encoding.Encoding, string) {
	sample := highText(body)
	if thai(sample) {
		return charmap.Windows874, "windows-874"
	}
	best, err := chardet.NewTextDetector().DetectBest(sample)
	if err == nil {
		name := widen(strings.ToLower(best.Charset), sample)
		if enc := lookup(name); enc != nil {
			if _, ok := decodeWith(enc, body); ok {
				return enc, name
			}
		}
	}
	return charmap.Windows1252, "windows-1252"
}

// highText drops the markup and keeps the runs of text with bytes above ASCII
// in them, so that tags and addresses do not outvote the language.
func highText(body []byte) []byte {
	var out []byte
	for len(body) > 0 && len(out) < detectSample {
		end := bytes.IndexAny(body[1:], "<>") + 1
		if end == 0 {
			end = len(body)
		}
		run := bytes.TrimPrefix(body[:end], []byte(cdataOpen))
		if bytes.ContainsFunc(run, isHigh) && run[0] != '<' {
			out = append(append(out, run...), ' ')
		}
		body = body[end:]
	}
	return out
}

// isHigh holds for what bytes.ContainsFunc makes of a byte above ASCII.
func isHigh(r rune) bool { return r >= utf8.RuneSelf }

// thai knows TIS-620 by its spelling, since the detector does not: signs above
// and below the line follow a consonant or another sign, and the vowels that
// are written first are followed by a consonant.
func thai(sample []byte) bool {
	consonant := func(c byte) bool { return c >= 0xa1 && c <= 0xce }
	sign := func(c byte) bool { return c == 0xd1 || c >= 0xd4 && c <= 0xda || c >= 0xe7 && c <= 0xee }
	high, signs, firsts, wrong := 0, 0, 0, 0
	for i, c := range sample {
		switch {
		case c < 0x80:
			continue
		case c < 0xa1 || c > 0xfb || c > 0xda && c < 0xdf:
			wrong++
		case sign(c):
			signs++
			if i == 0 || !consonant(sample[i-1]) && !sign(sample[i-1]) {
				wrong++
			}
		case c >= 0xe0 && c <= 0xe4:
			firsts++
			if i+1 < len(sample) && !consonant(sample[i+1]) {
				wrong++
			}
		}
		high++
	}
	return high > 20 && wrong*50 <= high && signs*10 >= high && firsts*50 >= high
}
