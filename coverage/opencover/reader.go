package opencover

import (
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// The walk over the elements. They are few and their names tell them apart, so
// nesting is looked at only where something is left out.

type reader struct {
	scan   *xmlscan.Scanner
	limits coverage.Limits
	emit   func(*coverage.Section) error
	info   coverage.ReadInfo

	sessions int
	skipped  int    // the depth of the element that is left out; 0 for none
	text     []byte // of the current name
	inName   bool   // of a method or module

	files     map[string]string // the module's, by number
	fileBytes int               // in files
	module    string
	method    method
	tracked   tracked // of the session

	open    bool // section is of a method that was read
	records int  // read for section
	section coverage.Section
}

func (r *reader) run() error {
	for {
		token, err := r.scan.Next()
		switch {
		case err == io.EOF:
			return r.finish()
		case err != nil:
			return err
		case r.skipped > 0:
			err = r.passOver(token)
		case token == xmlscan.Start:
			err = r.start()
		case token == xmlscan.End:
			err = r.end()
		case r.inName:
			r.text = append(r.text, r.scan.Text()...)
			err = r.checkString(r.text)
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) start() error {
	switch string(r.scan.Name()) {
	case "SequencePoint":
		return r.point()
	case "TrackedMethodRef":
		r.testRef()
	case "BranchPoint":
		return r.branch()
	case "MethodPoint":
		r.method.entered(r.scan)
	case "FileRef":
		uid, _ := r.scan.Attr("uid")
		r.method.file = r.files[string(uid)]
	case "Method":
		r.beginMethod()
	case "Name":
		r.beginName(r.method.open)
	case "ModuleName":
		r.beginName(!r.method.open)
	case "File":
		return r.file()
	case "Class":
		r.leaveOut()
	case "Module":
		return r.beginModule()
	case "TrackedMethod":
		return r.testName()
	case "CoverageSession":
		r.sessions++
	default:
		if r.scan.Depth() == 2 && r.sessions == 0 {
			return r.notReport()
		}
	}
	return nil
}

func (r *reader) end() error {
	switch string(r.scan.Name()) {
	case "SequencePoint":
		r.method.inPoint = false
	case "Method":
		return r.endMethod()
	case "CoverageSession":
		return r.endSession()
	case "Name":
		if r.inName {
			r.method.name = shortName(r.text)
		}
		r.inName = false
	case "ModuleName":
		if r.inName {
			r.module = string(r.text)
		}
		r.inName = false
	}
	return nil
}

func (r *reader) beginName(wanted bool) { r.inName, r.text = wanted, r.text[:0] }

// leaveOut ignores the current element and all in it if the tool says that it
// measured nothing there, and why.
func (r *reader) leaveOut() bool {
	_, skipped := r.scan.Attr("skippedDueTo")
	if skipped {
		r.skipped = r.scan.Depth()
	}
	return skipped
}

// passOver ignores what was left out, but for the names of tests: a module of
// tests is not measured, and lists them all the same.
func (r *reader) passOver(token xmlscan.Token) error {
	switch {
	case token == xmlscan.Start && string(r.scan.Name()) == "TrackedMethod":
		return r.testName()
	case token == xmlscan.End && r.scan.Depth() < r.skipped:
		r.skipped = 0
	}
	return nil
}

// finish ends the report.
func (r *reader) finish() error {
	if r.sessions == 0 {
		return r.notReport()
	}
	return r.flush()
}

func (r *reader) notReport() error {
	return r.scan.Fail(coverage.ErrNotReport, "it has no CoverageSession, as an OpenCover report has")
}

// checkString applies the limit that the scanner could not apply (embedSize).
func (r *reader) checkString(s []byte) error {
	if len(s) > r.limits.StringSize {
		return r.scan.Fail(coverage.ErrLimit, "a name longer than %d bytes", r.limits.StringSize)
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
