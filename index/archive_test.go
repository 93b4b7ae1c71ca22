package index

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covls/covls/coverage/corpustest"
)

// Archives as CI systems hand them out are reports like others.

// archive packs files by their names.
func archive(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		entry, err := w.Create(name)
		if err == nil {
			_, err = entry.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Shards in one archive add up, and an archive that is still being downloaded
// changes nothing.
func TestArchive(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n2\n")
	b.write("b.c", "1\n")
	whole := archive(t, map[string]string{
		"1/lcov.info":              lcov(map[string][]int{"/builds/x/a.c": {1, 0}}),
		"2/lcov.info":              lcov(map[string][]int{"/builds/x/a.c": {2, 0}, "/builds/x/b.c": {0}}),
		"1/lcov-report/a.c.html":   "<!doctype html><html>",
		"../../../../evil.c":       "int main;",
		"1/lcov-report/base.css":   "a{}",
		"2/cobertura-coverage.xml": "<?xml version=\"1.0\"?><coverage line-rate=\"1\"><packages/></coverage>",
	})
	b.write("coverage.zip", whole)
	s := b.look()
	b.want(s, "a.c", "1:covered×3 2:uncovered×0")
	b.want(s, "b.c", "1:uncovered×0")
	if r := s.Reports(); len(r) != 1 || r[0].Format != "lcov" || r[0].Files != 2 || r[0].Problem != nil {
		t.Errorf("reports %+v", r)
	}
	for name, content := range map[string]string{
		"cut off":          whole[:len(whole)/2],
		"of nothing":       archive(t, nil),
		"of another thing": archive(t, map[string]string{"a.gcda": "adcg*22B"}),
	} {
		b.write("coverage.zip", content)
		s := b.apply(Batch{Reports: []string{"coverage.zip"}})
		b.want(s, "a.c", "1:covered×3 2:uncovered×0")
		if p := s.Problems(); len(p) != 1 || !strings.HasPrefix(p[0].Message, "coverage.zip") {
			t.Errorf("%s: problems %+v", name, p)
		}
	}
}

// A folder that GOCOVERDIR names says in an archive what it says on disk.
func TestArchiveOfAFolder(t *testing.T) {
	b := newBench(t)
	b.put("programs/go", ".")
	b.put("covdata/generated/app-set/covdir", "cov")
	want, _ := b.look().Totals()

	covdir := filepath.Join(corpustest.Dir(t), "covdata/generated/app-set/covdir")
	entries, err := os.ReadDir(covdir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(covdir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files["artifact/cov/"+e.Name()] = string(content)
	}
	other := newBench(t)
	other.put("programs/go", ".")
	other.write("coverage.zip", archive(t, files))
	s := other.look()
	if got, _ := s.Totals(); got != want || want.Lines.Total == 0 {
		t.Errorf("%+v, want %+v", got, want)
	}
	if r := s.Reports(); len(r) != 1 || r[0].Format != "covdata" {
		t.Errorf("reports %+v", r)
	}
}
