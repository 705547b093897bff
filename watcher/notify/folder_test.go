package notify

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vedette/watcher/digest"
)

// names lists a folder.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	r := newFileReceiver(t, dir+"/", "html", nil)
	first, other := message("m/1"), message("m2")
	other.Digest.Digest = "../утро"
	// What a crash has left behind does no harm.
	writeText(t, filepath.Join(dir, ".20261121T120100Z-daily-m%2F1.html.part"), strings.Repeat("half", 100_000))
	for _, m := range []Message{first, first, other} {
		if err := r.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"20261121T120100Z-%2E%2E%2F%D1%83%D1%82%D1%80%D0%BE-m2.html", "20261121T120100Z-daily-m%2F1.html"}
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Fatalf("files %q, want %q", got, want)
	}
	got, err := os.ReadFile(filepath.Join(dir, want[1]))
	if err != nil || string(got) != form(t, digest.HTML, first.Digest) {
		t.Errorf("%v: %d bytes are not the digest", err, len(got))
	}
}

// The same id is not written twice, though its file was changed.
func TestFolderKeepsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "20261121T120100Z-daily-m1.json")
	writeText(t, path, "with a remark of the reader's")
	if err := newFileReceiver(t, dir+"/", "json", nil).Send(t.Context(), message("m1")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "with a remark of the reader's" {
		t.Errorf("%v: %q", err, got)
	}
}

func TestFolderErrors(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	r := newFileReceiver(t, dir+"/", "text", nil)
	err := r.Send(t.Context(), message("m1"))
	if err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "make the folder "+dir) {
		t.Errorf("error %v", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), message("m1")); err != nil || len(names(t, dir)) != 1 {
		t.Errorf("error %v once the folder is there; it holds %q", err, names(t, dir))
	}
	// A draft that cannot be written leaves no name behind.
	if err := os.Mkdir(filepath.Join(dir, ".20261121T120100Z-daily-m2.txt.part"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), message("m2")); err == nil || errors.Is(err, ErrRejected) || len(names(t, dir)) != 1 {
		t.Errorf("error %v; the folder holds %q", err, names(t, dir))
	}
}
