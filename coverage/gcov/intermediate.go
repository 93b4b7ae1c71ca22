package gcov

import (
	"bytes"
	"errors"
	"io"

	"github.com/covls/covls/coverage"
)

// The intermediate text of GCC 4.9 to 8 (gcov -i), a record a line:
//
//	file:src/main.c
//	function:3,1,main                 since 8: function:3,9,1,main
//	lcount:4,3                        since 8: lcount:4,3,0
//	branch:4,taken
//
// GCC 8 lists lines once for each instance of a template, as JSON does.

// opensIntermediate reports whether line begins such a text. GCC 8 begins with
// its version.
func opensIntermediate(line []byte) bool {
	return bytes.HasPrefix(line, []byte("file:")) || bytes.HasPrefix(line, []byte("version:"))
}

// An intermediate is the state of reading one.
type intermediate struct {
	*sections
	*lines
	section coverage.Section
	open    bool
	records int
	current coverage.Line
	arm     uint32 // the number of the line's next branch
}

func (s *sections) readIntermediate(in *lines) error {
	r := &intermediate{sections: s, lines: in}
	for {
		line, err := r.next()
		if err == nil {
			err = r.line(line)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if !r.open {
		return r.fail(coverage.ErrNotReport, "it names no source file")
	}
	return r.close()
}

func (r *intermediate) line(line []byte) error {
	if r.unended {
		return r.truncated()
	}
	key, value, _ := bytes.Cut(line, []byte{':'})
	ok := r.open
	switch string(key) {
	case "file":
		return r.file(value)
	case "version", "":
		return nil
	case "function":
		ok = ok && r.function(value)
	case "lcount":
		ok = ok && r.count(value)
	case "branch":
		ok = ok && r.branch(value)
	default:
		ok = false
	}
	if !ok {
		r.info.Dropped.Add(r.number, "%.80q is no record of a source file", line)
	}
	if r.records++; r.records > r.limits.Records {
		return r.fail(coverage.ErrLimit, "too many records for one source file")
	}
	return nil
}

func (r *intermediate) file(path []byte) error {
	if err := r.close(); err != nil {
		return err
	}
	r.open = len(path) > 0 && len(path) <= r.limits.StringSize
	if !r.open {
		r.info.Dropped.Add(r.number, "a source file without a name that makes sense")
	}
	r.section.Path = string(path)
	return nil
}

// close hands over the source file that is open.
func (r *intermediate) close() error {
	if !r.open {
		return nil
	}
	f := &r.section.File
	f.Sort(coverage.Sum)
	for i := range f.Lines {
		// Where some instance missed a block, the line has: see package gcovjson.
		switch line := &f.Lines[i]; {
		case line.Hits == 0:
			line.Bits = 0
		case line.Bits&coverage.Part != 0:
			line.Bits = coverage.Part
		}
	}
	err := r.emit(&r.section)
	f.Reset()
	r.open, r.records, r.current = false, 0, coverage.Line{}
	return err
}

// function takes LINE[,END],COUNT,NAME. A name does not begin with a digit, and
// may have commas in it.
func (r *intermediate) function(value []byte) bool {
	var numbers [3]uint64
	n := 0
	for n < len(numbers) {
		field, rest, more := bytes.Cut(value, []byte{','})
		x, ok := number(field)
		if !ok || !more {
			break
		}
		numbers[n], value = x, rest
		n++
	}
	if n < 2 || numbers[0] < 1 || numbers[0] > coverage.MaxLine || len(value) == 0 || len(value) > r.limits.StringSize {
		return false
	}
	fn := coverage.Function{Name: string(value), Line: uint32(numbers[0]), Hits: numbers[n-1]}
	if n == 3 && numbers[1] <= coverage.MaxLine {
		fn.EndLine = uint32(numbers[1])
	}
	r.section.File.Functions = append(r.section.File.Functions, fn)
	return true
}

// count takes LINE,COUNT[,UNEXECUTED BLOCK].
func (r *intermediate) count(value []byte) bool {
	first, rest, _ := bytes.Cut(value, []byte{','})
	second, unexecuted, known := bytes.Cut(rest, []byte{','})
	hits, ok := number(second)
	line := coverage.Line{Number: lineNumber(first), Hits: hits}
	r.current, r.arm = coverage.Line{}, 0
	if !ok || line.Number == 0 {
		return false
	}
	switch {
	case !known:
	case string(unexecuted) == "0":
		line.Bits = coverage.Whole
	default:
		line.Bits = coverage.Part
	}
	r.current = line
	r.section.File.Lines = append(r.section.File.Lines, line)
	return true
}

// branch takes LINE,taken or LINE,nottaken or LINE,notexec. They follow the
// line's count, in order.
func (r *intermediate) branch(value []byte) bool {
	first, state, _ := bytes.Cut(value, []byte{','})
	if r.current.Number == 0 || lineNumber(first) != r.current.Number {
		return false
	}
	b := coverage.Branch{Line: r.current.Number, Arm: r.arm}
	switch string(state) {
	case "taken":
		b.Bits = coverage.Evaluated | coverage.Taken
	case "nottaken":
		b.Bits = coverage.Evaluated
	case "notexec":
	default:
		return false
	}
	r.arm++
	r.section.File.Branches = append(r.section.File.Branches, b)
	return true
}
