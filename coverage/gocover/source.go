package gocover

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"slices"

	"github.com/covls/covls/coverage"
)

// Reading the measured source: which functions it declares, and where the
// statements begin that the cover tool counts. Those are the members of
// statement lists: of bodies, of nested blocks, of case and comm clauses, and
// an "else if", which the tool takes for a block with one statement. An init
// statement or a comm clause's own operation is not in a list and not counted.

// A place is a position in the source: Line is 1-based, Col 0-based in bytes.
type place struct{ line, col uint32 }

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.line, q.line), cmp.Compare(p.col, q.col))
}

// before is the place right before p. Labels stand in the first column.
func (p place) before() place {
	if p.col == 0 {
		return place{p.line - 1, math.MaxUint32}
	}
	return place{p.line, p.col - 1}
}

// A statement is one that the cover tool counts.
type statement struct {
	place
	// inside is a place in the block that counts it. That is where it begins,
	// except for labels and nested blocks: the tool ends the block that counts
	// these right before them.
	inside place
}

// A declared function, from its first character to behind its last.
type declared struct {
	name       string
	start, end place
}

// source is what Refine needs to know of a file.
type source struct {
	file       *token.File
	statements []statement // by inside
	functions  []declared  // ascending
}

// readSource parses a file. Positions are the real ones: //line directives send
// blocks to other files, and those are not this one.
func readSource(text []byte) (*source, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parse Go source: %w", err)
	}
	s := &source{file: set.File(file.FileStart)}
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			s.functions = append(s.functions, declared{fn.Name.Name, s.place(fn.Pos()), s.place(fn.End())})
		}
	}
	ast.Inspect(file, s.visit)
	slices.SortStableFunc(s.statements, func(a, b statement) int { return a.inside.compare(b.inside) })
	return s, nil
}

func (s *source) place(pos token.Pos) place {
	p := s.file.PositionFor(pos, false)
	return place{uint32(p.Line), uint32(p.Column - 1)}
}

// visit collects statement lists.
func (s *source) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BlockStmt:
		// A switch's or select's block lists clauses, which are no statements.
		for _, stmt := range n.List {
			switch stmt.(type) {
			case *ast.CaseClause, *ast.CommClause:
			default:
				s.add(stmt)
			}
		}
	case *ast.CaseClause:
		s.addAll(n.Body)
	case *ast.CommClause:
		s.addAll(n.Body)
	case *ast.IfStmt:
		if next, ok := n.Else.(*ast.IfStmt); ok {
			s.add(next)
		}
	}
	return true
}

func (s *source) addAll(list []ast.Stmt) {
	for _, stmt := range list {
		s.add(stmt)
	}
}

func (s *source) add(stmt ast.Stmt) {
	at := s.place(stmt.Pos())
	before := at.before()
	switch stmt := stmt.(type) {
	case *ast.BlockStmt:
		s.statements = append(s.statements, statement{at, before})
	case *ast.LabeledStmt:
		if loops(stmt.Stmt) {
			s.statements = append(s.statements, statement{at, at})
			return
		}
		// A goto may come here, so a block begins behind the label, and the
		// label is a statement of the block before it.
		s.statements = append(s.statements, statement{at, before})
		s.add(stmt.Stmt)
	default:
		s.statements = append(s.statements, statement{at, at})
	}
}

// loops reports whether a label on the statement is part of it, because break
// or continue may name it.
func loops(stmt ast.Stmt) bool {
	switch stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.SelectStmt, *ast.TypeSwitchStmt:
		return true
	}
	return false
}

// Functions lists the functions and methods that Go source declares and gives a
// body, by line. They carry no hits. Names are those that go tool cover -func
// prints: methods go without their receiver.
func Functions(source []byte) ([]coverage.Function, error) {
	s, err := readSource(source)
	if err != nil {
		return nil, err
	}
	out := make([]coverage.Function, 0, len(s.functions))
	for _, fn := range s.functions {
		out = append(out, fn.function())
	}
	return out, nil
}

func (d *declared) function() coverage.Function {
	return coverage.Function{Name: d.name, Line: d.start.line, EndLine: d.end.line}
}
