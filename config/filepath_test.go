package config

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestFilePath(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, map[string]string{"there.txt": "x", "folder/x": ""})
	for name, want := range map[string]string{
		"there.txt": "", "new.txt": "", "folder/new.txt": "", "-": "", "/dev/null": "",
		"folder":          "is a folder; a regular file",
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
		} else if got := c.Receivers["x"].File.Path; got != name && got != filepath.Join(dir, name) {
			t.Errorf("%s became %s", name, got)
		}
		return
	}
	p, ok := err.(Problems)
	if !ok || len(p) != 1 || p[0].Key != "receivers.x.file.path" || p[0].Column != 30 || !strings.Contains(p[0].String(), want) {
		t.Errorf("%s: %v, want %s", name, err, want)
	}
}
