package cobertura

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// Classes, methods and lines.

// A class is the state of the class being read.
type class struct {
	known bool // it names its file
	lines bool // it has lines of its own, so those of its methods do not count

	inMethod bool
	method   coverage.Function // Line is 0 until the first line
	// What its methods list, in case the class itself lists nothing.
	methodLines  []coverage.Line
	methodCounts []coverage.BranchCount
}

// beginClass opens the section of the class's file, unless it is open already.
func (r *reader) beginClass() error {
	filename, ok := r.scan.Attr("filename")
	r.class.reset()
	r.class.known = ok && len(filename) > 0
	switch {
	case !r.class.known:
		r.drop("a class without a file name")
		return nil
	case r.open && string(filename) == r.section.Path:
		return nil
	}
	if err := r.flush(); err != nil {
		return err
	}
	r.section.Path = string(filename)
	r.open = true
	return nil
}

func (r *reader) endClass() {
	c := &r.class
	if c.known && !c.lines {
		r.section.File.Lines = append(r.section.File.Lines, c.methodLines...)
		r.section.File.BranchCounts = append(r.section.File.BranchCounts, c.methodCounts...)
	}
	c.reset()
}

func (c *class) reset() {
	*c = class{methodLines: c.methodLines[:0], methodCounts: c.methodCounts[:0]}
}

func (c *class) beginMethod(s *xmlscan.Scanner) {
	c.inMethod = c.known
	name, _ := s.Attr("name")
	c.method = coverage.Function{Name: string(name)}
}

// endMethod keeps the method as a function. It has no place of its own in the
// format: it is where its first line is, and a method without lines is nowhere
// and not kept.
func (r *reader) endMethod() error {
	c := &r.class
	if !c.inMethod {
		return nil
	}
	c.inMethod = false
	if c.method.Line == 0 || c.method.Name == "" {
		return nil
	}
	r.section.File.Functions = append(r.section.File.Functions, c.method)
	return r.count()
}

// line reads one line. It is the only element that there are millions of.
func (r *reader) line() error {
	var number, hits, condition []byte
	s := r.scan
	for i := range s.Attrs() {
		switch string(s.AttrName(i)) {
		case "number":
			number = s.AttrValue(i)
		case "hits":
			hits = s.AttrValue(i)
		case "condition-coverage":
			condition = s.AttrValue(i)
		}
	}
	c := &r.class
	if !c.known {
		return nil // counted with its class
	}
	n, ok := xmlscan.Uint(number)
	if ok && n == 0 {
		return nil // what a compiler made up: 31 of 115 reports have it
	}
	if !ok || n > coverage.MaxLine {
		r.drop("the line number %.40q", number)
		return nil
	}
	line := coverage.Line{Number: uint32(n)}
	if line.Hits, ok = parseHits(hits); !ok {
		r.drop("line %d has the hits %.40q", n, hits)
		return nil
	}
	if r.bitsOnly && line.Hits == 1 {
		line.Hits, line.Bits = 0, coverage.Executed
	}
	return r.addLine(line, condition)
}

func (r *reader) addLine(line coverage.Line, condition []byte) error {
	c, file := &r.class, &r.section.File
	lines, counts := &file.Lines, &file.BranchCounts
	if c.inMethod {
		c.addToMethod(line)
		lines, counts = &c.methodLines, &c.methodCounts
	} else {
		c.lines = true
	}
	*lines = append(*lines, line)
	if err := r.count(); err != nil || len(condition) == 0 {
		return err
	}
	taken, total, ok := parseConditions(condition)
	switch {
	case !ok || taken > total:
		r.drop("line %d has the conditions %.40q", line.Number, condition)
	case total > 0:
		*counts = append(*counts, coverage.BranchCount{Line: line.Number, Taken: taken, Total: total})
		return r.count()
	}
	return nil
}

// addToMethod lets a line speak for the method that it is in.
func (c *class) addToMethod(line coverage.Line) {
	m := &c.method
	if m.Line == 0 || line.Number < m.Line {
		m.Line = line.Number
	}
	m.Hits = max(m.Hits, line.Hits)
	m.Executed = m.Executed || line.Bits&coverage.Executed != 0
}
