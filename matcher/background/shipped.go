package background

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// files are the tables, one a language; which folder one is in says under which
// licence.
//
//go:embed data/*/*.gz
var files embed.FS

// shipped has for each language what unpacks its table, once.
var shipped = find()

func find() map[string]func() *Table {
	names, err := fs.Glob(files, "data/*/*.gz")
	if err != nil {
		panic(err) // the pattern is malformed
	}
	tables := make(map[string]func() *Table, len(names))
	for _, name := range names {
		language := strings.TrimSuffix(path.Base(name), ".gz")
		tables[language] = sync.OnceValue(func() *Table {
			table, err := unpack(name)
			if err != nil { // the program itself is damaged
				panic(fmt.Errorf("unpack %s: %w", name, err))
			}
			return table
		})
	}
	return tables
}

func unpack(name string) (*Table, error) {
	packed, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	var t Table
	return &t, t.UnmarshalBinary(b)
}

// Shipped returns the table that comes with the program for a language (BCP 47
// primary tag), nil where there is none. The first call for a language unpacks
// it, which takes some milliseconds.
func Shipped(language string) *Table {
	if table, ok := shipped[language]; ok {
		return table()
	}
	return nil
}

// Languages returns the BCP 47 primary tags of the languages with a shipped
// table, in order.
func Languages() []string { return slices.Sorted(maps.Keys(shipped)) }
