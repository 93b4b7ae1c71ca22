package clover

import (
	"bytes"
	"io"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// The walk over the elements. Each file element is a section of its own.

type reader struct {
	scan   *xmlscan.Scanner
	limits coverage.Limits
	emit   func(*coverage.Section) error
	info   coverage.ReadInfo

	signed bool   // the root has Clover's version
	tests  bool   // inside of a testproject
	pkg    string // the current package; empty outside of one
	// perStatement is set where a line has an element for each of its
	// statements, which is what Clover does. gcovr, which writes the time for a
	// version, has one for each instance of a template instead, and those that
	// never ran say nothing about the line.
	perStatement bool

	file    file
	section coverage.Section
}

func (r *reader) run() error {
	for {
		token, err := r.scan.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case token == xmlscan.Start:
			err = r.start()
		case token == xmlscan.End:
			err = r.end()
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) start() error {
	switch r.scan.Depth() {
	case 1:
		return r.root()
	case 2:
		return r.project()
	}
	switch string(r.scan.Name()) {
	case "line":
		return r.line()
	case "metrics":
		if r.file.open && r.scan.Depth() == r.file.depth+1 {
			r.file.metrics(r.scan)
		}
	case "file":
		r.beginFile()
	case "package":
		value, _ := r.scan.Attr("name")
		r.pkg = string(value)
	}
	return nil
}

func (r *reader) end() error {
	switch string(r.scan.Name()) {
	case "file":
		return r.endFile()
	case "package":
		r.pkg = ""
	}
	return nil
}

func (r *reader) root() error {
	if string(r.scan.Name()) != "coverage" {
		return r.scan.Fail(coverage.ErrNotReport, "its root is not that of a Clover report")
	}
	version, known := r.scan.Attr("clover")
	r.signed = known
	r.perStatement = bytes.IndexByte(version, '.') >= 0
	return nil
}

// project tells Clover from the other formats with its root: they have anything
// but a project inside.
func (r *reader) project() error {
	switch string(r.scan.Name()) {
	case "project", "testproject":
		r.tests = string(r.scan.Name()) == "testproject"
		return nil
	}
	return r.scan.Fail(coverage.ErrNotReport, "it has no project, as a Clover report has")
}

// beginFile opens a section. The path is in an attribute of that name, or the
// name is one (formats §13).
func (r *reader) beginFile() {
	path, ok := r.scan.Attr("path")
	if !ok || len(path) == 0 {
		path, _ = r.scan.Attr("name")
		ok = false
	}
	r.file.begin(r.scan.Depth())
	r.section.File.Reset()
	r.section.Path, r.section.Kind = string(path), coverage.FilePath
	if !ok && r.pkg != "" && r.signed && !strings.ContainsAny(r.section.Path, `/\`) {
		r.section.Path, r.section.Kind = packagePath(r.pkg, r.section.Path), coverage.PackagePath
	}
}

// packagePath places a bare file name in its package, as in early versions of
// Clover, when it was for Java only. Files of no package are in "default-pkg".
func packagePath(pkg, name string) string {
	if name == "" || pkg == "default-pkg" {
		return name
	}
	return strings.ReplaceAll(pkg, ".", "/") + "/" + name
}

// endFile emits the section. gcovr fills the test project with a file that does
// not exist, so there one without lines is no file.
func (r *reader) endFile() error {
	if !r.file.open || r.scan.Depth() != r.file.depth-1 {
		return nil
	}
	r.file.open = false
	switch {
	case r.section.Path == "":
		r.drop("a file without a path")
		return nil
	case r.tests && r.section.File.Empty():
		return nil
	}
	if r.perStatement {
		markPartlyRun(r.section.File.Lines)
	}
	r.file.settle(&r.section.File)
	if r.info.Sections++; r.info.Sections > r.limits.Sections {
		return r.scan.Fail(coverage.ErrLimit, "more than %d source files", r.limits.Sections)
	}
	return r.emit(&r.section)
}

// count counts one record of the file against the limit.
func (r *reader) count() error {
	if r.file.records++; r.file.records > r.limits.Records {
		return r.scan.Fail(coverage.ErrLimit, "more than %d records of %.200q", r.limits.Records, r.section.Path)
	}
	return nil
}

// drop counts a record that makes no sense.
func (r *reader) drop(format string, args ...any) {
	line := 0
	if r.info.Dropped.Count == 0 {
		line = r.scan.Line() // costs a look at the whole buffer, and only the first is kept
	}
	r.info.Dropped.Add(line, format, args...)
}
