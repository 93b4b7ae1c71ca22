package cli

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/explain"
)

// `covls show --tests`: which tests ran a line. A few names a line are enough to
// find one that can be run; a line that every test runs would fill the screen.

// testLine is what stands beneath a line, "" where no test is known.
func (s *shown) testLine(number int) string {
	if !s.tests {
		return ""
	}
	return explain.Plain.Tests(s.view.Merged.TestsOf(uint32(number)))
}

// fileTests are the lines of one test, in JSON.
type fileTests struct {
	Name  string   `json:"name"`
	Lines []uint32 `json:"lines"` // 1-based, ascending
}

func testsOf(f *coverage.File) *[]fileTests {
	out := make([]fileTests, 0, len(f.Tests))
	for _, t := range f.Tests {
		out = append(out, fileTests(t))
	}
	return &out
}
