package matcher_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"vedette/matcher"
)

// builtin compiles the profiles and lexicons that the program ships.
func builtin(t testing.TB, names ...string) *matcher.Matcher {
	t.Helper()
	lexicons := map[string]*matcher.Lexicon{}
	files, err := filepath.Glob("../config/lexicon/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no lexicons in ../config/lexicon: %v", err)
	}
	for _, file := range files {
		l := new(matcher.Lexicon)
		load(t, file, l)
		lexicons[strings.TrimSuffix(filepath.Base(file), ".yaml")] = l
	}
	var profiles []*matcher.Profile
	for _, name := range names {
		p := new(matcher.Profile)
		load(t, "../config/profiles/"+name+".yaml", p)
		profiles = append(profiles, p)
	}
	m, problems := matcher.Compile(profiles, lexicons)
	for _, p := range problems {
		t.Errorf("%v", p)
	}
	if m == nil {
		t.FailNow()
	}
	return m
}

func load(t testing.TB, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Load(data, into, yaml.WithKnownFields()); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}
