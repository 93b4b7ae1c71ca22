package python

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage/coveragepy/internal/realtool"
)

const pragma = `#\s*(pragma|PRAGMA)[:\s]?\s*(no|NO)\s*(cover|COVER)`

// keptDeadCode are files in which Python 3.10 and 3.11 keep the code of a lambda,
// a comprehension, a function or a class that cannot be reached, though not the
// line that would make it. Later versions drop it, and so does Analyze.
var keptDeadCode = []string{"coverage/parser.py", "coverage/pytracer.py", "test/test_scope.py", "test/test_unicode.py", "test/test_sys_settrace.py", "inspect_fodder2.py"}

// Every second file of the system's Python library, against coverage.py's own
// parser, which compiles them.
func TestAgainstTheLibrary(t *testing.T) {
	command, _ := realtool.Python(t)
	folder := strings.TrimSpace(string(realtool.Run(t, t.TempDir(), "", command, "-c", "import os, sys; print(os.path.dirname(os.__file__)) if sys.version_info >= (3, 10) else 0")))
	if folder == "" {
		t.Skip("Python before 3.10 counts otherwise: see the package's comment")
	}
	script, err := filepath.Abs("testdata/statements.py")
	if err != nil {
		t.Fatal(err)
	}
	files := sample(t, folder, "/usr/lib/python3/dist-packages/coverage")
	out := realtool.Run(t, t.TempDir(), strings.Join(files, "\n")+"\n", command, script, pragma)
	rules := Rules{Exclude: compile(t, pragma)}
	compared := 0
	for line := range bytes.Lines(out) {
		var want struct {
			Path, Error          string
			Statements, Excluded []uint32
		}
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		if want.Error != "" {
			continue
		}
		source, err := os.ReadFile(want.Path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Analyze(source, rules)
		if err != nil {
			t.Errorf("%s: %v", want.Path, err)
			continue
		}
		compared++
		known := slices.ContainsFunc(keptDeadCode, func(name string) bool { return strings.HasSuffix(want.Path, name) })
		switch equal := slices.Equal(got.Statements, want.Statements) && slices.Equal(got.Excluded, want.Excluded); {
		case known && !equal:
			t.Logf("%s: statements %v are of dead code", want.Path, without(want.Statements, got.Statements))
		case !equal:
			t.Errorf("%s: too many %v, too few %v; excluded %v, want %v", want.Path,
				without(got.Statements, want.Statements), without(want.Statements, got.Statements), got.Excluded, want.Excluded)
		}
	}
	t.Logf("%d files compared", compared)
	if compared < 200 {
		t.Errorf("only %d files were compared", compared)
	}
}

// sample is every second Python file below the folders.
func sample(t *testing.T, folders ...string) []string {
	t.Helper()
	var files []string
	n := 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".py") {
				return nil
			}
			if n++; n%2 == 0 {
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// without gives the lines that are not among the others.
func without(lines, others []uint32) (rest []uint32) {
	for _, line := range lines {
		if _, found := slices.BinarySearch(others, line); !found {
			rest = append(rest, line)
		}
	}
	return rest
}
