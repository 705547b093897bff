//go:build !unix

package main

import "os"

// deviceAndInode is a file as $JOURNAL_STREAM names it: no journal is here.
func deviceAndInode(*os.File) string { return "" }
