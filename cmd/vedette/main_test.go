package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"vedette/store"
)

// asProgram makes a copy of the test binary behave as vedette itself.
const asProgram = "VEDETTE_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	testscript.Main(m, map[string]func(){"vedette": main})
}

// program is vedette as a process of its own.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// TestScripts runs the command line as a user would; every script is a
// conversation with the real program. $FEEDS serves the sample feeds, $SITE pages
// that name some.
func TestScripts(t *testing.T) {
	server := httptest.NewServer(demoHandler(time.Now()))
	t.Cleanup(server.Close) // scripts run in parallel, after this function has returned
	site := httptest.NewServer(siteHandler())
	t.Cleanup(site.Close)
	dir, files := "testdata/script", []string(nil)
	if raceEnabled { // the others have one goroutine each, and start the program hundreds of times
		for _, name := range []string{"demo", "once", "deliveries", "full", "locked", "feeds_discover"} {
			files = append(files, filepath.Join(dir, name+".txtar"))
		}
		dir = ""
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		Files:               files,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("FEEDS", server.URL)
			e.Setenv("SITE", site.URL)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "state"))
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "none"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"expand": expandFile,
			"lock":   lockStore,
		},
	})
}

// expandFile replaces $FEEDS and the like in a file of the script.
func expandFile(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := os.Expand(ts.ReadFile(name), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

// answer serves one handler on loopback for a test.
func answer(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// lockStore holds the store of a state folder until the script ends.
func lockStore(ts *testscript.TestScript, _ bool, args []string) {
	st, err := store.Open(ts.MkAbs(filepath.Join(args[0], "vedette.db")))
	ts.Check(err)
	ts.Defer(func() { ts.Check(st.Close()) })
}
