package simplecov

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// expectedFile is what SimpleCov 0.22 itself makes of a result set. Branches are
// kind, first and last line, and hits.
type expectedFile struct {
	Lines    [][2]uint64         `json:"lines"`
	Skipped  []uint32            `json:"skipped"`
	Branches [][4]any            `json:"branches"`
	Totals   map[string][2]int64 `json:"totals"`
}

func TestCorpus(t *testing.T) {
	dir := corpus.Dir(t)
	for _, name := range []string{"simplecov/generated/line", "simplecov/generated/branch"} {
		t.Run(name, func(t *testing.T) {
			var expected struct {
				Files   map[string]expectedFile `json:"files"`
				Totals  map[string][2]int64     `json:"totals"`
				LastRun struct {
					Result map[string]float64 `json:"result"`
				} `json:"last_run"`
			}
			decode(t, filepath.Join(dir, name, "expected.json"), &expected)
			files, info, err := collect(Format, read(t, filepath.Join(dir, name, "coverage/.resultset.json")))
			if err != nil || info.Dropped.Count > 0 || len(files) != len(expected.Files) {
				t.Fatalf("%d files, %v, %v", len(files), info.Dropped, err)
			}
			var total coverage.Summary
			for rel, want := range expected.Files {
				f := files["/srv/rubywork/"+rel]
				if f == nil {
					t.Errorf("%s is not in the report", rel)
					continue
				}
				source := read(t, filepath.Join(dir, "programs/ruby", rel))
				if err := Refine(f, []byte(source)); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want.found(), foundIn(f)); diff != "" {
					t.Errorf("%s: %s", rel, diff)
				}
				total = total.Add(f.Summary())
			}
			if diff := cmp.Diff(expected.Totals, totals(total)); diff != "" {
				t.Errorf("totals: %s", diff)
			}
			// What SimpleCov printed, cut off after two decimals.
			printed := map[string]float64{"line": percent(total.Lines), "branch": percent(total.Branches)}
			for metric, want := range expected.LastRun.Result {
				if printed[metric] != want {
					t.Errorf("%s: got %v %%, SimpleCov printed %v", metric, printed[metric], want)
				}
			}
		})
	}
}

// found is what both sides can say of a file.
type found struct {
	Lines    [][2]uint64
	Skipped  []uint32
	Branches []string
	Totals   map[string][2]int64
}

func (e expectedFile) found() found {
	f := found{Lines: e.Lines, Skipped: append([]uint32{}, e.Skipped...), Branches: []string{}, Totals: e.Totals}
	for _, b := range e.Branches {
		from, to := uint32(b[1].(float64)), uint32(b[2].(float64))
		f.Branches = append(f.Branches, fmt.Sprint(label(b[0].(string), from, to), b[3]))
	}
	slices.Sort(f.Branches)
	if f.Totals["branches"] == [2]int64{} {
		delete(f.Totals, "branches")
	}
	return f
}

func foundIn(f *coverage.File) found {
	got := found{Lines: [][2]uint64{}, Skipped: append([]uint32{}, f.Excluded...), Branches: []string{}, Totals: totals(f.Summary())}
	for _, l := range f.Lines {
		if _, out := slices.BinarySearch(f.Excluded, l.Number); !out {
			got.Lines = append(got.Lines, [2]uint64{uint64(l.Number), l.Hits})
		}
	}
	for _, b := range f.Branches {
		got.Branches = append(got.Branches, fmt.Sprint(b.Label, b.Hits))
	}
	slices.Sort(got.Branches)
	return got
}

// totals leaves branches out where there are none, since a file without branch
// coverage has no such total.
func totals(s coverage.Summary) map[string][2]int64 {
	out := map[string][2]int64{"lines": {s.Lines.Covered, s.Lines.Total}}
	if s.Branches.Total > 0 {
		out["branches"] = [2]int64{s.Branches.Covered, s.Branches.Total}
	}
	return out
}

func percent(r coverage.Ratio) float64 {
	return float64(r.Covered*10_000/max(r.Total, 1)) / 100
}

// Every report that was found in the wild reads as the format that it is, and
// nothing in it is dropped. A schema of reports is none.
func TestFetched(t *testing.T) {
	root := filepath.Join(corpus.Dir(t), "simplecov/fetched")
	seen := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".json") {
			return err
		}
		seen++
		doc := read(t, path)
		set, formatted := sniffSet([]byte(doc)), sniffJSON([]byte(doc))
		if strings.Contains(path, ".schema.") {
			if set != coverage.No || formatted != coverage.No {
				t.Errorf("%s: it is taken for a report", path)
			}
			return nil
		}
		format := Format
		if formatted == coverage.Certain {
			format = JSON
		}
		files, info, err := collect(format, doc)
		if err != nil || len(files) == 0 || info.Dropped.Count > 0 || set == formatted {
			t.Errorf("%s: %d files, %v, %v", path, len(files), info.Dropped, err)
		}
		return nil
	})
	if err != nil || seen < 18 {
		t.Errorf("read %d files, want 18; %v", seen, err)
	}
}

// The totals that SimpleCov 1.x put into its reports. They are not read, so they
// are an oracle.
func TestFormatterTotals(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(corpus.Dir(t), "simplecov/fetched/simplecov-ruby+simplecov/spec/fixtures/json/*.json"))
	if err != nil || len(paths) != 4 {
		t.Fatalf("%v, %v", paths, err)
	}
	type statistic struct{ Covered, Total int64 }
	for _, path := range paths {
		var report struct {
			Total struct{ Lines, Branches, Methods statistic } `json:"total"`
		}
		decode(t, path, &report)
		files, _, err := collect(JSON, read(t, path))
		if err != nil {
			t.Fatal(err)
		}
		s := files["spec/fixtures/json/sample.rb"].Summary()
		for _, pair := range []struct {
			want statistic
			got  coverage.Ratio
		}{{report.Total.Lines, s.Lines}, {report.Total.Branches, s.Branches}, {report.Total.Methods, s.Functions}} {
			if coverage.Ratio(pair.want) != pair.got {
				t.Errorf("%s: got %v, want %v", path, pair.got, pair.want)
			}
		}
	}
}

// Two commands of 2017, which saw different versions of a file.
func TestMergedCommands(t *testing.T) {
	path := filepath.Join(corpus.Dir(t), "simplecov/fetched/codeclimate+test-reporter/formatters/simplecov/simplecov-merged-legacy-resultset.json")
	files, _, err := collect(Format, read(t, path))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		var hits []uint64
		for _, l := range f.Lines {
			hits = append(hits, l.Hits)
		}
		// Line 6 has no code for one command and a 0 for the other, line 10 the
		// other way round: both files were loaded, so both lines stay.
		if want := []uint64{1, 1, 1, 0, 0, 0, 1, 1, 1, 0}; !slices.Equal(hits, want) {
			t.Errorf("got %v, want %v", hits, want)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func decode(t *testing.T, path string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(read(t, path)), into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
