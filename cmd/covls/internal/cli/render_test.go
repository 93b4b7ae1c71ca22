package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
)

// What terminals show, without a terminal: each rendering is a pure function,
// and its text is compared with a file that a person has looked at.

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// source is a file with everything in it that a gutter can show, and with an
// escape sequence that must not reach the terminal.
const source = "package p\n\nfunc f(b bool) {\n\tif b {\n\t\tg(\"\x1b[2J\")\n\t}\n\t// skipped\n\thot()\n}\n"

func observations(content coverage.ContentID) []coverage.Observation {
	unit := &coverage.Report{Name: "unit.info", Format: "lcov", Flags: []string{"unit"}, Time: noon.Add(-3 * time.Minute)}
	system := &coverage.Report{Name: "jacoco.xml", Format: "jacoco", Flags: []string{"system"}, Time: noon.Add(-50 * time.Hour)}
	return []coverage.Observation{
		{Report: unit, Content: content, File: &coverage.File{
			Lines:     []coverage.Line{{Number: 3, Hits: 2}, {Number: 4, Hits: 2}, {Number: 5}, {Number: 8, Hits: 1_234_567_890}, {Number: 11}},
			Branches:  []coverage.Branch{{Line: 4, Hits: 2}, {Line: 4, Arm: 1, Bits: coverage.Evaluated}},
			Functions: []coverage.Function{{Name: "f", Line: 3, Hits: 2}},
			Excluded:  []uint32{7},
		}},
		{Report: system, Content: content, File: &coverage.File{
			Lines: []coverage.Line{{Number: 3}, {Number: 4}, {Number: 5}, {Number: 9, Bits: coverage.Executed}},
		}},
	}
}

func TestShowText(t *testing.T) {
	id := coverage.BlobID([]byte(source))
	for name, s := range map[string]*shown{
		"show-flags.txt":  newShown("p/p.go", []byte(source), observations(id), nil),
		"show-one.txt":    newShown("p/p.go", []byte(source), observations(id), []string{"unit"}),
		"show-stale.txt":  newShown("p/p.go", []byte(source), observations("other"), nil),
		"show-part.txt":   newShown("p/p.go", []byte(source), append(observations(id)[:1], observations("other")[1:]...), nil),
		"show-nobody.txt": newShown("p/p.go", []byte(source), nil, nil),
		"show-empty.txt":  newShown("p/p.go", nil, nil, nil),
		"show-crlf.txt":   newShown("p/p.go", []byte("\ufeffa\r\nb"), nil, nil),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, s.render(false, noon)) })
	}
	golden(t, "show-colours.txt", newShown("p/p.go", []byte(source), observations(id), []string{"unit"}).render(true, noon))
}

func exampleTable() *fileTable {
	id := coverage.BlobID([]byte(source))
	table := &fileTable{}
	table.add("p/p.go", observations(id), id)
	table.add("p/stale.go", observations(id), "other")
	table.add("q/whole|odd`.c", []coverage.Observation{{
		Report: &coverage.Report{}, Content: id, File: &coverage.File{Lines: []coverage.Line{{Number: 1, Hits: 1}}},
	}}, id)
	return table
}

func TestTableText(t *testing.T) {
	golden(t, "table.txt", exampleTable().text(0, false))
	golden(t, "table-narrow.txt", exampleTable().text(60, true))
	golden(t, "table.md", exampleTable().markdown())
	skipping := exampleTable()
	skipping.skipCovered()
	golden(t, "table-skipped.txt", skipping.text(0, false))
	if empty := (&fileTable{}); empty.text(0, false)+empty.markdown() != "" {
		t.Error("a table of nothing prints something")
	}
}

func TestStatusText(t *testing.T) {
	problem := coverage.Problem{Message: "cut.info: lcov, line 3: the report is cut off", Hint: "run the tests again"}
	s := standing{
		root: "/home/me/project", generation: 7, files: 12, reads: 1,
		totals: coverage.Summary{Lines: coverage.Ratio{Covered: 9999, Total: 10000}, Branches: coverage.Ratio{Covered: 1, Total: 3}},
		flags: []coverage.FlagCoverage{
			{Flag: "", State: coverage.Fresh, Lines: coverage.Ratio{Covered: 1, Total: 2}, Time: noon.Add(-time.Hour)},
			{Flag: "unit", State: coverage.Absent},
		},
		reports: []coverage.ReportStatus{
			{Report: coverage.Report{Name: "coverage/lcov.info", Format: "lcov", Flags: []string{"e2e", "unit"}, Time: noon.Add(-time.Hour)}, Files: 12, Unresolved: 1, Size: 18 << 20},
			{Report: coverage.Report{Name: "cut.info"}, Problem: &problem},
		},
		problems:  []coverage.Problem{problem},
		indexPath: "/home/me/.cache/covls/index/project-1/index.db", indexSize: 1 << 16,
	}
	golden(t, "status.txt", s.text(false, noon, false))
	golden(t, "status-verbose.txt", s.text(true, noon, true))
}

func TestPictureText(t *testing.T) {
	lines := func(covered, total int64) coverage.Summary {
		return coverage.Summary{Lines: coverage.Ratio{Covered: covered, Total: total}}
	}
	p := &picture{
		root: "/home/me/project", now: noon, changed: noon, reports: 2,
		totals: lines(3, 4), files: map[string]coverage.Summary{"a": {}, "b": {}},
		flags: []coverage.FlagCoverage{
			{Flag: "integration", State: coverage.Fresh, Lines: coverage.Ratio{Covered: 1, Total: 4}, Time: noon.Add(-26 * time.Hour)},
			{Flag: "unit", State: coverage.Fresh, Lines: coverage.Ratio{Covered: 3, Total: 4}, Time: noon},
		},
		problems: []coverage.Problem{{Message: "x.info: the report is empty", Hint: "run the tests again"}},
		changes: compareFiles(
			map[string]coverage.Summary{"gone.c": lines(1, 2), "same.c": lines(1, 1), "a.c": lines(0, 4), "b.c": lines(1, 1)},
			map[string]coverage.Summary{"new.c": lines(1, 3), "same.c": lines(1, 1), "a.c": lines(2, 4),
				"b.c": {Lines: coverage.Ratio{Covered: 1, Total: 1}, Branches: coverage.Ratio{Covered: 1, Total: 2}}},
		),
	}
	golden(t, "watch.txt", p.text(false, 0, 0))
	golden(t, "watch-lines.txt", p.lines())
	p.indexing = "indexing 2 of 3: coverage/lcov.info"
	small := p.text(true, 40, 9)
	golden(t, "watch-small.txt", small)
	if n := strings.Count(small, "\n"); n > 8 {
		t.Errorf("%d rows on a terminal of 9, of which the cursor takes one", n)
	}
	golden(t, "watch-nothing.txt", (&picture{root: "/p", now: noon}).text(false, 0, 0))
}
