package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, map[string]string{"good.yaml": "log: {level: debug}\n", "folder/x": ""})
	c, err := Load(filepath.Join(dir, "good.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if c.File != filepath.Join(dir, "good.yaml") || c.Log.Level != "debug" {
		t.Errorf("File %q, Log %+v", c.File, c.Log)
	}
	for _, name := range []string{"missing.yaml", "folder", "good.yaml/x"} {
		_, err := Load(filepath.Join(dir, name))
		problems, ok := err.(Problems)
		if !ok || len(problems) != 1 || problems[0].Line != 1 || problems[0].Column != 1 || problems[0].File != filepath.Join(dir, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A program beside a file that is named without its folder is run, and not looked
// for in $PATH.
func TestProgramBesideTheFile(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	writeAll(t, dir, map[string]string{"v.yaml": "receivers: {p: {command: {argv: [./print, x]}}}\ndigests: [{name: d, schedule: '@daily', receivers: [p]}]\n", "print": ""})
	if err := os.Chmod("print", 0o700); err != nil {
		t.Fatal(err)
	}
	c, err := Load("v.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Receivers["p"].Command.Argv, []string{"./print", "x"}; !slices.Equal(got, want) {
		t.Errorf("argv %q, want %q", got, want)
	}
}

func TestOPML(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, map[string]string{"lists/feeds.opml": `<?xml version="1.0" encoding="windows-1251"?>
<opml version="2.0"><head><title>x</title></head><body>
  <outline text="Group"><outline text="Inner">
    <outline type="rss" text="` + "\xcc\xe8\xf0" + `" title="Other" xmlUrl=" https://a.example.org/rss " language="ru-RU" htmlUrl="https://a.example.org/"/>
  </outline></outline>
  <outline title="B  b" xmlURL="https://b.example.org/rss" language="zz-unknown"/>
  <outline text="again" xmlUrl="https://B.example.org/rss#x"/>
  <outline text="listed" xmlUrl="https://listed.example.org/"/>
  <outline text="no feed" htmlUrl="https://c.example.org/"/>
</body></opml>`})
	c, err := load(&source{file: "vedette.yaml", dir: dir, data: []byte("feeds: [{url: 'https://listed.example.org', name: Listed}]\nopml: [lists/feeds.opml]\n")}, newReport())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range c.Feeds {
		got = append(got, f.URL+" "+f.Name+" "+f.Language)
		if time.Duration(f.Backfill) != 48*time.Hour || f.FullText != "never" {
			t.Errorf("%s lacks the defaults", f.URL)
		}
	}
	want := []string{"https://listed.example.org Listed ", "https://a.example.org/rss Мир ru", "https://b.example.org/rss B b "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

const tankProfile = `name: NAME
lexicon: [vehicles.yaml]
rules:
  - {when: $tank, weight: 1}
`

func TestProfileFiles(t *testing.T) {
	dir := t.TempDir()
	lexicon := "name: vehicles\nentities: {tank: {aliases: {en: [tank, {name: leopard, ambiguous: true, from: 2024-01-31}]}}}\n"
	writeAll(t, dir, map[string]string{
		"one.yaml":               strings.Replace(tankProfile, "NAME", "one", 1),
		"vehicles.yaml":          lexicon,
		"more/b.yml":             strings.Replace(tankProfile, "NAME", "b", 1),
		"more/a.yaml":            strings.Replace(tankProfile, "NAME", "a", 1),
		"more/readme.txt":        "not a profile",
		"more/ignored.yaml/file": "",
	})
	writeAll(t, dir, map[string]string{"more/a.yaml": "name: a\nlexicon: [../vehicles.yaml]\nrules: [{when: $tank, weight: 1}]\n", "more/b.yml": "name: b\nlexicon: [../vehicles.yaml]\nrules: [{when: $tank, weight: 1}]\n"})
	c, err := load(&source{file: "vedette.yaml", dir: dir, data: []byte("profiles: [assad-putin-meetings, one.yaml, more]\n")}, newReport())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"assad-putin-meetings", "one", "a", "b"}
	if got := c.Matcher.Profiles(); !slices.Equal(got, want) || len(c.Loaded) != len(want) {
		t.Errorf("profiles %v, want %v", got, want)
	}
	if s := c.Sources["one"]; s.File != filepath.Join(dir, "one.yaml") || string(s.YAML) != strings.Replace(tankProfile, "NAME", "one", 1) {
		t.Errorf("one comes from %s: %s", s.File, s.YAML)
	}
	if s := c.Sources["assad-putin-meetings"]; s.File != "built-in/assad-putin-meetings.yaml" {
		t.Errorf("the built-in profile comes from %s", s.File)
	}
	alias := c.Loaded[1].Lexicon
	if len(alias) != 1 || alias[0] != filepath.Join(dir, "vehicles.yaml") {
		t.Errorf("lexicons %v", alias)
	}
}

// A profile without a title is headed by its name.
func TestProfileTitle(t *testing.T) {
	dir := t.TempDir()
	const rules = "entities: {tank: {aliases: {en: [tank]}}}\nrules: [{when: $tank, weight: 1}]\n"
	writeAll(t, dir, map[string]string{
		"a.yaml": "name: a\n" + rules, "b.yaml": "name: b\ntitle: ' '\n" + rules, "c.yaml": "name: c\ntitle: Tanks\n" + rules,
	})
	c, err := load(&source{file: "vedette.yaml", dir: dir, data: []byte("profiles: [a.yaml, b.yaml, c.yaml]\n")}, newReport())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"a", "b", "Tanks"} {
		if got := c.Loaded[i].Title; got != want {
			t.Errorf("%s has the title %q, want %q", c.Loaded[i].Name, got, want)
		}
	}
}

func TestBuiltinProfiles(t *testing.T) {
	names := BuiltinProfiles()
	if !slices.Contains(names, "assad-putin-meetings") || !slices.Contains(names, "russian-presence-in-syria") || !slices.IsSorted(names) {
		t.Fatalf("names %v", names)
	}
	c, err := loadText(t, "profiles: ["+strings.Join(names, ", ")+"]\n")
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range c.Loaded {
		data, err := ProfileYAML(names[i])
		if err != nil || p.Name != names[i] || !strings.Contains(string(data), "name: "+names[i]) {
			t.Errorf("%s: %v", names[i], err)
		}
	}
	for _, name := range []string{"nothing", "", "../default", "../lexicon/people"} {
		if _, err := ProfileYAML(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// The problems of all profiles and of the configuration come at once.
func TestProblemsOfAllFiles(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, map[string]string{
		"a.yaml": "name: a\nrules: [{when: $nobody, weight: 1}]\n",
		"b.yaml": "name: b\nruels: []\n",
	})
	_, err := load(&source{file: "vedette.yaml", dir: dir, data: []byte("profiles: [a.yaml, b.yaml]\nfetch: {colour: red}\n")}, newReport())
	var got []string
	problems, _ := err.(Problems)
	for _, p := range problems {
		got = append(got, filepath.Base(p.File)+" "+p.Key)
	}
	if want := []string{"vedette.yaml fetch.colour", "a.yaml rules[0].when", "b.yaml ruels"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFiveMistakes(t *testing.T) {
	_, err := loadText(t, `timezone: Europe/Sofa
fetch:
  timeuot: 10s
feeds:
  - url: https://example.org/a.xml
    every: 1s
digests:
  - name: daily
    schedule: "0 7 * * *"
    receivers: [desk]
log:
  level: [info]
`)
	problems, ok := err.(Problems)
	if !ok || len(problems) != 5 {
		t.Fatalf("%d problems, want 5:\n%v", len(problems), err)
	}
}
