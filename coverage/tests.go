package coverage

import (
	"cmp"
	"slices"
)

// Which tests ran a line: lcov's TN, coverage.py's contexts. Formats name the
// lines of a test, and that is what is kept: a test runs a few hundred lines of
// a file, and runs of neighbours cost the index a byte each.

// TestLines are the lines of a file that ran under one test.
type TestLines struct {
	Name  string   // as the report has it
	Lines []uint32 // ascending, each once
}

func compareTest(a, b TestLines) int { return cmp.Compare(a.Name, b.Name) }

// eitherTest joins the lines of one test. The result shares no memory with x or y.
func eitherTest(x, y TestLines) TestLines {
	x.Lines = join(x.Lines, y.Lines, cmp.Compare[uint32], either)
	return x
}

// sortTests is settle for tests, whose lines have an order of their own.
func sortTests(tests []TestLines) []TestLines {
	for i := range tests {
		tests[i].Lines = settle(tests[i].Lines, cmp.Compare[uint32], either)
	}
	return settle(tests, compareTest, eitherTest)
}

// joinTests merges two sorted lists of tests.
func joinTests(a, b []TestLines) []TestLines {
	out := join(a, b, compareTest, eitherTest)
	for i := range out {
		out[i].Lines = slices.Clone(out[i].Lines)
	}
	return out
}

func cloneTests(tests []TestLines) []TestLines {
	out := append([]TestLines(nil), tests...)
	for i := range out {
		out[i].Lines = append([]uint32(nil), out[i].Lines...)
	}
	return out
}

// TestsOf gives the names of the tests that ran a line, ascending. f must be
// sorted.
func (f *File) TestsOf(line uint32) []string {
	var names []string
	for _, t := range f.Tests {
		if _, ran := slices.BinarySearch(t.Lines, line); ran {
			names = append(names, t.Name)
		}
	}
	return names
}
