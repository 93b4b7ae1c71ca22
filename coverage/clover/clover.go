// Package clover reads Clover XML: what OpenClover writes for Java and Groovy,
// PHPUnit for PHP, Istanbul's reporter for JavaScript, and gcovr for C (formats
// §13). The tools agree on the elements and on little else.
//
// What is worth knowing of it:
//
//   - A line element is a statement, a condition or a method. OpenClover gives
//     every statement an element, the others every line.
//   - A condition's truecount and falsecount are how often it was true and
//     false. Istanbul writes a count beside them and means how many of the
//     line's branches were taken and how many were missed. Whoever mixes the
//     two up shows branches as taken that never were.
//   - PHPUnit has one element a line number, so that where a method begins and
//     ends on one line the method hides the statement. The file's own metrics
//     tell that one is missing.
//   - PHPUnit's count is how many tests ran the line.
//   - A testproject holds the sources of tests. They are shown like others.
package clover

import (
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

const name = "clover"

// Format is Clover XML.
var Format = coverage.Format{
	Name:  name,
	Sniff: sniff,
	Read:  read,
	// A file that is listed again, under another package, was measured once.
	Duplicates: coverage.Max,
}

// read is a coverage.Reader.
func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	rd := &reader{scan: xmlscan.New(name, r, limits), limits: limits.OrDefault(), emit: emit}
	err := rd.run()
	return rd.info, err
}
