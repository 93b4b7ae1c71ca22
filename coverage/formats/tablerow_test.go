package formats

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/coveragepy"
)

// The rows of FORMATS.md: a report is read as an index would read it, refined
// with the sources, and held against the numbers that its tool gave for the run.

// A row is one report.
type row struct {
	format   *coverage.Format
	producer string
	name     string // slash-separated, below the corpus
	files    []string
	expected *expected // nil where the tool's numbers are not known

	refused     error
	equal       int // lines with the same hits
	total       int // lines that either has
	summary     coverage.Summary
	differences []string
}

// An expected is what a tool says of a run.
type expected struct {
	corpustest.Expected
	// CodecovJSON is what monocart says of lines, where that differs from what
	// it makes of them for Istanbul: hits, or "1/2" of a line's parts.
	CodecovJSON map[string]map[string]any `json:"codecov_json"`
}

// tableRows reads all reports that were made from the corpus' programs.
func tableRows(t *testing.T) []*row {
	t.Helper()
	dir := corpustest.Dir(t)
	producers := producersOf(t, dir)
	byName := map[string]*row{}
	for _, rel := range manifest(t, dir) {
		if !strings.Contains(rel, "/generated/") || strings.HasSuffix(rel, "expected.json") {
			continue
		}
		f, err := Detect(headOf(t, filepath.Join(dir, rel)))
		if err != nil {
			continue
		}
		// The tool's numbers are those of both runs.
		name := strings.NewReplacer("two-dirs/run1", "two-dirs/run*", "two-dirs/run2", "two-dirs/run*").Replace(SlotName(rel))
		key := f.Name + " " + name
		if byName[key] == nil {
			byName[key] = &row{format: f, producer: producers[rel], name: name, expected: expectedOf(t, dir, rel)}
		}
		byName[key].files = append(byName[key].files, rel)
	}
	rows := make([]*row, 0, len(byName))
	for _, key := range slices.Sorted(maps.Keys(byName)) {
		byName[key].read(t, dir)
		rows = append(rows, byName[key])
	}
	return rows
}

// producersOf are the tools that made the files, as the corpus has them.
func producersOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	producers := map[string]string{}
	for line := range strings.Lines(string(table)) {
		if fields := strings.Split(line, "\t"); len(fields) > 2 {
			producers[fields[0]] = fields[2]
		}
	}
	return producers
}

func headOf(t *testing.T, name string) []byte {
	t.Helper()
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return whole[:min(len(whole), headSize)]
}

// siblings are reports without numbers of their own, and those of the same run
// that have some.
var siblings = map[string]string{
	"lcov/generated/gcc-cpp/all.info":          "lcov/generated/gcc-cpp/lcov.info",
	"lcov/generated/lcov2-gcc-c/checksum.info": "lcov/generated/lcov2-gcc-c/run2.info",
}

// expectedOf finds the numbers for a file: its own, or those of its case.
func expectedOf(t *testing.T, dir, rel string) *expected {
	t.Helper()
	if sibling, ok := siblings[rel]; ok {
		rel = sibling
	}
	folder, name := path.Split(rel)
	names := []string{folder + "expected/" + name + ".expected.json"}
	for at := path.Dir(rel); path.Dir(at) != "."; at = path.Dir(at) {
		names = append(names, at+"/expected.json")
	}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			continue
		}
		e := &expected{}
		if err := json.Unmarshal(data, e); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return e
	}
	return nil
}

// read reads the report and compares it.
func (r *row) read(t *testing.T, dir string) {
	t.Helper()
	files, merged := map[string]*coverage.File{}, map[string]bool{}
	result, err := r.scan(dir, func(s *coverage.Section) error {
		key := r.key(s)
		if known := files[key]; known != nil {
			files[key], merged[key] = coverage.Merge(known, &s.File, r.format.Duplicates), true
		} else {
			files[key] = s.File.Clone()
		}
		return nil
	})
	if err != nil {
		r.refused = err
		return
	}
	for key, f := range files {
		if merged[key] && r.format.Settle != nil {
			r.format.Settle(f)
		}
		r.refine(t, dir, key, f, result.Info.Producer)
		r.compare(key, f)
	}
	if r.expected == nil {
		return
	}
	for key := range r.expected.Files {
		if files[key] == nil {
			r.compare(key, &coverage.File{})
		}
	}
	slices.Sort(r.differences)
}

// scan emits all sections of the report.
func (r *row) scan(dir string, emit func(*coverage.Section) error) (result Result, err error) {
	open := func(rel string) (io.ReadCloser, error) { return os.Open(filepath.Join(dir, filepath.FromSlash(rel))) }
	if r.format.ReadSet != nil {
		var inputs []coverage.Input
		for _, rel := range r.files {
			inputs = append(inputs, coverage.Input{Name: path.Base(rel), Open: func() (io.ReadCloser, error) { return open(rel) }})
		}
		return ReadSet(r.format, inputs, coverage.Limits{}, emit)
	}
	for _, rel := range r.files {
		file, err := open(rel)
		if err != nil {
			return result, err
		}
		result, err = Read(file, "", coverage.Limits{}, emit)
		file.Close()
		if err != nil {
			return result, err
		}
	}
	return result, nil
}

// key is the source that a section means: the one whose path, as the tool's
// numbers have it, ends as the section's does, or the other way round.
func (r *row) key(s *coverage.Section) string {
	name := strings.TrimPrefix(s.Path, "./")
	best := ""
	if r.expected != nil {
		for key := range r.expected.Files {
			if (strings.HasSuffix("/"+name, "/"+key) || strings.HasSuffix("/"+key, "/"+name)) && len(key) > len(best) {
				best = key
			}
		}
	}
	if best == "" {
		return s.Path
	}
	return best
}

// refine brings in the source, where the corpus has it.
func (r *row) refine(t *testing.T, dir, key string, f *coverage.File, producer string) {
	t.Helper()
	refine := r.format.Refine
	if r.format == &coveragepy.Format {
		refine = coveragepy.NewRefiner(producer, nil).Refine
	}
	if refine == nil || r.expected == nil || r.expected.Files[key].Lines == nil {
		return
	}
	_, program, _ := strings.Cut(r.expected.SourceRoot, "programs/")
	source, err := os.ReadFile(filepath.Join(dir, "programs", filepath.FromSlash(program+"/"+key)))
	switch {
	case errors.Is(err, fs.ErrNotExist): // grammar.y, which the profile names and nobody wrote
		return
	case err != nil:
		t.Fatal(err)
	}
	if err := refine(f, source); err != nil {
		t.Errorf("%s: %s: %v", r.name, key, err)
	}
}
