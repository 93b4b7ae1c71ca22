package v8

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
)

// What Node and three tools made of the same programs.

// A program is a case with raw coverage in it, and the source it was run from.
type program struct{ reports, sources string }

var (
	nodePlain   = program{"v8/generated/node-plain/v8-coverage/*.json", "programs/js/plain"}
	c8Plain     = program{"c8/generated/plain/tmp/*.json", "programs/js/plain"}
	c8Merge     = program{"c8/generated/plain-all-merge/tmp/*.json", "programs/js/plain"}
	rawMonocart = program{"monocart/generated/plain/coverage-reports/raw/coverage-*.json", "programs/js/plain"}
	tsc         = program{"v8/generated/tsc-sourcemap/v8-coverage/*.json", "programs/js/ts"}
	tscFail     = program{"v8/generated/tsc-sourcemap-enabled/v8-coverage/*.json", "programs/js/ts"}
	minified    = program{"v8/generated/esbuild-min-inline/v8-coverage/*.json", "programs/js/ts"}
	c8Bundle    = program{"c8/generated/ts-esbuild/tmp/*.json", "programs/js/ts"}
	c8Tsc       = program{"c8/generated/ts-tsc-exclude-after-remap/tmp/*.json", "programs/js/ts"}
)

// refined gives the files of a program below lib and src.
func (p program) refined(t *testing.T) map[string]*coverage.File {
	t.Helper()
	dir := corpustest.Dir(t)
	files, info, err := collect(inputs(t, filepath.Join(dir, p.reports))...)
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%v, %v", info.Dropped, err)
	}
	out := map[string]*coverage.File{}
	for path, f := range files {
		i := max(strings.Index(path, "/lib/"), strings.Index(path, "/src/"))
		if i < 0 {
			continue
		}
		rel := path[i+1:]
		if err := Refine(f, p.source(t, rel)); err != nil {
			t.Fatalf("%s: %v", rel, err)
		}
		out[rel] = f
	}
	return out
}

func (p program) source(t *testing.T, rel string) []byte {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(corpustest.Dir(t), p.sources, rel))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func marksByLine(f *coverage.File) map[int]coverage.Mark {
	out := map[int]coverage.Mark{}
	for _, m := range f.Marks() {
		out[int(m.Line)] = m
	}
	return out
}

// c8 paints whole lines: comments and blanks are lines to it, and a range counts
// for a line only if it covers all of it. What is left must be equal.
func TestAgainstC8(t *testing.T) {
	const wholeLines = "c8 gives a range's count only to lines that it covers from their first column"
	const header = "to c8 the line of a class is that of its constructor"
	const lastLine = "the line also ends the statement that made the function, which did run"
	const columns = "c8 takes positions of minified code for those of the segment before"
	type lines map[string]string // by file and line
	unminified := lines{"src/shapes.ts:10": wholeLines, "src/shapes.ts:47": wholeLines, "src/shapes.ts:15": header, "src/util.ts:5": lastLine}
	math := lines{"lib/math.js:35": wholeLines, "lib/math.js:36": wholeLines, "lib/math.js:38": wholeLines}
	tests := []struct {
		program
		expected    string
		differences lines
	}{
		{nodePlain, "v8/generated/node-plain", math},
		{c8Plain, "c8/generated/plain", math},
		{c8Merge, "c8/generated/plain-all-merge", math},
		{tsc, "v8/generated/tsc-sourcemap", unminified},
		{tscFail, "v8/generated/tsc-sourcemap-enabled", unminified},
		{c8Tsc, "c8/generated/ts-tsc-exclude-after-remap", unminified},
		{c8Bundle, "c8/generated/ts-esbuild", nil},
		{minified, "v8/generated/esbuild-min-inline", lines{"src/shapes.ts:26": columns, "src/shapes.ts:30": columns, "src/shapes.ts:47": columns}},
	}
	for _, test := range tests {
		t.Run(test.expected, func(t *testing.T) {
			expected := corpustest.Read(t, filepath.Join(corpustest.Dir(t), test.expected, "expected.json"))
			got := test.refined(t)
			for rel, want := range expected.Files {
				f := got[rel]
				if f == nil {
					if covered := want.Totals["lines"][0]; covered > 0 {
						t.Errorf("%s: %d lines ran, and it is not in the report", rel, covered)
					}
					continue // c8 --all lists files that V8 never saw
				}
				source := strings.Split(string(test.source(t, rel)), "\n")
				marks := marksByLine(f)
				for _, l := range want.Lines {
					m, ok := marks[int(l[0])]
					delete(marks, int(l[0]))
					switch line := fmt.Sprintf("%s:%d", rel, l[0]); {
					case !ok && noCode(rel, source[l[0]-1], l[0]):
					case m.State == coverage.Excluded: // c8 reads its own comments only, and counts what they take out as run
					case test.differences[line] != "" && m.Hits == l[1]:
						t.Errorf("%s is equal after all", line)
					case test.differences[line] == "" && (!ok || m.Hits != l[1]):
						t.Errorf("%s: got %v %d, want %d", line, m.State, m.Hits, l[1])
					}
				}
				if len(marks) > 0 {
					t.Errorf("%s: c8 does not know the lines %v", rel, slices.Sorted(maps.Keys(marks)))
				}
				compareFunctions(t, rel, want.Functions, f)
			}
		})
	}
}

// compareFunctions holds functions against c8's, which leaves out those without
// a name, and has those that V8 made up and those that a comment takes out.
func compareFunctions(t *testing.T, rel string, want [][3]any, f *coverage.File) {
	t.Helper()
	var wanted, got []string
	for _, fn := range want {
		if name := fn[0].(string); !strings.HasPrefix(name, "<") && !strings.HasPrefix(name, "ignored") {
			wanted = append(wanted, fmt.Sprint(fn[0], " ", fn[1], " ", fn[2]))
		}
	}
	for _, fn := range f.Functions {
		if !strings.HasPrefix(fn.Name, "(") {
			got = append(got, fmt.Sprint(fn.Name, " ", fn.Line, " ", fn.Hits))
		}
	}
	slices.Sort(wanted)
	slices.Sort(got)
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("%s: functions: %s", rel, diff)
	}
}

// noCode reports whether a line is blank, a comment, or one from which nothing
// was generated: types, what a bundler left out, and what only closes a block.
func noCode(rel, line string, number uint64) bool {
	line = strings.TrimSpace(line)
	switch {
	case line == "", strings.HasPrefix(line, "//"), strings.HasPrefix(line, "/*"):
		return true
	case strings.HasPrefix(line, "export interface"), strings.HasPrefix(line, "type "), strings.HasPrefix(line, "import "):
		return true
	case strings.Trim(line, "};") == "" && strings.HasPrefix(rel, "src/"):
		return true
	}
	dropped := map[string][2]uint64{"src/shapes.ts": {15, 20}, "src/util.ts": {2, 5}}[rel] // bundlers: never used
	return number >= dropped[0] && number <= dropped[1] ||
		rel == "src/shapes.ts" && (number == 3 || number == 10 || number == 11) // constants put in place of an enum, and minified
}

// Istanbul counts statements, in the same program and the same run: on every
// line where one begins, V8's text says the same, hit by hit.
func TestAgainstIstanbul(t *testing.T) {
	tests := []struct {
		program
		expected    string
		differences map[string]string
	}{
		{c8Plain, "istanbul/generated/nyc-plain", map[string]string{
			"lib/math.js:47": "a comment for c8, which Istanbul does not read",
		}},
		{rawMonocart, "monocart/generated/plain", map[string]string{
			"lib/math.js:44": "a comment for Istanbul, which monocart does not read",
		}},
		{tsc, "istanbul/generated/nyc-ts-sourcemap", map[string]string{
			"src/util.ts:1": "the line's first statement ran once, the function's on the same line three times; Istanbul gives the greatest",
		}},
	}
	for _, test := range tests {
		t.Run(test.expected, func(t *testing.T) {
			expected := corpustest.Read(t, filepath.Join(corpustest.Dir(t), test.expected, "expected.json"))
			got := test.refined(t)
			lines := 0
			for rel, want := range expected.Files {
				if got[rel] == nil && want.Totals["lines"][0] == 0 {
					continue // nyc --all
				}
				marks := marksByLine(got[rel])
				for _, l := range want.Lines {
					lines++
					m, ok := marks[int(l[0])]
					same := ok && m.Hits == l[1] && (m.State == coverage.Uncovered) == (l[1] == 0)
					if line := fmt.Sprintf("%s:%d", rel, l[0]); same == (test.differences[line] != "") {
						t.Errorf("%s: got %v %d, want %d (difference: %q)", line, m.State, m.Hits, l[1], test.differences[line])
					}
				}
			}
			if lines < 30 {
				t.Errorf("only %d lines were compared", lines)
			}
		})
	}
}

// Monocart parses the source and gives verdicts on lines of code, as covls does.
func TestAgainstMonocart(t *testing.T) {
	const around = "to monocart a block that ran less often than what is around it, and ran, ran as often"
	differences := map[string]string{"lib/math.js:12": "the block that begins on the line ran three times, and the loop's head once"}
	for _, n := range []int{5, 14, 15, 35, 38, 39} {
		differences[fmt.Sprintf("lib/math.js:%d", n)] = around
	}
	var report struct {
		Coverage map[string]map[string]any
	}
	data, err := os.ReadFile(filepath.Join(corpustest.Dir(t), "monocart/generated/plain/coverage-reports/codecov.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	got := rawMonocart.refined(t)
	for rel, lines := range report.Coverage {
		marks := marksByLine(got[rel])
		for number, want := range lines {
			var n int
			fmt.Sscan(number, &n)
			m := marks[n]
			delete(marks, n)
			verdict := fmt.Sprint(m.Hits)
			if m.State == coverage.Partial {
				verdict = "partial"
			}
			wanted := fmt.Sprint(want)
			if strings.Contains(wanted, "/") {
				wanted = "partial"
			}
			if line := fmt.Sprintf("%s:%d", rel, n); (verdict == wanted && m.State != 0) == (differences[line] != "") {
				t.Errorf("%s: got %v %s, want %v (difference: %q)", line, m.State, verdict, want, differences[line])
			}
		}
		for n, m := range marks {
			if m.State != coverage.Excluded {
				t.Errorf("%s:%d: %v, and monocart does not know the line", rel, n, m.State)
			}
		}
	}
}

// The sums of all processes are those of the library that c8 uses.
func TestMergedCorpus(t *testing.T) {
	for _, name := range []string{"node-plain", "tsc-sourcemap", "tsc-sourcemap-enabled", "esbuild-min-inline"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(corpustest.Dir(t), "v8/generated", name)
			var expected struct {
				Merged map[string]struct {
					Functions []struct {
						Blocks bool `json:"isBlockCoverage"`
						Name   string
						Ranges [][3]uint64
					}
				} `json:"merged_v8"`
			}
			decode(t, filepath.Join(dir, "expected.json"), &expected)
			sums := totals{versions: map[string][]*version{}}
			w := newWriter(coverage.Limits{}, nil)
			for _, input := range inputs(t, filepath.Join(dir, "v8-coverage/*.json")) {
				scripts, _, err := readScripts(input, w)
				if err != nil {
					t.Fatal(err)
				}
				if err := sums.add(scripts); err != nil {
					t.Fatal(err)
				}
			}
			for url, want := range expected.Merged {
				got := want
				got.Functions = nil
				for _, f := range sums.versions[url][0].functions {
					fn := want.Functions[0]
					fn.Name, fn.Blocks, fn.Ranges = f.name, f.blocks, nil
					for _, s := range f.spans {
						fn.Ranges = append(fn.Ranges, [3]uint64{uint64(s.start), uint64(s.end), s.count})
					}
					got.Functions = append(got.Functions, fn)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: %s", url, diff)
				}
			}
		})
	}
}

// What others published is V8's, or is not taken for it.
func TestFetched(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "v8/fetched")
	read, passed := 0, 0
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		doc, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if sniff(doc[:min(len(doc), 64<<10)]) == coverage.No {
			passed++
			return nil
		}
		read++
		files, info, err := readDoc(string(doc))
		if err != nil || info.Dropped.Count > 0 || len(files) != 1 {
			t.Errorf("%s: %d files, %v, %v", path, len(files), info.Dropped, err)
		}
		return nil
	})
	// Reports of five programs; six source maps, six files of vectors, a map of
	// sections and the page that goes with it.
	if err != nil || read != 19 || passed != 14 {
		t.Errorf("%d were read and %d are none of V8's, %v", read, passed, err)
	}
}

// Ranges that are none are dropped, and what is left does not fit any file.
func TestHazards(t *testing.T) {
	files, info, err := collect(inputs(t, filepath.Join(corpustest.Dir(t), "hazards/json/v8-bad-ranges.json"))...)
	f := files["file:///w/a.js"]
	if err != nil || info.Dropped.Count != 3 || spell(f) != "0-99999999:1 () 0-99999999:1" {
		t.Fatalf("got %s, %v, %v", spell(f), info.Dropped, err)
	}
	if err := Refine(f, []byte("a()\n")); err == nil || len(f.Lines) > 0 {
		t.Errorf("ranges far beyond the file: %v, %v", f.Lines, err)
	}
}
