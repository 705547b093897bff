package main

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vedette/store"
)

// TestRunDeliversAndStopsInOrder runs the daemon until its first digest has
// arrived, then asks it to stop in the middle of the send: the send ends, is
// recorded, and the process leaves with status 0.
func TestRunDeliversAndStopsInOrder(t *testing.T) {
	v := &victim{t: t, dir: t.TempDir()}
	stopping := make(chan struct{})
	closed := sync.OnceFunc(func() { close(stopping) })
	v.said = func(line string) {
		if strings.Contains(line, `"msg":"stopping"`) {
			closed()
		}
	}
	got := &received{titles: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/a", sampleFeed("a"))
	mux.HandleFunc("/hook", func(_ http.ResponseWriter, q *http.Request) {
		v.mu.Lock()
		err := v.proc.Signal(syscall.SIGTERM)
		v.mu.Unlock()
		if err != nil {
			t.Errorf("signal: %v", err)
		}
		select { // the daemon has been told to stop while its send is under way
		case <-stopping:
		case <-time.After(10 * time.Second):
			t.Error("the daemon did not say that it is stopping")
		}
		got.take(q)
	})
	base := answer(t, mux.ServeHTTP)
	v.configure([]string{base + "/a"}, base+"/hook")
	v.replace("'0 7 * * *'", "every 10s")
	v.replace("level: error", "level: info")
	v.args = []string{"run"}
	told := v.systemd()
	if err := v.run(); err != nil {
		t.Fatalf("the daemon: %v", err)
	}
	if states := told(); !strings.HasPrefix(states, "READY=1 ") || !strings.Contains(states, "STATUS=polled 1 feeds") ||
		!strings.Contains(states, "WATCHDOG=1 ") || !strings.HasSuffix(states, "STOPPING=1 ") {
		t.Errorf("systemd was told %q", states)
	}
	checkOnce(t, got, "a")
	st, err := store.Open(filepath.Join(v.dir, "vedette.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	deliveries, err := st.Deliveries(0)
	if err != nil || len(deliveries) != 1 || deliveries[0].State != store.Delivered {
		t.Errorf("ledger after shutdown: %+v, %v; want the delivery recorded", deliveries, err)
	}
}

func (v *victim) replace(old, new string) {
	file := filepath.Join(v.dir, "vedette.yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		v.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(data), old, new)), 0o600); err != nil {
		v.t.Fatal(err)
	}
}

// systemd listens where systemd would, and returns what it was told.
func (v *victim) systemd() func() string {
	v.t.Helper()
	address := &net.UnixAddr{Name: filepath.Join(v.dir, "notify"), Net: "unixgram"}
	conn, err := net.ListenUnixgram("unixgram", address)
	if err != nil {
		v.t.Skip("no datagram sockets in the file system here: ", err)
	}
	v.env = append(v.env, "NOTIFY_SOCKET="+address.Name, "WATCHDOG_USEC=3000000")
	var all strings.Builder
	read := make(chan struct{})
	go func() { // at once, as the sender waits when nobody reads
		defer close(read)
		for buf := make([]byte, 4096); ; {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			all.Write(buf[:n])
			all.WriteString(" ")
			if string(buf[:n]) == "STOPPING=1" {
				return // the last that is said
			}
		}
	}()
	return func() string {
		select {
		case <-read:
		case <-time.After(10 * time.Second):
		}
		conn.Close()
		<-read
		return all.String()
	}
}
