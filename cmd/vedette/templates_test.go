package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vedette/config"
)

// What the configuration's own check does not know is not left to the first
// digest.
func TestReceiversAreTried(t *testing.T) {
	cfg := &config.Config{File: "vedette.yaml", Receivers: map[string]config.Receiver{
		"desk": {Email: &config.Email{Smarthost: "mail.example.org:587", From: "v@example.org", To: []string{"стол@example.org"}}},
		"none": {},
	}}
	err := tryReceivers(cfg)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"vedette.yaml:1:1: receivers.desk: to: \"стол@example.org\": before the @ only ASCII", "vedette.yaml:1:1: receivers.none: give it one of"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
}

// Mistakes in templates are told in words that a user knows, at their place.
func TestMistakesInTemplates(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.tmpl")
	for source, want := range map[string]string{
		"\n{{range .Stories}}":     "own.tmpl:2:1: KEY: an {{end}} is missing: the file ends within a range",
		"{{if .Digest}}\n{{.Title": "own.tmpl:2:1: KEY: unclosed action",
		"a\n{{\n\n":                "own.tmpl:4:1: KEY: unclosed action that starts in line 2",
		"{{/* x":                   "own.tmpl:1:1: KEY: unclosed comment",
		`<a title="{{.Nope}}">`:    "KEY: <.Nope>: can't evaluate field Nope in type",
		"a{{end}}":                 "own.tmpl:1:1: KEY: unexpected {{end}}",
		"{{template \"x\"}}":       "own.tmpl:1:12: KEY: ",
	} {
		if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		own := config.Template{File: file, Source: source}
		_, inText := forms(&config.Config{Templates: config.Templates{Text: own}}, nil)
		_, inHTML := forms(&config.Config{Templates: config.Templates{HTML: own}}, nil)
		inHook := tryReceivers(&config.Config{Receivers: map[string]config.Receiver{
			"own": {Webhook: &config.Webhook{URL: config.NewSecret("https://x.example"), Format: "template", Template: file}},
		}})
		for key, err := range map[string]error{"templates.text": inText, "templates.html": inHTML, "receivers.own.webhook.template": inHook} {
			if err == nil {
				t.Errorf("%q: %s: no error", source, key)
				continue
			}
			t.Log(err)
			text := err.Error()
			if !strings.Contains(text, strings.Replace(want, "KEY", key, 1)) {
				t.Errorf("%q: %q does not say %q", source, text, want)
			}
			for _, inside := range []string{"EOF", "body", "text:", "html:", "html/template", "executing"} {
				if _, message, _ := strings.Cut(text, key+": "); strings.Contains(message, inside) {
					t.Errorf("%q: %q says %q", source, text, inside)
				}
			}
		}
	}
}

func TestMistakeInHTML(t *testing.T) {
	own := config.Template{File: "own.tmpl", Source: `<a title="{{.Name}}`}
	_, err := forms(&config.Config{Templates: config.Templates{HTML: own}}, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "own.tmpl:1:1: templates.html: ends in a non-text context") {
		t.Errorf("error %v", err)
	}
}
