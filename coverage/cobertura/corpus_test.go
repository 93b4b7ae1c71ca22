package cobertura

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// Real reports. A generated case has the tool's own numbers beside it, taken
// from its other formats, so this compares two writers of one tool as well.

// readFiles reads a report into one File a path.
func readFiles(t *testing.T, path string) (map[string]*coverage.File, coverage.ReadInfo, error) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*coverage.File{}
	info, err := read(bytes.NewReader(transcode(data)), coverage.Limits{}, func(s *coverage.Section) error {
		if known := files[s.Path]; known != nil {
			files[s.Path] = coverage.Merge(known, &s.File, Format.Duplicates)
		} else {
			files[s.Path] = s.File.Clone()
		}
		return nil
	})
	return files, info, err
}

// transcode does what package formats does before a reader sees anything.
func transcode(data []byte) []byte {
	if !bytes.HasPrefix(data, []byte{0xff, 0xfe}) {
		return data
	}
	var units []uint16
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, uint16(data[i])|uint16(data[i+1])<<8)
	}
	return []byte(string(utf16.Decode(units)))
}

// known are the lines on which a tool's Cobertura says something else than its
// other formats, as "path:line: Cobertura says, expected".
var known = map[string][]string{
	// Istanbul writes the branches of a line only with the line, and lists only
	// lines on which a statement begins. This one holds nothing but the default
	// value of a parameter.
	"istanbul": {"lib/math.js:10: ,  1/1"},
}

func TestGenerated(t *testing.T) {
	dir := corpus.Dir(t)
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
			files, info, err := readFiles(t, filepath.Join(dir, test.report))
			if err != nil || info.Dropped.Count > 0 {
				t.Fatalf("%v, dropped %+v", err, info.Dropped)
			}
			parts := strings.Split(test.report, "/") // tool/generated/case/…
			want := corpus.Read(t, filepath.Join(dir, parts[0], parts[1], parts[2], "expected.json"))
			var differences []string
			for _, path := range slices.Sorted(maps.Keys(want.Files)) {
				file := files[strings.TrimPrefix(path, test.prefix)]
				if file == nil {
					t.Errorf("%s is missing", path)
					continue
				}
				differences = append(differences, compare(path, file, want.Files[path])...)
			}
			if len(files) != len(want.Files) {
				t.Errorf("%d files, want %d", len(files), len(want.Files))
			}
			if wanted := known[parts[0]]; !slices.Equal(differences, wanted) {
				t.Errorf("%d differences:\n%s\nwant\n%s", len(differences), strings.Join(differences, "\n"), strings.Join(wanted, "\n"))
			}
		})
	}
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
		note(uint64(l.Number), 0, "%d", l.Shown())
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

// refused are the fetched files that are no sound report, by the end of their
// paths, with what is wrong with them.
var refused = map[string]error{
	"cobertura-coverage.xml": coverage.ErrEmpty,
	// Cut by hand for a test of somebody's: a class ends before its methods.
	"coverallsapp+coverage-reporter/spec/fixtures/cobertura/cobertura.xml": coverage.ErrSyntax,
	"cobertura-oneline.xml": coverage.ErrSyntax,
}

// TestFetched: every report that is one can be read and is recognised.
func TestFetched(t *testing.T) {
	for _, path := range xmlFiles(t, "cobertura") {
		files, info, err := readFiles(t, path)
		t.Logf("%s: %d files in %d sections, dropped %d %s, %v", filepath.Base(path), len(files), info.Sections, info.Dropped.Count, info.Dropped.First, err)
		var want error
		for suffix, reason := range refused {
			if strings.HasSuffix(path, suffix) && strings.Contains(path, "coverallsapp") {
				want = reason
			}
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
		if got := sniffFile(t, path); got != coverage.Certain && want != coverage.ErrEmpty {
			t.Errorf("%s: sniffed %d", path, got)
		}
	}
}

// TestSniffOthers: no report of another XML format is taken for Cobertura.
func TestSniffOthers(t *testing.T) {
	for _, format := range []string{"clover", "sonar-generic", "ncover", "jacoco", "opencover", "dotcover", "junit", "partcover", "scoverage"} {
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
	data = bytes.TrimPrefix(transcode(data), []byte("\ufeff"))
	return sniff(data[:min(len(data), 64<<10)])
}

// TestHazards is the corpus' table of hostile reports, as far as it is about
// Cobertura.
func TestHazards(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "hazards/xml")
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
		files, _, err := readFiles(t, filepath.Join(dir, test.file))
		if !errors.Is(err, test.err) {
			t.Errorf("%s: got %v, want %v", test.file, err, test.err)
		}
		if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.file, got, test.want)
		}
	}
}
