package python

import "regexp"

// Rules are what differs between versions of coverage.py and what a project
// configures.
type Rules struct {
	// Exclude are what takes out a line, and with the line of a clause the
	// clause.
	Exclude []*regexp.Regexp
	// SyntaxDocstrings is set for 7.5.2 and later, which know docstrings by the
	// syntax. Versions before take any string for one that is the first thing
	// in an indented block or in the file, and no other.
	SyntaxDocstrings bool
	// HeaderSpans is set for 7.5.1 and later, where any line of a clause's
	// header takes it out. In versions before it was the line of the colon.
	HeaderSpans bool
	// WholeText is set for 7.6.0 and later, which match patterns against the
	// whole text and not line by line, and take out whole functions and classes
	// with one line of their decorators or header.
	WholeText bool
}
