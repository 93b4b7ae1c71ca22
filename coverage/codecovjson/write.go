package codecovjson

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"unicode/utf8"

	"github.com/covls/covls/coverage"
)

// Writing. A line has one value, so what comes out is the verdict that editors
// show (coverage.File.Marks), with the number that explains it best: how many of
// its branches were taken where it has a choice of them, else how often it ran.
//
// The rest is lost: the hits of lines with branches, that hits of 1 may be the
// word of a format without counts, functions, statements, and branches on lines
// that do not count. A line of which a part was missed for another reason than
// its branches is true, and its branches are lost too. Excluded lines are left
// out; the format could say -1, but only Codecov knows what that means.

// maxBranches bounds the branches of a line. A report may claim four billion of
// them in ten bytes, and Codecov makes an entry of each one.
const maxBranches = 10_000

// Write writes Codecov's JSON of the files, in their order: an object by path
// of objects by line, lines ascending. Every path may come once only.
//
// A path that is not UTF-8 is an error, because JSON cannot express it. What was
// written until then is no report.
func Write(w io.Writer, files iter.Seq2[string, *coverage.File]) error {
	out := &writer{Writer: bufio.NewWriterSize(w, 64<<10)}
	out.WriteString(`{"coverage":{`)
	before := ""
	for path, f := range files {
		if !utf8.ValidString(path) {
			return fmt.Errorf("write codecov: the path %q is not UTF-8, which JSON cannot express: exclude the file", path)
		}
		out.WriteString(before)
		before = ","
		out.file(path, f)
	}
	out.WriteString("\n}}\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write codecov: %w", err)
	}
	return nil
}

// A writer writes values. Its errors stick and come out of Flush.
type writer struct {
	*bufio.Writer
	scratch [20]byte
}

// file writes a source file on a line of text of its own.
func (w *writer) file(path string, f *coverage.File) {
	// A string can always be encoded.
	key, _ := json.Marshal(path)
	w.WriteByte('\n')
	w.Write(key)
	w.WriteString(":{")
	before := ""
	for _, m := range f.Marks() {
		if m.State == coverage.Excluded {
			continue
		}
		w.WriteString(before)
		before = ","
		w.WriteByte('"')
		w.uint(uint64(m.Line))
		w.WriteString(`":`)
		w.value(m)
	}
	w.WriteByte('}')
}

// value writes what is said of a line. One branch is no choice, and Codecov
// takes "0/n" for a line that did not run, so it stands for no other.
func (w *writer) value(m coverage.Mark) {
	choice := m.Total > 1
	switch m.State {
	case coverage.Covered:
		if choice {
			w.fraction(m.Total, m.Total)
			return
		}
	case coverage.Partial:
		if 0 < m.Taken && m.Taken < m.Total {
			w.fraction(m.Taken, m.Total)
		} else {
			w.WriteString("true")
		}
		return
	case coverage.Uncovered:
		if choice && m.Taken == 0 {
			w.fraction(0, m.Total)
			return
		}
	}
	w.uint(m.Hits)
}

// fraction writes how many of how many, with no more than can be borne, and all
// only where it is all.
func (w *writer) fraction(taken, total uint32) {
	if total > maxBranches {
		if taken < total {
			taken = min(taken, maxBranches-1)
		}
		taken, total = min(taken, maxBranches), maxBranches
	}
	w.WriteByte('"')
	w.uint(uint64(taken))
	w.WriteByte('/')
	w.uint(uint64(total))
	w.WriteByte('"')
}

func (w *writer) uint(n uint64) { w.Write(strconv.AppendUint(w.scratch[:0], n, 10)) }
