package cobertura

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// Real reports. A generated case has the tool's own numbers beside it, taken
// from its other formats, so this compares two writers of one tool as well.

// known are the lines on which a tool's Cobertura says something else than its
// other formats, as "path:line: Cobertura says, expected".
var known = map[string][]string{
	// Istanbul writes the branches of a line only with the line, and lists only
	// lines on which a statement begins. This one holds nothing but the default
	// value of a parameter.
	"istanbul": {"lib/math.js:10: ,  1/1"},
}

func TestGenerated(t *testing.T) {
	dir := corpustest.Dir(t)
	for _, test := range []struct{ report, prefix string }{
		{"c8/generated/plain/coverage/cobertura-coverage.xml", ""},
		{"c8/generated/plain-all-merge/coverage/cobertura-coverage.xml", ""},
		{"c8/generated/ts-esbuild/coverage/cobertura-coverage.xml", ""},
		{"c8/generated/ts-tsc-exclude-after-remap/coverage/cobertura-coverage.xml", ""},
		{"coveragepy/generated/branch/coverage.xml", ""},
		{"coveragepy/generated/branch-relative/coverage.xml", ""},
		{"coveragepy/generated/contexts-lines/coverage.xml", ""},
		{"coveragepy/generated/lines/coverage.xml", ""},
		{"coveragepy/generated/parallel/coverage.xml", ""},
		{"coveragepy/generated/partial-k/coverage.xml", ""},
		{"coveragepy/generated/pytest-cov-contexts/coverage.xml", ""},
		{"gcovr/generated/gcc-c/cobertura.xml", ""},
		{"istanbul/generated/nyc-plain/coverage/cobertura-coverage.xml", ""},
		{"jest/generated/babel/coverage/cobertura-coverage.xml", ""},
		{"monocart/generated/plain/coverage-reports/cobertura-coverage.xml", ""},
		{"phpunit/generated/pcov/cobertura.xml", "src/"},
		{"phpunit/generated/xdebug/cobertura.xml", "src/"},
		{"vitest/generated/v8/coverage/cobertura-coverage.xml", ""},
	} {
		t.Run(test.report, func(t *testing.T) {
			parts := strings.Split(test.report, "/") // tool/generated/case/…
			want := corpustest.Read(t, filepath.Join(dir, parts[0], parts[1], parts[2], "expected.json"))
			files := map[string]*coverage.File{}
			for path, f := range readertest.Files(t, Format, filepath.Join(dir, test.report)) {
				files[test.prefix+path] = f
			}
			var differences []string
			readertest.Expect(t, files, want.Files, func(path string, f *coverage.File, w corpustest.ExpectedFile) {
				differences = append(differences, readertest.Differences(path, readertest.Shown(f), f.BranchCounts, w)...)
			})
			if wanted := known[parts[0]]; !slices.Equal(differences, wanted) {
				t.Errorf("%d differences:\n%s\nwant\n%s", len(differences), strings.Join(differences, "\n"), strings.Join(wanted, "\n"))
			}
		})
	}
}

// exceptions are the fetched files that are no sound report, or not in all parts.
var exceptions = readertest.Exceptions{
	Refused: map[string]error{
		"coverallsapp+coverage-reporter/spec/fixtures/cobertura/cobertura-coverage.xml": coverage.ErrEmpty,
		// Cut by hand for a test of somebody's: a class ends before its methods.
		"coverallsapp+coverage-reporter/spec/fixtures/cobertura/cobertura.xml":         coverage.ErrSyntax,
		"coverallsapp+coverage-reporter/spec/fixtures/cobertura/cobertura-oneline.xml": coverage.ErrSyntax,
	},
	// Written by hand, with classes without a file.
	Dropped: map[string]int{"cobertura-counter-aggregation.xml": 2},
}

// TestFetched: every report that is one can be read and is recognised, and so
// are those that are broken further down.
func TestFetched(t *testing.T) {
	paths := corpustest.Files(t, "cobertura", "*.xml")
	readertest.Fetched(t, Format, paths, exceptions, nil)
	for _, path := range paths {
		if r := readertest.Open(t, Format, path); errors.Is(r.Err, coverage.ErrSyntax) && r.Sure != coverage.Certain {
			t.Errorf("%s: sniffed %d", path, r.Sure)
		}
	}
}

// TestSniffOthers: no report of another XML format is taken for Cobertura.
func TestSniffOthers(t *testing.T) {
	for _, folder := range []string{"clover", "sonar-generic", "ncover", "jacoco", "opencover", "dotcover", "junit", "partcover", "scoverage"} {
		readertest.Foreign(t, Format, corpustest.Files(t, folder, "*.xml"))
	}
}

// TestHazards is the corpus' table of hostile reports, as far as it is about
// Cobertura.
func TestHazards(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "hazards/xml")
	for _, test := range []struct {
		file string
		err  error
		want []string // paths
	}{
		{"billion-laughs.cobertura.xml", coverage.ErrSyntax, nil},
		{"deep-nesting.xml", coverage.ErrLimit, nil},
		{"utf16le-bom.cobertura.xml", nil, []string{"c.cs"}},
		{"truncated.cobertura.xml", coverage.ErrTruncated, nil},
		{"utf8-bom.clover.xml", coverage.ErrNotReport, nil},
		{"path-traversal.cobertura.xml", nil, []string{"../../../../etc/passwd", `C:\Windows\win.ini`, "file:///etc/shadow"}},
	} {
		r := readertest.Open(t, Format, filepath.Join(dir, test.file))
		if !errors.Is(r.Err, test.err) {
			t.Errorf("%s: got %v, want %v", test.file, r.Err, test.err)
		}
		if got := slices.Sorted(maps.Keys(r.Files)); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.file, got, test.want)
		}
	}
}
