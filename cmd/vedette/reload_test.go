package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A configuration that is read again at SIGHUP is used at once where it is
// right, and where it is wrong the daemon says why and goes on as before.
func TestReload(t *testing.T) {
	v := &victim{t: t, dir: t.TempDir(), args: []string{"run"}}
	got := &received{titles: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/a", sampleFeed("a"))
	mux.HandleFunc("/b", sampleFeed("b"))
	mux.HandleFunc("/hook", func(_ http.ResponseWriter, q *http.Request) { got.take(q) })
	base := answer(t, mux.ServeHTTP)
	v.configure([]string{base + "/a"}, base+"/hook")
	v.replace("level: error", "level: info")
	file := filepath.Join(v.dir, "vedette.yaml")
	right, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Error(err)
		}
	}
	signal := func(s os.Signal) {
		v.mu.Lock()
		defer v.mu.Unlock()
		if err := v.proc.Signal(s); err != nil {
			t.Errorf("signal: %v", err)
		}
	}
	// Each line of the log that is waited for sets off the next step.
	steps := []struct {
		line string
		do   func()
	}{
		{`"items":1,"hits":1`, func() { write(strings.Replace(string(right), "feeds:", "feedz:", 1)); signal(syscall.SIGHUP) }},
		{`stays in use","error":"` + v.dir, func() {
			v.configure([]string{base + "/a", base + "/b"}, base+"/hook")
			v.replace("level: error", "level: info")
			v.replace("'0 7 * * *'", "every 10s")
			signal(syscall.SIGHUP)
		}},
		{`"changes":"1 feed added; digest d changed"`, func() {}},
		{`"items":1,"hits":1`, func() {}},
		{`"msg":"delivered"`, func() { signal(syscall.SIGTERM) }},
	}
	v.said = func(line string) {
		if len(steps) > 0 && strings.Contains(line, steps[0].line) {
			do := steps[0].do
			steps = steps[1:]
			do()
		}
	}
	told := v.systemd()
	if err := v.run(); err != nil {
		t.Fatalf("the daemon: %v", err)
	}
	if len(steps) > 0 {
		t.Fatalf("it never said %s", steps[0].line)
	}
	states := told()
	if again := strings.Index(states, "RELOADING=1\nMONOTONIC_USEC="); !strings.HasPrefix(states, "READY=1 ") || again < 0 ||
		!strings.Contains(states[again:], "READY=1 ") || strings.Count(states, "READY=1 ") != 2 || !strings.HasSuffix(states, "STOPPING=1 ") {
		t.Errorf("systemd was told %q", states)
	}
	checkOnce(t, got, "a", "b")
}
