package clover

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// Real reports. A generated case has the tool's own numbers beside it, taken
// from its other formats; a fetched one has its metrics.

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
	dir := corpustest.Dir(t)
	for _, report := range []string{
		"c8/generated/plain/coverage/clover.xml",
		"c8/generated/plain-all-merge/coverage/clover.xml",
		"c8/generated/ts-esbuild/coverage/clover.xml",
		"c8/generated/ts-tsc-exclude-after-remap/coverage/clover.xml",
		"istanbul/generated/nyc-plain/coverage/clover.xml",
		"jest/generated/babel/coverage/clover.xml",
		"monocart/generated/plain/coverage-reports/clover.xml",
		"phpunit/generated/pcov/clover.xml",
		"phpunit/generated/xdebug/clover.xml",
		"vitest/generated/v8/coverage/clover.xml",
	} {
		t.Run(report, func(t *testing.T) {
			parts := strings.Split(report, "/") // tool/generated/case/…
			want := corpustest.Read(t, filepath.Join(dir, parts[0], parts[1], parts[2], "expected.json"))
			files := readertest.ByEnd(readertest.Files(t, Format, filepath.Join(dir, report)), want.Files)
			var differences []string
			total := readertest.Expect(t, files, want.Files, func(path string, f *coverage.File, w corpustest.ExpectedFile) {
				differences = append(differences, readertest.Differences(path, readertest.Hits(f), f.BranchCounts, w)...)
			})
			if wanted := known[parts[0]+"/"]; !slices.Equal(differences, wanted) {
				t.Errorf("%d differences:\n%s\nwant\n%s", len(differences), strings.Join(differences, "\n"), strings.Join(wanted, "\n"))
			}
			if got, w := total.Lines, readertest.Ratio(want.Totals["lines"]); got != w {
				t.Errorf("lines %v, want %v", got, w)
			}
			if got, w := total.Functions, readertest.Ratio(want.Totals["functions"]); parts[0] == "phpunit" && got != w {
				t.Errorf("functions %v, want %v", got, w)
			}
		})
	}
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

var exceptions = readertest.Exceptions{Refused: map[string]error{
	"coverallsapp+coverage-reporter/spec/fixtures/clover/clover.xml": coverage.ErrEmpty,
}}

// TestFetched: every report that is one can be read and is recognised, and has
// the lines that its own metrics count.
func TestFetched(t *testing.T) {
	readertest.Fetched(t, Format, corpustest.Files(t, "clover", "*.xml"), exceptions, func(r readertest.Report) {
		differences := 0
		for _, want := range reportedFiles(t, r.Path) {
			if d := metricsDiffer(r.Files, want); d != "" {
				t.Logf("  %s: %s", want.Name, d)
				differences++
			}
		}
		if wanted := disagreeing[filepath.Base(r.Path)]; differences != wanted {
			t.Errorf("%s: %d files differ from their metrics, want %d", r.Path, differences, wanted)
		}
	})
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
	for _, folder := range []string{"cobertura", "sonar-generic", "ncover", "jacoco", "opencover", "dotcover", "junit", "partcover", "scoverage", "mprof", "ctc"} {
		readertest.Foreign(t, Format, corpustest.Files(t, folder, "*.xml"))
	}
}

// TestHazards is the corpus' table of hostile reports, as far as it is about
// Clover.
func TestHazards(t *testing.T) {
	files := readertest.Files(t, Format, filepath.Join(corpustest.Dir(t), "hazards/xml/utf8-bom.clover.xml"))
	if len(files) != 1 || files["/a.php"] == nil {
		t.Fatalf("got %v", files)
	}
	if got, want := files["/a.php"].Lines, []coverage.Line{{Number: 1, Hits: 1}}; !slices.Equal(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
}
