package formats

import (
	"fmt"
	"strings"

	"github.com/covls/covls/coverage"
)

// How lines are held against a tool's. Most tools give a number of hits; those
// that only know whether a line ran are held to that.

// compare adds a file to the row's numbers.
func (r *row) compare(key string, f *coverage.File) {
	r.summary = r.summary.Add(f.Summary())
	if r.expected == nil {
		return
	}
	want := r.wanted(key)
	for _, m := range f.Marks() {
		if m.State == coverage.Excluded {
			continue
		}
		w, known := want[m.Line]
		delete(want, m.Line)
		r.total++
		if known && w.fits(m) {
			r.equal++
			continue
		}
		r.differences = append(r.differences, fmt.Sprintf("%s:%d: got %d, want %v", key, m.Line, m.Hits, w))
	}
	for n, w := range want {
		r.total++
		r.differences = append(r.differences, fmt.Sprintf("%s:%d: got nothing, want %v", key, n, w))
	}
}

// A count is what a tool says of a line.
type count struct {
	hits  uint64
	parts bool // that some or all of it ran, and not how often
}

func (c count) fits(m coverage.Mark) bool {
	if c.parts || m.Bits&coverage.InexactHits != 0 {
		return (m.Hits > 0) == (c.hits > 0)
	}
	return m.Hits == c.hits
}

// wanted are the lines of a file by the tool: monocart's own where the report is
// its own, and those on which a statement begins where the source has been read.
func (r *row) wanted(key string) map[uint32]count {
	want := map[uint32]count{}
	if own := r.expected.CodecovJSON; own != nil && (r.format.Name == "codecov" || r.format.Name == "v8") {
		for line, said := range own[key] {
			var n, hits uint64
			fmt.Sscan(line, &n)
			parts, _ := fmt.Sscan(strings.Replace(fmt.Sprint(said), "/", " ", 1), &hits)
			_, isText := said.(string)
			want[uint32(n)] = count{hits, isText && parts > 0}
		}
		return want
	}
	file := r.expected.Files[key]
	lines := file.Lines
	if file.LinesStmt != nil && r.format.Refine != nil {
		lines = file.LinesStmt
	}
	for _, l := range lines {
		want[uint32(l[0])] = count{hits: l[1]}
	}
	return want
}
