package oracles

import (
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

// Istanbul's library on every report of Istanbul's that there is: alone, and
// merged as nyc and jest merge the reports of several processes.

// An istanbulFile is what testdata/istanbul.js prints of a source file.
type istanbulFile struct {
	Lines    map[int]uint64
	Branches map[int][2]int64
	Totals   map[string][2]int64
}

func TestIstanbul(t *testing.T) {
	dir := corpustest.Dir(t)
	groups := istanbulReports(t, dir)
	alone := len(groups)
	for _, name := range groups[:alone] {
		groups = append(groups, []string{name[0], name[0]}) // twice the same run
	}
	processes, err := filepath.Glob(filepath.Join(dir, "istanbul/generated/nyc-plain/nyc_output/*.json"))
	if err != nil || len(processes) != 2 {
		t.Fatalf("%v, %v", processes, err)
	}
	groups = append(groups, processes, slices.Concat(processes, processes[1:]))

	var answers []map[string]istanbulFile
	script(t, "istanbul.js", groups, &answers)
	lines := 0
	for i, names := range groups {
		t.Run(title(dir, names), func(t *testing.T) {
			files := readReports(t, names...)
			if got, want := slices.Sorted(maps.Keys(files)), slices.Sorted(maps.Keys(answers[i])); !slices.Equal(got, want) {
				t.Fatalf("files %q, Istanbul has %q", got, want)
			}
			for path, want := range answers[i] {
				lines += len(want.Lines)
				compareIstanbul(t, path, want, files[path])
			}
		})
	}
	if alone < 9 || lines < 500 {
		t.Errorf("only %d lines of %d reports were compared", lines, alone)
	}
}

func compareIstanbul(t *testing.T, path string, want istanbulFile, f *coverage.File) {
	t.Helper()
	s := f.Summary()
	got := istanbulFile{
		Lines:    hits(f),
		Branches: branches(f),
		Totals: map[string][2]int64{
			"lines": pair(s.Lines), "statements": pair(s.Statements), "functions": pair(s.Functions), "branches": pair(s.Branches),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: -Istanbul +covls:\n%s", path, diff)
	}
}

func pair(r coverage.Ratio) [2]int64 { return [2]int64{r.Covered, r.Total} }

// istanbulReports finds them by content, as the server does, in all of the
// corpus but its hostile files, each as a group of its own.
func istanbulReports(t *testing.T, dir string) (groups [][]string) {
	t.Helper()
	for _, rel := range manifest(t, dir) {
		if !strings.HasSuffix(rel, ".json") || strings.HasPrefix(rel, "hazards/") {
			continue
		}
		if f, err := detect(filepath.Join(dir, rel)); err == nil && f.Name == "istanbul" {
			groups = append(groups, []string{filepath.Join(dir, rel)})
		}
	}
	return groups
}

// manifest lists the files of the corpus.
func manifest(t testing.TB, dir string) (files []string) {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		if rel, _, ok := strings.Cut(line, "\t"); ok && rel != "path" {
			files = append(files, rel)
		}
	}
	return files
}

// title names a group of reports.
func title(dir string, names []string) string {
	short := make([]string, len(names))
	for i, name := range names {
		rel, _ := filepath.Rel(dir, name) // both are absolute
		short[i] = filepath.ToSlash(rel)
	}
	return strings.Join(short, "+")
}
