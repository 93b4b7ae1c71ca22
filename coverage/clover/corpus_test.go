package clover

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// Real reports. A generated case has the tool's own numbers beside it, taken
// from its other formats; a fetched one has its metrics.

// readFiles reads a report into one File a path.
func readFiles(t *testing.T, path string) (map[string]*coverage.File, coverage.ReadInfo, error) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*coverage.File{}
	info, err := read(bytes.NewReader(data), coverage.Limits{}, func(s *coverage.Section) error {
		if known := files[s.Path]; known != nil {
			files[s.Path] = coverage.Merge(known, &s.File, Format.Duplicates)
		} else {
			files[s.Path] = s.File.Clone()
		}
		return nil
	})
	return files, info, err
}

// known are the lines on which a tool's Clover says something else than its
// other formats, as "path:line: Clover says, expected", for those of its
// reports whose path holds the key.
//
// Istanbul writes the branches of a line only with the line, and lists only
// lines on which a statement begins. math.js:10 holds nothing but the default
// value of a parameter.
var known = map[string][]string{
	"istanbul/": {"lib/math.js:10: ,  1/1"},
}

func TestGenerated(t *testing.T) {
	dir := corpus.Dir(t)
	for _, test := range []struct{ report, prefix string }{
		{"c8/generated/plain/coverage/clover.xml", ""},
		{"c8/generated/plain-all-merge/coverage/clover.xml", ""},
		{"c8/generated/ts-esbuild/coverage/clover.xml", ""},
		{"c8/generated/ts-tsc-exclude-after-remap/coverage/clover.xml", ""},
		{"istanbul/generated/nyc-plain/coverage/clover.xml", ""},
		{"jest/generated/babel/coverage/clover.xml", ""},
		{"monocart/generated/plain/coverage-reports/clover.xml", ""},
		{"phpunit/generated/pcov/clover.xml", ""},
		{"phpunit/generated/xdebug/clover.xml", ""},
		{"vitest/generated/v8/coverage/clover.xml", ""},
	} {
		t.Run(test.report, func(t *testing.T) {
			files, info, err := readFiles(t, filepath.Join(dir, test.report))
			if err != nil || info.Dropped.Count > 0 {
				t.Fatalf("%v, dropped %+v", err, info.Dropped)
			}
			parts := strings.Split(test.report, "/") // tool/generated/case/…
			want := corpus.Read(t, filepath.Join(dir, parts[0], parts[1], parts[2], "expected.json"))
			if len(files) != len(want.Files) {
				t.Errorf("%d files, want %d", len(files), len(want.Files))
			}
			var differences []string
			var total coverage.Summary
			for path, file := range files {
				key := expectedKey(t, path, want)
				differences = append(differences, compare(key, file, want.Files[key])...)
				total = total.Add(file.Summary())
			}
			slices.Sort(differences)
			if wanted := known[parts[0]+"/"]; !slices.Equal(differences, wanted) {
				t.Errorf("%d differences:\n%s\nwant\n%s", len(differences), strings.Join(differences, "\n"), strings.Join(wanted, "\n"))
			}
			if got, w := total.Lines, want.Totals["lines"]; got != (coverage.Ratio{Covered: w[0], Total: w[1]}) {
				t.Errorf("lines %v, want %v", got, w)
			}
			if got, w := total.Functions, want.Totals["functions"]; parts[0] == "phpunit" && got != (coverage.Ratio{Covered: w[0], Total: w[1]}) {
				t.Errorf("functions %v, want %v", got, w)
			}
		})
	}
}

// expectedKey finds the file that an absolute path means.
func expectedKey(t *testing.T, path string, want corpus.Expected) string {
	t.Helper()
	for key := range want.Files {
		if path == key || strings.HasSuffix(path, "/"+key) {
			return key
		}
	}
	t.Fatalf("%s is not expected", path)
	return ""
}

// compare lists where file is not what is expected.
func compare(path string, file *coverage.File, want corpus.ExpectedFile) []string {
	var out []string
	lines := map[uint64][2]string{}
	note := func(line uint64, side int, format string, args ...any) {
		pair := lines[line]
		pair[side] += fmt.Sprintf(format, args...)
		lines[line] = pair
	}
	for _, l := range file.Lines {
		note(uint64(l.Number), 0, "%d", l.Hits)
	}
	for _, l := range want.Lines {
		note(l[0], 1, "%d", l[1])
	}
	for _, c := range file.BranchCounts {
		note(uint64(c.Line), 0, " %d/%d", c.Taken, c.Total)
	}
	for _, b := range want.BranchesByLine {
		note(b[0], 1, " %d/%d", b[1], b[2])
	}
	for _, n := range slices.Sorted(maps.Keys(lines)) {
		if pair := lines[n]; pair[0] != pair[1] {
			out = append(out, fmt.Sprintf("%s:%d: %s, %s", path, n, pair[0], pair[1]))
		}
	}
	return out
}

// A reportedFile is a file element by encoding/xml, with what its metrics say.
type reportedFile struct {
	Name    string `xml:"name,attr"`
	Path    string `xml:"path,attr"`
	Metrics struct {
		Statements int64 `xml:"statements,attr"`
		Ran        int64 `xml:"coveredstatements,attr"`
	} `xml:"metrics"`
	Lines []struct {
		Num  int    `xml:"num,attr"`
		Type string `xml:"type,attr"`
	} `xml:"line"`
}

// reportedFiles are the file elements of a report, wherever they stand.
func reportedFiles(t *testing.T, path string) []reportedFile {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var files []reportedFile
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		token, err := d.Token()
		if err != nil {
			return files
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "file" {
			var f reportedFile
			if err := d.DecodeElement(&f, &start); err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
}

// disagreeing are fetched reports whose metrics do not count their own lines, by
// the end of their paths, with how many of their files do not.
var disagreeing = map[string]int{
	// Counts and types were changed by hand for somebody's test.
	"test_clover_with_paths.xml":  1,
	"example_without_package.xml": 2,
	// Lines were cut out by hand.
	"clover-phpcsutils.xml":  1,
	"clover-declarative.xml": 1,
	// Clover 1.3 counts an if statement whose element it does not write.
	"clover-java.xml":         1,
	"clover-two-packages.xml": 1,
}

// TestFetched: every report that is one can be read and is recognised, and has
// the lines that its own metrics count.
func TestFetched(t *testing.T) {
	dir := corpus.Dir(t)
	for _, path := range xmlFiles(t, "clover") {
		base, _ := filepath.Rel(filepath.Join(dir, "clover/fetched"), path)
		files, info, err := readFiles(t, path)
		t.Logf("%s: %d files in %d sections, dropped %d %s, %v", base, len(files), info.Sections, info.Dropped.Count, info.Dropped.First, err)
		if strings.HasPrefix(base, "coverallsapp") && filepath.Base(base) == "clover.xml" {
			if !errors.Is(err, coverage.ErrEmpty) {
				t.Errorf("%s: got %v, want %v", base, err, coverage.ErrEmpty)
			}
			continue
		}
		if err != nil || info.Dropped.Count > 0 {
			t.Errorf("%s: %v, dropped %+v", base, err, info.Dropped)
		}
		if got := sniffFile(t, path); got != coverage.Certain {
			t.Errorf("%s: sniffed %d", base, got)
		}
		differences := 0
		for _, want := range reportedFiles(t, path) {
			if d := metricsDiffer(files, want); d != "" {
				t.Logf("  %s: %s", want.Name, d)
				differences++
			}
		}
		if wanted := disagreeing[filepath.Base(base)]; differences != wanted {
			t.Errorf("%s: %d files differ from their metrics, want %d", base, differences, wanted)
		}
	}
}

// metricsDiffer compares a file with its metrics. Two statements of one line,
// and conditions on lines of their own, make statements and lines two things.
func metricsDiffer(files map[string]*coverage.File, want reportedFile) string {
	var file *coverage.File
	for path, f := range files {
		if path == want.Path || want.Path == "" && strings.HasSuffix("/"+path, "/"+want.Name) {
			file = f
		}
	}
	if file == nil {
		if want.Metrics.Statements == 0 && len(want.Lines) == 0 {
			return "" // gcovr's dummy
		}
		return "is missing"
	}
	elements, seen := int64(0), map[int]bool{}
	for _, l := range want.Lines {
		if l.Type == "stmt" || l.Type == "cond" && !seen[l.Num] {
			elements++
		}
		seen[l.Num] = true
	}
	got := file.Summary().Lines
	repeated := max(elements-got.Total, 0)
	if got.Total+repeated != want.Metrics.Statements || repeated == 0 && got.Covered != want.Metrics.Ran {
		return fmt.Sprintf("lines %v, statements %+v", got, want.Metrics)
	}
	return ""
}

// TestSniffOthers: no report of another XML format is taken for Clover.
func TestSniffOthers(t *testing.T) {
	for _, format := range []string{"cobertura", "sonar-generic", "ncover", "jacoco", "opencover", "dotcover", "junit", "partcover", "scoverage", "mprof", "ctc"} {
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

// TestHazards is the corpus' table of hostile reports, as far as it is about
// Clover.
func TestHazards(t *testing.T) {
	files, info, err := readFiles(t, filepath.Join(corpus.Dir(t), "hazards/xml/utf8-bom.clover.xml"))
	if err != nil || info.Dropped.Count > 0 || len(files) != 1 || files["/a.php"] == nil {
		t.Fatalf("%v, dropped %+v, %v", files, info.Dropped, err)
	}
	if got, want := files["/a.php"].Lines, []coverage.Line{{Number: 1, Hits: 1}}; !slices.Equal(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
}
