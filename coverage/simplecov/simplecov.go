// Package simplecov reads what SimpleCov leaves of a Ruby test run: its result
// set (coverage/.resultset.json) and the reports of its JSON formatters
// (coverage/coverage.json).
//
// Both have an array for a source file with an element for every line: null
// for a line without code, else how often it ran. The result set is what Ruby
// itself counted, by the command that ran: branches and methods are keyed by
// their place, printed as Ruby prints an array, and lines that a comment takes
// out still have their counts. The formatters write what SimpleCov made of it:
// all commands together, lines taken out as "ignored", and of branches only the
// ways and no longer what they lead out of.
//
// So these are two formats. They are of one run and lie side by side, and what
// is of one run must be known as that, or every count would be doubled.
//
// Three things are brought in here that the result set lacks: comments that take
// lines out (refine.go), files that no test loaded and SimpleCov counted by
// guess (loaded.go), and commands that are added up.
package simplecov

import "github.com/covls/covls/coverage"

const (
	setName  = "simplecov"
	jsonName = "simplecov-json"
)

// Format is SimpleCov's result set. Every command is a run of its own, so what
// they say of a file adds up.
var Format = coverage.Format{
	Name:       setName,
	Sniff:      sniffSet,
	Read:       readSet,
	Refine:     Refine,
	Duplicates: coverage.Sum,
	Settle:     Settle,
}

// JSON is what SimpleCov's formatters write: its own since 0.22, the gem
// simplecov_json_formatter before that, and the older gem simplecov-json, which
// leaves it to its readers to look for comments.
var JSON = coverage.Format{
	Name:       jsonName,
	Sniff:      sniffJSON,
	Read:       readJSON,
	Refine:     Refine,
	Duplicates: coverage.Sum,
	Settle:     Settle,
}
