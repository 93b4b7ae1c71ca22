package cli

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/coverage/corpustest"
)

// What `covls merge` says of reports by real tools is what those tools say. The
// expected numbers are their own output; the reports' paths exist nowhere, so
// this is also the test that --root finds them.

// An exported document, as a user of the JSON reads it.
type exported struct {
	Schema int                     `json:"schema"`
	Files  map[string]exportedFile `json:"files"`
	Totals map[string][2]int64     `json:"totals"`
}

type exportedFile struct {
	Lines     [][2]uint64 `json:"lines"`
	Branches  [][4]any    `json:"branches"`
	Functions [][3]any    `json:"functions"`
	Excluded  []uint64    `json:"excluded"`
}

// runApp runs a command line in this process and fails on any other exit code
// than 0.
func runApp(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	a := &app{voice: newVoice(&stdout, &stderr), now: time.Now}
	if code := a.run(t.Context(), args); code != 0 {
		t.Fatalf("covls %s: exit %d\n%s", strings.Join(args, " "), code, &stderr)
	}
	return stdout.String()
}

func export(t *testing.T, args ...string) exported {
	t.Helper()
	var e exported
	if err := json.Unmarshal([]byte(runApp(t, append(args, "--json")...)), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestMergeOfTheCorpus(t *testing.T) {
	dir := corpustest.Dir(t)
	var cases []string
	for _, pattern := range []string{
		"lcov/generated/*/expected/*.json", "go-profile/generated/*/expected.json", "jacoco/generated/*/expected/*.json",
		"istanbul/generated/*/expected.json", "vitest/generated/*/expected.json", "jest/generated/*/expected.json",
	} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no cases for %s: %v", pattern, err)
		}
		cases = append(cases, found...)
	}
	for _, path := range cases {
		rel, _ := filepath.Rel(dir, path)
		t.Run(rel, func(t *testing.T) {
			want := corpustest.Read(t, path)
			folder := filepath.Dir(path)
			if filepath.Base(folder) == "expected" {
				folder = filepath.Dir(folder)
			}
			// The corpus says to go by the folder that source_root ends with.
			_, program, _ := strings.Cut(want.SourceRoot, "programs/")
			root := filepath.Join(dir, "programs", program)
			inputs := want.Inputs
			if want.Input != "" {
				inputs = []string{want.Input}
			}
			for _, input := range inputs {
				got := export(t, "merge", "--root", root, filepath.Join(folder, input))
				compareExport(t, got, want)
			}
		})
	}
}

func compareExport(t *testing.T, got exported, want corpustest.Expected) {
	t.Helper()
	if len(got.Files) != len(want.Files) {
		t.Errorf("%d files, want %d", len(got.Files), len(want.Files))
	}
	statementLines := false
	for path, w := range want.Files {
		g, ok := got.Files[path]
		if !ok {
			// A //line directive may name a file that is not among the sources;
			// its path stays as the report has it.
			g, ok = got.Files["example.com/covdemo/"+path]
		}
		if !ok {
			t.Errorf("%s is missing", path)
			continue
		}
		lines := w.Lines
		if w.LinesStmt != nil {
			// With the source at hand a Go block counts where its statements begin.
			lines, statementLines = w.LinesStmt, true
		}
		same(t, path+" lines", g.Lines, lines)
		if w.Branches != nil {
			same(t, path+" branches", sortedBranches(g.Branches), sortedBranches(decodeBranches(t, w.Branches)))
		}
		if w.BranchesByLine != nil {
			same(t, path+" branches by line", byLine(g.Branches), w.BranchesByLine)
		}
		for _, c := range w.LineCounters {
			if !slices.Contains(byLine(g.Branches), [3]uint64{c[0], c[4], c[3] + c[4]}) && c[3]+c[4] > 0 {
				t.Errorf("%s:%d: branches %v, want %d of %d", path, c[0], byLine(g.Branches), c[4], c[3]+c[4])
			}
		}
		if w.Functions != nil {
			same(t, path+" functions", sortedFunctions(g.Functions), sortedFunctions(w.Functions))
		}
	}
	for metric, total := range want.Totals {
		if g, ok := got.Totals[metric]; ok && g != total && !(metric == "lines" && statementLines) {
			t.Errorf("total of %s: %v, want %v", metric, g, total)
		}
	}
}

func same[T any](t *testing.T, what string, got, want []T) {
	t.Helper()
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n%v\nwant\n%v", what, got, want)
	}
}

// byLine gives [line, taken, total].
func byLine(branches [][4]any) [][3]uint64 {
	var out [][3]uint64
	for _, b := range branches {
		line := uint64(b[0].(float64))
		if len(out) == 0 || out[len(out)-1][0] != line {
			out = append(out, [3]uint64{line})
		}
		last := &out[len(out)-1]
		last[2]++
		if hits, counted := b[3].(float64); counted && hits > 0 {
			last[1]++
		}
	}
	return out
}

func decodeBranches(t *testing.T, raw []json.RawMessage) [][4]any {
	t.Helper()
	out := make([][4]any, len(raw))
	for i, r := range raw {
		if err := json.Unmarshal(r, &out[i]); err != nil {
			t.Fatalf("%s: %v", r, err)
		}
	}
	return out
}

// Expected files list branches and functions in the order of the report.
func sortedBranches(in [][4]any) [][4]any {
	out := slices.Clone(in)
	slices.SortFunc(out, func(a, b [4]any) int { return strings.Compare(text(a[:]), text(b[:])) })
	return out
}

func sortedFunctions(in [][3]any) [][3]any {
	out := slices.Clone(in)
	slices.SortFunc(out, func(a, b [3]any) int { return strings.Compare(text(a[:]), text(b[:])) })
	return out
}

func text(v []any) string {
	b, _ := json.Marshal(v)
	return string(b)
}
