package simplecov

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// One source file. Up to 0.17 it is the array of its lines, since 0.18 an object
// in which the lines are one member; with 1.0 they may be missing where only
// branches or methods were measured.

// begin starts a section.
func (r *reader) begin(path string) {
	r.section.Path, r.records = path, 0
	r.section.File.Reset()
	r.decisions, r.arms, r.listed = r.decisions[:0], r.arms[:0], r.listed[:0]
}

// finish emits it.
func (r *reader) finish() error {
	if r.section.Path == "" {
		r.info.Dropped.Add(0, "a source file without a name")
		return nil
	}
	if r.info.Sections >= r.limits.Sections {
		return r.limit("more than %d source files", r.limits.Sections)
	}
	f := &r.section.File
	f.Branches = r.appendDecisions(f.Branches)
	f.Branches = r.appendListed(f.Branches)
	markLoaded(f.Lines)
	f.Sort(coverage.Sum)
	r.info.Sections++
	return r.emit(&r.section)
}

// sourceFile reads what is said of a source file.
func (r *reader) sourceFile() error {
	kind, err := r.Kind()
	switch {
	case err != nil:
		return err
	case kind == jsonscan.Array:
		return r.Elements(r.line)
	case kind != jsonscan.Object:
		r.info.Dropped.Add(0, "%s: it has neither lines nor branches", r.section.Path)
		return nil
	}
	return r.Members(func(key []byte) error {
		switch string(key) {
		case "lines":
			return r.Elements(r.line)
		case "branches":
			return r.branches()
		case "methods":
			return r.methods()
		case "contexts":
			return r.Members(r.testLines)
		}
		return nil
	})
}

// line reads the element for line i+1.
func (r *reader) line(i int) error {
	if i >= coverage.MaxLine {
		r.info.Dropped.Add(0, "%s: line %d: no source file is that long", r.section.Path, i+1)
		return nil
	}
	f := &r.section.File
	hits, counted, ignored, err := r.count()
	switch {
	case err != nil:
		return err
	case ignored:
		f.Excluded = append(f.Excluded, uint32(i+1))
		return r.record()
	case counted:
		f.Lines = append(f.Lines, coverage.Line{Number: uint32(i + 1), Hits: hits})
		return r.record()
	}
	return nil
}

// count reads how often something ran. Formatters write "ignored" for what a
// comment took out.
func (r *reader) count() (hits uint64, counted, ignored bool, err error) {
	kind, err := r.Kind()
	if err != nil {
		return 0, false, false, err
	}
	if kind == jsonscan.String {
		text, _, err := r.Text()
		return 0, false, string(text) == "ignored", err
	}
	n, ok, err := r.Int()
	return uint64(max(n, 0)), ok, false, err
}

// lineNumber reads a line number; 0 stands for all that is none.
func (r *reader) lineNumber() (uint32, error) {
	n, ok, err := r.Int()
	if !ok || n < 1 || n > coverage.MaxLine {
		return 0, err
	}
	return uint32(n), err
}

// kind keeps one copy of each kind of decision and arm.
func (r *reader) kind(text []byte) string {
	if kind, ok := r.kinds[string(text)]; ok {
		return kind
	}
	kind := string(text)
	const few = 1000 // Ruby has a dozen
	if len(r.kinds) < few {
		r.kinds[kind] = kind
	}
	return kind
}

// record counts one more entry against the limit.
func (r *reader) record() error {
	if r.records++; r.records > r.limits.Records {
		return r.limit("more than %d records for one source file", r.limits.Records)
	}
	return nil
}
