package feed

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Kinds of web pages that come in place of a feed.
const (
	PageLogin       = "login"       // asks who is there
	PageChallenge   = "challenge"   // a check for robots, or a refusal
	PageConsent     = "consent"     // asks for consent before it shows anything
	PageParked      = "parked"      // the domain is for sale, or has no owner's site
	PageMaintenance = "maintenance" // the site is being worked on
	PageError       = "error"       // says that something went wrong, with status 200
	PagePlain       = "page"        // none of these
)

// Page is a web page that came in place of a feed. As an error it is ErrHTML.
type Page struct {
	Kind  string // one of those above
	Title string // at most 80 characters; "" where there is none
	Feed  string // a feed that the page names as its own, absolute where a base was known; "" where it names none
}

// Error says what page it is.
func (p *Page) Error() string {
	s := ErrHTML.Error()
	if words := p.words(); words != "" {
		s += ": " + words
	}
	if p.Title != "" {
		s += fmt.Sprintf(" (its title: %q)", p.Title)
	}
	if p.Feed != "" {
		s += "; the page names a feed: " + p.Feed
	}
	return s
}

// Unwrap makes errors.Is find ErrHTML.
func (p *Page) Unwrap() error { return ErrHTML }

func (p *Page) words() string {
	switch p.Kind {
	case PageLogin:
		return "it asks for a login"
	case PageChallenge:
		return "it is a check for robots, or a refusal"
	case PageConsent:
		return "it asks for consent first"
	case PageParked:
		return "the domain is for sale or expired"
	case PageMaintenance:
		return "it says that the site is being worked on"
	case PageError:
		return "it says that something went wrong"
	}
	return ""
}

// withFeed adds the feed that a page names to the error that it is a page. Other
// errors are left alone.
func withFeed(err error, text []byte, h Header) error {
	p, ok := errors.AsType[*Page](err)
	if !ok {
		return err
	}
	for _, c := range Discover(text, Header{URL: h.base()}) {
		if c.Via == ViaLink && c.URL != h.URL {
			p.Feed = c.URL
			break
		}
	}
	return err
}

// What is read of a page to tell its kind.
const (
	pageBytes = 256 << 10
	pageText  = 4 << 10 // bytes of text
	shortPage = 600     // characters; what is longer was made to be read
)

// readPage tells what kind of page UTF-8 text is.
func readPage(text []byte) *Page {
	v := view(text[:min(len(text), pageBytes)])
	return &Page{Kind: v.kind(), Title: excerpt([]byte(v.title))}
}

// viewed is what a page is judged by.
type viewed struct {
	title    string
	text     string // the beginning of what a reader sees
	password bool   // there is a field for one
	marks    bool   // of a check for robots
	parked   bool   // scripts of those who park domains
}

// view reads a page once.
func view(src []byte) viewed {
	v := viewed{
		marks:  containsAny(src, challengeMarks),
		parked: containsAny(src, parkedMarks),
	}
	var title, text strings.Builder
	var hidden atom.Atom
	inTitle := false
	z := html.NewTokenizer(bytes.NewReader(src))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		switch kind {
		case html.TextToken:
			if inTitle {
				title.Write(head(z.Text(), pageText))
			} else if hidden == 0 && text.Len() < pageText {
				text.Write(head(z.Text(), pageText))
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			tok := z.Token()
			inTitle = tok.DataAtom == atom.Title && kind == html.StartTagToken && title.Len() == 0
			if tok.DataAtom != atom.Head && tok.DataAtom != atom.Noscript { // what robots get to see
				hidden = hide(hidden, tok.DataAtom, kind)
			}
			text.WriteString(separator(tok.DataAtom))
			for _, a := range tok.Attr {
				v.password = v.password || tok.DataAtom == atom.Input && a.Key == "type" && strings.EqualFold(a.Val, "password")
			}
		}
	}
	v.title, v.text = fold(title.String()), fold(text.String())
	return v
}

// kind weighs what was seen. A page with much to read is what it seems, whatever
// else is on it: comment forms have their captchas, and sites a login in a
// corner; only its title can say otherwise.
func (v viewed) kind() string {
	title := strings.ToLower(v.title)
	short := utf8.RuneCountInString(v.text) <= shortPage
	said := title + "\n" + strings.ToLower(v.text)
	switch {
	case has(title, challengeTitles), short && (v.marks || has(said, challengeTexts)):
		return PageChallenge
	case has(title, loginTitles) && (short || v.password), short && v.password:
		return PageLogin
	case !short:
		return PagePlain
	case v.parked, has(said, parkedTexts):
		return PageParked
	case has(said, consentTexts):
		return PageConsent
	case has(said, maintenanceTexts):
		return PageMaintenance
	case has(title, errorTitles):
		return PageError
	}
	return PagePlain
}

func has(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func containsAny(src []byte, words []string) bool {
	for _, w := range words {
		if bytes.Contains(src, []byte(w)) {
			return true
		}
	}
	return false
}
