package covdata

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// The corpus: folders that the go command left, whose expected numbers come
// from the Go tools.

const module = "example.com/covdemo/"

func TestGeneratedCorpus(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "covdata/generated")
	for name, c := range map[string]struct {
		folders []string
		counts  bool
	}{
		"app-set":         {[]string{"covdir"}, false},
		"app-atomic":      {[]string{"covdir"}, true},
		"test-gocoverdir": {[]string{"covdir"}, true},
		"two-dirs":        {[]string{"run1", "run2"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			var folders []string
			for _, f := range c.folders {
				folders = append(folders, filepath.Join(dir, name, f))
			}
			want := corpustest.Read(t, filepath.Join(dir, name, "expected.json"))
			got := compareTool(t, folders...)
			compareExpected(t, got, want)
			for path, f := range got {
				for _, s := range f.Statements {
					if s.Executed && c.counts || s.Hits > 0 && !c.counts {
						t.Errorf("%s: %+v in a binary whose hits are counts: %v", path, s, c.counts)
					}
				}
			}
		})
	}
}

// compareExpected compares lines, totals, and the lines of statements, for
// which the sources of the programs are read.
func compareExpected(t *testing.T, got map[string]*coverage.File, want corpustest.Expected) {
	t.Helper()
	var total coverage.Summary
	readertest.Expect(t, readertest.Below(module, got), want.Files, func(path string, f *coverage.File, w corpustest.ExpectedFile) {
		readertest.Same(t, readertest.Shown(f), w.Lines)
		total = total.Add(f.Summary())
		text := readertest.Text(t, filepath.Join(corpustest.Dir(t), "programs/go", filepath.FromSlash(path)))
		if err := Format.Refine(f, text); err != nil {
			t.Fatal(err)
		}
		readertest.Same(t, readertest.Shown(f), w.LinesStmt)
	})
	readertest.Same(t, readertest.Totals(total, "lines", "statements"), want.Totals)
}

// What go tool covdata merge makes of a folder is a folder, and says the same.
func TestMergedFolder(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "covdata/generated")
	for _, name := range []string{"app-set", "app-atomic"} {
		readertest.Same(t, compareTool(t, filepath.Join(dir, name, "merged")), compareTool(t, filepath.Join(dir, name, "covdir")))
	}
}

// A folder without counters is one in which no process has ended yet. The tool
// prints zeros for it, and so does a covmeta file that is read by itself.
func TestMetaOnly(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "covdata/generated")
	metas, err := filepath.Glob(filepath.Join(dir, "*/covdir/covmeta.*"))
	if err != nil || len(metas) < 4 {
		t.Fatalf("found %q: %v", metas, err)
	}
	for i, path := range metas {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			alone := t.TempDir()
			if err := os.WriteFile(filepath.Join(alone, filepath.Base(path)), data, 0o644); err != nil {
				t.Fatal(err)
			}
			want := compareTool(t, alone)
			got, _, err := readOne(data, coverage.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			readertest.Same(t, got, want)
		})
	}
}
