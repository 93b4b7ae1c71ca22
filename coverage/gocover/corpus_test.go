package gocover

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// The corpus: profiles of a small module in every mode, whose expected numbers
// come from the Go tools, and profiles of other people's projects, which are
// held against a second, slower reading of the same text.

const module = "example.com/covdemo/"

func TestGeneratedCorpus(t *testing.T) {
	dir := corpustest.Dir(t)
	cases, err := filepath.Glob(filepath.Join(dir, "*/generated/*/cover.out"))
	if err != nil || len(cases) < 9 {
		t.Fatalf("cases %q: %v", cases, err)
	}
	for _, profile := range cases {
		folder := filepath.Dir(profile)
		expected := filepath.Join(folder, "expected.json")
		if _, err := os.Stat(expected); err != nil {
			continue
		}
		t.Run(filepath.Base(folder), func(t *testing.T) {
			want := corpustest.Read(t, expected)
			files := readertest.Files(t, Format, profile)
			var naive, refined coverage.Summary
			readertest.Expect(t, readertest.Below(module, files), want.Files, func(path string, f *coverage.File, w corpustest.ExpectedFile) {
				readertest.Same(t, readertest.Shown(f), w.Lines)
				readertest.Same(t, blocks(f), counted(w.Blocks))
				naive = naive.Add(f.Summary())
				if w.LinesStmt == nil {
					return
				}
				if err := Refine(f, programText(t, dir, path)); err != nil {
					t.Fatal(err)
				}
				readertest.Same(t, readertest.Shown(f), w.LinesStmt)
				refined = refined.Add(f.Summary())
			})
			readertest.Same(t, totals(naive), want.Totals)
			if _, err := os.Stat(filepath.Join(folder, "func.txt")); err == nil && refined.Lines.Total > 0 {
				readertest.Same(t, refined.Statements, naive.Statements)
				compareFunctions(t, filepath.Join(folder, "func.txt"), files, refined.Statements)
			}
		})
	}
}

// compareFunctions holds functions against what the Go tools print.
func compareFunctions(t *testing.T, printed string, files map[string]*coverage.File, statements coverage.Ratio) {
	t.Helper()
	text, err := os.ReadFile(printed)
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		percent := strings.TrimSuffix(fields[len(fields)-1], "%")
		if strings.HasPrefix(fields[0], "total") {
			ours := fmt.Sprintf("%.1f", 100*float64(statements.Covered)/float64(statements.Total))
			if ours != percent {
				t.Errorf("%s %% of statements, the tool prints %s", ours, percent)
			}
			continue
		}
		// The other tool, covdata func, prints receivers.
		function := fields[1][strings.LastIndexByte(fields[1], '.')+1:]
		if function != "Empty" { // has no statements
			want[fmt.Sprint(fields[0], function, percent != "0.0")] = true
		}
	}
	for name, f := range files {
		for _, fn := range f.Functions {
			got[fmt.Sprint(name, ":", fn.Line, ":", fn.Name, fn.Ran())] = true
		}
	}
	readertest.Same(t, got, want)
}

// known are the collected files that are no profile.
var known = readertest.Exceptions{Refused: map[string]error{"empty.xml": coverage.ErrEmpty}}

// Every collected profile, and the concatenated one, says what a reading
// without any cleverness finds in it.
func TestCollectedCorpus(t *testing.T) {
	paths := append(corpustest.Files(t, "go-profile/generated/concatenated", "cover.out"), corpustest.Files(t, "go-profile/fetched")...)
	if len(paths) < 20 {
		t.Errorf("only %d files", len(paths))
	}
	readertest.Fetched(t, Format, paths, known, func(r readertest.Report) {
		want := slowly(t, r.Text)
		for name, f := range r.Files {
			readertest.Same(t, readertest.Shown(f), want[name])
		}
		if len(r.Files) != len(want) || t.Failed() {
			t.Fatalf("%s: %d files, want %d", r.Path, len(r.Files), len(want))
		}
	})
}

var blockLine = regexp.MustCompile(`^(.+):(\d+)\.\d+,(\d+)\.\d+ (\d+) (\d+)$`)

// slowly adds up blocks by their text, and takes each line's greatest block.
func slowly(t *testing.T, profile []byte) map[string][][2]uint64 {
	t.Helper()
	sums, statements := map[string]uint64{}, map[string]uint64{}
	set := false
	scan := bufio.NewScanner(bytes.NewReader(profile))
	for scan.Scan() {
		if mode, ok := strings.CutPrefix(scan.Text(), "mode: "); ok {
			set = mode == "set"
			continue
		}
		i := strings.LastIndexByte(scan.Text(), ' ')
		j := strings.LastIndexByte(scan.Text()[:i], ' ')
		n, _ := strconv.ParseUint(scan.Text()[i+1:], 10, 64)
		key := scan.Text()[:j]
		if sums[key] += n; set {
			sums[key] = min(sums[key], 1)
		}
		weight, _ := strconv.ParseUint(scan.Text()[j+1:i], 10, 64)
		statements[key] = max(statements[key], weight)
	}
	perLine, last := map[string]map[uint64]uint64{}, map[string]uint64{}
	for key, sum := range sums {
		m := blockLine.FindStringSubmatch(key + " 1 1")
		if m == nil {
			t.Fatalf("cannot read %q", key)
		}
		if perLine[m[1]] == nil {
			perLine[m[1]] = map[uint64]uint64{}
		}
		from, _ := strconv.ParseUint(m[2], 10, 64)
		to, _ := strconv.ParseUint(m[3], 10, 64)
		for line := from; line <= to && statements[key] > 0; line++ {
			perLine[m[1]][line] = max(perLine[m[1]][line], sum)
			last[m[1]] = max(last[m[1]], line)
		}
	}
	out := map[string][][2]uint64{}
	for file, lines := range perLine {
		out[file] = nil
		for line := uint64(1); line <= last[file]; line++ {
			if n, ok := lines[line]; ok {
				out[file] = append(out[file], [2]uint64{line, n})
			}
		}
	}
	return out
}

func TestHazards(t *testing.T) {
	folder := filepath.Join(corpustest.Dir(t), "hazards/go")
	for name, want := range map[string]error{"bad-mode.out": coverage.ErrSyntax, "no-mode.out": coverage.ErrNotReport} {
		if r := readertest.Open(t, Format, filepath.Join(folder, name)); !errors.Is(r.Err, want) {
			t.Errorf("%s: error %v, want %v", name, r.Err, want)
		}
	}
	readertest.Same(t, readertest.Shown(readertest.Files(t, Format, filepath.Join(folder, "crlf.out"))["m/a.go"]), [][2]uint64{{1, 3}, {2, 3}})
}

func programText(t *testing.T, dir, name string) []byte {
	t.Helper()
	return readertest.Text(t, filepath.Join(dir, "programs/go", filepath.FromSlash(path.Clean(name))))
}

// blocks gives blocks as a profile has them, with columns from 1.
func blocks(f *coverage.File) (out [][6]uint64) {
	for _, s := range f.Statements {
		ran := s.Hits
		if s.Executed {
			ran = max(ran, 1)
		}
		out = append(out, [6]uint64{uint64(s.Line), uint64(s.Col) + 1, uint64(s.EndLine), uint64(s.EndCol) + 1, uint64(s.Weight), ran})
	}
	return out
}

// counted are the blocks that hold statements, with a column of 0 as 1.
func counted(all [][6]uint64) (out [][6]uint64) {
	for _, b := range all {
		if b[4] > 0 {
			b[1], b[3] = max(b[1], 1), max(b[3], 1)
			out = append(out, b)
		}
	}
	return out
}

func totals(s coverage.Summary) map[string][2]int64 {
	return readertest.Totals(s, "lines", "statements")
}
