package cli

import (
	"path/filepath"
	"reflect"
	"testing"

	"github.com/covls/covls/coverage/corpustest"
)

// Folders and lists of files are the report that they are parts of, which says
// what another output of the same run says.
func TestFoldersOfTheCorpus(t *testing.T) {
	dir := corpustest.Dir(t)
	tests := []struct {
		name, program string
		inputs, same  []string // patterns below the corpus
	}{
		{"go", "go", []string{"covdata/generated/app-atomic/covdir"}, []string{"covdata/generated/app-atomic/cover.out"}},
		{"go, file by file", "go", []string{"covdata/generated/app-atomic/covdir/*"}, []string{"covdata/generated/app-atomic/cover.out"}},
		{"go, two folders", "go", []string{"covdata/generated/two-dirs/run1", "covdata/generated/two-dirs/run2"}, []string{"covdata/generated/two-dirs/cover.out"}},
		{"coverage.py", "python", []string{"coveragepy/generated/parallel/parallel"}, []string{"coveragepy/generated/parallel/.coverage"}},
		{"coverage.py, file by file", "python", []string{"coveragepy/generated/parallel/parallel/.coverage.*"}, []string{"coveragepy/generated/parallel/.coverage"}},
		{"gcov", "c", []string{"gcov/generated/c/text-branches"}, []string{"gcov/generated/c/text-branches/*.gcov"}},
		{"c8", "js/plain", []string{"c8/generated/plain/tmp"}, []string{"c8/generated/plain/tmp/*.json"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			merged := func(patterns []string) exported {
				args := []string{"merge", "--root", filepath.Join(dir, "programs", test.program)}
				for _, pattern := range patterns {
					names, err := filepath.Glob(filepath.Join(dir, pattern))
					if err != nil || len(names) == 0 {
						t.Fatalf("nothing is %s: %v", pattern, err)
					}
					args = append(args, names...)
				}
				return export(t, args...)
			}
			got, want := merged(test.inputs), merged(test.same)
			if len(want.Files) == 0 || want.Totals["lines"][0] == 0 {
				t.Fatalf("%v says nothing", test.same)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
