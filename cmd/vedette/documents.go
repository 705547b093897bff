package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"vedette/matcher"
	"vedette/matcher/learn"
	"vedette/store"
	"vedette/watcher/feed"
)

// maxDocument bounds a document that is no JSON lines, and one line of those.
const maxDocument = 64 << 20

// documents reads r in whichever form it has and calls fn with each document.
// name is for error messages.
func documents(name string, r io.Reader, fn func(matcher.Document) error) error {
	br, err := unpacked(name, r)
	if err != nil {
		return err
	}
	if jsonLines(br) {
		return eachLine(name, br, fn)
	}
	body, err := io.ReadAll(io.LimitReader(br, maxDocument+1))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(body) > maxDocument {
		return fmt.Errorf("%s: the document is larger than %d MiB", name, maxDocument>>20)
	}
	parsed, err := feed.Parse(body, feed.Header{})
	switch {
	case err == nil:
		return eachItem(parsed, fn)
	case errors.Is(err, feed.ErrHTML):
		return fn(page(name, body))
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")):
		return fmt.Errorf("%s: begins like JSON, but is neither a JSON Feed nor lines with a title or text: %w", name, err)
	case bytes.IndexByte(body, 0) >= 0:
		return fmt.Errorf("%s: this is not text, nor a feed: %w", name, err)
	default:
		return fn(plain(name, string(body)))
	}
}

// unpacked reads r as it is or, where it is gzip's, what it holds.
func unpacked(name string, r io.Reader) (*bufio.Reader, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	if magic, err := br.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		zr, err := gzip.NewReader(br)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		br = bufio.NewReaderSize(zr, 64<<10)
	}
	return br, nil
}

// line is one judged or unjudged document in a JSON-lines file.
type line struct {
	ID     string `json:"id"`
	Date   string `json:"date"`
	Lang   string `json:"lang"`
	Title  string `json:"title"`
	Text   string `json:"text"`
	Source string `json:"source"`
}

func (l line) document() matcher.Document {
	d := matcher.Document{ID: l.ID, Title: l.Title, Text: l.Text, Language: l.Lang}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, l.Date); err == nil {
			d.Date = t
			break
		}
	}
	return d
}

// jsonLines tells whether the first line is an object with a title or a text;
// a JSON Feed is one, too, but has neither "text" nor a title beside "version".
func jsonLines(br *bufio.Reader) bool {
	head, err := br.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return false
	}
	head = bytes.TrimLeft(head, " \t\r\n\ufeff")
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	first, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.Contains(first, []byte(`"text"`)) || (bytes.Contains(first, []byte(`"title"`)) && !bytes.Contains(head, []byte(`"items"`)))
}

func eachLine(name string, br *bufio.Reader, fn func(matcher.Document) error) error {
	return eachRaw(name, br, func(n int, data []byte) error {
		var l line
		if err := json.Unmarshal(data, &l); err != nil {
			return fmt.Errorf("%s:%d: not a JSON object with id, date, lang, title, text, source: %w", name, n, err)
		}
		return fn(l.document())
	})
}

// eachRaw calls fn with the number, from 1, and text of each line that is not
// empty.
func eachRaw(name string, br *bufio.Reader, fn func(n int, data []byte) error) error {
	sc := bufio.NewScanner(br)
	sc.Buffer(make([]byte, 0, 1<<20), maxDocument)
	n := 0
	for sc.Scan() {
		n++
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		if err := fn(n, sc.Bytes()); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%s:%d: %w", name, n+1, err)
	}
	return nil
}

func eachItem(f *feed.Feed, fn func(matcher.Document) error) error {
	for _, it := range f.Items {
		d := matcher.Document{ID: it.Key, Title: it.Title, Language: it.Language}
		if d.Language == "" {
			d.Language = f.Language
		}
		d.Language, _, _ = strings.Cut(strings.ToLower(d.Language), "-")
		d.Text = store.Item{Summary: feed.PlainText(it.Summary), Content: feed.PlainText(it.Content)}.Text()
		if it.Published != nil {
			d.Date = *it.Published
		}
		if err := fn(d); err != nil {
			return err
		}
	}
	return nil
}

// page is the article of a web page; where no article can be told from its
// furniture, the title element and all of the text.
func page(name string, body []byte) matcher.Document {
	d := matcher.Document{ID: name, Date: time.Now()}
	article, err := feed.ParseArticle(body, feed.Header{})
	if err != nil {
		d.Title, d.Text = feed.PageText(body, feed.Header{})
		return d
	}
	d.Title, d.Text = article.Title, article.Text
	d.Language, _, _ = strings.Cut(article.Language, "-")
	if article.Published != nil {
		d.Date = *article.Published
	}
	return d
}

// plain is an article in plain text, without the menus and footers that come
// with text copied from a page.
func plain(name, text string) matcher.Document {
	d := matcher.Document{ID: name, Date: time.Now()}
	d.Title, d.Text = learn.Strip(strings.ToValidUTF8(text, "\ufffd"))
	return d
}
