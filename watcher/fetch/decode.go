package fetch

import (
	"bytes"
	"cmp"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
)

const (
	maxCodings = 4    // stacked on one body
	maxMembers = 1024 // of one gzip file; each may be empty and still costs time
)

var (
	errTooLarge = errors.New("too large")
	errCodings  = errors.New("too many encodings on top of each other")
	errMembers  = errors.New("too many gzip members")
)

// readUpTo reads at most limit bytes and reports errTooLarge, without the
// bytes, if there are more. Memory grows with what comes.
func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(b)) > limit {
		return nil, errTooLarge
	}
	return b, err
}

// decode decompresses an answer's body once one of the decoders is free.
func (c *Client) decode(ctx context.Context, a *answer) ([]byte, error) {
	select {
	case d := <-c.decoders:
		defer func() { c.decoders <- d }()
		return d.all(a.wire, a.header, c.o.MaxBody)
	case <-ctx.Done():
		return nil, stopped(ctx, c.o.Timeout)
	}
}

// encodingError words what decode reports.
func encodingError(err error, limit int64) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	switch {
	case errors.Is(err, errTooLarge):
		return tooLarge(limit)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return failure(KindRead, err, "the compressed body ends too early")
	default:
		return failure(KindEncoding, err, "the body cannot be decompressed: %s", clip(err.Error()))
	}
}

func tooLarge(limit int64) *Error {
	return failure(KindTooLarge, nil, "the document is larger than %s (fetch.max_body)", megabytes(limit))
}

// decoder keeps what is expensive to make anew for every body.
type decoder struct {
	src bytes.Reader
	zip *gzip.Reader // nil before its first use
}

// all undoes every encoding. With an error, the bytes are what was readable.
func (d *decoder) all(wire []byte, h http.Header, limit int64) ([]byte, error) {
	codings, err := codings(h)
	if err != nil {
		return nil, err
	}
	body := wire
	for len(codings) > 0 && len(body) > 0 {
		last := len(codings) - 1
		out, lerr := d.one(codings[last], body, limit)
		if errors.Is(lerr, errTooLarge) {
			return nil, lerr
		}
		// The inner encodings of a broken one are undone as far as possible.
		body, err, codings = out, cmp.Or(err, lerr), codings[:last]
	}
	if !hasGzipMagic(body) {
		return body, err
	}
	body, lerr := d.gunzip(body, limit)
	return body, cmp.Or(err, lerr)
}

// codings lists the encodings in the order they were applied, leaving out
// words that are none (servers send "utf-8" and "none").
func codings(h http.Header) ([]string, error) {
	var list []string
	for field := range strings.SplitSeq(strings.Join(h.Values("Content-Encoding"), ","), ",") {
		switch c := strings.ToLower(strings.TrimSpace(field)); c {
		case "gzip", "x-gzip", "deflate", "br":
			list = append(list, c)
		case "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "aes128gcm":
			return nil, fmt.Errorf("the server used %s, which was not asked for", c)
		}
	}
	if len(list) > maxCodings {
		return nil, errCodings
	}
	return list, nil
}

func (d *decoder) one(coding string, body []byte, limit int64) ([]byte, error) {
	switch coding {
	case "br":
		return unbrotli(body, limit)
	case "deflate":
		return inflate(body, limit)
	default:
		if looksPlain(body) {
			return body, nil
		}
		return d.gunzip(body, limit)
	}
}

// unbrotli recovers: the decoder is a translation from C, and what it reads
// is a stranger's.
func unbrotli(body []byte, limit int64) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("brotli: %v", p)
		}
	}()
	return readUpTo(brotli.NewReader(bytes.NewReader(body)), limit)
}

// inflate reads both things that are called deflate: zlib's format and the
// bare stream.
func inflate(body []byte, limit int64) ([]byte, error) {
	if len(body) >= 2 && body[0]&0x0f == 8 && (int(body[0])<<8|int(body[1]))%31 == 0 {
		r, err := zlib.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		return readUpTo(r, limit)
	}
	return readUpTo(flate.NewReader(bytes.NewReader(body)), limit)
}

// gunzip reads a gzip file of one or more members and ignores what follows
// the last: some servers pad.
func (d *decoder) gunzip(body []byte, limit int64) ([]byte, error) {
	d.src.Reset(body)
	defer d.src.Reset(nil)
	var err error
	if d.zip == nil {
		d.zip, err = gzip.NewReader(&d.src)
	} else {
		err = d.zip.Reset(&d.src)
	}
	if err != nil {
		return nil, err
	}
	return readUpTo(&members{zip: d.zip, body: body, src: &d.src}, limit)
}

// members reads the members of a gzip file one after the other.
type members struct {
	zip  *gzip.Reader
	body []byte
	src  *bytes.Reader
	done int
}

func (m *members) Read(p []byte) (int, error) {
	for {
		m.zip.Multistream(false)
		n, err := m.zip.Read(p)
		if n > 0 && errors.Is(err, io.EOF) {
			return n, nil // the member's end is met again at the next Read
		}
		if !errors.Is(err, io.EOF) || !hasGzipMagic(m.body[len(m.body)-m.src.Len():]) {
			return n, err
		}
		if m.done++; m.done >= maxMembers {
			return 0, errMembers
		}
		if err := m.zip.Reset(m.src); err != nil {
			return 0, err
		}
	}
}

func hasGzipMagic(b []byte) bool {
	return len(b) >= 3 && b[0] == 0x1f && b[1] == 0x8b && b[2] == 8
}

// looksPlain tells a body that is said to be gzip but is the document itself:
// some caches keep the header and drop the compression.
func looksPlain(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) > 0 && (b[0] == '<' || b[0] == '{' || b[0] == '[')
}
