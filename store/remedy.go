package store

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// damagedMark is in the names of stores that were set aside.
const damagedMark = ".damaged"

// Remedy says what to do about a damaged store at path, in commands for a shell:
// how to set it aside, and what to put there instead, the newest backup beside
// it where there is one.
func Remedy(path string) string {
	backup := newestBeside(path)
	if backup == "" {
		backup = "BACKUP"
	}
	away := path + damagedMark
	for n := 2; taken(away); n++ {
		away = path + damagedMark + strconv.Itoa(n)
	}
	return "stop vedette, set the store aside and restore a backup, as the same user:\n" +
		"  mv " + quoted(path) + " " + quoted(away) + "\n" +
		"  cp " + quoted(backup) + " " + quoted(path) + "\n" +
		"or leave out the copy to begin with an empty store"
}

func taken(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// quoted is a word for a shell.
func quoted(path string) string {
	if !strings.ContainsAny(path, " \t\n'\"\\$&;()<>|*?[]#~`!{}") {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// newestBeside is the newest file next to path that is whole enough to be
// opened as a store; "" if there is none, or none that can be read.
func newestBeside(path string) string {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return ""
	}
	newest, at := "", time.Time{}
	for _, e := range entries {
		name := filepath.Join(filepath.Dir(path), e.Name())
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !info.ModTime().After(at) ||
			name == path || strings.HasPrefix(e.Name(), ".") || strings.Contains(e.Name(), damagedMark) {
			continue
		}
		if isStore(name) {
			newest, at = name, info.ModTime()
		}
	}
	return newest
}

// isStore tells whether a file can be opened as a store and closed again.
func isStore(path string) bool {
	db, err := openFile(path, true)
	return err == nil && db.Close() == nil
}
