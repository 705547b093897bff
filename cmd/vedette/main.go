// Command vedette watches news feeds for what its profiles describe and sends
// digests of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"vedette/config"
)

// Exit statuses beside 0 (done) and 1 (failed).
const (
	exitUsage  = 2
	exitNoHit  = 3
	exitConfig = 78 // EX_CONFIG: the unit does not restart on it
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// errNoHit makes `match` end with status 3; it is not printed.
var errNoHit = errors.New("no hit")

// run executes one command line and returns its exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr}
	root := newRoot(a)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	demandCommands(root)
	err := root.ExecuteContext(ctx)
	var problems config.Problems
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errNoHit):
		return exitNoHit
	case errors.As(err, &problems):
		problems.Pretty(stderr, colour(stderr))
		return exitConfig
	case !a.started:
		fmt.Fprintf(stderr, "vedette: %v\nTry: vedette --help\n", err)
		return exitUsage
	default:
		fmt.Fprintf(stderr, "vedette: %v\n", err)
		return 1
	}
}
