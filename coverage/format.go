package coverage

import (
	"errors"
	"fmt"
	"io"
)

// What a format's package offers, and what it promises. Readers stream: they
// hand over one section at a time and keep nothing, so that a report of 2 GB
// needs the memory of its largest file. A report is untrusted input: a reader
// never panics, never allocates by a number that it read, and never opens
// anything.

// A Format is one kind of report.
type Format struct {
	// Name is how covls calls it in output and configuration: "lcov".
	Name string
	// Sniff says how sure the format is that head begins one of its reports.
	// head is the first 64 KiB at most, without a byte order mark, in UTF-8.
	// It never decides by a file name, and needs no line break: XML reports
	// are often a single line.
	Sniff func(head []byte) Confidence
	// Read streams the report. See Reader.
	Read Reader
	// ReadSet, where a format has it, is used instead of Read. Its reports are
	// several files that only make sense together, such as the folder that
	// GOCOVERDIR names: the sections are those of all of them. It promises what
	// a Reader does; a file of the set that is broken is dropped and counted in
	// ReadInfo, unless none is left.
	ReadSet func(files []Input, limits Limits, emit func(*Section) error) (ReadInfo, error)
	// Refine, where a format has it, brings in what only the measured source
	// can tell, such as the lines on which the statements of a Go block begin.
	// It changes f in place and keeps it sorted. On an error f is unchanged,
	// and what the report alone said stands.
	Refine func(f *File, source []byte) error
	// Duplicates says how two sections of one report about the same source
	// file combine.
	Duplicates Rule
	// Settle, where a format has it, is called once on a file that was merged
	// from several sections, before Refine. It makes anew what follows from the
	// rest and cannot be merged, such as the lines of Go blocks.
	Settle func(f *File)
}

// Confidence is how sure a format is of a report.
type Confidence uint8

const (
	No       Confidence = iota // not this format
	Possible                   // the shape fits, and so might another format's
	Certain                    // a signature that nobody else writes
)

// A Reader reads one report to its end and calls emit for every section, in the
// report's order.
//
// It returns an error when the report cannot be understood or is cut off, and
// then the sections it emitted must not be used: a half-written report would
// show half its files as gone. A record that makes no sense inside a sound
// report is dropped and counted in ReadInfo instead. When emit returns an error
// the reader stops and returns it.
type Reader func(r io.Reader, limits Limits, emit func(*Section) error) (ReadInfo, error)

// An Input is one file of a report that is made of several.
type Input struct {
	Name string // the base name, for messages and for what formats put into names
	// Open gives the content, with containers and encodings undone. It may be
	// called more than once; the caller closes what it gives.
	Open func() (io.ReadCloser, error)
}

// A Section is what a report says of one source file. It belongs to the reader
// and is valid until emit returns; its strings may be kept.
type Section struct {
	// Path is the source file as the report spells it, after undoing what
	// belongs to the report's encoding (XML entities, JSON escapes) only.
	Path string
	// Kind says how Path is to be understood.
	Kind PathKind
	// Roots are folders that Path may be relative to, as the report spells
	// them (Cobertura's sources). All sections of a report may share one slice.
	Roots []string
	// Module is the part of a build that the file belongs to, where the report
	// says (JaCoCo's group): a hint among files that fit equally well.
	Module string
	// File is what is said. It is sorted.
	File File
}

// PathKind is how a section names its source file.
type PathKind uint8

const (
	// FilePath is a path, absolute or relative.
	FilePath PathKind = iota
	// ImportPath is a Go import path with the file's base name behind it.
	ImportPath
	// PackagePath is a package folder and a file name below a source root that
	// the report does not name (JaCoCo).
	PackagePath
)

// ReadInfo is what a reader learned beside the sections.
type ReadInfo struct {
	// Sections is how many were emitted.
	Sections int
	// Producer is the tool and its version, "coverage.py 7.10.1", where the
	// report says and a reader has a use for it; else empty.
	Producer string
	// Dropped counts records that made no sense.
	Dropped Dropped
}

// Dropped counts the records of a report that were left out, and keeps the
// first as an example.
type Dropped struct {
	Count int
	// First says what was wrong with the first one and where; empty when Count is 0.
	First string
	// Line is where it stood, 1-based; 0 where lines mean nothing.
	Line int
}

// Add counts one dropped record, and remembers it if it is the first.
func (d *Dropped) Add(line int, format string, args ...any) {
	if d.Count == 0 {
		d.Line, d.First = line, fmt.Sprintf(format, args...)
	}
	d.Count++
}

// String gives "2 records make no sense and were left out".
func (d Dropped) String() string {
	if d.Count == 1 {
		return "1 record makes no sense and was left out"
	}
	return fmt.Sprintf("%d records make no sense and were left out", d.Count)
}

// Merge adds what another part of the same report left out.
func (d *Dropped) Merge(o Dropped) {
	if d.Count == 0 {
		d.First, d.Line = o.First, o.Line
	}
	d.Count += o.Count
}

// Limits bound what a report may cost. The zero value means DefaultLimits.
type Limits struct {
	Sections   int   // source files a report
	Records    int   // lines, branches, functions and statements a section, together
	Depth      int   // nesting of XML elements and JSON values
	StringSize int   // bytes of one path, name or label
	Size       int64 // bytes of the report, decompressed
}

// DefaultLimits are far above the largest reports seen (formats §18): one
// million files, 4 GiB of text.
var DefaultLimits = Limits{
	Sections:   1_000_000,
	Records:    20_000_000,
	Depth:      256,
	StringSize: 64 << 10,
	Size:       4 << 30,
}

// OrDefault fills every limit that is not set.
func (l Limits) OrDefault() Limits {
	d := DefaultLimits
	if l.Sections > 0 {
		d.Sections = l.Sections
	}
	if l.Records > 0 {
		d.Records = l.Records
	}
	if l.Depth > 0 {
		d.Depth = l.Depth
	}
	if l.StringSize > 0 {
		d.StringSize = l.StringSize
	}
	if l.Size > 0 {
		d.Size = l.Size
	}
	return d
}

// Errors that readers wrap in a ReadError.
var (
	// ErrNotReport means that the bytes are no report of any known format: an
	// HTML error page saved under a report's name, zeros, a summary without lines.
	ErrNotReport = errors.New("not a coverage report")
	// ErrEmpty means that there is nothing in the file. Many tools create their
	// report empty and fill it at the end, so it is no cause for alarm.
	ErrEmpty = errors.New("the report is empty")
	// ErrTruncated means that the report ends in the middle. It is likely
	// being written.
	ErrTruncated = errors.New("the report is cut off")
	// ErrSyntax means that the report breaks the rules of its format.
	ErrSyntax = errors.New("malformed report")
	// ErrLimit means that the report is larger or deeper than Limits allow.
	ErrLimit = errors.New("the report exceeds a limit")
)

// A ReadError says where a report could not be read.
type ReadError struct {
	Format string // the format's name
	Line   int    // 1-based; 0 where lines mean nothing
	Col    int    // 1-based, in bytes; 0 when unknown
	Offset int64  // in bytes from the start of the decompressed report
	Detail string // what was found, may be empty
	Err    error  // one of the errors above, or an I/O error
}

// Error gives "lcov, line 12: the report is cut off: end_of_record is missing".
func (e *ReadError) Error() string {
	s := e.Format
	switch {
	case e.Line > 0 && e.Col > 0:
		s += fmt.Sprintf(", line %d, column %d", e.Line, e.Col)
	case e.Line > 0:
		s += fmt.Sprintf(", line %d", e.Line)
	case e.Offset > 0:
		s += fmt.Sprintf(", byte %d", e.Offset)
	}
	s += ": " + e.Err.Error()
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// Unwrap gives the sentinel or I/O error.
func (e *ReadError) Unwrap() error { return e.Err }
