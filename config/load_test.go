package config

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what is found into the archives of testdata")

// TestWrong loads configurations that hold one kind of mistake each. An
// archive holds vedette.yaml, the files it names, and what is reported:
// want as lines, pretty as on a terminal.
func TestWrong(t *testing.T) {
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	archives, err := filepath.Glob("testdata/wrong/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			checkArchive(t, archive)
			if *update {
				write(t, name, txtar.Format(archive))
			}
		})
	}
}

// checkArchive compares what is reported with what the archive wants, or puts
// it there.
func checkArchive(t *testing.T, archive *txtar.Archive) {
	t.Helper()
	dir := unpack(t, archive)
	_, err := loadQuick(dir, read(t, filepath.Join(dir, "vedette.yaml")))
	problems, ok := err.(Problems)
	if !ok || len(problems) == 0 {
		t.Fatalf("no problems, but %v", err)
	}
	var pretty strings.Builder
	if err := problems.Pretty(&pretty, false); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{"want": problems.Error() + "\n", "pretty": pretty.String()}
	wanted := 0
	for i := range archive.Files {
		f := &archive.Files[i]
		text, ok := got[f.Name]
		if !ok {
			continue
		}
		wanted++
		text = strings.ReplaceAll(text, dir+string(filepath.Separator), "")
		if *update {
			f.Data = []byte(text)
		} else if diff := cmp.Diff(string(f.Data), text); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", f.Name, diff)
		}
	}
	if wanted == 0 {
		t.Fatal("the archive wants nothing")
	}
}

// unpack writes the files of an archive into a new folder.
func unpack(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range archive.Files {
		writeIn(t, dir, f.Name, f.Data)
	}
	return dir
}

// writeIn writes a file below a folder, with the folders on its way.
func writeIn(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, name, data)
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// loadText loads a configuration of the test in a folder of its own.
func loadText(t *testing.T, text string) (*Config, error) {
	t.Helper()
	return loadQuick(t.TempDir(), []byte(text))
}

// loadQuick loads a configuration, without the default profiles where it names
// none: to compile them takes nearly all of the time.
func loadQuick(dir string, data []byte) (*Config, error) {
	l := decodeAll(&source{file: "vedette.yaml", dir: dir, data: data}, newReport())
	if !bytes.Contains(data, []byte("profiles")) {
		l.config.Profiles = nil
	}
	return l.finish()
}
