package notify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
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

// filled is the body that a template makes of a digest.
func filled(t *template.Template, d digest.Digest) ([]byte, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, d); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(b.Bytes())) == 0 {
		return nil, errors.New("the template gives nothing for this digest")
	}
	return b.Bytes(), nil
}
