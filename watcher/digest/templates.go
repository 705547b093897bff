package digest

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	texttemplate "text/template"
	"time"
)

// The templates that are built in. What they are given is a view.
var (
	//go:embed digest.txt.tmpl
	textSource string
	//go:embed digest.html.tmpl
	htmlSource string
	//go:embed digest.subject.tmpl
	subjectSource string

	builtin = sync.OnceValue(builtinForms)
)

// functions are what templates may call beside those of the language.
var functions = template.FuncMap{
	"also":    func(items []Item) []Item { return items[1:] },
	"first":   func(items []Item) Item { return items[0] },
	"upper":   strings.ToUpper,
	"why":     why,
	"news":    news,
	"rest":    rest,
	"href":    href,
	"inset":   func(s string) string { return inset(tidy(s)) },
	"marks":   segments,
	"stars":   stars,
	"tidy":    tidy,
	"whole":   whole,
	"para":    para,
	"foreign": foreignPara,
	"heading": heading,
	"link":    linkLine,
	"compare": func(was, now string) [2][]segment { gone, come := compare(was, now); return [2][]segment{gone, come} },
}

// Templates are the sources of the templates by which digests are written.
type Templates struct {
	Text    string // of the text form
	HTML    string // of the HTML form, escaped by its context
	Subject string // of one line
}

// BuiltinTemplates are those that give what Text, HTML and Subject give.
func BuiltinTemplates() Templates { return Templates{textSource, htmlSource, subjectSource} }

// Forms write digests, by templates of the user's where there are any. The
// zero value is the built-in ones.
type Forms struct {
	text, html, subject executor
	failed              func(error)
}

// executor is a template; both packages of templates have it as a method.
type executor func(w io.Writer, data any) error

// TemplateError is a mistake in a template of the user's.
type TemplateError struct {
	Form         string // text, html or subject
	Line, Column int    // from 1; the column is 1 where it is not known
	Message      string
}

// Error says where the mistake is, and what it is.
func (e *TemplateError) Error() string {
	return fmt.Sprintf("the %s template, line %d, column %d: %s", e.Form, e.Line, e.Column, e.Message)
}

// NewForms compiles templates and tries them on a sample; those that are "" are
// the built-in ones. A template that fails with a digest later is told to
// failed, which may be nil, and the built-in form stands in for it. All
// mistakes are returned.
func NewForms(t Templates, failed func(error)) (Forms, []*TemplateError) {
	f := Forms{failed: failed}
	var wrong []*TemplateError
	try := func(form, source string, compile func(name, source string) (executor, error)) executor {
		if source == "" {
			return nil
		}
		execute, err := compile(form, source)
		if err == nil {
			err = execute(io.Discard, newView(Sample(time.Now(), "a note")))
		}
		if err != nil {
			wrong = append(wrong, templateError(form, err))
		}
		return execute
	}
	f.text = try("text", t.Text, compileText)
	f.html = try("html", t.HTML, compileHTML)
	f.subject = try("subject", t.Subject, compileText)
	return f, wrong
}

func builtinForms() Forms {
	f, wrong := NewForms(BuiltinTemplates(), nil)
	if len(wrong) > 0 {
		panic(wrong[0]) // only when a built-in template was written wrongly
	}
	return f
}

func compileText(name, source string) (executor, error) {
	t, err := texttemplate.New(name).Funcs(texttemplate.FuncMap(functions)).Parse(source)
	return t.Execute, err
}

func compileHTML(name, source string) (executor, error) {
	t, err := template.New(name).Funcs(functions).Parse(source)
	return t.Execute, err
}

// place is how both packages of templates say where an error is.
var place = regexp.MustCompile(`^(?:html/)?template: ?\w+:(\d+):(?:(\d+):)? (?:executing "\w+" at )?`)

func templateError(form string, err error) *TemplateError {
	e := &TemplateError{Form: form, Line: 1, Column: 1, Message: err.Error()}
	if m := place.FindStringSubmatch(e.Message); m != nil {
		e.Line, _ = strconv.Atoi(m[1]) // digits, and not too many for a file
		column, _ := strconv.Atoi(m[2])
		e.Column = column + 1 // counted from 0, and not given when a template is read
		e.Message = e.Message[len(m[0]):]
	}
	return e
}

// Text writes the text form.
func (f Forms) Text(w io.Writer, d Digest) error {
	return f.write(w, "text", f.text, builtin().text, d)
}

// HTML writes the HTML form.
func (f Forms) HTML(w io.Writer, d Digest) error {
	return f.write(w, "html", f.html, builtin().html, d)
}

// Subject is one line of at most 120 characters, fit for a header.
func (f Forms) Subject(d Digest) string {
	line, err := f.line(newView(d))
	f.tell(err)
	return line
}

// line is the subject; where the user's template fails, the built-in one with
// the mistake.
func (f Forms) line(v view) (string, error) {
	var b bytes.Buffer
	var wrong error
	if f.subject != nil {
		if err := f.subject(&b, v); err != nil {
			wrong = templateError("subject", err)
		}
	}
	if f.subject == nil || wrong != nil {
		b.Reset()
		wrong = cmp.Or(wrong, builtin().subject(&b, v))
	}
	return passage{text: tidy(b.String())}.cut(maxSubject).text, wrong
}

func (f Forms) tell(err error) {
	if err != nil && f.failed != nil {
		f.failed(err)
	}
}

// write writes the digest by the user's template, or by the built-in one with
// a note where that fails or there is none.
func (f Forms) write(w io.Writer, form string, own, builtin executor, d Digest) error {
	v := newView(d)
	var err error
	if v.Subject, err = f.line(v); err != nil {
		v.remark(err)
	}
	var b bytes.Buffer
	if own != nil {
		if err = own(&b, v); err == nil {
			_, err = b.WriteTo(w)
			return err
		}
		wrong := templateError(form, err)
		f.tell(wrong)
		v.remark(wrong)
		b.Reset()
	}
	if err := builtin(&b, v); err != nil {
		return fmt.Errorf("write digest %s as %s: %w", d.Digest, form, err)
	}
	_, err = b.WriteTo(w)
	return err
}

// content is embedded under a name that templates do not see, so that .Digest
// is the name of the digest there, as it is everywhere.
type content = Digest

// view is what templates show: the digest, and what is said of it in words.
type view struct {
	content
	Subject  string
	Headline string // what is new, or that nothing is
	Tally    string // how many stories there are; "" for none
	Top      string // title of the best story
	Shares   string // how many each profile has, where more than one has any
	Period   string // with the zone
	Activity string // hits a day, as columns; "" where not known
	Sections []section
	Changes  []Correction // one for each report
	Remarks  []string     // the lines of the foot beside Notes

	CorrectionsTitle, CorrectionsNote string

	clock clock
}

// section is a profile that has stories.
type section struct {
	Profile Profile
	Count   string
	Stories []Story
}

func newView(d Digest) view {
	c := newClock(d)
	d.Digest = tidy(d.Digest)
	v := view{
		content:  d,
		Headline: headline(d),
		Tally:    tally(d),
		Top:      topTitle(d),
		Shares:   shares(d),
		Period:   c.period(d.Period),
		Activity: activity(d.HitsByDay),
		Remarks:  remarks(d),
		Changes:  distinct(d.Corrections),

		CorrectionsTitle: correctionsTitle, CorrectionsNote: correctionsNote,
		clock: c,
	}
	for _, p := range d.Profiles {
		if shown := ofProfile(d.Stories, p.Name); len(shown) > 0 {
			v.Sections = append(v.Sections, section{p, profileCount(p, len(shown)), shown})
		}
	}
	return v
}

// Source says who reports an item, and when.
func (v view) Source(it Item) string { return v.clock.source(it) }

// Changed says who changed a report, and when.
func (v view) Changed(c Correction) string { return v.clock.changed(c, v.Profiles) }

// remark says at the foot that a template of the user's failed.
func (v *view) remark(err error) {
	v.Notes = append(slices.Clip(v.Notes), Note{Kind: "template", Text: tidy(err.Error()) + "; the built-in form stands in for it"})
}
