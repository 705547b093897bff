package digest

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func forms(t *testing.T, sources Templates, failed func(error)) Forms {
	t.Helper()
	f, wrong := NewForms(sources, failed)
	if len(wrong) > 0 {
		t.Fatal(wrong[0])
	}
	return f
}

// What is printed for users to start from gives what they have without it.
func TestBuiltinTemplatesGiveTheForms(t *testing.T) {
	f := forms(t, BuiltinTemplates(), nil)
	for name, in := range cases(t) {
		d := Compose(in)
		for kind, both := range map[string][2]form{"text": {Text, f.Text}, "html": {HTML, f.HTML}} {
			if diff := cmp.Diff(render(t, both[0], d), render(t, both[1], d)); diff != "" {
				t.Errorf("%s of %s (-built in +by its template):\n%s", kind, name, diff)
			}
		}
		if got := f.Subject(d); got != Subject(d) {
			t.Errorf("subject of %s: %q, want %q", name, got, Subject(d))
		}
	}
}

func TestOwnTemplates(t *testing.T) {
	f := forms(t, Templates{
		Text:    "{{.Subject}}\n{{range .Sections}}{{range .Stories}}{{para \"* \" .Title}}{{end}}{{end}}",
		HTML:    `<p title="{{.Digest}}">{{range .Stories}}{{.Title}}{{end}}</p>`,
		Subject: "{{len .Stories}}\nBcc: {{.Digest}}",
	}, func(err error) { t.Error(err) })
	r := kremlin
	r.title = "<b>Putin</b> receives Assad"
	d := Compose(input(t, r))
	if got, want := f.Subject(d), "1 Bcc: daily"; got != want {
		t.Errorf("subject %q, want one line %q", got, want)
	}
	if got, want := render(t, f.Text, d), "1 Bcc: daily\n* <b>Putin</b> receives Assad\n"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if got, want := render(t, f.HTML, d), `<p title="daily">&lt;b&gt;Putin&lt;/b&gt; receives Assad</p>`; got != want {
		t.Errorf("HTML %q, want %q", got, want)
	}
}

// The sample has a story; a digest need not.
func TestTemplateThatFailsLater(t *testing.T) {
	var told []string
	f := forms(t, Templates{Text: "{{(index .Stories 0).Title}}", HTML: "{{(index .Stories 0).Title}}", Subject: "{{(index .Stories 0).Title}}"},
		func(err error) { told = append(told, err.Error()) })
	d := Compose(input(t))
	text := render(t, f.Text, d)
	for _, want := range []string{"Nothing new\n", "\nNotes\n", "- the subject template, line 1, column 4: ", "- the text template, line 1, column 4: ", "the built-in form stands in"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if page := render(t, f.HTML, d); !strings.Contains(page, "the html template, line 1") || !strings.Contains(page, "</html>") {
		t.Errorf("the page lacks its note or its end:\n%s", page)
	}
	if got := f.Subject(d); got != Subject(d) {
		t.Errorf("subject %q, want the built-in %q", got, Subject(d))
	}
	if len(told) != 3 {
		t.Errorf("told of %q, want of text, html and subject once each", told)
	}
	if len(d.Notes) != 0 {
		t.Errorf("the digest was changed: %v", d.Notes)
	}
}

func TestWrongTemplates(t *testing.T) {
	for source, want := range map[string]TemplateError{
		"{{if}}":                      {"text", 1, 1, "missing value for if"},
		"a\n{{.Nope}}":                {"text", 2, 3, "<.Nope>: can't evaluate field Nope in type digest.view"},
		"{{nope}}":                    {"text", 1, 1, `function "nope" not defined`},
		"\n\n{{range .Stories}}":      {"text", 3, 1, "unexpected EOF"},
		"{{index .Stories 99 | why}}": {"text", 1, 3, "<index .Stories 99>: error calling index: index out of range: 99"},
	} {
		_, wrong := NewForms(Templates{Text: source}, nil)
		if len(wrong) != 1 {
			t.Errorf("%q: %d mistakes, want 1", source, len(wrong))
			continue
		}
		if diff := cmp.Diff(want, *wrong[0]); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
	}
	_, wrong := NewForms(Templates{Text: "{{.A}}", HTML: "<a href={{.B}}>", Subject: "{{.C}}"}, nil)
	if len(wrong) != 3 {
		t.Errorf("%d mistakes in three templates", len(wrong))
	}
}

func TestSample(t *testing.T) {
	d := Sample(noon, "only a test")
	if len(d.Stories) != 2 || len(d.Corrections) != 1 || len(d.NearMisses) != 1 || len(d.Notes) != 1 || len(d.HitsByDay) != Days {
		t.Errorf("the sample lacks something: %+v", d)
	}
	for _, s := range d.Stories {
		if !strings.HasPrefix(s.Title, "Test: ") {
			t.Errorf("%q does not say that it is a test", s.Title)
		}
	}
	if err := (Forms{}).HTML(io.Discard, d); err != nil {
		t.Error(err)
	}
}
