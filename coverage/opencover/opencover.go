// Package opencover reads OpenCover's XML, which coverlet and altcover write as
// well (formats §14).
//
// What is worth knowing of it:
//
//   - What is counted are sequence points: stretches of source for which the
//     compiler made instructions. Lines follow from them (see lines.go).
//   - A source file has a number, which is good inside of one module only:
//     merged reports give the same numbers again. Points name their file by it,
//     and early versions leave that to the method.
//   - A file's points are spread over the classes of a module. Classes of one
//     file that follow one another become one section; a file that comes again,
//     in that module or another, becomes further sections. A module is a build
//     of its own, so what those counted is added up.
//   - Branches are jumps of the compiled code. Where a version of OpenCover
//     leaves out a branch's line, it is that of the point before it in the code.
//   - With test tracking, points name the tests that reached them
//     (TrackedMethods), by numbers that are the session's (see tracked.go).
package opencover

import (
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

const name = "opencover"

// embedSize is how long an attribute may be. altcover can put a whole source
// file into one, compressed; nothing is longer, and no such attribute is read.
const embedSize = 512 << 10

// duplicates adds up what equal places of different methods and modules counted.
const duplicates = coverage.Sum

// Format is OpenCover XML.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       read,
	Duplicates: duplicates,
	Settle:     settleLines,
}

// read is a coverage.Reader.
func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	scanned := limits
	scanned.StringSize = max(limits.StringSize, embedSize)
	rd := &reader{scan: xmlscan.New(name, r, scanned), limits: limits, emit: emit, files: map[string]string{}, tracked: newTracked()}
	err := rd.run()
	return rd.info, err
}
