package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/store"
)

//go:embed demo/*.xml demo/*.json demo/*.html demo/*.yaml
var demoFiles embed.FS

func newDemo(a *app) *cobra.Command {
	var exit bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the whole job on sample feeds, with no network and no set-up",
		Long: "Serves embedded sample feeds on loopback, polls them, matches the built-in profiles,\n" +
			"stores the hits in a folder of its own and prints the digest. All articles are invented.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), exit) },
	}
	cmd.Flags().BoolVar(&exit, "exit", false, "end after the digest")
	return cmd
}

// demo runs the code of `once` on the sample feeds; without exit it then keeps
// serving them, so that the other commands can be tried on the same state.
func (a *app) demo(ctx context.Context, exit bool) (err error) {
	dir, err := os.MkdirTemp("", "vedette-demo-")
	if err != nil {
		return err
	}
	defer func() {
		if rerr := os.RemoveAll(dir); err == nil {
			err = rerr
		}
	}()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("serve the sample feeds: %w", err)
	}
	base := "http://" + listener.Addr().String()
	server := &http.Server{Handler: demoHandler(time.Now()), ReadHeaderTimeout: 5 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		server.Close()
		<-served
	}()
	file := filepath.Join(dir, "vedette.yaml")
	if err := writeDemoConfig(file, base); err != nil {
		return err
	}
	cfg, err := config.Load(file)
	if err != nil {
		return err
	}
	a.stateDir = dir
	if err := a.withStore(func(st *store.Store) error { return a.once(ctx, cfg, st, true) }); err != nil || exit {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		self = "vedette"
	}
	fmt.Fprintf(a.stderr, "\nThe sample feeds stay at %s until Ctrl-C. Meanwhile, in another terminal:\n"+
		"  %s --config %s --state-dir %s hits --explain\n"+
		"  (or: feeds, deliveries, profile show assad-putin-meetings)\n", base, self, file, dir)
	<-ctx.Done()
	return nil
}

// writeDemoConfig fills the address of the sample server into the embedded
// configuration.
func writeDemoConfig(file, base string) error {
	data, err := demoFiles.ReadFile("demo/vedette.yaml")
	if err != nil {
		return err
	}
	return os.WriteFile(file, bytes.ReplaceAll(data, []byte("@base@"), []byte(base)), 0o600)
}

// demoHandler serves the sample feeds, their dates counted back from start.
func demoHandler(start time.Time) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{file}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("file")
		data, err := fs.ReadFile(demoFiles, path.Join("demo", name))
		if err != nil || strings.HasSuffix(name, ".yaml") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", demoType(name))
		http.ServeContent(w, r, "", start, bytes.NewReader(dated(data, start)))
	})
	return mux
}

// demoType leaves the charset out, as many servers do.
func demoType(name string) string {
	switch path.Ext(name) {
	case ".json":
		return "application/feed+json"
	case ".html":
		return "text/html"
	default:
		return "application/xml"
	}
}

var demoDate = regexp.MustCompile(`@(rfc822|rfc3339):(-[0-9hms]+)@`)

// dated replaces marks such as @rfc822:-2h@ by the time that long before start.
func dated(data []byte, start time.Time) []byte {
	return demoDate.ReplaceAllFunc(data, func(mark []byte) []byte {
		m := demoDate.FindSubmatch(mark)
		ago, err := time.ParseDuration(string(m[2]))
		if err != nil {
			return mark
		}
		layout := time.RFC3339
		if string(m[1]) == "rfc822" {
			layout = time.RFC1123Z
		}
		return []byte(start.Add(ago).UTC().Format(layout))
	})
}
