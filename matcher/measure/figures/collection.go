package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"vedette/matcher"
	"vedette/matcher/background"
	"vedette/matcher/measure"
)

// Article is a line of the data.
type Article struct {
	ID, Date, Lang, Title, Text string

	Topics, Stories, Maybe []string
	Event, Split           string
	Judged                 bool
	Relevance              map[string]int
}

// Topic is what a system gets examples of, and how it is judged. All numbers
// are places in the collection.
type Topic struct {
	Name       string
	Seeds      []int // in the order in which they came
	Background []int // unlabelled items from before the stream
	Stream     []int // what is to be judged
	Relevance  []int // of each item of the stream: 2, 1 (left out), 0
}

// Collection is articles and the topics among them.
type Collection struct {
	Title    string
	Note     string // what stands for background and stream
	Articles []Article
	Index    *measure.Index
	Tables   background.Tables // what is common, as far as it was counted before the stream
	Topics   []Topic

	documents []measure.Document
}

// add appends articles and reads their words.
func (c *Collection) add(articles []Article) {
	from := len(c.Articles)
	c.Articles = append(c.Articles, articles...)
	c.documents = append(c.documents, make([]measure.Document, len(articles))...)
	parallel(len(articles), func(i int) {
		a := &articles[i]
		c.documents[from+i] = measure.NewDocument(a.Lang, a.Title, a.Text)
	})
}

// document is an article as the product sees it.
func (a *Article) document() matcher.Document {
	return matcher.Document{ID: a.ID, Title: a.Title, Text: a.Text, Language: a.Lang, Date: day(a.Date)}
}

// read reads JSON lines.
func read(elem ...string) ([]Article, error) {
	name := filepath.Join(elem...)
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the data: %w", err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	var articles []Article
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var a Article
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, len(articles)+1, err)
		}
		articles = append(articles, a)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return articles, nil
}
