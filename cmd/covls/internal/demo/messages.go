package demo

import (
	"fmt"
	"time"

	"github.com/covls/covls/coverage"
)

// What the server says, as far as it is shown. The shapes are those of LSP and
// of covls' own methods (contract §3).

// A Status is covls/status: how the workspace is.
type Status struct {
	State    string           `json:"state"` // indexing, ready, empty or problem
	Reports  int              `json:"reports"`
	Files    int              `json:"files"`
	Summary  coverage.Summary `json:"summary"`
	Flags    []FlagShare      `json:"flags"`
	Problems []struct {
		Message string `json:"message"`
		Hint    string `json:"hint"`
	} `json:"problems"`
}

// A FlagShare is one flag's part of the lines.
type FlagShare struct {
	Flag  string         `json:"flag"`
	Lines coverage.Ratio `json:"lines"`
}

// A FileCoverage is covls/publishCoverage: what the editor paints.
type FileCoverage struct {
	URI     string           `json:"uri"`
	Data    []uint64         `json:"data"`
	Summary coverage.Summary `json:"summary"`

	At    time.Time       `json:"-"` // when it came
	Marks []coverage.Mark `json:"-"` // what Data says
}

// The five numbers of a line in covls/publishCoverage.
const (
	deltaLine = iota // 0-based, from the line before
	stateBits
	hitCount
	branchesTaken
	branchesTotal
	numbersPerLine
)

// marks decodes data.
func marks(data []uint64) ([]coverage.Mark, error) {
	if len(data)%numbersPerLine != 0 {
		return nil, fmt.Errorf("%d numbers are not %d a line", len(data), numbersPerLine)
	}
	out := make([]coverage.Mark, 0, len(data)/numbersPerLine)
	line := uint32(1)
	for ; len(data) > 0; data = data[numbersPerLine:] {
		line += uint32(data[deltaLine])
		const state = 0xf // the low four bits
		out = append(out, coverage.Mark{
			Line:  line,
			State: coverage.State(data[stateBits] & state), Bits: coverage.MarkBits(data[stateBits] &^ state),
			Hits:  data[hitCount],
			Taken: uint32(data[branchesTaken]), Total: uint32(data[branchesTotal]),
		})
	}
	return out, nil
}

// A Range is LSP's: 0-based, and its end is not part of it.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// A Position is LSP's, 0-based.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// A Lens is a line of text above a line of source.
type Lens struct {
	Range   Range `json:"range"`
	Command struct {
		Title string `json:"title"`
	} `json:"command"`
}

// A Diagnostic is an entry of the editor's list of problems.
type Diagnostic struct {
	Range   Range  `json:"range"`
	Code    string `json:"code"` // uncovered or partial
	Message string `json:"message"`
}
