package notify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"text/template"
	"time"

	"vedette/watcher/digest"
)

// TemplateError is a mistake in a user's template of a webhook's body.
type TemplateError struct {
	File         string
	Line, Column int // from 1; the column is 1 where it is not known
	Message      string
}

// Error gives FILE:LINE:COL: what is wrong.
func (e *TemplateError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// readTemplate reads a user's form of the body and tries it on a digest that
// has one of everything, so that a wrong name is told before anything is sent.
// Every error is a *TemplateError.
func readTemplate(path string) (*template.Template, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &TemplateError{path, 1, 1, err.Error()}
	}
	t, err := template.New("body").Funcs(template.FuncMap{
		"json": func(v any) (string, error) { text, err := compact(v); return string(text), err },
		"time": clockTime,
	}).Parse(string(text))
	if err == nil {
		err = t.Execute(io.Discard, digest.Sample(time.Unix(0, 0).UTC(), "a note"))
	}
	if err != nil {
		return nil, placed(path, err)
	}
	return t, nil
}

// placed reads where the template package has found an error.
func placed(path string, err error) *TemplateError {
	e := &TemplateError{path, 1, 1, err.Error()}
	prefix := regexp.MustCompile(`^template: body:(\d+):(?:(\d+):)? (?:executing "body" at )?`)
	if m := prefix.FindStringSubmatch(e.Message); m != nil {
		e.Message = e.Message[len(m[0]):]
		e.Line, _ = strconv.Atoi(m[1])  // digits only
		column, _ := strconv.Atoi(m[2]) // none where a template does not parse
		e.Column = column + 1           // counted from 0
	}
	return e
}

// clockTime writes a time in a zone by its IANA name.
func clockTime(t time.Time, layout, zone string) (string, error) {
	location, err := time.LoadLocation(zone)
	if err != nil {
		return "", err
	}
	return t.In(location).Format(layout), nil
}

// ownForm is a user's form of the body.
type ownForm struct {
	*template.Template
	file   string
	failed func(error) // may be nil
}

// write fills the template, or where that fails with this digest gives the JSON
// form with a note that says so.
func (f ownForm) write(m Message) ([]byte, error) {
	body, err := f.fill(m.Digest)
	if err == nil {
		return body, nil
	}
	wrong := placed(f.file, err)
	if f.failed != nil {
		f.failed(wrong)
	}
	wrong.File = filepath.Base(f.file) // the rest of the path is nobody else's business
	d := m.Digest
	d.Notes = append(slices.Clip(d.Notes), digest.Note{Kind: "template", Text: oneLine(wrong.Error(), 500) + "; the built-in form stands in for it"})
	return written(d)
}

func (f ownForm) fill(d digest.Digest) ([]byte, error) {
	var b bytes.Buffer
	if err := f.Execute(&b, d); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(b.Bytes())) == 0 {
		return nil, errors.New("gives nothing for this digest")
	}
	return b.Bytes(), nil
}
