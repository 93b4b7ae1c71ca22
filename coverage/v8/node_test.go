package v8

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/covls/covls/coverage"
)

// Node itself. Programs in testdata say in a remark on each line what must come
// out: "// 3" that it ran three times, "// 1 partial" that a part of it did not,
// "// excluded"; a line without a remark that is not instrumented. Lines that
// end in a comment for something else say it in the line's "/* = 3 */".

var remark = regexp.MustCompile(`(?://|/\* =) (\d+(?: partial)?|excluded)(?: \*/)?$`)

func TestNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("node is not on the PATH, and CI must not skip it: install nodejs")
		}
		t.Skip("node is not on the PATH: install nodejs to run this test")
	}
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, name := range archives {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			files := runNode(t, node, dir, archive)
			for _, f := range archive.Files {
				if !strings.HasPrefix(f.Name, "lib/") {
					continue
				}
				file := files[filepath.Join(dir, f.Name)]
				if file == nil {
					t.Errorf("%s is not in the report", f.Name)
					continue
				}
				if err := Refine(file, f.Data); err != nil {
					t.Errorf("%s: %v", f.Name, err)
				}
				checkRemarks(t, f, file)
			}
		})
	}
}

// runNode runs main.js once for each line of the archive's comment, with its
// words as arguments, and adds the runs up. Files are by path.
func runNode(t *testing.T, node, dir string, archive *txtar.Archive) map[string]*coverage.File {
	t.Helper()
	for _, f := range archive.Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	reports := filepath.Join(dir, "v8")
	for args := range strings.Lines(string(archive.Comment)) {
		cmd := exec.Command(node, append([]string{"main.js"}, strings.Fields(args)...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "NODE_V8_COVERAGE="+reports)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("node: %v\n%s", err, out)
		}
	}
	byURL, info, err := collect(inputs(t, filepath.Join(reports, "*.json"))...)
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%v, %v", info.Dropped, err)
	}
	files := map[string]*coverage.File{}
	for url, f := range byURL {
		files[strings.TrimPrefix(url, "file://")] = f
	}
	return files
}

func checkRemarks(t *testing.T, source txtar.File, f *coverage.File) {
	t.Helper()
	marks := marksByLine(f)
	for i, line := range strings.Split(string(source.Data), "\n") {
		want := ""
		if m := remark.FindStringSubmatch(strings.TrimSuffix(line, "\r")); m != nil {
			want = m[1]
		}
		if got := verdict(marks[i+1]); got != want {
			t.Errorf("%s:%d: got %q, want %q: %s", source.Name, i+1, got, want, line)
		}
	}
}

func verdict(m coverage.Mark) string {
	switch m.State {
	case coverage.Covered, coverage.Uncovered:
		return fmt.Sprint(m.Hits)
	case coverage.Partial:
		return fmt.Sprintf("%d partial", m.Hits)
	case coverage.Excluded:
		return "excluded"
	}
	return ""
}
