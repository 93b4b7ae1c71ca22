// Package lcov reads and writes lcov tracefiles, the line format that gcov's
// front end made popular and that most tools can write.
//
// A report is read in two steps. A cutter finds the borders of its sections
// (SF to end_of_record) without understanding anything else, and a section's
// bytes are then parsed on their own: what a section says depends on nothing
// outside it, so that one whose bytes did not change need not be parsed again.
//
// The rules are those of formats §3. The records' own sums (LF, LH, BRF, FNF
// and so on) are never read: one report in four gets them wrong.
package lcov

import (
	"bytes"

	"github.com/covls/covls/coverage"
)

const name = "lcov"

// Format is lcov's entry in the registry.
var Format = coverage.Format{
	Name:  name,
	Sniff: sniff,
	Read:  Read,
	// A tracefile has a section for every test name and source file, and
	// concatenated ones repeat them: each is a run of its own.
	Duplicates: coverage.Sum,
}

// sniff looks at the first record, which is a test name or a source file in
// everything that writes tracefiles. Only comments and blank lines come before.
func sniff(head []byte) coverage.Confidence {
	for len(head) > 0 {
		line := head
		if i := bytes.IndexByte(head, '\n'); i >= 0 {
			line, head = head[:i], head[i+1:]
		} else {
			head = nil
		}
		line = bytes.TrimRight(line, "\r\t ")
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if bytes.HasPrefix(line, sfRecord) || bytes.HasPrefix(line, tnRecord) {
			return coverage.Certain
		}
		return coverage.No
	}
	return coverage.No
}
