package vedette_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

// The sizes to hold: lines, from the first to the last of a file or function.
const (
	longestFile     = 400
	longestFunction = 80
	ninetiethLength = 40
	medianLength    = 12
)

// mostInterfaces of our own: one for each place with two implementations.
const mostInterfaces = 3

// source is a parsed production file.
type source struct {
	*ast.File
	positions *token.FileSet
}

// sources parses all production files. Generated ones are left out.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, p := range packages(t) {
		for _, file := range p.files() {
			positions := token.NewFileSet()
			tree, err := parser.ParseFile(positions, file, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			if !ast.IsGenerated(tree) {
				all = append(all, source{tree, positions})
			}
		}
	}
	return all
}

// lines counts those from a node's first to its last.
func (s source) lines(n ast.Node) int {
	return s.positions.Position(n.End()).Line - s.positions.Position(n.Pos()).Line + 1
}

// functions returns the file's functions and methods that have a body.
func (s source) functions() []*ast.FuncDecl {
	var found []*ast.FuncDecl
	for _, declaration := range s.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok && function.Body != nil {
			found = append(found, function)
		}
	}
	return found
}

func TestFileSizes(t *testing.T) {
	for _, s := range sources(t) {
		file := s.positions.File(s.FileStart)
		isData := len(s.functions()) == 0
		if lines := file.LineCount(); lines > longestFile && !isData {
			t.Errorf("%s has %d lines, more than %d: split it where its subjects part", file.Name(), lines, longestFile)
		}
	}
}

func TestFunctionSizes(t *testing.T) {
	var lengths []int
	for _, s := range sources(t) {
		for _, function := range s.functions() {
			lines := s.lines(function)
			lengths = append(lengths, lines)
			if lines > longestFunction {
				t.Errorf("%s: %s has %d lines, more than %d", s.positions.Position(function.Pos()), function.Name.Name, lines, longestFunction)
			}
		}
	}
	if len(lengths) == 0 {
		t.Fatal("no functions found")
	}
	slices.Sort(lengths)
	median, ninetieth := lengths[len(lengths)/2], lengths[len(lengths)*9/10]
	t.Logf("%d functions; lines: median %d, 90th percentile %d, longest %d", len(lengths), median, ninetieth, lengths[len(lengths)-1])
	if median > medianLength {
		t.Errorf("the median function has %d lines, more than %d", median, medianLength)
	}
	if ninetieth > ninetiethLength {
		t.Errorf("one function in ten has %d lines or more, which should be %d", ninetieth, ninetiethLength)
	}
}

func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		for _, function := range s.functions() {
			if function.Recv == nil && function.Name.Name == "init" {
				t.Errorf("%s: init runs unasked and cannot fail; let a constructor do it", s.positions.Position(function.Pos()))
			}
		}
	}
}

func TestFewInterfaces(t *testing.T) {
	var found []string
	for _, s := range sources(t) {
		ast.Inspect(s.File, func(n ast.Node) bool {
			spec, isType := n.(*ast.TypeSpec)
			if !isType {
				return true
			}
			if _, isInterface := spec.Type.(*ast.InterfaceType); isInterface {
				found = append(found, s.positions.Position(spec.Pos()).String()+" "+spec.Name.Name)
			}
			return true
		})
	}
	if len(found) > mostInterfaces {
		t.Errorf("%d interfaces of our own, more than %d; one with a single implementation is none: %q", len(found), mostInterfaces, found)
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		for _, declaration := range s.Decls {
			for _, name := range undocumented(declaration) {
				t.Errorf("%s: %s has no comment", s.positions.Position(name.Pos()), name.Name)
			}
		}
	}
}

// undocumented returns the exported names of a declaration that neither a
// comment of their own nor one of their group explains.
func undocumented(declaration ast.Decl) []*ast.Ident {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && (d.Recv == nil || receiver(d).IsExported()) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var names []*ast.Ident
		for _, spec := range d.Specs {
			names = append(names, undocumentedSpec(d, spec)...)
		}
		return names
	}
	return nil
}

// undocumentedSpec does the same for one line of a const, var or type group. A
// type needs a comment of its own even in a group.
func undocumentedSpec(group *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && s.Doc == nil && (group.Lparen.IsValid() || group.Doc == nil) {
			return []*ast.Ident{s.Name}
		}
	case *ast.ValueSpec:
		if group.Doc != nil || s.Doc != nil || s.Comment != nil {
			return nil
		}
		return slices.DeleteFunc(slices.Clone(s.Names), func(name *ast.Ident) bool { return !name.IsExported() })
	}
	return nil
}

// receiver returns the name of a method's type, without pointer and parameters.
func receiver(method *ast.FuncDecl) *ast.Ident {
	t := method.Recv.List[0].Type
	for {
		switch inner := t.(type) {
		case *ast.StarExpr:
			t = inner.X
		case *ast.IndexExpr:
			t = inner.X
		case *ast.IndexListExpr:
			t = inner.X
		case *ast.ParenExpr:
			t = inner.X
		case *ast.Ident:
			return inner
		default:
			return &ast.Ident{NamePos: t.Pos(), Name: "_"}
		}
	}
}
