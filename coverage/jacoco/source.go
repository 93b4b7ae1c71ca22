package jacoco

import (
	"math"
	"path"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// Source files and their lines.

// A sourceFile is the state of the source file being read.
type sourceFile struct {
	name string
	open bool
	// bare are lines that have neither mi nor ci, as gcovr writes them. Only the
	// file's LINE counter, which comes last, can tell whether they ran.
	bare            []coverage.Line
	counted         bool
	missed, covered uint64
	lines           int // that were read
}

func (f *sourceFile) begin(name string) {
	*f = sourceFile{name: name, open: true, bare: f.bare[:0]}
}

// line reads one line.
func (r *reader) line() error {
	if !r.file.open {
		r.drop("a line outside of a source file")
		return nil
	}
	var nr, mi, ci, mb, cb []byte
	s := r.scan
	for i := range s.Attrs() {
		switch value := s.AttrValue(i); string(s.AttrName(i)) {
		case "nr":
			nr = value
		case "mi":
			mi = value
		case "ci":
			ci = value
		case "mb":
			mb = value
		case "cb":
			cb = value
		}
	}
	n, ok := xmlscan.Uint(nr)
	if !ok || n == 0 || n > coverage.MaxLine {
		r.drop("the line number %.40q", nr)
		return nil
	}
	c, ok := parseCounts(mi, ci, mb, cb)
	if !ok {
		r.drop("line %d has counters that are no numbers", n)
		return nil
	}
	r.file.lines++
	r.addLine(coverage.Line{Number: uint32(n)}, c, mi == nil && ci == nil)
	return r.count()
}

// addLine draws the conclusions from a line's counters.
func (r *reader) addLine(line coverage.Line, c counts, bare bool) {
	file := &r.section.File
	if total := c.missedBranches + c.branches; total > 0 {
		file.BranchCounts = append(file.BranchCounts, coverage.BranchCount{Line: line.Number, Taken: c.branches, Total: total})
	}
	switch {
	case bare && c.missedBranches+c.branches == 0:
		r.file.bare = append(r.file.bare, line)
		return
	case c.covered == 0 && c.branches == 0: // missed
	case c.missed+c.covered == 0:
		line.Bits = coverage.Executed // by its branches; of its instructions nothing is said
	case c.missed > 0:
		line.Bits = coverage.Executed | coverage.Part
	default:
		line.Bits = coverage.Executed | coverage.Whole
	}
	file.Lines = append(file.Lines, line)
}

// counts are a line's counters: instructions and branches.
type counts struct {
	missed, covered          uint32
	missedBranches, branches uint32
}

// parseCounts reads them. One that is missing is 0, as the DTD has it.
func parseCounts(mi, ci, mb, cb []byte) (c counts, ok bool) {
	for _, field := range []struct {
		value []byte
		to    *uint32
	}{{mi, &c.missed}, {ci, &c.covered}, {mb, &c.missedBranches}, {cb, &c.branches}} {
		if field.value == nil {
			continue
		}
		n, ok := xmlscan.Uint(field.value)
		if !ok || n > math.MaxInt32 { // so that the sum of two fits as well
			return c, false
		}
		*field.to = uint32(n)
	}
	return c, true
}

// endSourceFile emits the file with the functions that waited for it.
func (r *reader) endSourceFile() error {
	kind := coverage.PackagePath
	if r.gcovr {
		kind = coverage.FilePath
	}
	return r.finish(join(r.pkg, r.file.name), kind, r.methods.take(r.file.name))
}

// finish ends the file that is being read.
func (r *reader) finish(path string, kind coverage.PathKind, functions []coverage.Function) error {
	r.file.open = false
	if r.file.name == "" {
		r.drop("a source file without a name")
		r.section.File.Reset()
		return nil
	}
	r.settleBare()
	r.section.File.Functions = append(r.section.File.Functions, functions...)
	return r.send(path, kind)
}

// settleBare decides on the bare lines where the file's LINE counter leaves no
// doubt. Otherwise some of them ran and some did not and the report does not
// say which, so none of them is shown.
func (r *reader) settleBare() {
	f := &r.file
	if len(f.bare) == 0 {
		return
	}
	switch {
	case f.counted && f.missed == 0:
		for i := range f.bare {
			f.bare[i].Bits = coverage.Executed
		}
	case f.counted && f.covered == 0:
	default:
		r.drop("%d lines of %.200s do not say whether they ran: gcovr's Cobertura or JSON report does", len(f.bare), f.name)
		return
	}
	r.section.File.Lines = append(r.section.File.Lines, f.bare...)
}

// join puts a package's folder before the file's name. Pester repeats the last
// folders of its package in the name; they are meant once. Its package "." is
// the folder that it ran in.
func join(pkg, name string) string {
	if dir := path.Dir(name); dir != "." && (pkg == dir || strings.HasSuffix(pkg, "/"+dir)) {
		name = path.Base(name)
	}
	if pkg == "" || pkg == "." {
		return name
	}
	return pkg + "/" + name
}

// gcovrFolder undoes what gcovr does to a folder, which is to write dots for
// slashes. A dot in front is taken for the one of a hidden folder.
func gcovrFolder(pkg string) string {
	if pkg == "" {
		return ""
	}
	return pkg[:1] + strings.ReplaceAll(pkg[1:], ".", "/")
}
