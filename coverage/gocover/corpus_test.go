package gocover

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// The corpus: profiles of a small module in every mode, whose expected numbers
// come from the Go tools, and profiles of other people's projects, which are
// held against a second, slower reading of the same text.

const module = "example.com/covdemo/"

func TestGeneratedCorpus(t *testing.T) {
	dir := corpus.Dir(t)
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
			want := corpus.Read(t, expected)
			files := readFile(t, profile)
			if len(files) != len(want.Files) {
				t.Errorf("%d files, want %d", len(files), len(want.Files))
			}
			var naive, refined coverage.Summary
			for name, w := range want.Files {
				f := files[module+name]
				if f == nil {
					t.Fatalf("%s is missing", name)
				}
				same(t, hits(f.Lines), w.Lines)
				same(t, blocks(f), counted(w.Blocks))
				naive = naive.Add(f.Summary())
				if w.LinesStmt == nil {
					continue
				}
				if err := Refine(f, programText(t, dir, name)); err != nil {
					t.Fatal(err)
				}
				same(t, hits(f.Lines), w.LinesStmt)
				refined = refined.Add(f.Summary())
			}
			same(t, totals(naive), want.Totals)
			if _, err := os.Stat(filepath.Join(folder, "func.txt")); err == nil && refined.Lines.Total > 0 {
				same(t, refined.Statements, naive.Statements)
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
	same(t, got, want)
}

// refused are the collected files that are no profile.
var refused = map[string]error{"empty.xml": coverage.ErrEmpty}

// Every collected profile, and the concatenated one, says what a reading
// without any cleverness finds in it.
func TestCollectedCorpus(t *testing.T) {
	dir := corpus.Dir(t)
	paths := []string{filepath.Join(dir, "go-profile/generated/concatenated/cover.out")}
	err := filepath.WalkDir(filepath.Join(dir, "go-profile/fetched"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d files: %v", len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files, info, err := readAll(bytes.NewReader(data), coverage.Limits{})
		if want := refused[filepath.Base(path)]; !errors.Is(err, want) {
			t.Errorf("%s: error %v, want %v", path, err, want)
		}
		if err != nil {
			t.Logf("%s: %v", filepath.Base(path), err)
			continue
		}
		if info.Dropped.Count > 0 {
			t.Errorf("%s: dropped %+v", path, info.Dropped)
		}
		want := slowly(t, data)
		for name, f := range files {
			same(t, hits(f.Lines), want[name])
		}
		if len(files) != len(want) || t.Failed() {
			t.Fatalf("%s: %d files, want %d", path, len(files), len(want))
		}
	}
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
	folder := filepath.Join(corpus.Dir(t), "hazards/go")
	for name, want := range map[string]error{"bad-mode.out": coverage.ErrSyntax, "no-mode.out": coverage.ErrNotReport} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := readAll(bytes.NewReader(data), coverage.Limits{}); !errors.Is(err, want) {
			t.Errorf("%s: error %v, want %v", name, err, want)
		}
	}
	same(t, hits(readFile(t, filepath.Join(folder, "crlf.out"))["m/a.go"].Lines), [][2]uint64{{1, 3}, {2, 3}})
}

func readFile(t *testing.T, profile string) map[string]*coverage.File {
	t.Helper()
	data, err := os.ReadFile(profile)
	if err != nil {
		t.Fatal(err)
	}
	files, _, err := readAll(bytes.NewReader(data), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func programText(t *testing.T, dir, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "programs/go", filepath.FromSlash(path.Clean(name))))
	if err != nil {
		t.Fatal(err)
	}
	return text
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
	return map[string][2]int64{
		"lines":      {s.Lines.Covered, s.Lines.Total},
		"statements": {s.Statements.Covered, s.Statements.Total},
	}
}
