package notify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"

	"vedette/config"
	"vedette/watcher/digest"
)

// TemplateError is a mistake in a user's template of a webhook's body.
type TemplateError struct {
	File         string
	Line, Column int // from 1, in characters; the column is 1 where it is not known
	Message      string
	Hint         string // what would be right; may be empty
}

// Error gives FILE:LINE:COL: what is wrong; what would be right.
func (e *TemplateError) Error() string {
	text := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// ownForm is a user's form of the body.
type ownForm struct {
	template     *template.Template
	file, source string
	json         bool        // it has to be
	failed       func(error) // may be nil
}

// readForm reads a user's form of the body and tries it on a digest that has
// one of everything, so that a mistake is told before anything is sent. Every
// error is a *TemplateError.
func readForm(c config.Webhook, failed func(error)) (ownForm, error) {
	f := ownForm{file: c.Template, json: promisesJSON(c.Headers), failed: failed}
	text, err := os.ReadFile(f.file)
	if err != nil {
		return f, f.mistake(err)
	}
	f.source = string(text)
	f.template, err = template.New(filepath.Base(f.file)).Funcs(template.FuncMap{
		"json": func(v any) (string, error) { text, err := compact(v); return string(text), err },
		"time": clockTime,
	}).Parse(f.source)
	if err == nil {
		_, err = f.fill(digest.Sample(time.Unix(0, 0).UTC(), "a note"))
	}
	if err != nil {
		return f, f.mistake(err)
	}
	return f, nil
}

// promisesJSON tells whether the body goes out as JSON, as it does unless the
// headers say something else.
func promisesJSON(headers map[string]config.Secret) bool {
	for name, value := range headers {
		if http.CanonicalHeaderKey(name) == "Content-Type" {
			kind, _, _ := strings.Cut(strings.ToLower(value.Value()), ";")
			kind = strings.TrimSpace(kind)
			return kind == "application/json" || strings.HasSuffix(kind, "+json")
		}
	}
	return true
}

// write fills the template, or where that fails with this digest gives the JSON
// form with a note that says so.
func (f ownForm) write(m Message) ([]byte, error) {
	body, err := f.fill(m.Digest)
	if err == nil {
		return body, nil
	}
	wrong := f.mistake(err)
	if f.failed != nil {
		f.failed(wrong)
	}
	// The rest of the path is not the receiver's business, nor is the hint.
	wrong.File, wrong.Hint = filepath.Base(f.file), ""
	d := m.Digest
	d.Notes = append(slices.Clip(d.Notes), digest.Note{Kind: "template", Text: oneLine(wrong.Error(), 500) + "; the built-in form stands in for it"})
	return written(d)
}

func (f ownForm) fill(d digest.Digest) ([]byte, error) {
	var b bytes.Buffer
	if err := f.template.Execute(&b, d); err != nil {
		return nil, err
	}
	body := b.Bytes()
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, errors.New("gives nothing for this digest")
	}
	if f.json {
		if err := json.Unmarshal(body, new(any)); err != nil {
			return nil, f.notJSON(body, err)
		}
	}
	return body, nil
}

// notJSON says what is wrong behind which words of the body; and where in the
// template, if that begins as the body does.
func (f ownForm) notJSON(body []byte, err error) *TemplateError {
	e := &TemplateError{File: f.file, Line: 1, Column: 1, Message: "does not give JSON: " + err.Error(),
		Hint: "write values with {{json .Title}}, or set Content-Type under headers if it is not meant to"}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		good := string(body) // it ends too early
		if !strings.HasPrefix(syntax.Error(), "unexpected end") {
			good = good[:max(0, syntax.Offset-1)] // up to the byte that is wrong
		}
		if strings.HasPrefix(f.source, good) {
			e.Line = strings.Count(good, "\n") + 1
			e.Column = utf8.RuneCountInString(good[strings.LastIndexByte(good, '\n')+1:]) + 1
		}
		e.Message += " behind " + strconv.Quote(ending(oneLine(good, len(good)+1), 40))
	}
	return e
}

// ending is the last n characters.
func ending(s string, n int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-n):])
}

// mistake reads where the template package has found an error.
func (f ownForm) mistake(err error) *TemplateError {
	if e, ok := errors.AsType[*TemplateError](err); ok {
		return e
	}
	e := &TemplateError{File: f.file, Line: 1, Column: 1, Message: err.Error()}
	prefix := regexp.MustCompile(`^template: ` + regexp.QuoteMeta(filepath.Base(f.file)) + `:(\d+):(?:(\d+):)? (?:executing "(?:[^"\\]|\\.)*" at )?`)
	if m := prefix.FindStringSubmatch(e.Message); m != nil {
		e.Message = e.Message[len(m[0]):]
		e.Line, _ = strconv.Atoi(m[1]) // digits only
		bytes, _ := strconv.Atoi(m[2]) // before it in its line; none where a template does not parse
		if lines := strings.Split(f.source, "\n"); e.Line <= len(lines) {
			line := lines[e.Line-1]
			e.Column = utf8.RuneCountInString(line[:min(bytes, len(line))]) + 1
		}
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
