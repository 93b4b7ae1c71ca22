// Package corpustest lets tests read the corpus of real reports, which lies beside
// a checkout as ../shared/corpus and is not part of the project. It is for tests
// of every package, so it cannot be internal to one. A user who clones the project
// does not have the corpus, so tests skip; in CI they must not.
package corpustest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Dir returns the corpus folder, or skips the test where there is none.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("COVLS_CORPUS")
	if dir == "" {
		_, self, _, _ := runtime.Caller(0)
		dir = filepath.Join(filepath.Dir(self), "../../../shared/corpus")
	}
	if _, err := os.Stat(filepath.Join(dir, "MANIFEST.tsv")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the corpus is not at %s, and CI must not skip it: set COVLS_CORPUS", dir)
		}
		t.Skipf("the corpus is not at %s: set COVLS_CORPUS to run this test", dir)
	}
	return dir
}

// Expected is what a case's expected.json says, as far as tests use it. Tools
// disagree on branches and functions in kind, so those stay raw.
type Expected struct {
	Case        string                  `json:"case"`
	Input       string                  `json:"input"`
	Inputs      []string                `json:"inputs"`
	SourceRoot  string                  `json:"source_root"`
	StripPrefix string                  `json:"strip_prefix"`
	Totals      map[string][2]int64     `json:"totals"`
	Printed     map[string][2]int64     `json:"totals_printed_by_tool"`
	Files       map[string]ExpectedFile `json:"files"`
}

// ExpectedFile is one source file of a case. Lines are [line, hits], line counters
// [line, instructions missed and covered, branches missed and covered], branches by
// line [line, taken, total] and functions [name, line, hits].
type ExpectedFile struct {
	Lines          [][2]uint64         `json:"lines"`
	LinesStmt      [][2]uint64         `json:"lines_stmt"`
	Blocks         [][6]uint64         `json:"blocks"`
	LineCounters   [][5]uint64         `json:"line_counters"`
	BranchesByLine [][3]uint64         `json:"branches_by_line"`
	Branches       []json.RawMessage   `json:"branches"`
	Functions      [][3]any            `json:"functions"`
	Totals         map[string][2]int64 `json:"totals"`
}

// Read decodes an expected.json.
func Read(t testing.TB, path string) Expected {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var e Expected
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return e
}
