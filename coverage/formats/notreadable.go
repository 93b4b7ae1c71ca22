package formats

import "github.com/covls/covls/coverage"

// A NotReadable says what a file is that is no report which covls reads. It
// wraps coverage.ErrNotReport.
type NotReadable struct {
	// What was recognised: "an HTML page", "JaCoCo execution data (.exec)".
	What string
	// Hint says how to get a report that can be read; may be empty.
	Hint string
	// Coverage is set where the file does hold coverage, in a form that covls
	// does not read. Where it is not set, the file is of no interest.
	Coverage bool
	// packed is set where a report may be one layer further inside.
	packed bool
}

// Error gives "JaCoCo execution data (.exec), which covls does not read: write ...".
func (n *NotReadable) Error() string {
	s := n.What
	if n.Coverage {
		s += ", which covls does not read"
	} else {
		s += ", not a coverage report"
	}
	if n.Hint != "" {
		s += ": " + n.Hint
	}
	return s
}

// Unwrap gives coverage.ErrNotReport.
func (n *NotReadable) Unwrap() error { return coverage.ErrNotReport }

// data is coverage in a form that covls does not read.
func data(what, hint string) *NotReadable {
	return &NotReadable{What: what, Hint: hint, Coverage: true}
}

// inside is what was packed twice.
func inside(what string) *NotReadable {
	return &NotReadable{What: what + " inside packed data", Hint: "unpack it once", packed: true}
}

// other is something else.
func other(what, hint string) *NotReadable { return &NotReadable{What: what, Hint: hint} }

// What to do is the same for all tools that can write several formats.
const (
	writeXML  = "have the tool write Cobertura XML instead"
	writeLcov = "have the tool write lcov instead"
)
