package covdata

import (
	"encoding/binary"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/gocover"
)

// One package of a covmeta file, as the compiler wrote it: a header, the offset
// of each function, a table of strings, and the functions. A function is the
// number of its blocks, its name and its file as numbers of strings, five
// numbers a block, and whether it is a literal. Names and literals are not used:
// the source tells names better, and hits of a literal are in its blocks.

// pkgHeader is the size of a package's header.
const pkgHeader = 44

// A pkg is a package that is being read. broken says what made no sense; then
// nothing more is read of it.
type pkg struct {
	data      []byte
	broken    string
	functions int      // how many there are
	offsets   []byte   // of the functions, four bytes each
	strings   []uint32 // where each begins: the number of its bytes, and those
	at        int      // in data
	// The function that was read last.
	number  int
	file    []byte
	blocks  uint32 // of it, as it says
	unread  uint32
	started bool // a function is open, and its end was not read
	// The block that was read last. It has no hits.
	block coverage.Statement
}

// open reads what stands before the functions.
func (p *pkg) open() {
	if len(p.data) < pkgHeader {
		p.broken = "it is too short"
		return
	}
	functions := binary.LittleEndian.Uint32(p.data[40:])
	p.at = pkgHeader
	if uint64(functions)*4 > uint64(len(p.data)-p.at) {
		p.broken = "it has more functions than room for them"
		return
	}
	p.functions = int(functions)
	p.offsets, p.at = p.data[p.at:p.at+4*p.functions], p.at+4*p.functions
	// There is no string but the names and files of functions, the package's
	// two names, its module's, and the empty one. More would only cost memory.
	strings := p.uleb()
	if uint64(strings) > 4+2*uint64(p.functions) {
		p.broken = "it has more strings than functions to name"
	}
	for ; strings > 0 && p.broken == ""; strings-- {
		p.strings = append(p.strings, uint32(p.at))
		p.text()
	}
}

// text takes a string.
func (p *pkg) text() []byte {
	n := p.uleb()
	if p.broken != "" || uint64(n) > uint64(len(p.data)-p.at) {
		p.broken = "a string does not end"
		return nil
	}
	p.at += int(n)
	return p.data[p.at-int(n) : p.at]
}

// uleb takes a number.
func (p *pkg) uleb() uint32 {
	if p.at < len(p.data) && p.data[p.at] < 0x80 {
		p.at++
		return uint32(p.data[p.at-1])
	}
	v, n := uleb(p.data[p.at:])
	if n == 0 && p.broken == "" {
		p.broken = "a number does not end"
	}
	p.at += n
	return v
}

// nextFunction reads the next function up to its blocks, and reports whether
// there is one. The blocks of the one before it must have been read.
func (p *pkg) nextFunction() bool {
	if p.started {
		p.uleb() // whether it is a literal
		p.started = false
	}
	if p.broken != "" || p.number == p.functions {
		return false
	}
	// Functions that overlap would let a small file ask for endless work.
	offset := binary.LittleEndian.Uint32(p.offsets[4*p.number:])
	if uint64(offset) < uint64(p.at) || uint64(offset) > uint64(len(p.data)) {
		p.broken = "a function is not where it is said to be"
		return false
	}
	p.at = int(offset)
	p.number++
	p.blocks = p.uleb()
	p.unread, p.started = p.blocks, true
	p.uleb() // its name
	file := p.uleb()
	if uint64(file) >= uint64(len(p.strings)) {
		p.broken = "a function is in a file that has no name"
		return false
	}
	p.file = p.stringAt(p.strings[file])
	return p.broken == ""
}

// stringAt is a string that text took before.
func (p *pkg) stringAt(at uint32) []byte {
	n, size := uleb(p.data[at:])
	from := int(at) + size
	return p.data[from : from+int(n)]
}

// nextBlock reads the next block of the function, and reports whether there is
// one.
func (p *pkg) nextBlock() bool {
	if p.unread == 0 || p.broken != "" {
		return false
	}
	p.unread--
	p.block = coverage.Statement{
		Line: p.uleb(), Col: gocover.Column(p.uleb()),
		EndLine: p.uleb(), EndCol: gocover.Column(p.uleb()),
		Weight: p.uleb(),
	}
	return p.broken == ""
}
