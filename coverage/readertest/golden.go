package readertest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

// What writers write, kept in files for people to look at.

var update = flag.Bool("update", false, "write the golden files")

// Golden compares text with a file in testdata. With -update it writes the file.
func Golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	Same(t, got, string(want))
}
