// Make converts the n-grams of the npm package eld, by which matcher/text tells
// languages, into the compact file that is embedded there:
//
//	npm pack eld@2.1.0 && tar xzf eld-2.1.0.tgz
//	go run ./matcher/text/make package
//
// Languages that their script gives away are left out, since nothing is to be
// told by n-grams there. The file, gzipped, holds the tags of the languages, each
// with its length before it, and the n-grams in ascending order: the number of
// bytes shared with the one before, the number of the others, the others; then
// the number of languages that have it, and for each its index and its weight.
// All numbers are single bytes. A space marks where a word begins or ends. Both
// lists end with a zero for the length.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// kept are the languages that share a script with others, in the order of the
// file.
var kept = []string{
	"ar", "az", "be", "bg", "ca", "cs", "da", "de", "en", "es", "et", "eu", "fa", "fi", "fr", "hr", "hu", "is", "it", "ku",
	"lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tl", "tr", "uk", "ur", "vi", "yo",
}

func main() {
	out := flag.String("o", "matcher/text/language.gz", "file to write")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: make [-o FILE] FOLDER")
		os.Exit(2)
	}
	if err := convert(flag.Arg(0), *out); err != nil {
		fmt.Fprintf(os.Stderr, "make: %v\n", err)
		os.Exit(1)
	}
}

func convert(folder, out string) error {
	read := func(name string) (string, error) {
		b, err := os.ReadFile(filepath.Join(folder, "src", name))
		return string(b), err
	}
	dictionary, err := read("dictionary.js")
	if err != nil {
		return err
	}
	ngrams, err := read("ngrams/small.js")
	if err != nil {
		return err
	}
	database, err := parse(dictionary, ngrams)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	b := database.pack()
	if _, err := z.Write(b); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Printf("%d n-grams, %d bytes, %d packed\n", len(database), len(b), packed.Len())
	return os.WriteFile(out, packed.Bytes(), 0o644)
}
