package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// policy lets through what a text needs: no script, style, frame, form or
// event handler, and no address but an absolute one of the web or of mail.
var policy = func() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.AllowURLSchemes("http", "https", "mailto", "ftp", "tel", "xmpp", "irc", "magnet", "news")
	p.AllowRelativeURLs(false)
	p.RequireNoFollowOnLinks(false)
	p.SkipElementsContent("applet")
	p.AllowElementsContent("frame", "frameset") // a frame has no end tag: all that follows would be skipped
	return p
}()

// Sanitize reduces HTML to harmless markup with absolute links: a relative
// address is dropped, since nothing says what it is relative to.
func Sanitize(html string) string {
	if !strings.ContainsAny(html, "<>&\"'\x00\r") && utf8.ValidString(html) {
		return html
	}
	return tidy(policy.Sanitize(strings.ToValidUTF8(html, "\uFFFD")))
}

// Sanitized returns the feed with every summary and content sanitised. The
// relative addresses in them are resolved against the item's Base. The feed
// itself is left as it is.
func (f *Feed) Sanitized() *Feed {
	clean := *f
	clean.Description = Sanitize(f.Description)
	clean.Items = make([]Item, len(f.Items))
	for i, it := range f.Items {
		it.Summary = Sanitize(absolute(it.Summary, it.Base))
		it.Content = Sanitize(absolute(it.Content, it.Base))
		clean.Items[i] = it
	}
	return &clean
}

// PlainText turns HTML into text: entities decoded, blocks on lines of their
// own, white space folded, no markup.
func PlainText(html string) string {
	if !strings.ContainsAny(html, "<&") {
		return lines(html)
	}
	return lines(stripTags(html, true))
}

// plainTitle turns a title into one line of text. What looks like a tag but is
// none of HTML stays: titles speak of "List<String>" and "a<b".
func plainTitle(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = stripTags(s, false)
	}
	return fold(s)
}

// stripTags drops tags, comments, scripts and styles and decodes references.
// Line breaks of the source become spaces, those of blocks line feeds. Unless
// all tags are to go, unknown ones are text.
func stripTags(s string, all bool) string {
	var out strings.Builder
	out.Grow(len(s))
	z := html.NewTokenizer(strings.NewReader(s))
	var hidden atom.Atom // the element whose content is not text
	read, pre := 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := z.Raw()
		read += len(raw)
		switch kind {
		case html.TextToken:
			switch {
			case hidden != 0:
			case all:
				writeText(&out, string(z.Text()), pre > 0)
			default: // no "&copy=2" of an address
				writeText(&out, decodeEntities(string(raw)), false)
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			literal := string(raw) // TagName overwrites it
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if tag == 0 && !all && hidden == 0 {
				writeText(&out, html.UnescapeString(literal), false)
				continue
			}
			hidden = hide(hidden, tag, kind)
			pre = max(0, pre+preStep(tag, kind))
			out.WriteString(separator(tag))
		}
	}
	if rest := s[min(read, len(s)):]; hidden == 0 && !all {
		out.WriteString(rest) // "a<b": the tag never ended, so it was none
	}
	return out.String()
}

// writeText writes character data; outside pre a line break is a space.
func writeText(out *strings.Builder, s string, pre bool) {
	if !pre && strings.ContainsAny(s, "\n\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), "\r", " ")
	}
	out.WriteString(s)
}

// hide keeps track of elements whose content is not for reading.
func hide(hidden, tag atom.Atom, kind html.TokenType) atom.Atom {
	switch tag {
	case atom.Script, atom.Style, atom.Iframe, atom.Object, atom.Template, atom.Noscript, atom.Head, atom.Svg, atom.Textarea, atom.Select:
		switch {
		case hidden == 0 && kind == html.StartTagToken:
			return tag
		case hidden == tag && kind == html.EndTagToken:
			return 0
		}
	}
	return hidden
}

func preStep(tag atom.Atom, kind html.TokenType) int {
	switch {
	case tag != atom.Pre:
	case kind == html.StartTagToken:
		return 1
	case kind == html.EndTagToken:
		return -1
	}
	return 0
}

// separator is what a tag puts between the texts around it.
func separator(tag atom.Atom) string {
	switch tag {
	case atom.Br, atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Tr, atom.Table,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Blockquote, atom.Pre,
		atom.Section, atom.Article, atom.Header, atom.Footer, atom.Aside, atom.Nav, atom.Main,
		atom.Figure, atom.Figcaption, atom.Address, atom.Details, atom.Summary, atom.Caption, atom.Title, atom.Option:
		return "\n"
	case atom.Td, atom.Th, atom.Img:
		return " "
	}
	return ""
}

// lines folds white space: runs of it become one space, or one line feed when
// they hold one.
func lines(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	var gap byte
	for _, r := range s {
		switch {
		case r == '\n':
			gap = '\n'
		case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
			if gap == 0 && r != '\u200b' && r != '\ufeff' {
				gap = ' '
			}
		default:
			if gap != 0 && out.Len() > 0 {
				out.WriteByte(gap)
			}
			gap = 0
			out.WriteRune(r)
		}
	}
	return out.String()
}
