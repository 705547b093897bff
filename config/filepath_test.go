package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFilePath(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, map[string]string{"there.txt": "x", "folder/x": ""})
	for name, want := range map[string]string{
		"there.txt": "", "new.txt": "", "folder/new.txt": "", "-": "", "/dev/null": "",
		"folder": "", "folder/": "", "./": "", "folder/x": "",
		"missing/":        "there is no folder",
		"there.txt/":      "is not a folder; leave out the slash",
		"missing/new.txt": "there is no folder",
		"there.txt/x":     "there is no folder",
	} {
		checkFilePath(t, dir, name, want)
	}
}

func checkFilePath(t *testing.T, dir, name, want string) {
	t.Helper()
	c, err := loadQuick(dir, fmt.Appendf(nil, "receivers: {x: {file: {path: %q}}}\n", name))
	if want == "" {
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		full := filepath.Join(dir, name)
		if info, err := os.Stat(full); err == nil && info.IsDir() {
			full += "/"
		}
		if got := c.Receivers["x"].File.Path; got != name && got != full {
			t.Errorf("%s became %s, want %s", name, got, full)
		}
		return
	}
	p, ok := err.(Problems)
	if !ok || len(p) != 1 || p[0].Key != "receivers.x.file.path" || p[0].Column != 30 || !strings.Contains(p[0].String(), want) {
		t.Errorf("%s: %v, want %s", name, err, want)
	}
}
