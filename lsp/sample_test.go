package lsp

import (
	"time"

	"github.com/covls/covls/coverage"
)

// The file that most tests look at, and what two reports say of it.

const sampleText = `package calc

// Grade names a mark.
func Grade(n int) string {
	if n > 50 {
		return "pass"
	}
	log.Print(n)

	// nobody fails
	return "fail"
}

func unused() {
	println("never")
}
`

const (
	sampleRoot = "/ws/calc"
	samplePath = "calc.go"
	sampleURI  = "file:///ws/calc/calc.go"
)

// sampleAt is when the clock of a bubble starts, three minutes after the reports.
var sampleAt = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func report(name string, flags ...string) *coverage.Report {
	return &coverage.Report{Name: name, Format: "lcov", Flags: flags, Time: sampleAt.Add(-3 * time.Minute)}
}

func observe(r *coverage.Report, text string, file *coverage.File) coverage.Observation {
	file.Sort(coverage.Sum)
	return coverage.Observation{Report: r, Content: coverage.BlobID([]byte(text)), File: file}
}

// unitRun ran Grade(80) seven times.
func unitRun() *coverage.File {
	return &coverage.File{
		Lines: []coverage.Line{
			{Number: 4, Hits: 7}, {Number: 5, Hits: 7}, {Number: 6, Hits: 7}, {Number: 8}, {Number: 11},
			{Number: 14}, {Number: 15},
		},
		Branches: []coverage.Branch{
			{Line: 5, Arm: 0, Bits: coverage.Evaluated, Hits: 7, Label: "then"},
			{Line: 5, Arm: 1, Bits: coverage.Evaluated, Label: "else"},
		},
		Functions: []coverage.Function{
			{Name: "Grade", Line: 4, EndLine: 12, Hits: 7},
			{Name: "unused", Line: 14},
		},
	}
}

// integrationRun only knows that Grade ran.
func integrationRun() *coverage.File {
	return &coverage.File{
		Lines: []coverage.Line{{Number: 4, Bits: coverage.Executed}, {Number: 5, Bits: coverage.Executed}, {Number: 8}},
	}
}

func sampleObservations() []coverage.Observation {
	return []coverage.Observation{
		observe(report("coverage/lcov.info", "unit"), sampleText, unitRun()),
		observe(report("it.xml", "integration"), sampleText, integrationRun()),
	}
}

// sampleSource has the sample in its one workspace.
func sampleSource() *memorySource {
	source := newMemorySource(sampleRoot)
	source.workspaces[sampleRoot].put(samplePath, sampleObservations()...)
	return source
}

const sampleLines = "4:covered×7 5:partial×7(1/2) 6:covered×7 8:uncovered 11:uncovered 14:uncovered 15:uncovered"
const sampleUnknown = "4:unknown 5:unknown 6:unknown 8:unknown 11:unknown 14:unknown 15:unknown"
