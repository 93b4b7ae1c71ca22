package oracles

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/index"
)

// No report makes covls open, read or write a file outside of the workspace. The
// hostile files of the corpus name /etc/passwd and the like in several ways; here
// they name decoys that lie where such a path would lead, and the kernel says
// whether anybody opened one. That is a thing of Linux, hence the file's name.

func TestNothingOutsideIsOpened(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "hazards")
	tr := newTrap(t)
	write(t, filepath.Join(tr.root, "main.c"), "int main;\n")
	// What is named here and is no report is a problem; elsewhere nobody cares.
	write(t, filepath.Join(tr.root, "covls.yaml"), "reports:\n- path: coverage/**\n")
	reports := []string{"coverage/good.info", "coverage/v8/coverage-1-1-0.json"}
	write(t, filepath.Join(tr.root, reports[0]), "SF:main.c\nDA:1,7\nend_of_record\n")
	write(t, filepath.Join(tr.root, reports[1]), tr.hostileMap(t, dir))
	for _, row := range hazardRows(t, dir) {
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(row)))
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, "coverage/"+row)
		write(t, filepath.Join(tr.root, "coverage", row), tr.aim(string(content)))
	}
	if !tr.opens(t, filepath.Join(tr.top, "etc/passwd")) {
		t.Fatal("the trap does not work")
	}
	before := tr.files(t)

	s := tr.index(t, reports)
	if tr.sprung(t) {
		t.Error("a file outside of the workspace was opened")
	}
	if added := slices.DeleteFunc(tr.files(t), func(name string) bool { return slices.Contains(before, name) }); len(added) > 0 {
		t.Errorf("files were written: %q", added)
	}
	if paths := s.Paths(); !slices.Equal(paths, []string{"main.c"}) {
		t.Errorf("files %q are covered, want main.c alone", paths)
	}
	for row, want := range hazards {
		named := func(p coverage.Problem) bool { return strings.Contains(p.Message, row) }
		if want.err != nil && !slices.ContainsFunc(s.Problems(), named) {
			t.Errorf("%s is refused, and no problem says so", row)
		}
	}
}

// aim points the absolute paths of a hostile file at decoys.
func (tr *trap) aim(content string) string {
	for _, name := range []string{"/etc/passwd", "/etc/shadow", "/proc/self/mem"} {
		content = strings.ReplaceAll(content, "file://"+name, "file://"+tr.top+name)
		content = strings.ReplaceAll(content, "SF:"+name, "SF:"+tr.top+name)
	}
	return content
}

// hostileMap is a report of V8's whose script has the corpus' source map, which
// leads to its sources by a path out of the workspace.
func (tr *trap) hostileMap(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "json/source-map-bomb.js.map"))
	if err != nil {
		t.Fatal(err)
	}
	url := "file://" + tr.root + "/dist/main.js"
	whole := map[string]any{"startOffset": 0, "endOffset": 100, "count": 1}
	report, err := json.Marshal(map[string]any{
		"result": []any{map[string]any{"scriptId": "1", "url": url, "functions": []any{
			map[string]any{"functionName": "", "isBlockCoverage": true, "ranges": []any{whole}},
		}}},
		"source-map-cache": map[string]any{url: map[string]any{"lineLengths": []int{100}, "data": json.RawMessage(data)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(report)
}

// index has the server's index look at the workspace.
func (tr *trap) index(t *testing.T, reports []string) *index.Snapshot {
	t.Helper()
	w, err := index.Open(index.Options{Root: tr.root, Index: filepath.Join(t.TempDir(), "index.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	slices.Sort(reports)
	files := append(slices.Clone(reports), "covls.yaml", "main.c")
	slices.Sort(files)
	if err := w.Apply(t.Context(), index.Batch{Listing: &index.Listing{Files: files, Reports: reports}}); err != nil {
		t.Fatal(err)
	}
	return w.Snapshot()
}
