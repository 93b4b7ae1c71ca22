package formats

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// FORMATS.md, the table of what covls reads and how its numbers compare with
// those of the tools. It is written by this test, from every report that was
// made from the corpus' own programs, so that it cannot say what is not so:
//
//	go test ./coverage/formats -run FormatsTable -update
//
// A number that is not the tool's needs a reason (tablereason_test.go), and a
// reason that nothing needs any more is an error too.

var update = flag.Bool("update", false, "rewrite FORMATS.md")

const tableFile = "../FORMATS.md"

func TestFormatsTable(t *testing.T) {
	rows := tableRows(t)
	text := tableText(rows, explain(t, rows))
	if *update {
		if err := os.WriteFile(tableFile, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(tableFile)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s is not what the readers say: look at what -update changes in it", tableFile)
	}
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r.format.Name] = true
	}
	for _, name := range Names() {
		if _, known := foreign[name]; seen[name] == known {
			t.Errorf("%s: has a row: %v, is said to have none: %v", name, seen[name], known)
		}
	}
}

// A column is a number that is compared.
type column string

const (
	lines     column = "lines"
	branches  column = "branches"
	functions column = "functions"
)

// explain finds the reasons of all differences, as indices into reasons.
func explain(t *testing.T, rows []*row) map[*row]map[column]int {
	t.Helper()
	found := map[*row]map[column]int{}
	used := map[int]bool{}
	for _, r := range rows {
		found[r] = map[column]int{}
		for _, c := range []column{lines, branches, functions} {
			if r.cell(c) == "" {
				continue
			}
			i := slices.IndexFunc(reasons, func(why reason) bool { return why.column == c && why.report.MatchString(r.format.Name+" "+r.name) })
			switch differs := r.differs(c); {
			case i >= 0 && (differs || r.cell(c) == "none"):
				found[r][c] = i
				used[i] = true
			case differs:
				t.Errorf("%s %s: %s differ, and there is no reason for it: %s", r.format.Name, r.name, c, r.cell(c))
				if c == lines {
					t.Logf("  %s", strings.Join(r.differences[:min(len(r.differences), 10)], "\n  "))
				}
			}
		}
	}
	for i, why := range reasons {
		if !used[i] {
			t.Errorf("nothing differs because of %s %q: %s", why.column, why.report, why.text)
		}
	}
	return found
}

// cell is the number in a column, beside the tool's where that is another.
func (r *row) cell(c column) string {
	if c == lines {
		switch {
		case r.refused != nil:
			return "refused"
		case r.expected == nil:
			return "–"
		}
		return fmt.Sprintf("%d/%d", r.equal, r.total)
	}
	got, want, known := r.totals(c)
	switch {
	case got.Total == 0 && want.Total == 0:
		return ""
	case got.Total == 0:
		return "none"
	case !known:
		return fmt.Sprintf("_%d/%d_", got.Covered, got.Total)
	case got == want:
		return fmt.Sprintf("%d/%d", got.Covered, got.Total)
	}
	return fmt.Sprintf("%d/%d, tool %d/%d", got.Covered, got.Total, want.Covered, want.Total)
}

// differs reports whether a number is not the tool's. What a report does not
// have at all is no difference, though it may have a reason.
func (r *row) differs(c column) bool {
	if c == lines {
		return r.refused != nil || r.expected == nil || r.equal != r.total
	}
	got, want, known := r.totals(c)
	return known && got.Total > 0 && got != want
}

// totals are covls' number and the tool's, where that is known.
func (r *row) totals(c column) (got, want coverage.Ratio, known bool) {
	got = r.summary.Branches
	if c == functions {
		got = r.summary.Functions
	}
	if r.expected == nil {
		return got, want, false
	}
	pair, known := r.expected.Totals[string(c)]
	return got, coverage.Ratio{Covered: pair[0], Total: pair[1]}, known
}

const tableHead = `# What covls reads, against the tools' own numbers

Written by a test, from every report of a corpus that was made by running the tools on small programs. Reports of one run in
several files are one row.

* **lines**: how many lines have the same number of hits as the tool gives them, of all lines that either has. Where a format
  does not count, a line is equal if it ran.
* **branches**, **functions**: covered and total. They are the tool's as well unless it says otherwise. Where the tool gives no
  number to compare with, covls' own is in italics. *none* means that the report does not have what its tool counted.
* A number in brackets is the reason of a difference; the reasons stand below.

| format | producer | report | lines | branches | functions |
|---|---|---|---|---|---|
`

// tableText is the whole of FORMATS.md.
func tableText(rows []*row, found map[*row]map[column]int) string {
	numbers, order := map[string]int{}, []string{}
	var b strings.Builder
	b.WriteString(tableHead)
	for _, r := range rows {
		cells := []string{r.format.Name, r.producer, "`" + r.name + "`"}
		for _, c := range []column{lines, branches, functions} {
			cell := r.cell(c)
			if i, ok := found[r][c]; ok {
				text := reasons[i].text
				if numbers[text] == 0 {
					order = append(order, text)
					numbers[text] = len(order)
				}
				cell += fmt.Sprintf(" [%d]", numbers[text])
			}
			cells = append(cells, cell)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	b.WriteString("\n## Differences\n\n")
	for i, text := range order {
		fmt.Fprintf(&b, "%d. %s.\n", i+1, text)
	}
	b.WriteString("\n## Formats without a row\n\nNo tool could be run that writes these. They are tested on other people's reports.\n\n")
	for _, name := range Names() {
		if why := foreign[name]; why != "" {
			fmt.Fprintf(&b, "* %s: %s.\n", name, why)
		}
	}
	return b.String()
}
