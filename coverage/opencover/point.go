package opencover

import (
	"math"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// Points as written. There are millions of them and of little else.

const (
	// hidden is the line that .NET compilers give to instructions that stand for
	// no source, 0xFEEFEE.
	hidden = 16707566
	// longestPoint bounds the lines of one point. A statement of ten thousand
	// lines is a table that somebody generated; beyond, the report is hostile,
	// and a point must not decide how much anybody allocates.
	longestPoint = 10_000
)

// A point is a sequence point of a method.
type point struct {
	coverage.Statement
	offset uint64 // in the method's code
	file   string // empty where the point does not name one
}

// A branch is one way out of a jump.
type branch struct {
	coverage.Branch        // its line is 0 where the report does not give it
	offset          uint64 // of the jump in the method's code
	file            string
}

// A pointTag is the attributes of a point or a branch, as written. A nil one is
// missing.
type pointTag struct {
	vc, sl, sc, el, ec, offset, path, fileid []byte
}

func pointTagOf(s *xmlscan.Scanner) pointTag {
	var t pointTag
	for i := range s.Attrs() {
		switch string(s.AttrName(i)) {
		case "vc":
			t.vc = s.AttrValue(i)
		case "sl":
			t.sl = s.AttrValue(i)
		case "sc":
			t.sc = s.AttrValue(i)
		case "el":
			t.el = s.AttrValue(i)
		case "ec":
			t.ec = s.AttrValue(i)
		case "offset":
			t.offset = s.AttrValue(i)
		case "path":
			t.path = s.AttrValue(i)
		case "fileid":
			t.fileid = s.AttrValue(i)
		}
	}
	return t
}

// point reads a sequence point.
func (r *reader) point() error {
	t := pointTagOf(r.scan)
	line, placed, ok := parseLine(t.sl)
	switch {
	case !ok || t.sl == nil:
		r.drop("a sequence point on the line %.40q", t.sl)
		return nil
	case !placed:
		return nil
	}
	p := point{Statement: coverage.Statement{Line: line, Weight: 1}}
	if p.Hits, ok = parseCount(t.vc); !ok {
		r.drop("a sequence point on line %d has the count %.40q", line, t.vc)
		return nil
	}
	p.offset, _ = xmlscan.Uint(t.offset)
	if !p.span(t) {
		r.drop("a sequence point from line %d to %.40q", line, t.el)
		return nil
	}
	if p.file, ok = r.fileOf(t); !ok {
		return nil
	}
	r.method.points = append(r.method.points, p)
	r.method.inPoint = true
	return r.checkMethod()
}

// span sets where the point begins on its line and where it ends. Columns count
// from 1, and coverlet, which has none, writes the first for all of them.
func (p *point) span(t pointTag) bool {
	if t.el == nil {
		return true
	}
	end, ok := xmlscan.Uint(t.el)
	if !ok || end < uint64(p.Line) || end-uint64(p.Line) >= longestPoint {
		return false
	}
	col, endCol := parseColumn(t.sc), parseColumn(t.ec)
	if end == uint64(p.Line) && col == 0 && endCol <= 1 {
		return true
	}
	p.Col, p.EndLine, p.EndCol = col, uint32(end), endCol
	return true
}

// branch reads a branch point.
func (r *reader) branch() error {
	t := pointTagOf(r.scan)
	line, placed, ok := parseLine(t.sl)
	offset, okOffset := xmlscan.Uint(t.offset)
	path, okPath := xmlscan.Uint(t.path)
	hits, okHits := parseCount(t.vc)
	switch {
	case !ok || !okOffset || !okPath || !okHits || max(offset, path) > math.MaxUint32:
		r.drop("a branch on line %.40q, at %.40q by %.40q, has the count %.40q", t.sl, t.offset, t.path, t.vc)
		return nil
	case t.sl != nil && !placed:
		return nil
	}
	b := branch{offset: offset}
	if b.file, ok = r.fileOf(t); !ok {
		return nil
	}
	b.Branch = coverage.Branch{Line: line, Block: uint32(offset), Arm: uint32(path), Hits: hits}
	r.method.branches = append(r.method.branches, b)
	return r.checkMethod()
}

// fileOf is the path of the file that a point names, empty where it leaves that
// to its method. A point of a file that nobody knows is dropped.
func (r *reader) fileOf(t pointTag) (path string, ok bool) {
	if t.fileid == nil || string(t.fileid) == "0" {
		return "", true
	}
	if path, ok = r.files[string(t.fileid)]; !ok {
		r.drop("a point in the file number %.40q, which its module does not list", t.fileid)
	}
	return path, ok
}

// checkMethod applies the limit to what waits for the method to end.
func (r *reader) checkMethod() error {
	if len(r.method.points)+len(r.method.branches) > r.limits.Records {
		return r.scan.Fail(coverage.ErrLimit, "more than %d points in the method %.200q", r.limits.Records, r.method.name)
	}
	return nil
}

// parseLine reads a line. It is not placed where it is missing, 0 or hidden; ok
// is false where it is nonsense.
func parseLine(value []byte) (line uint32, placed, ok bool) {
	if value == nil {
		return 0, false, true
	}
	n, ok := xmlscan.Uint(value)
	switch {
	case ok && (n == 0 || n == hidden):
		return 0, false, true
	case !ok || n > coverage.MaxLine:
		return 0, false, false
	}
	return uint32(n), true, true
}

// parseColumn reads a column, which begins at 1; 0 where there is none.
func parseColumn(value []byte) uint32 {
	n, _ := xmlscan.Uint(value)
	if n == 0 || n > math.MaxUint32 {
		return 0
	}
	return uint32(n - 1)
}

// parseCount reads a count. coverlet's is a signed number of 32 bits that runs
// over; what is below zero is 0 (formats §17).
func parseCount(value []byte) (uint64, bool) {
	if len(value) > 1 && value[0] == '-' {
		_, ok := xmlscan.Uint(value[1:])
		return 0, ok
	}
	n, ok := xmlscan.Uint(value)
	return coverage.ClampHits(n), ok
}
