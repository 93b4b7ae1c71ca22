package formats

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
)

// What the corpus wishes for its hostile and malformed files (EXPECT.tsv), as
// far as telling formats apart and unpacking are concerned.
func TestHazards(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "hazards")
	tests := []struct {
		file  string
		paths string // of the sections
		err   error
		says  string
	}{
		{file: "json/deep.json", err: coverage.ErrNotReport, says: "JSON of no known kind"},
		{file: "json/istanbul-nulls.json", paths: "/a.js"},
		{file: "json/istanbul-infinity.json", err: coverage.ErrSyntax, says: "Infinity is not JSON"},
		{file: "json/v8-bad-ranges.json", paths: "file:///w/a.js"},
		{file: "json/source-map-bomb.js.map", err: coverage.ErrNotReport, says: "a source map"},
		{file: "misc/empty.info", err: coverage.ErrEmpty},
		{file: "misc/html.info", err: coverage.ErrNotReport, says: "an HTML page"},
		{file: "zip/lcov.info.gz", paths: "src/a.c"},
		{file: "zip/lcov.info.bz2", paths: "src/a.c"},
		{file: "zip/lcov.info.xz", paths: "src/a.c"},
		{file: "zip/slip.zip", paths: "a.c b.c"}, // names of entries are no paths
		{file: "sqlite/truncated.coverage", err: coverage.ErrTruncated, says: "coveragepy"},
		{file: "sqlite/not-coverage.coverage", err: coverage.ErrNotReport, says: "coveragepy"},
		{file: "go/no-mode.out", err: coverage.ErrNotReport, says: "lacks its mode line"},
		{file: "xml/utf16le-bom.cobertura.xml", paths: "c.cs"},
		{file: "xml/utf8-bom.clover.xml", paths: "/a.php"},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			whole, err := os.ReadFile(filepath.Join(dir, test.file))
			if err != nil {
				t.Fatal(err)
			}
			paths, _, err := readAll(string(whole), "")
			if strings.Join(paths, " ") != test.paths || !errors.Is(err, test.err) {
				t.Errorf("got %q and %v, want %q and %v", paths, err, test.paths, test.err)
			}
			if err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%q does not say %q", err, test.says)
			}
		})
	}
}

// Nothing in the corpus makes a reader panic, whichever reader it is.
func TestNothingPanics(t *testing.T) {
	dir := corpustest.Dir(t)
	for _, rel := range manifest(t, dir) {
		whole, err := os.ReadFile(filepath.Join(dir, rel))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range Names() {
			if _, _, err := readAll(string(whole), name); errors.Is(err, errPanic) {
				t.Errorf("%s as %s: %v", rel, name, err)
			}
		}
	}
}
