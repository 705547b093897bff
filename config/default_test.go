package config

import (
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDefault(t *testing.T) {
	c, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Warnings) > 0 {
		t.Error("warnings:", c.Warnings)
	}
	if c.File != "built-in" {
		t.Errorf("File = %q", c.File)
	}
	if got := c.Matcher.Profiles(); !slices.Equal(got, c.Profiles) || len(got) != 2 || len(c.Loaded) != 2 {
		t.Errorf("profiles %v and %d loaded, want those of %v", got, len(c.Loaded), c.Profiles)
	}
	if len(c.Digests) != 1 {
		t.Fatalf("%d digests, want 1", len(c.Digests))
	}
	d := c.Digests[0]
	if d.Name != "daily" || d.Schedule.String() != "0 7 * * *" || !slices.Equal(d.Receivers, []string{"stdout"}) ||
		*d.NearMisses != 5 || *d.MaxStories != 50 || d.Timezone.Location != time.Local {
		t.Errorf("digest %+v", d)
	}
	if f := c.Receivers["stdout"].File; f == nil || f.Path != "-" || f.Format != "text" {
		t.Errorf("stdout is %+v", f)
	}
	want := Fetch{
		Timeout: Duration(30 * time.Second), MaxBody: 8 << 20, Concurrency: 64,
		MinHostInterval: Duration(time.Second), ErrorBackoffMax: Duration(24 * time.Hour),
	}
	got := c.Fetch
	if got.Every.String() != "15m" {
		t.Errorf("fetch.every = %s", got.Every)
	}
	got.Every, got.AllowNetworks = Schedule{}, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("fetch = %+v, want %+v", got, want)
	}
	if c.Web.Listen != "127.0.0.1:8380" || c.Retention != (Retention{Items: Duration(90 * 24 * time.Hour), Deliveries: Duration(180 * 24 * time.Hour)}) || c.Log != (Log{"info", "auto"}) {
		t.Errorf("web %+v, retention %+v, log %+v", c.Web, c.Retention, c.Log)
	}
}

// example is a line of default.yaml that is YAML behind its number sign.
var example = regexp.MustCompile(`(?m)^#([^ \n#]|  +[^ \n])`)

// TestExamples shows that the examples of default.yaml load, and that those
// that claim to be defaults are.
func TestExamples(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	t.Setenv("VEDETTE_EXAMPLE_KEY", "key")
	t.Setenv("VEDETTE_EXAMPLE_PASSWORD", "password")
	t.Setenv("VEDETTE_EXAMPLE_CHAT", "ntfy://ntfy.sh/vedette")
	t.Setenv("PATH", dir) // whether or not this machine can print
	if err := os.WriteFile(filepath.Join(dir, "lp"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "own.tmpl"), []byte("{{json .}}"))
	for _, name := range []string{"digest.txt.tmpl", "digest.html.tmpl", "subject.tmpl"} {
		write(t, filepath.Join(dir, name), []byte("{{.Name}}"))
	}
	write(t, filepath.Join(dir, "smtp-password"), []byte("secret\n"))
	write(t, filepath.Join(dir, "hook.secret"), []byte("whsec_c2VjcmV0c2VjcmV0c2VjcmV0\n"))
	write(t, filepath.Join(dir, "subscriptions.opml"), []byte(`<opml version="2.0"><body><outline text="More" xmlUrl="https://more.example.org/rss"/></body></opml>`))
	text := example.ReplaceAll(DefaultYAML(), []byte("$1"))
	if lines := len(example.FindAll(DefaultYAML(), -1)); lines < 40 {
		t.Fatalf("found %d lines of examples only", lines)
	}
	c, err := load(&source{file: "vedette.yaml", dir: dir, data: text}, newReport())
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Warnings) > 0 {
		t.Error("warnings:", c.Warnings)
	}
	if len(c.Feeds) != 2 || len(c.Digests) != 2 || len(c.Receivers) != 7 {
		t.Errorf("%d feeds, %d digests, %d receivers; want 2, 2, 7", len(c.Feeds), len(c.Digests), len(c.Receivers))
	}
	if f := c.Feeds[0]; f.Headers["X-Api-Key"].Value() != "key" || f.BasicAuth.Password.Value() != "password" || f.Backfill != newFeed().Backfill || f.FullText != newFeed().FullText {
		t.Errorf("feed %+v", f)
	}
	mail, hook := c.Receivers["desk-mail"].Email, c.Receivers["hook"].Webhook
	if mail.Password.Value() != "secret" || mail.TLS != newValue(reflect.TypeFor[Email]()).Interface().(Email).TLS {
		t.Errorf("mail %+v", mail)
	}
	if d := newValue(reflect.TypeFor[Webhook]()).Interface().(Webhook); hook.Timeout != d.Timeout || hook.Format != d.Format || hook.Secret.Value() == "" {
		t.Errorf("hook %+v", hook)
	}
	chat, command := c.Receivers["phone"].Chat, c.Receivers["printer"].Command
	if chat.Timeout != newValue(reflect.TypeFor[Chat]()).Interface().(Chat).Timeout {
		t.Errorf("chat %+v", chat)
	}
	if d := newValue(reflect.TypeFor[Command]()).Interface().(Command); command.Timeout != d.Timeout || command.Format != d.Format || len(command.Argv) != 3 {
		t.Errorf("command %+v", command)
	}
	if own, archive := c.Receivers["own"].Webhook, c.Receivers["archive"].File; own.Template != filepath.Join(dir, "own.tmpl") || archive.Path != dir+"/" {
		t.Errorf("own %+v, archive %+v", own, archive)
	}
	if d := newValue(reflect.TypeFor[Digest]()).Interface().(Digest); *c.Digests[0].NearMisses != *d.NearMisses || *c.Digests[0].MaxStories != *d.MaxStories {
		t.Errorf("digest %+v", c.Digests[0])
	}
}

func TestDefaultMentionsEveryKey(t *testing.T) {
	text := string(DefaultYAML())
	for _, key := range yamlKeys(reflect.TypeFor[Config](), nil) {
		if !regexp.MustCompile(`(?m)[\s{#(]` + key + `:`).MatchString(text) {
			t.Errorf("default.yaml does not mention %s", key)
		}
	}
}

func yamlKeys(typ reflect.Type, keys []string) []string {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return yamlKeys(typ.Elem(), keys)
	case reflect.Struct:
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("yaml"), ",")
			if name != "" && name != "-" {
				keys = yamlKeys(typ.Field(i).Type, append(keys, name))
			}
		}
	}
	return keys
}

func TestBuiltinFeeds(t *testing.T) {
	feeds, err := BuiltinFeeds()
	if err != nil {
		t.Fatal(err)
	}
	names, hosts, searches := map[string]bool{}, map[string]bool{}, 0
	for _, f := range feeds {
		u, err := url.Parse(f.URL)
		if err != nil {
			t.Fatal(err)
		}
		hosts[u.Hostname()] = true
		if names[f.Name] || f.Language == "" {
			t.Errorf("%s: name twice, or no language (%q)", f.Name, f.Language)
		}
		names[f.Name] = true
		if u.Hostname() == "news.google.com" {
			searches++
		} else if f.Class == "" {
			t.Errorf("%s has no class", f.Name)
		}
	}
	if len(feeds) < 40 || len(hosts) < 30 || searches != 2 {
		t.Errorf("%d feeds on %d hosts with %d searches", len(feeds), len(hosts), searches)
	}
}

func TestUserFileOverDefaults(t *testing.T) {
	c, err := loadText(t, `
fetch: {timeout: 10s}
feeds:
  - {url: "https://News.example.org:8443/rss.xml", language: en-GB}
receivers:
  desk: {file: {path: desk.txt, format: json}}
digests:
  - {name: alerts, schedule: every 2m, receivers: [desk, stdout]}
`)
	if err != nil {
		t.Fatal(err)
	}
	if c.Fetch.Timeout != Duration(10*time.Second) || c.Fetch.Concurrency != 64 {
		t.Errorf("fetch %+v", c.Fetch)
	}
	if len(c.Feeds) != 1 || c.Feeds[0].Name != "news.example.org" || c.Feeds[0].Language != "en" || time.Duration(c.Feeds[0].Backfill) != 48*time.Hour {
		t.Errorf("feeds %+v", c.Feeds)
	}
	if len(c.Receivers) != 2 || c.Receivers["stdout"].File == nil || !filepath.IsAbs(c.Receivers["desk"].File.Path) {
		t.Errorf("receivers %+v", c.Receivers)
	}
	if len(c.Digests) != 1 || c.Digests[0].Name != "alerts" {
		t.Errorf("digests %+v", c.Digests)
	}
}

// A receiver that is defined again is not merged with the default.
func TestReceiverReplaced(t *testing.T) {
	c, err := loadText(t, "receivers: {stdout: {webhook: {url: 'https://example.org/hook'}}}\n")
	if err != nil {
		t.Fatal(err)
	}
	if r := c.Receivers["stdout"]; r.File != nil || r.Webhook == nil {
		t.Errorf("stdout %+v", r)
	}
}

func TestWarnings(t *testing.T) {
	c, err := loadText(t, `
feeds: []
profiles: []
digests:
  - {name: night, schedule: "30 2 * * *", timezone: America/New_York, receivers: [plain]}
receivers:
  plain: {email: {smarthost: "mail.example.org:25", tls: none, username: a, password: b, from: a@example.org, to: [b@example.org]}}
`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range c.Warnings {
		got = append(got, w.Key+" "+regexp.MustCompile(`\d{4}-\d\d-\d\d`).ReplaceAllString(w.Message, "DAY"))
	}
	want := []string{
		"feeds there are no feeds: nothing will be polled",
		"profiles there are no profiles: nothing will be found",
		"digests[0].schedule 02:30 does not exist on DAY, when the clock is put forward: it will run at 03:00 that day",
		"receivers.plain.email.tls the password is sent without encryption",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
