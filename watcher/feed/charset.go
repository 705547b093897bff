package feed

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// detectSample is how much of a document the detector of last resort reads.
const detectSample = 8 << 10

// decode unpacks gzip and turns the body into UTF-8, which may still hold
// characters that XML forbids. The notes say where the labels were wrong.
func decode(body []byte, contentType string) (text []byte, notes []string, err error) {
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		torn := false
		if body, torn, err = gunzip(body); err != nil {
			return nil, nil, err
		}
		if torn {
			notes = append(notes, "the packed body ends early or is damaged; it was read as far as it goes")
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
		return text, notes, nil
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	text, note := narrow(body, contentType)
	if note != "" {
		notes = append(notes, note)
	}
	return text, notes, nil
}

// gunzip unpacks up to maxBytes. What was unpacked before a torn end counts.
func gunzip(body []byte) (out []byte, torn bool, err error) {
	tooLarge := fmt.Errorf("%w: unpacks to more than %d MiB", ErrTooLarge, maxBytes>>20)
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, false, fmt.Errorf("%w: gzip: %w", ErrNotFeed, err)
	}
	// The last four bytes give the length, if they are honest and not torn off.
	size := binary.LittleEndian.Uint32(body[len(body)-4:])
	if size > maxBytes && int(size) <= 1032*len(body) {
		return nil, false, tooLarge
	}
	var unpacked bytes.Buffer
	if size <= maxBytes && int(size) <= 1032*len(body) { // deflate packs no denser
		unpacked.Grow(int(size) + bytes.MinRead)
	}
	_, err = unpacked.ReadFrom(io.LimitReader(z, maxBytes+1))
	if unpacked.Len() > maxBytes {
		return nil, false, tooLarge
	}
	if err != nil && unpacked.Len() == 0 {
		return nil, false, fmt.Errorf("%w: gzip: %w", ErrNotFeed, err)
	}
	return unpacked.Bytes(), err != nil, nil
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
// document's own, then a guess. A label that makes no text of any language is
// not believed when another charset does.
func narrow(body []byte, contentType string) (text []byte, note string) {
	labels := []string{httpCharset(contentType), declaredCharset(body)}
	if utf8.Valid(body) {
		return sevenBit(body, labels), ""
	}
	if mostlyUTF8(body) {
		return body, "" // clean replaces the few bad bytes, and says so
	}
	if isLatin1(labels[0]) && !isLatin1(labels[1]) {
		labels[0], labels[1] = labels[1], labels[0] // many servers add Latin-1 to everything
	}
	sample := highText(body)
	var best encoding.Encoding
	score := float64(lost)
	for _, label := range labels {
		enc := lookup(label)
		if enc == nil || enc == best {
			continue
		}
		if _, ok := decodeWith(enc, body); !ok {
			continue
		}
		if s := fit(enc, sample); best == nil || s > score+0.2 {
			best, score = enc, s
		}
	}
	if best != nil && score >= 0 {
		out, _ := decodeWith(best, body)
		return out, ""
	}
	if guess := detect(sample); best == nil || guess.score >= certain && highBytes(sample) >= certainBytes {
		out, _ := decodeWith(guess.enc, body)
		return out, fmt.Sprintf("the charset is not declared or declared wrongly; read as %s", guess.name)
	}
	out, _ := decodeWith(best, body)
	return out, ""
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
			if bad++; good+(len(b)-i)/2 <= 4*bad {
				return false // whatever comes
			}
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
	return out, bytes.Count(out, []byte("\uFFFD"))*20 <= highBytes(body)+40
}

// highBytes counts the bytes above ASCII.
func highBytes(b []byte) int {
	n := 0
	for _, c := range b {
		n += int(c >> 7)
	}
	return n
}

// sevenBit decodes the charsets that hide in ASCII bytes. Two of them show
// themselves by their escapes; UTF-7 must be declared.
func sevenBit(body []byte, labels []string) []byte {
	if highBytes(body) > 0 {
		return body
	}
	if key := charsetKey(labels[0]); key == "utf7" || key == "unicode11utf7" || charsetKey(labels[1]) == "utf7" {
		return decodeUTF7(body)
	}
	enc := encoding.Encoding(japanese.ISO2022JP)
	switch {
	case bytes.Contains(body, []byte("\x1b$")):
	case bytes.Contains(body, []byte("~{")) && bytes.Contains(body, []byte("~}")):
		enc = simplifiedchinese.HZGB2312
	default:
		return body
	}
	if out, ok := decodeWith(enc, body); ok {
		return out
	}
	return body
}

// decodeUTF7 reads RFC 2152. What is not well-formed stays as it is.
func decodeUTF7(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for {
		plus := bytes.IndexByte(body, '+')
		if plus < 0 {
			return append(out, body...)
		}
		out = append(out, body[:plus]...)
		body = body[plus+1:]
		n := 0
		for n < len(body) && (isDigit(body[n]) || body[n]|0x20 >= 'a' && body[n]|0x20 <= 'z' || body[n] == '+' || body[n] == '/') {
			n++
		}
		units, err := base64.RawStdEncoding.DecodeString(string(body[:n]))
		if err != nil || n == 0 {
			out = append(out, '+')
			if n > 0 {
				continue
			}
		}
		for i := 0; i+1 < len(units); i += 2 {
			r := rune(units[i])<<8 | rune(units[i+1])
			if utf16.IsSurrogate(r) && i+3 < len(units) {
				if pair := utf16.DecodeRune(r, rune(units[i+2])<<8|rune(units[i+3])); pair != utf8.RuneError {
					r = pair
					i += 2
				}
			}
			out = utf8.AppendRune(out, r)
		}
		body = bytes.TrimPrefix(body[n:], []byte("-"))
	}
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
			out = append(append(out, run[:min(len(run), detectSample)]...), ' ')
		}
		body = body[end:]
	}
	return out
}

// isHigh holds for what bytes.ContainsFunc makes of a byte above ASCII.
func isHigh(r rune) bool { return r >= utf8.RuneSelf }
