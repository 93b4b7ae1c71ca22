package codecovjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

func written(t *testing.T, files map[string]*coverage.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, readertest.Sorted(files)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The value of a line, by what is known of it.
func TestWriteValues(t *testing.T) {
	const part = coverage.Part
	one := coverage.Statement{Line: 1, Weight: 1}
	line := func(hits uint64, bits coverage.LineBits) []coverage.Line {
		return []coverage.Line{{Number: 1, Hits: hits, Bits: bits}}
	}
	count := func(taken, total uint32) []coverage.BranchCount {
		return []coverage.BranchCount{{Line: 1, Taken: taken, Total: total}}
	}
	for _, test := range []struct {
		name string
		file coverage.File
		want string
	}{
		{"never ran", coverage.File{Lines: line(0, 0)}, `{"1":0}`},
		{"counted", coverage.File{Lines: line(7, 0)}, `{"1":7}`},
		{"counted to the end", coverage.File{Lines: line(coverage.MaxHits, 0)}, `{"1":9223372036854775807}`},
		{"ran, nobody knows how often", coverage.File{Lines: line(0, coverage.Executed)}, `{"1":1}`},
		{"some branches", coverage.File{Lines: line(7, 0), BranchCounts: count(1, 3)}, `{"1":"1/3"}`},
		{"all branches", coverage.File{Lines: line(7, 0), BranchCounts: count(2, 2)}, `{"1":"2/2"}`},
		{"one branch is no choice", coverage.File{Lines: line(7, 0), BranchCounts: count(1, 1)}, `{"1":7}`},
		{"never ran, nor did its branches", coverage.File{Lines: line(0, 0), BranchCounts: count(0, 2)}, `{"1":"0/2"}`},
		{"never ran, and its branches did", coverage.File{Lines: line(0, 0), BranchCounts: count(1, 2)}, `{"1":0}`},
		{"ran, and none of its branches", coverage.File{Lines: line(7, 0), BranchCounts: count(0, 2)}, `{"1":true}`},
		{"named branches", coverage.File{Lines: line(7, 0), Branches: []coverage.Branch{{Line: 1, Hits: 2}, {Line: 1, Arm: 1}}}, `{"1":"1/2"}`},
		{"a part of it", coverage.File{Lines: line(7, part)}, `{"1":true}`},
		{"a statement of it", coverage.File{Lines: line(7, 0), Statements: []coverage.Statement{one}, BranchCounts: count(2, 2)}, `{"1":true}`},
		{"four billion branches", coverage.File{Lines: line(7, 0), BranchCounts: count(3_999_999_999, 4_000_000_000)}, `{"1":"9999/10000"}`},
		{"excluded", coverage.File{Lines: line(7, 0), Excluded: []uint32{1, 2}}, `{}`},
		{"branches of no line", coverage.File{BranchCounts: count(1, 2)}, `{}`},
		{"ascending as numbers", coverage.File{Lines: []coverage.Line{{Number: 2}, {Number: 10}}}, `{"2":0,"10":0}`},
	} {
		want := "{\"coverage\":{\n\"a\":" + test.want + "\n}}\n"
		if got := string(written(t, map[string]*coverage.File{"a": &test.file})); got != want {
			t.Errorf("%s: got %s, want %s", test.name, got, want)
		}
	}
}

func TestWriteGolden(t *testing.T) {
	readertest.Golden(t, "write.json", string(written(t, map[string]*coverage.File{
		"a.c":                          {Lines: []coverage.Line{{Number: 1, Hits: 3}, {Number: 2}}, BranchCounts: []coverage.BranchCount{{Line: 1, Taken: 1, Total: 2}}},
		"dir/\"ü\" \\ <b> & 😀\n\x01.c": {Lines: []coverage.Line{{Number: 1, Hits: 1}}},
		"none.c":                       {},
	})))
}

// What is written has the verdicts and the totals of what was given, and is
// written the same again. Another JSON decoder sees the schema that Codecov
// documents: numbers, true and fractions by line by path.
func TestWriteReadRoundTrip(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		files := map[string]*coverage.File{}
		for i := range 1 + r.IntN(5) {
			files[fmt.Sprintf([]string{"%d.c", "dir %d/ünï.c", "a\"\\\n\x00<%d>", `C:\x\%d.cs`, "\u2028%d"}[r.IntN(5)], i)] = readertest.Random(r)
		}
		doc := written(t, files)
		got, info, err := collect(string(doc))
		if err != nil || info.Dropped.Count > 0 || len(got) != len(files) {
			t.Fatalf("seed %d: %d of %d files, %v, dropped %+v", seed, len(got), len(files), err, info.Dropped)
		}
		for path, f := range files {
			if diff := cmp.Diff(verdicts(f), verdicts(got[path])); diff != "" {
				t.Errorf("seed %d, %q: -want +got:\n%s", seed, path, diff)
			}
			if want, got := f.Summary().Lines, got[path].Summary().Lines; got != want {
				t.Errorf("seed %d, %q: lines %v, want %v", seed, path, got, want)
			}
		}
		if again := written(t, got); !bytes.Equal(doc, again) {
			t.Errorf("seed %d: written again, and not the same:\n%s", seed, cmp.Diff(string(doc), string(again)))
		}
		checkSchema(t, doc)
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, doc)
		}
	}
}

// A verdict is what of a mark the format keeps: the hits where there are no
// branches, and the branches where they are the reason for the verdict.
type verdict struct {
	State        coverage.State
	Hits         uint64
	Taken, Total uint32
}

func verdicts(f *coverage.File) map[uint32]verdict {
	out := map[uint32]verdict{}
	for _, m := range f.Marks() {
		v := verdict{State: m.State}
		byBranches := m.Total > 1 && (m.Taken == m.Total) == (m.State == coverage.Covered) && (m.Taken == 0) == (m.State == coverage.Uncovered)
		switch {
		case m.State == coverage.Excluded:
			continue
		case byBranches:
			v.Taken, v.Total = m.Taken, m.Total
		case m.State != coverage.Partial:
			v.Hits = m.Hits
		}
		out[m.Line] = v
	}
	return out
}

func checkSchema(t *testing.T, doc []byte) {
	t.Helper()
	var report struct {
		Coverage map[string]map[uint32]any `json:"coverage"`
	}
	if err := json.Unmarshal(doc, &report); err != nil {
		t.Fatal(err)
	}
	for path, lines := range report.Coverage {
		for line, value := range lines {
			var taken, total uint32
			switch v := value.(type) {
			case float64:
				continue
			case bool:
				if v {
					continue
				}
			case string:
				if n, err := fmt.Sscanf(v, "%d/%d", &taken, &total); n == 2 && err == nil && taken <= total && total > 1 {
					continue
				}
			}
			t.Errorf("%q: line %d is %v", path, line, value)
		}
	}
}

func TestWriteRefusesPathsThatAreNoText(t *testing.T) {
	if err := Write(io.Discard, readertest.Sorted(map[string]*coverage.File{"a\xff.c": {}})); err == nil {
		t.Error("no error")
	}
}

func TestWriteSaysThatItFailed(t *testing.T) {
	if err := Write(readertest.FullDisk{}, readertest.Sorted(nil)); !errors.Is(err, readertest.ErrFull) {
		t.Errorf("got %v, want %v", err, readertest.ErrFull)
	}
}

// Files are written as they come, and none is held.
func TestWriteMemory(t *testing.T) {
	readertest.LargeWrite(t, 8<<20, func(w io.Writer) error { return Write(w, readertest.Made(13_000)) })
}

func BenchmarkWrite(b *testing.B) {
	files := maps.Collect(readertest.Made(20))
	var doc bytes.Buffer
	if err := Write(&doc, readertest.Sorted(files)); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(doc.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, readertest.Sorted(files)); err != nil {
			b.Fatal(err)
		}
	}
}
