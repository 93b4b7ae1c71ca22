package oracles

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/formats"
)

// ceiling is how much memory all hostile files together may cost. It is held
// against everything that is allocated while they are read, which is more than
// what is ever in use at once.
const ceiling = 64 << 20

// Every row of EXPECT.tsv comes out as it wishes, through the one door by which
// all reports come in.
func TestHazards(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "hazards")
	rows := hazardRows(t, dir)
	if len(rows) != len(hazards) {
		t.Errorf("EXPECT.tsv has %d rows, and %d outcomes are known", len(rows), len(hazards))
	}
	read := map[string]result{}
	before := allocated()
	for _, row := range rows {
		read[row] = readHazard(t, filepath.Join(dir, filepath.FromSlash(row)))
	}
	if cost := allocated() - before; cost > ceiling {
		t.Errorf("reading all of them allocated %d MiB", cost>>20)
	}
	for _, row := range rows {
		t.Run(row, func(t *testing.T) {
			want, known := hazards[row]
			if !known {
				t.Fatal("no outcome is known for this row: say in hazards what must come of it")
			}
			want.check(t, read[row])
		})
	}
}

// Whatever reader a hostile file is forced on, it refuses it or reads something
// of it, within the same bound.
func TestHazardsByEveryReader(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "hazards")
	for _, row := range hazardRows(t, dir) {
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(row)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range formats.Names() {
			before := allocated()
			_, err := formats.Read(strings.NewReader(string(content)), name, coverage.Limits{}, func(*coverage.Section) error { return nil })
			if err != nil && strings.Contains(err.Error(), "please report") {
				t.Errorf("%s as %s: %v", row, name, err)
			}
			if cost := allocated() - before; cost > ceiling {
				t.Errorf("%s as %s: %d MiB were allocated", row, name, cost>>20)
			}
		}
	}
}

// hazardRows are the files that EXPECT.tsv names.
func hazardRows(t *testing.T, dir string) (rows []string) {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(dir, "EXPECT.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		file, _, ok := strings.Cut(line, "\t")
		if !ok {
			t.Fatalf("%q is no row", line)
		}
		rows = append(rows, file)
	}
	return rows
}

// A result is what was read of a file.
type result struct {
	files fileSet
	info  coverage.ReadInfo
	err   error
}

func readHazard(t *testing.T, name string) result {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := result{files: fileSet{}}
	known, err := formats.Read(file, "", coverage.Limits{}, func(s *coverage.Section) error {
		// Of these files, each that has sections of one source is one whose
		// sections add up, and one of them is spelled in two ways.
		key := s.Path
		if strings.HasPrefix(key, "./") {
			key = path.Clean(key)
		}
		r.files.add(key, s.File.Clone(), coverage.Sum)
		return nil
	})
	r.info, r.err = known.Info, err
	return r
}

func (o outcome) check(t *testing.T, got result) {
	t.Helper()
	if o.err != nil {
		if !errors.Is(got.err, o.err) || !strings.Contains(got.err.Error(), o.says) {
			t.Errorf("got the error %v, want %v with %q", got.err, o.err, o.says)
		}
		return
	}
	if got.err != nil {
		t.Fatal(got.err)
	}
	all := map[string]map[int]uint64{}
	for path, f := range got.files {
		all[path] = hits(f)
	}
	if diff := cmp.Diff(o.lines, all); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if d := got.info.Dropped; d.Count != o.dropped || !strings.Contains(d.First, o.says) {
		t.Errorf("dropped %s, want %d with %q", fmt.Sprintf("%d (%s)", d.Count, d.First), o.dropped, o.says)
	}
}

// allocated is what was allocated so far, freed or not, in bytes.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
