package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vedette/config"
	"vedette/matcher"
	"vedette/watcher/digest"
)

// block is the README's first fenced block of a language that has a text.
func block(t *testing.T, language, containing string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(data), "\n```"+language+"\n")[1:] {
		text, _, _ := strings.Cut(part, "\n```")
		if strings.Contains(text, containing) {
			return []byte(text + "\n")
		}
	}
	t.Fatalf("no %s block of the README has %q", language, containing)
	return nil
}

func TestConfigurationInREADME(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	if err := os.WriteFile(filepath.Join(dir, "smtp-password"), []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "vedette.yaml")
	if err := os.WriteFile(file, block(t, "yaml", "digests:"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := cfg.Receivers["desk"].Email.Password.Value(); got != "secret" {
		t.Errorf("password %q", got)
	}
}

func TestProfileInREADME(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string][]byte{
		"crimean-grain.yaml": block(t, "yaml", "name: crimean-grain"),
		"vedette.yaml":       []byte("profiles: [crimean-grain.yaml]\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := config.Load(filepath.Join(dir, "vedette.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(cfg.Warnings) > 0 {
		t.Errorf("warnings: %v", cfg.Warnings)
	}
	for title, want := range map[string]bool{
		"Ship with wheat from Sevastopol unloads at Tartus": true,
		"Зерно из Крыма доставлено в Сирию":                 true,
		"Grain prices fall": false,
	} {
		d := matcher.Document{Title: title, Language: "en"}
		if strings.HasPrefix(title, "З") {
			d.Language = "ru"
		}
		if got := cfg.Matcher.Match(d)[0]; got.Hit != want {
			t.Errorf("%q: %+v, want hit %t", title, got, want)
		}
	}
}

func TestWebhookBodyInREADME(t *testing.T) {
	shown := block(t, "json", `"stories"`)
	var d digest.Digest
	dec := json.NewDecoder(bytes.NewReader(shown))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := digest.JSON(&again, d); err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(shown, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	missing(t, "", got, want)
}

// missing reports the fields that the program writes and the README leaves out.
func missing(t *testing.T, at string, got, want any) {
	t.Helper()
	switch got := got.(type) {
	case map[string]any:
		want, _ := want.(map[string]any)
		for name, value := range got {
			if _, ok := want[name]; !ok {
				t.Errorf("the README does not show %s.%s", at, name)
			}
			missing(t, at+"."+name, value, want[name])
		}
	case []any:
		if list, _ := want.([]any); len(got) > 0 && len(list) > 0 {
			missing(t, at+"[]", got[0], list[0])
		}
	}
}
