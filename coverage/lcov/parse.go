package lcov

import (
	"bytes"
	"fmt"

	"github.com/covls/covls/coverage"
)

// Parsing one section. The result depends on the section's bytes and the name of
// its test alone. The
// records come in any order (lcov sorts them by kind, Foundry does not), so
// what needs several of them is decided at the end.

// A parser turns sections into coverage.Sections and reuses its memory.
type parser struct {
	limits    coverage.Limits
	dropped   *coverage.Dropped
	section   coverage.Section
	functions functions
	producer  producer
	line      int // of the record at hand, in the report
	records   int // of the section
	ran       []uint32
}

func newParser(limits coverage.Limits, dropped *coverage.Dropped) *parser {
	return &parser{limits: limits, dropped: dropped, functions: newFunctions()}
}

// parse reads a section that begins with SF at the given line of the report, and
// that a test of this name, or of none, made. It returns nil for one that names no file. The section is the parser's own and
// is valid until the next call.
func (p *parser) parse(text []byte, line int, test string) (*coverage.Section, error) {
	p.section.File.Reset()
	p.functions.reset()
	p.producer = producer{}
	p.records = 0
	p.line = line
	record, text := cutLine(text)
	if !p.path(record[len(sfRecord):]) {
		return nil, nil
	}
	for len(text) > 0 && p.records <= p.limits.Records {
		p.line++
		if l, size := plainLine(text); size > 0 {
			p.section.File.Lines = append(p.section.File.Lines, l)
			p.producer.checksum(0)
			p.records++
			text = text[size:]
			continue
		}
		record, text = cutLine(text)
		p.record(record)
	}
	if p.records > p.limits.Records {
		return nil, &coverage.ReadError{Format: name, Line: p.line, Err: coverage.ErrLimit,
			Detail: fmt.Sprintf("a source file has more than %d records", p.limits.Records)}
	}
	p.finish()
	p.tested(test)
	return &p.section, nil
}

// cutLine splits text behind its first line, and takes the line break off.
func cutLine(text []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(text, []byte{'\n'})
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line, rest
}

// path takes the source file's name. One with a zero byte names no file on any
// system.
func (p *parser) path(file []byte) bool {
	if len(file) == 0 || len(file) > p.limits.StringSize || bytes.IndexByte(file, 0) >= 0 {
		p.dropped.Add(p.line, "a section without a usable file name: %q", clip(file))
		return false
	}
	if p.section.Path != string(file) {
		p.section.Path = string(file)
	}
	return true
}

// record reads one record. What is unknown is left alone: VER, MCDC, the sums.
func (p *parser) record(r []byte) {
	if len(r) < 3 {
		return
	}
	switch r[0] {
	case 'D':
		if r[1] == 'A' && r[2] == ':' {
			p.da(r)
		}
	case 'B':
		p.branchRecord(r)
	case 'F':
		p.functionRecord(r)
	}
}

// da reads DA:<line>,<hits>[,<checksum>].
func (p *parser) da(r []byte) {
	field := r[len("DA:"):]
	comma := bytes.IndexByte(field, ',')
	if comma < 0 {
		p.drop(r)
		return
	}
	number, rest := field[:comma], field[comma+1:]
	if i := bytes.IndexByte(rest, ','); i >= 0 {
		p.producer.checksum(len(rest) - i - 1)
		rest = rest[:i]
	} else {
		p.producer.checksum(0)
	}
	line, ok := lineNumber(number)
	count, counted := hits(rest)
	if !ok || !counted {
		p.drop(r)
		return
	}
	p.section.File.Lines = append(p.section.File.Lines, coverage.Line{Number: line, Hits: count})
	p.records++
}

// branchRecord reads BRDA:<line>,[e|f][U]<block>,<branch>,<taken>. The branch
// may be an expression with commas in it, so that the first two commas count
// from the left and the last one from the right.
func (p *parser) branchRecord(r []byte) {
	if !bytes.HasPrefix(r, []byte("BRDA:")) {
		if bytes.HasPrefix(r, []byte("BRF:")) {
			p.producer.countsBranches = true
		}
		return
	}
	field := r[len("BRDA:"):]
	first := bytes.IndexByte(field, ',')
	last := bytes.LastIndexByte(field, ',')
	if first < 0 || last == first {
		p.drop(r)
		return
	}
	block, arm, ok := bytes.Cut(field[first+1:last], []byte(","))
	if !ok || len(arm) == 0 || len(arm) > p.limits.StringSize {
		p.drop(r)
		return
	}
	var b coverage.Branch
	var lined, blocked, counted bool
	b.Line, lined = lineNumber(field[:first])
	b.Bits, block = branchFlags(block)
	b.Block, blocked = number32(block)
	taken := field[last+1:]
	if counted = string(taken) == "-"; !counted {
		b.Hits, counted = hits(taken)
		b.Bits |= coverage.Evaluated
	}
	if !lined || !blocked || !counted {
		p.drop(r)
		return
	}
	if b.Arm, ok = number32(arm); !ok {
		b.Label = string(arm)
	}
	p.producer.branch(&b)
	p.section.File.Branches = append(p.section.File.Branches, b)
	p.records++
}

// branchFlags takes the letters off a block: what kind of way out it is.
func branchFlags(block []byte) (coverage.BranchBits, []byte) {
	var bits coverage.BranchBits
	for ; len(block) > 0; block = block[1:] {
		switch block[0] {
		case 'e':
			bits |= coverage.Exception
		case 'f':
			bits |= coverage.Fallthrough
		case 'U':
			bits |= coverage.Unreachable
		default:
			return bits, block
		}
	}
	return bits, block
}

// finish decides what needed the whole section, and sorts.
func (p *parser) finish() {
	f := &p.section.File
	if unnamed := p.functions.unnamed(); unnamed > 0 {
		p.dropped.Add(p.line, "%s: %d function counts without a function", p.section.Path, unnamed)
	}
	f.Functions = append(f.Functions, p.functions.list...)
	if p.producer.dart(p.section.Path) || p.producer.oldCoveragePy(len(f.Functions)) {
		f.Branches = f.Branches[:0]
	}
	f.Sort(coverage.Sum)
}

// tested says which test ran the lines that ran. Sections without a name, which
// is what all tools but lcov itself write, say nothing of tests.
func (p *parser) tested(test string) {
	f := &p.section.File
	if test == "" {
		return
	}
	lines := p.ran[:0]
	for _, l := range f.Lines {
		if l.Ran() {
			lines = append(lines, l.Number)
		}
	}
	if p.ran = lines; len(lines) > 0 {
		f.Tests = append(f.Tests, coverage.TestLines{Name: test, Lines: lines})
	}
}

func (p *parser) drop(record []byte) {
	p.dropped.Add(p.line, "cannot read %q", clip(record))
}

// clip shortens what a message quotes.
func clip(b []byte) []byte {
	const longest = 80
	if len(b) > longest {
		return b[:longest]
	}
	return b
}
