package sonar

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// Real reports. gcovr's has the numbers of gcovr beside it.

func readFiles(t *testing.T, path string) (map[string]*coverage.File, coverage.ReadInfo) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*coverage.File{}
	info, err := read(bytes.NewReader(data), coverage.Limits{}, func(s *coverage.Section) error {
		files[s.Path] = s.File.Clone()
		return nil
	})
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return files, info
}

// TestGenerated compares lines and branches. What the expected counts say of a
// line is how often, and this format that it ran.
func TestGenerated(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "gcovr/generated/gcc-c")
	files, info := readFiles(t, filepath.Join(dir, "sonarqube.xml"))
	want := corpus.Read(t, filepath.Join(dir, "expected.json"))
	if info.Dropped.Count > 0 || len(files) != len(want.Files) {
		t.Fatalf("%d files, want %d; dropped %+v", len(files), len(want.Files), info.Dropped)
	}
	var total coverage.Summary
	for path, w := range want.Files {
		file := files[path]
		if file == nil {
			t.Errorf("%s is missing", path)
			continue
		}
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
		total = total.Add(file.Summary())
	}
	for metric, got := range map[string]coverage.Ratio{"lines": total.Lines, "branches": total.Branches} {
		if w := want.Totals[metric]; got != (coverage.Ratio{Covered: w[0], Total: w[1]}) {
			t.Errorf("%s %v, want %v", metric, got, w)
		}
	}
}

// TestFetched holds every fetched report against encoding/xml.
func TestFetched(t *testing.T) {
	for _, path := range xmlFiles(t, "sonar-generic") {
		files, info := readFiles(t, path)
		if info.Dropped.Count > 0 {
			t.Errorf("%s: dropped %+v", path, info.Dropped)
		}
		if got := sniffFile(t, path); got != coverage.Certain {
			t.Errorf("%s: sniffed %d", path, got)
		}
		var report struct {
			Files []struct {
				Path  string `xml:"path,attr"`
				Lines []struct {
					Number  uint32 `xml:"lineNumber,attr"`
					Covered bool   `xml:"covered,attr"`
				} `xml:"lineToCover"`
			} `xml:"file"`
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(data, &report); err != nil {
			t.Fatal(err)
		}
		if len(files) != len(report.Files) {
			t.Errorf("%s: %d files, want %d", path, len(files), len(report.Files))
		}
		for _, f := range report.Files {
			want := map[uint32]bool{}
			for _, l := range f.Lines {
				want[l.Number] = want[l.Number] || l.Covered
			}
			got := map[uint32]bool{}
			for _, l := range files[f.Path].Lines {
				got[l.Number] = l.Ran()
				if want[l.Number] != l.Ran() {
					t.Errorf("%s: %s:%d ran %v", path, f.Path, l.Number, l.Ran())
				}
			}
			if len(got) != len(want) {
				t.Errorf("%s: %s has %d lines, want %d", path, f.Path, len(got), len(want))
			}
		}
	}
}

// TestSniffOthers: no report of another XML format is taken for Sonar's.
func TestSniffOthers(t *testing.T) {
	for _, format := range []string{"cobertura", "clover", "ncover", "jacoco", "opencover", "dotcover", "junit", "partcover", "scoverage", "mprof", "ctc", "phpunit"} {
		for _, path := range xmlFiles(t, format) {
			if got := sniffFile(t, path); got != coverage.No {
				t.Errorf("%s: sniffed %d", path, got)
			}
		}
	}
}

func xmlFiles(t *testing.T, format string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(filepath.Join(corpus.Dir(t), format), func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) == ".xml" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d files of %s: %v", len(paths), format, err)
	}
	return paths
}

func sniffFile(t *testing.T, path string) coverage.Confidence {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sniff(data[:min(len(data), 64<<10)])
}
