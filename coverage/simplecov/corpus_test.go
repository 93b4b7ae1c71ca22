package simplecov

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
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
	dir := corpustest.Dir(t)
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
			files := readertest.Below("/srv/rubywork/", readertest.Files(t, Format, filepath.Join(dir, name, "coverage/.resultset.json")))
			total := readertest.Expect(t, files, expected.Files, func(path string, f *coverage.File, want expectedFile) {
				if err := Refine(f, readertest.Text(t, filepath.Join(dir, "programs/ruby", path))); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want.found(), foundIn(f)); diff != "" {
					t.Errorf("%s: %s", path, diff)
				}
			})
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
	got := found{Lines: readertest.Hits(f), Skipped: append([]uint32{}, f.Excluded...), Branches: []string{}, Totals: totals(f.Summary())}
	for _, b := range f.Branches {
		got.Branches = append(got.Branches, fmt.Sprint(b.Label, b.Hits))
	}
	slices.Sort(got.Branches)
	return got
}

// totals leaves branches out where there are none, since a file without branch
// coverage has no such total.
func totals(s coverage.Summary) map[string][2]int64 {
	if s.Branches.Total == 0 {
		return readertest.Totals(s, "lines")
	}
	return readertest.Totals(s, "lines", "branches")
}

func percent(r coverage.Ratio) float64 {
	return float64(r.Covered*10_000/max(r.Total, 1)) / 100
}

// Every report that was found in the wild reads as the format that it is, and
// nothing in it is dropped. A schema of reports is none.
func TestFetched(t *testing.T) {
	paths := corpustest.Files(t, "simplecov/fetched", "*.json")
	if len(paths) < 18 {
		t.Errorf("found %d files, want 18", len(paths))
	}
	byFormat := map[bool][]string{} // whether it is a formatter's
	for _, path := range paths {
		doc := readertest.Text(t, path)
		set, formatted := sniffSet(doc), sniffJSON(doc)
		if strings.Contains(path, ".schema.") {
			if set != coverage.No || formatted != coverage.No {
				t.Errorf("%s: it is taken for a report", path)
			}
			continue
		}
		if set == formatted {
			t.Errorf("%s: sniffed %v and %v", path, set, formatted)
		}
		byFormat[formatted == coverage.Certain] = append(byFormat[formatted == coverage.Certain], path)
	}
	for formatted, format := range map[bool]coverage.Format{false: Format, true: JSON} {
		readertest.Fetched(t, format, byFormat[formatted], readertest.Exceptions{}, func(r readertest.Report) {
			if len(r.Files) == 0 {
				t.Errorf("%s: no files", r.Path)
			}
		})
	}
}

// The totals that SimpleCov 1.x put into its reports. They are not read, so they
// are an oracle.
func TestFormatterTotals(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(corpustest.Dir(t), "simplecov/fetched/simplecov-ruby+simplecov/spec/fixtures/json/*.json"))
	if err != nil || len(paths) != 4 {
		t.Fatalf("%v, %v", paths, err)
	}
	type statistic struct{ Covered, Total int64 }
	for _, path := range paths {
		var report struct {
			Total struct{ Lines, Branches, Methods statistic } `json:"total"`
		}
		decode(t, path, &report)
		files := readertest.Files(t, JSON, path)
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
	path := filepath.Join(corpustest.Dir(t), "simplecov/fetched/codeclimate+test-reporter/formatters/simplecov/simplecov-merged-legacy-resultset.json")
	files := readertest.Files(t, Format, path)
	if len(files) != 1 {
		t.Fatalf("got %v", files)
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

func decode(t *testing.T, path string, into any) {
	t.Helper()
	if err := json.Unmarshal(readertest.Text(t, path), into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
