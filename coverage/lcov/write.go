package lcov

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/covls/covls/coverage"
)

// Writing. A tracefile holds less than the model: what was counted elsewhere
// and what only ran come out alike, statements and excluded lines are left out,
// and a function keeps its line but not its end, because lcov 1.x takes an end
// for the name. What is written has the totals that coverage.File.Summary
// counts, for lcov --summary of either major version and for Read; only branches
// that came from lcov 2.x with letters or texts, which lcov 1.x passes over in
// its own reports too, keep them.

// Write writes a tracefile of the files, by path and in their order. A path
// that holds a line break cannot be written and is an error.
func Write(w io.Writer, files iter.Seq2[string, *coverage.File]) error {
	out := &writer{Writer: bufio.NewWriterSize(w, 64<<10)}
	for path, f := range files {
		if strings.ContainsAny(path, "\r\n") {
			return fmt.Errorf("write lcov: the path %q holds a line break, which the format cannot express: exclude the file", path)
		}
		out.section(path, f)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write lcov: %w", err)
	}
	return nil
}

// A writer writes records. Its errors stick and come out of Flush.
type writer struct {
	*bufio.Writer
	number [20]byte
}

func (w *writer) section(path string, f *coverage.File) {
	w.WriteString("TN:\nSF:")
	w.WriteString(path)
	w.WriteByte('\n')
	w.functions(f.Functions)
	w.branches(f)
	w.lines(f)
	w.WriteString("end_of_record\n")
}

// record writes a record whose fields are all numbers.
func (w *writer) record(kind string, fields ...uint64) {
	w.WriteString(kind)
	for i, n := range fields {
		if i > 0 {
			w.WriteByte(',')
		}
		w.Write(strconv.AppendUint(w.number[:0], n, 10))
	}
	w.WriteByte('\n')
}

// text writes a name or label as the last field but one, or the last.
func (w *writer) text(s string) {
	if strings.ContainsAny(s, "\r\n") {
		s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\r' || r == '\n' }), " ")
	}
	w.WriteString(s)
}

// lines writes the lines that count.
func (w *writer) lines(f *coverage.File) {
	excluded := f.Excluded
	var found, hit uint64
	for _, l := range f.Lines {
		for len(excluded) > 0 && excluded[0] < l.Number {
			excluded = excluded[1:]
		}
		if len(excluded) > 0 && excluded[0] == l.Number {
			continue
		}
		found++
		if l.Ran() {
			hit++
		}
		w.record("DA:", uint64(l.Number), l.Shown())
	}
	w.record("LF:", found)
	w.record("LH:", hit)
}

// functions writes FN and FNDA. The format knows a function by its name, and
// lcov counts two of the same name once, so that from the second on they carry
// their line.
func (w *writer) functions(list []coverage.Function) {
	if len(list) == 0 {
		return
	}
	names := uniqueNames(list)
	var hit uint64
	for i, fn := range list {
		w.WriteString("FN:")
		w.Write(strconv.AppendUint(w.number[:0], uint64(fn.Line), 10))
		w.WriteByte(',')
		if looksLikeEnd(names[i]) {
			w.Write(strconv.AppendUint(w.number[:0], uint64(max(fn.Line, fn.EndLine)), 10))
			w.WriteByte(',')
		}
		w.text(names[i])
		w.WriteByte('\n')
	}
	for i, fn := range list {
		if fn.Ran() {
			hit++
		}
		w.WriteString("FNDA:")
		w.Write(strconv.AppendUint(w.number[:0], fn.Shown(), 10))
		w.WriteByte(',')
		w.text(names[i])
		w.WriteByte('\n')
	}
	w.record("FNF:", uint64(len(list)))
	w.record("FNH:", hit)
}

// uniqueNames names functions so that no two are called the same, and none is
// called nothing.
func uniqueNames(list []coverage.Function) []string {
	seen := make(map[string]bool, len(list))
	names := make([]string, len(list))
	for i, fn := range list {
		names[i] = cmp.Or(fn.Name, "(anonymous)")
		if seen[fn.Name] {
			names[i] += ":" + strconv.FormatUint(uint64(fn.Line), 10)
		}
		seen[fn.Name] = true
	}
	return names
}

// looksLikeEnd reports whether a name begins with what would be read as the end
// line of the function.
func looksLikeEnd(name string) bool {
	number, _, more := strings.Cut(name, ",")
	_, ok := digits([]byte(number))
	return more && ok
}
