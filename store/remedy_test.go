package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The commands restore the newest backup beside the store, and keep both this
// damaged file and one that was set aside before.
func TestRemedy(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here:", err)
	}
	dir := filepath.Join(t.TempDir(), "it's a folder")
	path := filepath.Join(dir, "vedette.db")
	s := openAt(t, path)
	for i, name := range []string{"old", "new"} {
		commit(t, s, newPoll(benchFeed(i), noon, "1"))
		backup := filepath.Join(dir, name)
		check[int64](t)(s.Backup(t.Context(), backup, BackupOptions{}))
		if err := os.Chtimes(backup, noon, noon.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range map[string]string{"notes": "no store", "vedette.db.damaged": "the first"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var commands []string
	for line := range strings.Lines(Remedy(path)) {
		if command, ok := strings.CutPrefix(line, "  "); ok {
			commands = append(commands, command)
		}
	}
	if out, err := exec.Command(shell, "-ec", strings.Join(commands, "")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	wantFiles(t, dir, "new", "notes", "old", "vedette.db", "vedette.db.damaged", "vedette.db.damaged2")
	if feeds := check[map[string]FeedState](t)(openAt(t, path).Feeds()); len(feeds) != 2 {
		t.Errorf("the store restored has %d feeds, not the 2 of the newest backup", len(feeds))
	}
	if got := Remedy(filepath.Join(t.TempDir(), "vedette.db")); !strings.Contains(got, "cp BACKUP ") {
		t.Errorf("without a backup it says %s", got)
	}
}
