package sonar

import (
	"encoding/xml"
	"path/filepath"
	"slices"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// Real reports. gcovr's has the numbers of gcovr beside it.

// TestGenerated compares lines and branches. What the expected counts say of a
// line is how often, and this format that it ran.
func TestGenerated(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "gcovr/generated/gcc-c")
	files := readertest.Files(t, Format, filepath.Join(dir, "sonarqube.xml"))
	want := corpustest.Read(t, filepath.Join(dir, "expected.json"))
	total := readertest.Expect(t, files, want.Files, func(path string, file *coverage.File, w corpustest.ExpectedFile) {
		var lines []coverage.Line
		for _, l := range w.Lines {
			line := coverage.Line{Number: uint32(l[0])}
			if l[1] > 0 {
				line.Bits = coverage.Executed
			}
			lines = append(lines, line)
		}
		if !slices.Equal(file.Lines, lines) {
			t.Errorf("%s: lines %v, want %v", path, file.Lines, lines)
		}
		var branches []coverage.BranchCount
		for _, b := range w.BranchesByLine {
			branches = append(branches, coverage.BranchCount{Line: uint32(b[0]), Taken: uint32(b[1]), Total: uint32(b[2])})
		}
		if !slices.Equal(file.BranchCounts, branches) {
			t.Errorf("%s: branches %v, want %v", path, file.BranchCounts, branches)
		}
	})
	for metric, got := range map[string]coverage.Ratio{"lines": total.Lines, "branches": total.Branches} {
		if w := readertest.Ratio(want.Totals[metric]); got != w {
			t.Errorf("%s %v, want %v", metric, got, w)
		}
	}
}

// TestFetched holds every fetched report against encoding/xml.
func TestFetched(t *testing.T) {
	readertest.Fetched(t, Format, corpustest.Files(t, "sonar-generic", "*.xml"), readertest.Exceptions{}, func(r readertest.Report) {
		var report struct {
			Files []struct {
				Path  string `xml:"path,attr"`
				Lines []struct {
					Number  uint32 `xml:"lineNumber,attr"`
					Covered bool   `xml:"covered,attr"`
				} `xml:"lineToCover"`
			} `xml:"file"`
		}
		if err := xml.Unmarshal(r.Text, &report); err != nil {
			t.Fatal(err)
		}
		if len(r.Files) != len(report.Files) {
			t.Errorf("%s: %d files, want %d", r.Path, len(r.Files), len(report.Files))
		}
		for _, f := range report.Files {
			want := map[uint32]bool{}
			for _, l := range f.Lines {
				want[l.Number] = want[l.Number] || l.Covered
			}
			got := map[uint32]bool{}
			for _, l := range r.Files[f.Path].Lines {
				got[l.Number] = l.Ran()
				if want[l.Number] != l.Ran() {
					t.Errorf("%s: %s:%d ran %v", r.Path, f.Path, l.Number, l.Ran())
				}
			}
			if len(got) != len(want) {
				t.Errorf("%s: %s has %d lines, want %d", r.Path, f.Path, len(got), len(want))
			}
		}
	})
}

// TestSniffOthers: no report of another XML format is taken for Sonar's.
func TestSniffOthers(t *testing.T) {
	for _, folder := range []string{"cobertura", "clover", "ncover", "jacoco", "opencover", "dotcover", "junit", "partcover", "scoverage", "mprof", "ctc", "phpunit"} {
		readertest.Foreign(t, Format, corpustest.Files(t, folder, "*.xml"))
	}
}
