// Package jacoco reads JaCoCo's XML report, and what Kover, Pester and gcovr
// write in its shape (formats §5).
//
// What is worth knowing of it:
//
//   - Nothing is counted but bytecode instructions and branches, missed and
//     covered. A line with a covered instruction ran; nobody knows how often.
//   - The lines of a source file stand in its sourcefile element, its methods in
//     class elements, and all classes of a package come before all source files.
//     So the methods of one package are kept until their file turns up.
//   - A source file is a package and a base name; below which source root it
//     lies, the report does not say. Groups, which are the modules of a build,
//     are a hint at it.
//   - Classes compiled without debug information have neither source file nor
//     lines. There is nothing to show for them, and people should know why.
package jacoco

import (
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

const name = "jacoco"

// Format is JaCoCo XML.
var Format = coverage.Format{
	Name:  name,
	Sniff: sniff,
	Read:  read,
	// Two modules may hold the same package and file name; whether they are the
	// same file shows only later. No counts are involved, so both rules agree.
	Duplicates: coverage.Max,
}

// read is a coverage.Reader.
func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	rd := &reader{scan: xmlscan.New(name, r, limits), limits: limits.OrDefault(), emit: emit}
	rd.methods.reset()
	err := rd.run()
	return rd.info, err
}
