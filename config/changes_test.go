package config

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChanges(t *testing.T) {
	dir := t.TempDir()
	const profile = "name: p\nentities: {e: {kind: person, aliases: {en: [Name]}}}\nrules: [{when: $e, weight: 5}]\n"
	writeAll(t, dir, map[string]string{
		"p.yaml": profile,
		"before.yaml": "feeds: [{url: 'https://a.example/'}, {url: 'https://b.example/'}, {url: 'https://c.example/'}]\nprofiles: [p.yaml]\n" +
			"receivers: {a: {file: {path: '-'}}, b: {webhook: {url: 'https://hooks.example/secret'}}, c: {file: {path: c.txt}}}\n" +
			"digests: [{name: m, schedule: '@daily', receivers: [a, b, c]}]\n",
		"after.yaml": "\nfeeds: [{url: 'https://d.example/'}, {url: 'https://b.example/', every: 1h}, {url: 'https://a.example/'}, {url: 'https://e.example/'}]\n" +
			"receivers: {a: {file: {path: '-'}}, b: {webhook: {url: 'https://hooks.example/other'}}, d: {file: {path: d.txt}}}\n" +
			"digests: [{name: n, schedule: '@daily', receivers: [a, b, d]}]\ntimezone: Europe/Sofia\nlog: {level: debug}\n",
	})
	load := func(name string) *Config {
		c, err := Load(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	before := load("before.yaml")
	if diff := cmp.Diff([]string(nil), Changes(before, load("before.yaml"))); diff != "" {
		t.Errorf("nothing changed (-want +got):\n%s", diff)
	}
	want := []string{
		"2 feeds added", "1 feed removed", "1 feed changed",
		"profile assad-putin-meetings, russian-presence-in-syria added", "profile p removed",
		"digest n added", "digest m removed",
		"receiver d added", "receiver c removed", "receiver b changed", "timezone changed", "log changed",
	}
	if diff := cmp.Diff(want, Changes(before, load("after.yaml"))); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}
