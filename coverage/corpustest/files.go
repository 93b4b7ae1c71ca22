package corpustest

import (
	"os"
	"path/filepath"
	"testing"
)

// Files lists the regular files anywhere below a folder of the corpus whose base
// names match one of the patterns, or all of them where there is no pattern, with
// the corpus' own folder in front. It fails the test where there are none, so
// that a loop over them cannot pass by never running.
func Files(t testing.TB, folder string, patterns ...string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(filepath.Join(Dir(t), folder), func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && matches(entry.Name(), patterns) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d files in %s: %v", len(paths), folder, err)
	}
	return paths
}

func matches(name string, patterns []string) bool {
	for _, p := range patterns {
		if ok, _ := filepath.Match(p, name); ok { // the only error is a bad pattern
			return true
		}
	}
	return len(patterns) == 0
}
