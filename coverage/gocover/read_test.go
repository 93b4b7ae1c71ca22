package gocover

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

func TestBlocks(t *testing.T) {
	block := func(line, col, endLine, endCol, weight uint32, hits uint64) coverage.Statement {
		return coverage.Statement{Line: line, Col: col, EndLine: endLine, EndCol: endCol, Weight: weight, Hits: hits}
	}
	ran := block(1, 0, 2, 1, 1, 0)
	ran.Executed = true
	for name, c := range map[string]struct {
		profile string
		file    string
		want    []coverage.Statement
		dropped int
	}{
		"count":                 {"mode: count\nm/a.go:1.1,2.2 1 3\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 3)}, 0},
		"atomic":                {"mode: atomic\nm/a.go:1.1,2.2 1 3\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 3)}, 0},
		"set":                   {"mode: set\nm/a.go:1.1,2.2 1 1\n", "m/a.go", []coverage.Statement{ran}, 0},
		"set twice":             {"mode: set\nm/a.go:1.1,2.2 1 1\nm/a.go:1.1,2.2 1 0\n", "m/a.go", []coverage.Statement{ran}, 0},
		"CRLF":                  {"mode: count\r\nm/a.go:1.1,2.2 1 3\r\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 3)}, 0},
		"last line break":       {"mode: count\nm/a.go:1.1,2.2 1 3", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 3)}, 0},
		"any order":             {"mode: count\nm/a.go:5.1,6.2 1 3\nm/a.go:1.1,2.2 1 1\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 1), block(5, 0, 6, 1, 1, 3)}, 0},
		"twice":                 {"mode: count\nm/a.go:1.1,2.2 1 3\nm/a.go:1.1,2.2 1 4\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 7)}, 0},
		"twice, far apart":      {"mode: count\nm/a.go:1.1,2.2 1 3\nm/b.go:1.1,2.2 1 1\nm/a.go:1.1,2.2 1 4\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 7)}, 0},
		"mode line again":       {"mode: count\nm/a.go:1.1,2.2 1 3\nmode: count\n\nm/a.go:1.1,2.2 1 4\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 7)}, 0},
		"statements disagree":   {"mode: count\nm/a.go:1.1,2.2 1 3\nm/a.go:1.1,2.2 4 0\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 4, 3)}, 0},
		"saturates":             {"mode: count\nm/a.go:1.1,2.2 1 9223372036854775807\nm/a.go:1.1,2.2 1 1\nm/a.go:3.1,4.2 1 99999999999999999999999\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, coverage.MaxHits), block(3, 0, 4, 1, 1, coverage.MaxHits)}, 0},
		"empty body":            {"mode: count\nm/a.go:1.1,2.2 0 3\n", "m/a.go", nil, 0},
		"odd file names":        {"mode: count\nC:\\a b,1.2:3\\x.go:1.1,2.2 1 3\n", `C:\a b,1.2:3\x.go`, []coverage.Statement{block(1, 0, 2, 1, 1, 3)}, 0},
		"no columns":            {"mode: count\nm/g.y:10.0,11.0 1 1\n", "m/g.y", []coverage.Statement{block(10, 0, 11, 0, 1, 1)}, 0},
		"no sense":              {"mode: count\nm/a.go:1.1,2.2 1 3\nhello\nm/a.go:1.1,2.2 1 -3\nm/a.go:1.1,2.2 1\n:1.1,2.2 1 1\nm/a.go:0.1,2.2 1 1\nm/a.go:3.1,2.2 1 1\nm/a.go:1.1,10000001.1 1 1\nm/a.go:1.1,4294967297.1 1 1\nm/a\x00.go:1.1,2.2 1 1\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 3)}, 9},
		"a line of two million": {"mode: count\n" + strings.Repeat("x", 2<<20) + "\nm/a.go:1.1,2.2 1 3\n", "m/a.go", []coverage.Statement{block(1, 0, 2, 1, 1, 3)}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			for kind, r := range map[string]io.Reader{"whole": strings.NewReader(c.profile), "in halves": iotest.HalfReader(strings.NewReader(c.profile))} {
				files, info, err := readertest.Collect(Format, r, coverage.Limits{})
				if err != nil {
					t.Fatalf("%s: %v", kind, err)
				}
				if files[c.file] == nil {
					t.Fatalf("%s: no %s in %v", kind, c.file, files)
				}
				readertest.Same(t, files[c.file].Statements, c.want)
				if info.Dropped.Count != c.dropped {
					t.Errorf("%s: dropped %+v, want %d", kind, info.Dropped, c.dropped)
				}
			}
		})
	}
}

func TestNaiveLines(t *testing.T) {
	for name, c := range map[string]struct {
		blocks string
		want   [][2]uint64
	}{
		"first to last":     {"1.5,3.2 1 4", [][2]uint64{{1, 4}, {2, 4}, {3, 4}}},
		"two on a line":     {"1.5,2.9 1 4|2.9,4.2 1 0", [][2]uint64{{1, 4}, {2, 4}, {3, 0}, {4, 0}}},
		"the greater one":   {"1.5,2.9 1 4|2.9,4.2 1 9", [][2]uint64{{1, 4}, {2, 9}, {3, 9}, {4, 9}}},
		"one inside":        {"1.1,6.1 1 2|3.1,4.1 1 5", [][2]uint64{{1, 2}, {2, 2}, {3, 5}, {4, 5}, {5, 2}, {6, 2}}},
		"inside and beyond": {"1.1,4.1 1 2|3.1,5.1 1 1", [][2]uint64{{1, 2}, {2, 2}, {3, 2}, {4, 2}, {5, 1}}},
		"apart":             {"1.1,1.9 1 2|8.1,9.1 1 1", [][2]uint64{{1, 2}, {8, 1}, {9, 1}}},
		"no statements":     {"1.1,1.9 0 2|3.1,3.4 1 1", [][2]uint64{{3, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			profile := "mode: count\na.go:" + strings.ReplaceAll(c.blocks, "|", "\na.go:") + "\n"
			files, _, err := readertest.Collect(Format, strings.NewReader(profile), coverage.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			readertest.Same(t, readertest.Shown(files["a.go"]), c.want)
		})
	}
}

// Two runs of one file: lines of the sum, and not the sum of lines.
func TestSettleAfterMerge(t *testing.T) {
	const profile = "mode: count\na.go:1.1,3.2 1 3\na.go:3.3,5.2 1 2\nb.go:1.1,1.2 1 1\na.go:1.1,3.2 1 1\na.go:3.3,5.2 1 4\n"
	files, _, err := readertest.Collect(Format, strings.NewReader(profile), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	readertest.Same(t, readertest.Shown(files["a.go"]), [][2]uint64{{1, 4}, {2, 4}, {3, 6}, {4, 6}, {5, 6}})
}

func TestRefused(t *testing.T) {
	readertest.Refused(t, Format, coverage.Limits{}, map[string]error{
		"":                           coverage.ErrEmpty,
		" \r\n\n":                    coverage.ErrEmpty,
		"m/a.go:1.1,2.2 1 1\n":       coverage.ErrNotReport,
		"<html>":                     coverage.ErrNotReport,
		strings.Repeat("x", 2<<20):   coverage.ErrNotReport,
		"mode: weird\na:1.1,1.2 1 1": coverage.ErrSyntax,
		"mode: se":                   coverage.ErrTruncated,
		"mo":                         coverage.ErrTruncated,
		"mode: set\nm/a.go:1.1,2.2 1 1\nm/a.go:3.1,4":    coverage.ErrTruncated,
		"mode: set\nm/a.go:1.1,2.2 1 1\nm/a.go:3.1,4.2 ": coverage.ErrTruncated,
		"mode: set\nm/a.go:1.1,10000000.2 1 1\n":         coverage.ErrLimit,
	})
}

// A profile grows package by package, and every state of it is one.
func TestEveryPrefixByLinesIsAProfile(t *testing.T) {
	const profile = "mode: set\nm/a.go:1.1,2.2 1 1\nm/b.go:3.1,4.2 1 0\n"
	for i, c := range profile {
		if c != '\n' {
			continue
		}
		if _, _, err := readertest.Collect(Format, strings.NewReader(profile[:i+1]), coverage.Limits{}); err != nil {
			t.Errorf("%q: %v", profile[:i+1], err)
		}
	}
}

func TestLimits(t *testing.T) {
	const profile = "mode: set\na.go:1.1,2.2 1 1\na.go:3.1,4.2 1 1\nb.go:3.1,4.2 1 0\n"
	readertest.Exceeds(t, Format, profile, map[string]coverage.Limits{
		"sections": {Sections: 1},
		"records":  {Records: 1},
		"size":     {Size: int64(len(profile)) - 1},
	})
	if _, _, err := readertest.Collect(Format, strings.NewReader(profile), coverage.Limits{Sections: 2, Records: 2, Size: int64(len(profile))}); err != nil {
		t.Errorf("limits that just fit: %v", err)
	}
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, "mode: set\na.go:1.1,2.2 1 1\nb.go:1.1,2.2 1 1\n")
}

func TestPathKind(t *testing.T) {
	for file, want := range map[string]coverage.PathKind{
		"example.com/m/a.go":          coverage.ImportPath,
		"command-line-arguments/a.go": coverage.ImportPath,
		"m/_obj/a.go":                 coverage.ImportPath,
		"/src/m/a.go":                 coverage.FilePath,
		"./a.go":                      coverage.FilePath,
		"../m/a.go":                   coverage.FilePath,
		"_/src/m/a.go":                coverage.FilePath,
		`C:\src\a.go`:                 coverage.FilePath,
		"C:/src/a.go":                 coverage.FilePath,
		"a.go":                        coverage.FilePath,
	} {
		if got := pathKind(file); got != want {
			t.Errorf("%s: %v, want %v", file, got, want)
		}
	}
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		"mode: set\n":       coverage.Certain,
		"mode: count\r\nm/": coverage.Certain,
		"mode: atomic":      coverage.Certain,
		"mode: weird\n":     coverage.No,
		"mode\n":            coverage.No,
		"TN:\n":             coverage.No,
		"":                  coverage.No,
	})
}
