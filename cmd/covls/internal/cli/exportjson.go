package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/covls/covls/coverage"
)

// The JSON of `covls export`, written as it goes: a repository's coverage is
// millions of small arrays, which must not stand in memory twice.

// maxArms bounds the branches that a mere count becomes. A report may claim four
// billion of them on a line in ten bytes; the totals still count them all.
const maxArms = 10_000

// writeExportJSON writes files, which come by path and in order.
func writeExportJSON(w io.Writer, files iter.Seq2[string, *coverage.File]) error {
	out := &jsonWriter{Writer: bufio.NewWriterSize(w, 64<<10)}
	var totals coverage.Summary
	out.WriteString(`{"schema":` + strconv.Itoa(schema) + `,"files":{`)
	first := true
	for path, f := range files {
		if !first {
			out.WriteByte(',')
		}
		first = false
		out.WriteByte('\n')
		out.text(path)
		out.WriteByte(':')
		out.file(f)
		totals = totals.Add(f.Summary())
	}
	out.WriteString("\n},\"totals\":")
	// Here a metric that nobody knows is [0,0], so that totals always have the
	// same shape.
	err := json.NewEncoder(out).Encode(struct {
		Lines      coverage.Ratio `json:"lines"`
		Branches   coverage.Ratio `json:"branches"`
		Functions  coverage.Ratio `json:"functions"`
		Statements coverage.Ratio `json:"statements"`
	}{totals.Lines, totals.Branches, totals.Functions, totals.Statements})
	if err == nil {
		out.WriteString("}\n")
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	return nil
}

// A jsonWriter writes values by hand. Its errors stick and come out of Flush.
type jsonWriter struct {
	*bufio.Writer
	scratch []byte
	more    bool // an element of the list stands before
}

func (w *jsonWriter) text(s string) {
	// A string can always be encoded.
	b, _ := json.Marshal(s)
	w.Write(b)
}

func (w *jsonWriter) number(n uint64) {
	w.scratch = strconv.AppendUint(w.scratch[:0], n, 10)
	w.Write(w.scratch)
}

// list writes a member whose value is a list, of what elements begins with next.
func (w *jsonWriter) list(name string, elements func()) {
	w.WriteString(`"` + name + `":[`)
	w.more = false
	elements()
	w.WriteByte(']')
}

func (w *jsonWriter) next() {
	if w.more {
		w.WriteByte(',')
	}
	w.more = true
}

func (w *jsonWriter) file(f *coverage.File) {
	w.WriteByte('{')
	out := excluder(f.Excluded)
	w.list("lines", func() {
		for _, l := range f.Lines {
			if !out(l.Number) {
				w.pair(uint64(l.Number), l.Shown())
			}
		}
	})
	w.WriteByte(',')
	w.list("branches", func() { w.branches(f) })
	w.WriteByte(',')
	w.list("functions", func() {
		for _, fn := range f.Functions {
			w.next()
			w.WriteByte('[')
			w.text(fn.Name)
			w.WriteByte(',')
			w.number(uint64(fn.Line))
			w.WriteByte(',')
			w.number(fn.Shown())
			w.WriteByte(']')
		}
	})
	w.WriteByte(',')
	w.list("excluded", func() {
		for _, line := range f.Excluded {
			w.next()
			w.number(uint64(line))
		}
	})
	w.WriteByte('}')
}

func (w *jsonWriter) pair(a, b uint64) {
	w.next()
	w.WriteByte('[')
	w.number(a)
	w.WriteByte(',')
	w.number(b)
	w.WriteByte(']')
}

// excluder answers, for ascending lines, whether they are excluded.
func excluder(excluded []uint32) func(uint32) bool {
	return func(line uint32) bool {
		for len(excluded) > 0 && excluded[0] < line {
			excluded = excluded[1:]
		}
		return len(excluded) > 0 && excluded[0] == line
	}
}
