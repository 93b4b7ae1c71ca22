package readertest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// Reports that were made from programs of ours have expected numbers beside
// them, file by file. A report may name the files by other paths.

// Expect calls compare for each expected file and what the report says of it, in
// the order of the paths, and fails the test where the two are not of the same
// files. The result is the sum of the files, after compare.
func Expect[W any](t testing.TB, files map[string]*coverage.File, want map[string]W, compare func(path string, f *coverage.File, want W)) coverage.Summary {
	t.Helper()
	var total coverage.Summary
	for _, path := range slices.Sorted(maps.Keys(want)) {
		f := files[path]
		if f == nil {
			t.Errorf("%s is not in the report", path)
			continue
		}
		compare(path, f, want[path])
		total = total.Add(f.Summary())
	}
	if len(files) != len(want) {
		t.Errorf("%d files, want %d", len(files), len(want))
	}
	return total
}

// Below gives files by their paths below prefix. Others keep theirs, and so does
// one whose new path another file has: none may get lost on the way to Expect.
func Below(prefix string, files map[string]*coverage.File) map[string]*coverage.File {
	return renamed(files, func(path string) string { return strings.TrimPrefix(path, prefix) })
}

// ByEnd is Below for reports whose root is of no interest: it gives files by those
// of the wanted paths that theirs end with.
func ByEnd[W any](files map[string]*coverage.File, want map[string]W) map[string]*coverage.File {
	return renamed(files, func(path string) string {
		for wanted := range want {
			if strings.HasSuffix(path, "/"+wanted) {
				return wanted
			}
		}
		return path
	})
}

func renamed(files map[string]*coverage.File, name func(path string) string) map[string]*coverage.File {
	out := map[string]*coverage.File{}
	for path, f := range files {
		to := name(path)
		if out[to] != nil {
			to = path
		}
		out[to] = f
	}
	return out
}
