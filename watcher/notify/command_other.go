//go:build !unix

package notify

import "os/exec"

// ownGroup does nothing: only the command itself is killed when its context
// ends.
func ownGroup(*exec.Cmd) {}

// killGroup does nothing: there is no group.
func killGroup(*exec.Cmd) {}
