package cobertura

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// byFolder gives files in the order that Write likes.
func byFolder(files map[string]*coverage.File) iter.Seq2[string, *coverage.File] {
	return func(yield func(string, *coverage.File) bool) {
		for _, path := range slices.SortedFunc(maps.Keys(files), ByFolder) {
			if !yield(path, files[path]) {
				return
			}
		}
	}
}

func written(t testing.TB, root string, files map[string]*coverage.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, root, time.Time{}, byFolder(files)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readBack reads a document that nothing may be wrong with.
func readBack(t testing.TB, doc []byte) (files map[string]*coverage.File, roots []string) {
	t.Helper()
	files = map[string]*coverage.File{}
	info, err := read(bytes.NewReader(doc), coverage.Limits{}, func(s *coverage.Section) error {
		if files[s.Path] != nil {
			t.Errorf("%q has two sections", s.Path)
		}
		files[s.Path], roots = s.File.Clone(), s.Roots
		return nil
	})
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%v, dropped %+v:\n%s", err, info.Dropped, doc)
	}
	return files, roots
}

// A document with everything that there is to write, looked at by people.
func TestWriteGolden(t *testing.T) {
	const evaluated = coverage.Evaluated
	readertest.Golden(t, "write.xml", string(written(t, "/src/project", map[string]*coverage.File{
		"main.go": {Lines: []coverage.Line{{Number: 3, Bits: coverage.Executed}}},
		"lib/a.ts": {
			Lines: []coverage.Line{{Number: 1, Hits: 7}, {Number: 2}, {Number: 3, Hits: 1}, {Number: 4, Hits: 2}, {Number: 6, Hits: 2}},
			Branches: []coverage.Branch{
				{Line: 1, Block: 4, Bits: evaluated, Hits: 7, Label: "if"}, {Line: 1, Block: 4, Arm: 1, Bits: evaluated, Label: "if"},
				{Line: 1, Block: 9, Bits: evaluated, Hits: 1, Label: "cond-expr"}, {Line: 1, Block: 9, Arm: 1, Bits: evaluated, Hits: 6, Label: "cond-expr"},
				{Line: 3, Bits: evaluated}, {Line: 5, Bits: evaluated, Hits: 1},
			},
			BranchCounts: []coverage.BranchCount{{Line: 2, Total: 2}, {Line: 3, Taken: 2, Total: 3}},
			Functions:    []coverage.Function{{Name: "Map<K, V>.get", Line: 1, EndLine: 3, Hits: 9}, {Name: "gone", Line: 4, Hits: 1}, {Line: 5}, {Name: "nowhere"}},
			Statements:   []coverage.Statement{{Line: 6, Hits: 2, Weight: 1}, {Line: 6, Col: 9, Weight: 1}},
			Excluded:     []uint32{4},
		},
		"lib/sub/none.ts":  {Functions: []coverage.Function{{Name: "f", Line: 1, Hits: 1}}},
		"lib/z & \"y\".ts": {Lines: []coverage.Line{{Number: 1}, {Number: 2}, {Number: 3, Hits: coverage.MaxHits}}},
	})))
}

// What is written comes back as far as the format can say it, twice the same,
// and is XML to a strict parser too.
func TestWriteReadRoundTrip(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		files, want := map[string]*coverage.File{}, map[string]*coverage.File{}
		for i := range 1 + r.IntN(5) {
			path := fmt.Sprintf([]string{"%d.c", "dir %d/ünï.c", "a<b>/\"%d\"&amp;'.c", "/abs/\n\t\r%d.c", `C:\x\%d.cs`, "../%d/😀.c"}[r.IntN(6)], i)
			files[path] = readertest.Random(r)
			want[path] = expected(files[path])
		}
		doc := written(t, "/a & b", files)
		got, roots := readBack(t, doc)
		if diff := cmp.Diff(want, got); diff != "" || !slices.Equal(roots, []string{"/a & b"}) {
			t.Fatalf("seed %d: roots %q, -want +got:\n%s\n%s", seed, roots, diff, doc)
		}
		if again := written(t, "/a & b", files); !bytes.Equal(doc, again) {
			t.Fatalf("seed %d: written twice, and not the same:\n%s", seed, cmp.Diff(string(doc), string(again)))
		}
		if err := xml.Unmarshal(doc, new(struct{})); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// expected is what the format keeps of f, found out the slow way.
func expected(f *coverage.File) *coverage.File {
	out := &coverage.File{}
	for _, l := range f.Lines {
		if slices.Contains(f.Excluded, l.Number) {
			continue
		}
		out.Lines = append(out.Lines, coverage.Line{Number: l.Number, Hits: l.Shown()})
		own := coverage.BranchCount{Line: l.Number}
		for _, b := range f.Branches {
			if b.Line == l.Number {
				own.Total++
				if b.Ran() {
					own.Taken++
				}
			}
		}
		for _, c := range f.BranchCounts {
			if c.Line == l.Number && (c.Taken > own.Taken || c.Taken == own.Taken && c.Total > own.Total) {
				own = c
			}
		}
		if own.Total > 0 {
			out.BranchCounts = append(out.BranchCounts, own)
		}
	}
	for _, fn := range f.Functions {
		if len(out.Lines) == 0 || fn.Line == 0 || slices.Contains(f.Excluded, fn.Line) {
			continue
		}
		name := strings.NewReplacer("\x01", "\ufffd", "\xff", "\ufffd").Replace(fn.Name)
		if name == "" {
			name = "(anonymous)"
		}
		out.Functions = append(out.Functions, coverage.Function{Name: name, Line: fn.Line, Hits: fn.Shown()})
	}
	out.Sort(coverage.Max)
	return out
}

// No line gets a branch for each one that a report claims, and its verdict stays.
func TestWriteBoundsBranches(t *testing.T) {
	file := func(total, most uint32) *coverage.File {
		return &coverage.File{
			Lines:        []coverage.Line{{Number: 1, Hits: 1}, {Number: 2, Hits: 1}, {Number: 3, Hits: 1}},
			BranchCounts: []coverage.BranchCount{{Line: 1, Taken: most, Total: total}, {Line: 2, Taken: total, Total: total}, {Line: 3, Taken: 1, Total: total}},
		}
	}
	got, _ := readBack(t, written(t, "", map[string]*coverage.File{"a": file(4_000_000_000, 3_999_999_999)}))
	if diff := cmp.Diff(file(maxBranches, maxBranches-1), got["a"]); diff != "" {
		t.Error(diff)
	}
}

func TestRate(t *testing.T) {
	for r, want := range map[coverage.Ratio]string{
		{}: "1", {Covered: 5, Total: 5}: "1", {Total: 3}: "0.0000", {Covered: 2, Total: 3}: "0.6666",
		{Covered: 999_999, Total: 1_000_000}: "0.9999", {Covered: 1, Total: 10_000}: "0.0001",
	} {
		if got := rate(r); got != want {
			t.Errorf("%v: got %s, want %s", r, got, want)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	file := &coverage.File{Lines: []coverage.Line{{Number: 1}}}
	for _, test := range []struct{ root, path string }{
		{"", "a\x00.c"}, {"", "\xff.c"}, {"", "a\x1b[31m.c"}, {"", "\ufffe"}, {"\x01", "a.c"},
	} {
		var b bytes.Buffer
		if err := Write(&b, test.root, time.Time{}, byFolder(map[string]*coverage.File{test.path: file})); err == nil || b.Len() > 0 {
			t.Errorf("%q: error %v, and %d bytes were written", test, err, b.Len())
		}
	}
}

// The totals in the root are those of the first look at the files, so a second
// one that differs is no report.
func TestWriteNeedsTheSameFilesTwice(t *testing.T) {
	one := map[string]*coverage.File{"a/x": {Lines: []coverage.Line{{Number: 1}}}}
	for name, second := range map[string]map[string]*coverage.File{
		"nothing":        {},
		"another line":   {"a/x": {Lines: []coverage.Line{{Number: 1}, {Number: 2}}}},
		"another file":   {"a/x": one["a/x"], "a/y": {}},
		"another folder": {"a/x": one["a/x"], "b/y": {}},
		"no path":        {"a/\x00": one["a/x"]},
	} {
		looks := []map[string]*coverage.File{one, second}
		err := Write(io.Discard, "", time.Time{}, func(yield func(string, *coverage.File) bool) {
			files := looks[0]
			looks = looks[1:]
			byFolder(files)(yield)
		})
		if !errors.Is(err, errChanged) {
			t.Errorf("%s: got %v, want %v", name, err, errChanged)
		}
	}
}

func TestWriteTimestamp(t *testing.T) {
	for made, want := range map[time.Time]string{
		time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC): `timestamp="1709208000"`, {}: `timestamp="0"`,
	} {
		var b strings.Builder
		if err := Write(&b, "", made, byFolder(nil)); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%v: %v, want %s in\n%s", made, err, want, b.String())
		}
	}
}

func TestWriteSaysThatItFailed(t *testing.T) {
	if err := Write(readertest.FullDisk{}, "", time.Time{}, byFolder(nil)); !errors.Is(err, readertest.ErrFull) {
		t.Errorf("got %v, want %v", err, readertest.ErrFull)
	}
}
