package notify

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"vedette/config"
	"vedette/watcher/digest"
)

// Every form is signed, says what it is, and goes out the same at every
// attempt.
func TestWebhookForms(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.tmpl")
	writeText(t, own, `{"text": {{json .Digest}}}`)
	for format, contentType := range map[string]string{
		"vedette": "application/json", "cloudevents": "application/cloudevents+json; charset=utf-8",
		"slack": "application/json; charset=utf-8", "discord": "application/json; charset=utf-8",
		"teams": "application/json; charset=utf-8", "template": "application/json",
	} {
		t.Run(format, func(t *testing.T) {
			verifier, err := standardwebhooks.NewWebhook(secret("a key of thirty-two bytes or so."))
			if err != nil {
				t.Fatal(err)
			}
			var bodies []string
			r := hook(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err == nil {
					err = verifier.Verify(body, r.Header)
				}
				if got := r.Header.Get("Content-Type"); err != nil || got != contentType || !json.Valid(body) {
					t.Errorf("%v, content type %q, body %s", err, got, body)
				}
				bodies = append(bodies, string(body))
			}, func(c *config.Webhook) {
				c.Format = format
				if format == "template" {
					c.Template = own
				}
			})
			for range 2 {
				if err := r.Send(t.Context(), crowd(60)); err != nil {
					t.Fatal(err)
				}
			}
			if len(bodies) != 2 || bodies[0] != bodies[1] {
				t.Error("two attempts differ")
			}
		})
	}
}

func TestCloudEvent(t *testing.T) {
	m := message("m1")
	m.Digest.Digest = "утро/1"
	body, err := cloudEvent(m)
	if err != nil {
		t.Fatal(err)
	}
	got := decode[map[string]json.RawMessage](t, body)
	var data digest.Digest
	if err := json.Unmarshal(got["data"], &data); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.Digest, data); diff != "" {
		t.Errorf("the digest changed on the way:\n%s", diff)
	}
	delete(got, "data")
	texts := map[string]string{}
	for name, raw := range got {
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		texts[name] = s
	}
	want := map[string]string{
		"specversion": "1.0", "id": "m1", "source": "/vedette/digests/%D1%83%D1%82%D1%80%D0%BE%2F1", "type": "vedette.digest.v1",
		"subject": digest.Subject(m.Digest), "time": "2026-11-21T12:01:00Z", "datacontenttype": "application/json",
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

// A small digest is told with its details.
func TestFormsTellDetails(t *testing.T) {
	m := message("m1")
	for name, write := range map[string]func(Message) ([]byte, error){"slack": slack, "discord": discord, "teams": teams} {
		body, err := write(m)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"Вестник", "why: ", "بوتين", "https://example.org/", "Notes"} {
			if !strings.Contains(string(body), want) {
				t.Errorf("%s does not say %q: %s", name, want, body)
			}
		}
	}
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTemplateMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"é{{define \"a\"}}{{.Nope}}{{end}}{{template \"a\" .}}":        "own.tmpl:1:18: <.Nope>",
		"{{range .Stories}}\n{{.Title":                                 "own.tmpl:2:1: unclosed action",
		"\n{{range .Stories}}{{range .Items}}{{.Titel}}{{end}}{{end}}": "own.tmpl:2:37: <.Titel>",
		"{{shell .}}": `function "shell" not defined`,
		`{{time .Period.To "15:04" "Mars/Base"}}`: "unknown time zone Mars/Base",
	} {
		path := filepath.Join(t.TempDir(), "own.tmpl")
		writeText(t, path, text)
		c := config.Webhook{URL: config.NewSecret("https://x.example"), Format: "template", Template: path}
		if _, err := New("own", config.Receiver{Webhook: &c}, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one that says %q", text, err, want)
		}
	}
	for _, c := range []config.Webhook{
		{URL: config.NewSecret("https://x.example"), Format: "template", Template: "/nowhere/own.tmpl"},
		{URL: config.NewSecret("https://x.example"), Format: "slack", Template: "own.tmpl"},
	} {
		if _, err := New("own", config.Receiver{Webhook: &c}, Options{}); err == nil || !strings.Contains(err.Error(), "tmpl") {
			t.Errorf("%+v: error %v", c, err)
		}
	}
}

// asText has a body go out as something else than JSON.
var asText = map[string]config.Secret{"Content-Type": config.NewSecret("text/plain")}

func TestTemplate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own.tmpl")
	writeText(t, path, `{{range .Stories}}{{json .Title}} {{time (index .Items 0).Published "2 Jan 15:04" "Asia/Tokyo"}}
{{end}}`)
	m := message("m1")
	f, err := readForm(config.Webhook{Template: path, Headers: asText}, nil)
	var body []byte
	if err == nil {
		body, err = f.fill(m.Digest)
	}
	if err != nil {
		if _, missing := time.LoadLocation("Asia/Tokyo"); missing != nil {
			t.Skipf("no time zone data on this machine: %v", missing)
		}
		t.Fatal(err)
	}
	if text := string(body); !strings.Contains(text, `"From the Kremlin: a line that begins with From, and = signs" 21 Nov 21:00`+"\n") ||
		!strings.Contains(text, `\"בלי הודעה\"`) {
		t.Errorf("body %s", text)
	}
}

// A body that does not look like what it is said to be is found at once, and
// where.
func TestTemplateGivesJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own.tmpl")
	for _, test := range []struct {
		source, contentType, want string
	}{
		{`{"t": "x", }`, "", `own.tmpl:1:12: does not give JSON: invalid character '}' looking for beginning of object key string behind "{\"t\": \"x\","; write values with {{json .Title}}, or set Content-Type`},
		{"{\n \"встреча\": x}", "", "own.tmpl:2:13: does not give JSON: invalid character 'x'"},
		{`{{$t := 1}}{"t": {{.Digest}}}`, "", `own.tmpl:1:1: does not give JSON: invalid character 'e' in literal true (expecting 'r') behind "{\"t\": t"`},
		{`{"t": {{json .Digest}}`, "", `own.tmpl:1:1: does not give JSON: unexpected end of JSON input behind "{\"t\": \"test\""`},
		{`{"t": }`, "application/vnd.x+json; charset=utf-8", "does not give JSON"},
		{`{{.Digest}}: {{len .Stories}}`, "text/plain", ""},
		{`{"t": {{json .Digest}}}`, "", ""},
		{`{{/* nothing */}}`, "text/plain", "own.tmpl:1:1: gives nothing"},
	} {
		writeText(t, path, test.source)
		c := config.Webhook{URL: config.NewSecret("https://x.example"), Format: "template", Template: path}
		if test.contentType != "" {
			c.Headers = map[string]config.Secret{"content-type": config.NewSecret(test.contentType)}
		}
		_, err := New("own", config.Receiver{Webhook: &c}, Options{})
		if (err != nil) != (test.want != "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q as %q: error %v, want %q", test.source, test.contentType, err, test.want)
		}
	}
}

// The sample has a story; a digest need not.
func TestTemplateThatFailsLater(t *testing.T) {
	dir := t.TempDir()
	for source, why := range map[string]string{
		`{"t": {{json (index .Stories 0).Title}}}`:                            "own.tmpl:1:15: ",
		`{{with .Stories}}{{json .}}{{end}}`:                                  "own.tmpl:1:1: gives nothing for this digest",
		`{"t": {{range $i, $s := .Stories}}{{if $i}}{{else}}1{{end}}{{end}}}`: "own.tmpl:1:7: does not give JSON: invalid character '}' looking for beginning of value behind",
	} {
		path := filepath.Join(dir, "own.tmpl")
		writeText(t, path, source)
		var told []string
		p, err := newPayload(config.Webhook{Format: "template", Template: path}, func(err error) { told = append(told, err.Error()) })
		if err != nil {
			t.Fatal(err)
		}
		m := message("m1")
		m.Digest.Stories = nil
		body, err := p.write(m)
		if err != nil {
			t.Fatal(err)
		}
		got := decode[digest.Digest](t, body)
		if len(got.Notes) != len(m.Digest.Notes)+1 {
			t.Fatalf("notes %v", got.Notes)
		}
		note := got.Notes[len(got.Notes)-1]
		if note.Kind != "template" || !strings.HasPrefix(note.Text, why) || !strings.HasSuffix(note.Text, "; the built-in form stands in for it") {
			t.Errorf("%s: note %+v, want one that begins with %q", source, note, why)
		}
		if len(told) != 1 || !strings.HasPrefix(told[0], dir+"/"+why) {
			t.Errorf("%s: told of %q, want of %q once", source, told, why)
		}
		got.Notes = got.Notes[:len(got.Notes)-1]
		if diff := cmp.Diff(m.Digest, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the digest changed on the way:\n%s", diff)
		}
	}
}

// The signature by another program.
func TestWebhookSignatureByOpenSSL(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skipf("needs openssl: %v", err)
	}
	const key = "a key of thirty-two bytes or so."
	body, err := written(message("m1").Digest)
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	sign(header, [][]byte{[]byte(key)}, "m1", noon, body)
	mac := exec.CommandContext(t.Context(), openssl, "dgst", "-sha256", "-hmac", key, "-binary")
	mac.Stdin = strings.NewReader("m1." + header.Get("webhook-timestamp") + "." + string(body))
	sum, err := mac.Output()
	if err != nil {
		t.Fatal(err)
	}
	text := exec.CommandContext(t.Context(), openssl, "base64", "-A")
	text.Stdin = strings.NewReader(string(sum))
	want, err := text.Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := header.Get("webhook-signature"); got != "v1,"+strings.TrimSpace(string(want)) {
		t.Errorf("signature %q, openssl says %q", got, want)
	}
}
