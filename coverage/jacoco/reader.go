package jacoco

import (
	"io"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// The walk over the elements, and what is known at each of them.

type reader struct {
	scan   *xmlscan.Scanner
	limits coverage.Limits
	emit   func(*coverage.Section) error
	info   coverage.ReadInfo

	gcovr   bool     // gcovr wrote it
	groups  []string // the open ones
	pkg     string   // the current package's folder
	records int      // read for the package: methods and lines

	class   class
	methods methods // of the package's classes, until their source files come
	file    sourceFile
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
	if r.scan.Depth() == 1 {
		return r.root()
	}
	switch string(r.scan.Name()) {
	case "line":
		return r.line()
	case "counter":
		r.counter()
	case "method":
		return r.beginMethod()
	case "class":
		return r.beginClass()
	case "sourcefile":
		r.file.begin(r.attr("name"))
	case "package":
		r.beginPackage()
	case "group":
		r.groups = append(r.groups, r.attr("name"))
	}
	return nil
}

func (r *reader) end() error {
	switch string(r.scan.Name()) {
	case "method":
		r.class.endMethod()
	case "class":
		return r.endClass()
	case "sourcefile":
		return r.endSourceFile()
	case "group":
		r.groups = r.groups[:len(r.groups)-1]
	}
	return nil
}

func (r *reader) root() error {
	if string(r.scan.Name()) != "report" {
		return r.scan.Fail(coverage.ErrNotReport, "its root is not that of a JaCoCo report")
	}
	r.gcovr = r.attr("name") == "GCOVR report"
	return nil
}

func (r *reader) beginPackage() {
	r.pkg = r.attr("name")
	if r.gcovr {
		r.pkg = gcovrFolder(r.pkg)
	}
	r.methods.reset()
	r.records = 0
}

// attr is a copy of an attribute; empty where there is none. Names of packages
// and files separate folders by slashes, and Pester on Windows by backslashes,
// which no JVM name can hold.
func (r *reader) attr(name string) string {
	value, _ := r.scan.Attr(name)
	return strings.ReplaceAll(string(value), `\`, "/")
}

// count counts one record against the limit of a package: what is kept of it
// until its source files come counts as much as what is in them.
func (r *reader) count() error {
	if r.records++; r.records > r.limits.Records {
		return r.scan.Fail(coverage.ErrLimit, "more than %d records in the package %.200q", r.limits.Records, r.pkg)
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

// send emits the section of the file that was read.
func (r *reader) send(path string, kind coverage.PathKind) error {
	if r.info.Sections++; r.info.Sections > r.limits.Sections {
		return r.scan.Fail(coverage.ErrLimit, "more than %d source files", r.limits.Sections)
	}
	r.section.Path, r.section.Kind = path, kind
	r.section.Module = strings.Join(r.groups, "/")
	r.section.File.Sort(coverage.Max)
	err := r.emit(&r.section)
	r.section.File.Reset()
	return err
}
