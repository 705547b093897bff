// Package vedette_test holds the whole source tree to its own rules: which
// package may import which, how long files and functions may grow, and what
// every exported name owes its reader.
package vedette_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is the first part of every import path of ours.
const module = "vedette"

// The upper packages may import all leaves and the watcher's parts named with
// them; the leaves import hardly anything of ours.
var (
	leaves = []string{"config", "matcher", "matcher/background", "matcher/story", "matcher/text", "store"}
	parts  = []string{"watcher/digest", "watcher/feed", "watcher/fetch", "watcher/notify", "watcher/web"}
)

// mayImport has a line for each package, without the module's name: what it may
// import of ours. A new package needs a line here, so that its place in the
// house is decided and not found out.
var mayImport = map[string][]string{
	"":            {},
	"deploy":      {},
	"deploy/sbom": {},

	"cmd/vedette": slices.Concat(leaves, parts, []string{"matcher/learn", "matcher/measure", "watcher"}),
	"watcher":     slices.Concat(leaves, parts),

	"watcher/digest": leaves,
	"watcher/feed":   leaves,
	"watcher/fetch":  leaves,
	"watcher/notify": slices.Concat(leaves, []string{"watcher/digest"}),
	"watcher/web":    slices.Concat(leaves, []string{"watcher/digest"}),

	"config":                  {"matcher"},
	"matcher":                 {"matcher/background", "matcher/text"},
	"matcher/background":      {"matcher/text"},
	"matcher/background/make": {"matcher/background", "matcher/text"},
	"matcher/learn":           {"matcher", "matcher/background", "matcher/text"},
	"matcher/measure":         {"matcher/background", "matcher/text"},
	"matcher/measure/figures": {"config", "matcher", "matcher/background", "matcher/learn", "matcher/measure", "matcher/text"},
	"matcher/story":           {"matcher/background", "matcher/text"},
	"matcher/text":            {},
	"matcher/text/make":       {},
	"store":                   {"matcher/text"},
}

// pure packages work on what they are given. What they may not import are the
// standard library's ways to the network, the disk, the log and other processes.
var (
	pure    = []string{"matcher", "matcher/background", "matcher/learn", "matcher/measure", "matcher/story", "matcher/text", "watcher/feed"}
	outside = []string{"log", "log/slog", "net", "net/http", "os", "os/exec", "os/signal", "syscall"}
)

// emptyNames say nothing about what a package provides.
var emptyNames = []string{
	"base", "common", "handlers", "helper", "helpers", "misc", "models",
	"services", "shared", "types", "util", "utils",
}

// goPackage is what `go list -json` says of a package of ours.
type goPackage struct {
	ImportPath     string
	Dir            string
	Name           string
	Doc            string
	GoFiles        []string // without tests
	IgnoredGoFiles []string // for other systems and build tags; may be tests
	Imports        []string // without those of tests
}

// name is the import path without the module's.
func (p goPackage) name() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

// ours returns the imports that are of this module, named as in mayImport.
func (p goPackage) ours() []string {
	var names []string
	for _, imported := range p.Imports {
		if name, found := strings.CutPrefix(imported, module+"/"); found {
			names = append(names, name)
		}
	}
	return names
}

// files returns the paths of the production files.
func (p goPackage) files() []string {
	var paths []string
	for _, file := range slices.Concat(p.GoFiles, p.IgnoredGoFiles) {
		if !strings.HasSuffix(file, "_test.go") {
			paths = append(paths, filepath.Join(p.Dir, file))
		}
	}
	return paths
}

// packages asks the go command for all packages of the module.
func packages(t *testing.T) []goPackage {
	t.Helper()
	showFolders(t)
	path, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("needs the go command: %v", err)
	}
	var stderr bytes.Buffer
	list := exec.CommandContext(t.Context(), path, "list", "-json=ImportPath,Dir,Name,Doc,GoFiles,IgnoredGoFiles,Imports", "./...")
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var found []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		found = append(found, p)
	}
	if len(found) == 0 {
		t.Fatal("go list ./... found no package")
	}
	return found
}

// showFolders reads every folder of the tree, so that a new file makes the test
// run again: the go command repeats an old result until something changes that
// the test itself has read, and what `go list` reads does not count.
func showFolders(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != "." && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestImportDirections(t *testing.T) {
	for _, p := range packages(t) {
		allowed, known := mayImport[p.name()]
		if !known {
			t.Errorf("%s has no line in mayImport: say what it may import, or move its code to where it belongs", p.ImportPath)
			continue
		}
		for _, imported := range p.ours() {
			if !slices.Contains(allowed, imported) {
				t.Errorf("%s imports %s/%s; of ours it may import %q only", p.ImportPath, module, imported, allowed)
			}
		}
	}
}

func TestPurePackages(t *testing.T) {
	for _, p := range packages(t) {
		if !slices.Contains(pure, p.name()) {
			continue
		}
		for _, imported := range p.Imports {
			if slices.Contains(outside, imported) {
				t.Errorf("%s imports %s, but is to be pure: let the caller do it", p.ImportPath, imported)
			}
		}
	}
}

func TestPackageNames(t *testing.T) {
	for _, p := range packages(t) {
		if slices.Contains(emptyNames, p.Name) || slices.Contains(emptyNames, path.Base(p.ImportPath)) {
			t.Errorf("%s: a package is named for what it provides", p.ImportPath)
		}
		if len(p.files()) > 0 && p.Doc == "" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}
