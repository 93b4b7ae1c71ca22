package lsptest

import (
	"encoding/json"
	"fmt"
	"sort"
)

// covls' own messages, written down here from the contract (section 3) and not
// from the server's code.

// A State is how an editor paints a line.
type State int

const (
	NotInstrumented State = 0 // the line is not listed
	Covered         State = 1
	Partial         State = 2
	Uncovered       State = 3
	Unknown         State = 4
	Excluded        State = 5
)

// FileCoverage is what covls/publishCoverage says of one file.
type FileCoverage struct {
	URI        string         `json:"uri"`
	Version    *int           `json:"version"`
	Generation int64          `json:"generation"`
	Data       []uint64       `json:"data"`
	Summary    Summary        `json:"summary"`
	Flags      []FlagCoverage `json:"flags"`
	Gates      []Gate         `json:"gates"`
}

// A Line is one entry of a FileCoverage's data.
type Line struct {
	Number       int // 0-based, as everywhere in LSP
	State        State
	Hits         uint64
	Taken, Total int  // branches
	Carried      bool // from carried data only
	Patch        bool // in the patch
	Lost         bool // lost coverage
	Inexact      bool // ran, and nobody counted
}

// Summary is the totals of a file, a folder or a workspace.
type Summary struct {
	Lines      Ratio  `json:"lines"`
	Branches   *Ratio `json:"branches"`
	Functions  *Ratio `json:"functions"`
	Statements *Ratio `json:"statements"`
}

// A Ratio is [covered, total].
type Ratio struct{ Covered, Total int64 }

// UnmarshalJSON wants exactly two numbers; an array would take any.
func (r *Ratio) UnmarshalJSON(raw []byte) error {
	var pair []int64
	if err := json.Unmarshal(raw, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return fmt.Errorf("%s is not [covered, total]", raw)
	}
	r.Covered, r.Total = pair[0], pair[1]
	return nil
}

// FlagCoverage is one flag's share; the flag "" is the reports without one.
type FlagCoverage struct {
	Flag          string `json:"flag"`
	State         string `json:"state"`
	Lines         Ratio  `json:"lines"`
	Commit        string `json:"commit,omitempty"`
	Distance      *int   `json:"distance,omitempty"`
	AgeSeconds    *int   `json:"ageSeconds,omitempty"`
	InputsChanged *bool  `json:"inputsChanged,omitempty"`
}

// A Gate is a gate's verdict.
type Gate struct {
	Type    string `json:"type"`
	Scope   string `json:"scope"`
	Outcome string `json:"outcome"`
	Message string `json:"message"`
}

// Status is what covls/status says of one workspace.
type Status struct {
	Workspace string         `json:"workspace"`
	State     string         `json:"state"`
	Reports   int            `json:"reports"`
	Files     int            `json:"files"`
	Summary   Summary        `json:"summary"`
	Flags     []FlagCoverage `json:"flags"`
	Gates     []Gate         `json:"gates"`
	Problems  []Problem      `json:"problems"`
}

// A Problem is something that the user can mend.
type Problem struct {
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// A SummaryNode is a folder or file in the answer to covls/summary.
type SummaryNode struct {
	Name     string        `json:"name"`
	URI      string        `json:"uri"`
	Kind     string        `json:"kind"`
	Summary  Summary       `json:"summary"`
	Children []SummaryNode `json:"children,omitempty"`
}

// numbersPerLine is how many numbers of data describe a line.
const numbersPerLine = 5

// Lines takes data apart. Numbers beyond the last whole line are left out; they
// are a violation of their own.
func (f FileCoverage) Lines() []Line {
	lines := make([]Line, 0, len(f.Data)/numbersPerLine)
	number := 0
	for d := f.Data; len(d) >= numbersPerLine; d = d[numbersPerLine:] {
		number += int(d[0])
		lines = append(lines, Line{
			Number:  number,
			State:   State(d[1] & 15),
			Hits:    d[2],
			Taken:   int(d[3]),
			Total:   int(d[4]),
			Carried: d[1]&16 != 0,
			Patch:   d[1]&32 != 0,
			Lost:    d[1]&64 != 0,
			Inexact: d[1]&128 != 0,
		})
	}
	return lines
}

// Line is what is said of one line, 0-based; its State is NotInstrumented when
// that is nothing.
func (f FileCoverage) Line(number int) Line {
	lines := f.Lines()
	i := sort.Search(len(lines), func(i int) bool { return lines[i].Number >= number })
	if i < len(lines) && lines[i].Number == number {
		return lines[i]
	}
	return Line{Number: number}
}
