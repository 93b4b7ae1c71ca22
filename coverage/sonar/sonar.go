// Package sonar reads SonarQube's generic test coverage, the XML into which
// tools turn what Sonar has no sensor for (formats §15). gcovr, slather and covr
// write it.
//
// It is the poorest of formats: a line was covered or was not, and perhaps how
// many of its branches were. Nothing is counted, so every line that ran is
// inexact. Paths are relative to the project's base folder, which is nowhere
// named, or absolute.
package sonar

import (
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

const name = "sonar"

// Format is SonarQube's generic coverage XML.
var Format = coverage.Format{
	Name:  name,
	Sniff: sniff,
	Read:  read,
	// Sonar takes a file that is listed again as more about the same run.
	Duplicates: coverage.Max,
}

// read is a coverage.Reader.
func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	rd := &reader{scan: xmlscan.New(name, r, limits), limits: limits.OrDefault(), emit: emit}
	err := rd.run()
	return rd.info, err
}
