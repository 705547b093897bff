package main

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOfARealProgram reads this very test; the go command lists no modules in those.
func TestOfARealProgram(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "86400")
	var out bytes.Buffer
	if err := run([]string{"vedette", "1.2.3", self}, &out); err != nil {
		t.Fatal(err)
	}
	var got bill
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Metadata.Timestamp != "1970-01-02T00:00:00Z" || got.Metadata.Component.Version != "1.2.3" {
		t.Errorf("metadata: %+v", got.Metadata)
	}
	if want := strings.TrimPrefix(runtime.Version(), "go"); got.Components[0].Version != want {
		t.Errorf("standard library %q, want %q", got.Components[0].Version, want)
	}
}

func TestBill(t *testing.T) {
	info := &debug.BuildInfo{
		GoVersion: "go1.26.8",
		Deps: []*debug.Module{
			{Path: "example.org/a", Version: "v2.0.0+incompatible", Sum: "h1:x="},
			{Path: "example.org/b", Version: "v1.0.0", Replace: &debug.Module{Path: "example.org/c", Version: "v1.0.1"}},
		},
		Settings: []debug.BuildSetting{{Key: "GOARCH", Value: "arm64"}, {Key: "-ldflags", Value: "-s"}},
	}
	got := billOf("p", "1", "", info)
	want := bill{
		Format: "CycloneDX", Spec: "1.6", Version: 1,
		Metadata: metadata{Component: component{
			Type: "application", Ref: "p", Name: "p", Version: "1",
			Properties: []property{{"go:build:GOARCH", "arm64"}},
		}},
		Components: []component{
			{Type: "library", Ref: "pkg:golang/stdlib@1.26.8", Name: "std", Version: "1.26.8", URL: "pkg:golang/stdlib@1.26.8"},
			{
				Type: "library", Ref: "pkg:golang/example.org/a@v2.0.0%2Bincompatible", Name: "example.org/a", Version: "v2.0.0+incompatible",
				URL: "pkg:golang/example.org/a@v2.0.0%2Bincompatible", Properties: []property{{"go:sum", "h1:x="}},
			},
			{Type: "library", Ref: "pkg:golang/example.org/c@v1.0.1", Name: "example.org/c", Version: "v1.0.1", URL: "pkg:golang/example.org/c@v1.0.1"},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMistakes(t *testing.T) {
	for want, args := range map[string][]string{
		"usage: sbom NAME VERSION PROGRAM": {"vedette"},
		"built from":                       {"vedette", "1", "main.go"},
	} {
		if err := run(args, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", args, err, want)
		}
	}
	if _, err := sourceTime("today"); err == nil {
		t.Error("no error for a time that is none")
	}
}
