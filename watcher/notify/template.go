package notify

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"text/template"
	"time"

	"vedette/watcher/digest"
)

// readTemplate reads a user's form of the body and tries it on a digest that
// has one of everything, so that a wrong name is told before anything is sent.
func readTemplate(path string) (*template.Template, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	t, err := template.New(filepath.Base(path)).Option("missingkey=error").Funcs(template.FuncMap{
		"json": func(v any) (string, error) { text, err := compact(v); return string(text), err },
		"time": clockTime,
	}).Parse(string(text))
	if err != nil {
		return nil, err
	}
	if err := t.Execute(new(bytes.Buffer), digest.Sample(time.Unix(0, 0).UTC(), "a note")); err != nil {
		return nil, err
	}
	return t, nil
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
		return nil, fmt.Errorf("template %s gives nothing for this digest", t.Name())
	}
	return b.Bytes(), nil
}
