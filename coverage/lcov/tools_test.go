package lcov_test

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/cobertura"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/gocover"
	"github.com/covls/covls/coverage/istanbul"
	"github.com/covls/covls/coverage/jacoco"
	"github.com/covls/covls/coverage/lcov"
	"github.com/covls/covls/coverage/readertest"
)

// lcov and genhtml themselves on what is written here, for every report that
// was made from programs of ours in five formats: both must take it without a
// word of complaint, and print the totals that coverage.File.Summary counts, but
// for what is listed. The list is that of lcov 1.x, which is what Debian 12 has.

// readable are the formats, from which everything that a tracefile may have to
// hold comes: counts and bits, named branches and counted ones, functions with
// and without a name.
var readable = []coverage.Format{lcov.Format, cobertura.Format, jacoco.Format, gocover.Format, istanbul.Format}

const (
	letters = "lcov 1.x passes over branches with a letter, by which lcov 2.x says what kind of way out they are"
	texts   = "lcov 1.x passes over branches that have a text for a number, as lcov 2.x writes conditions"
	noLines = "the classes have no line numbers, and lcov refuses a file without a single line"
)

// differences are the branches that lcov prints otherwise, by report, and why.
// Both are of lcov 2.x, and lcov 1.x passes over them in its reports too.
var differences = map[string]struct {
	printed coverage.Ratio
	reason  string
}{
	"lcov/generated/lcov2-gcc-c/baseline.info":          {coverage.Ratio{Covered: 0, Total: 19}, letters},
	"lcov/generated/lcov2-gcc-c/checksum.info":          {coverage.Ratio{Covered: 11, Total: 19}, letters},
	"lcov/generated/lcov2-gcc-c/filtered.info":          {coverage.Ratio{Covered: 11, Total: 19}, letters},
	"lcov/generated/lcov2-gcc-c/run1.info":              {coverage.Ratio{Covered: 10, Total: 19}, letters},
	"lcov/generated/lcov2-gcc-c/run2.info":              {coverage.Ratio{Covered: 11, Total: 19}, letters},
	"lcov/generated/lcov2-gcc-c/total.info":             {coverage.Ratio{Covered: 11, Total: 19}, letters},
	"lcov/generated/lcov2-llvm2lcov-mcdc-c/lcov.info":   {coverage.Ratio{Covered: 2, Total: 4}, texts},
	"lcov/generated/lcov2-llvm2lcov-mcdc-cpp/lcov.info": {coverage.Ratio{}, texts},
	"all of lcov": {coverage.Ratio{Covered: 271, Total: 471}, letters},
}

// refused are the reports of which lcov does not want what is written.
var refused = map[string]string{
	"jacoco/generated/merged/jacoco-nodebug.xml": noLines,
	"jacoco/generated/run1/jacoco-nodebug.xml":   noLines,
}

func TestToolsAgreeOnEveryReport(t *testing.T) {
	summary, genhtml := tool(t, "lcov"), tool(t, "genhtml")
	if out, err := exec.Command(summary, "--version").Output(); err != nil || !bytes.Contains(out, []byte("version 1.")) {
		message := "the list of differences is that of lcov 1.x, and this is another: %v, %s"
		if os.Getenv("CI") == "true" {
			t.Fatalf(message, err, out)
		}
		t.Skipf(message, err, out)
	}
	dir := corpustest.Dir(t)
	merged := map[string]map[string]*coverage.File{} // by format
	seen := 0
	for _, report := range generated(t, dir) {
		format, files := readReport(t, filepath.Join(dir, report))
		if format == "" {
			continue
		}
		seen++
		t.Run(report, func(t *testing.T) { compare(t, report, files, summary, "--summary") })
		if merged[format] == nil {
			merged[format] = map[string]*coverage.File{}
		}
		readertest.Join(merged[format], files)
	}
	if len(merged) != len(readable) || seen < 60 {
		t.Errorf("only %d reports of %d formats", seen, len(merged))
	}
	for format, files := range merged {
		report := "all of " + format
		t.Run(report, func(t *testing.T) {
			compare(t, report, files, summary, "--summary")
			compare(t, report, withSources(t, files), genhtml, "--branch-coverage", "--function-coverage", "-o", t.TempDir())
		})
	}
}

// tool finds a program. CI must not go without it.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed, and CI must not skip it: install the package lcov", name)
		}
		t.Skipf("%s is not installed: it is part of the package lcov", name)
	}
	return path
}

// generated lists the files of all cases made from our own programs, below the
// corpus.
func generated(t *testing.T, dir string) (reports []string) {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(dir, "*/generated"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		folder, _ = filepath.Rel(dir, folder) // it is below dir
		for _, path := range corpustest.Files(t, folder) {
			rel, _ := filepath.Rel(dir, path)
			reports = append(reports, filepath.ToSlash(rel))
		}
	}
	return reports
}

// readReport reads a file if it is a report of one of the formats.
func readReport(t *testing.T, path string) (format string, files map[string]*coverage.File) {
	t.Helper()
	text := readertest.Text(t, path)
	for _, f := range readable {
		if f.Sniff(text[:min(len(text), 64<<10)]) != coverage.Certain {
			continue
		}
		files, _, err := readertest.Collect(f, bytes.NewReader(text), coverage.Limits{})
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return f.Name, files
	}
	return "", nil
}

// withSources gives every file a source that genhtml finds: a line of text for
// each line that it may want to show.
func withSources(t *testing.T, files map[string]*coverage.File) map[string]*coverage.File {
	t.Helper()
	root, out := t.TempDir(), map[string]*coverage.File{}
	for path, f := range files {
		last := uint32(1)
		for _, l := range f.Lines {
			last = max(last, l.Number)
		}
		source := filepath.Join(root, filepath.Clean("/"+path))
		if err := os.MkdirAll(filepath.Dir(source), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(source, []byte(strings.Repeat("text\n", int(last))), 0o644); err != nil {
			t.Fatal(err)
		}
		readertest.Join(out, map[string]*coverage.File{source: f})
	}
	return out
}

// compare writes files, has a tool read them, and compares the totals it prints.
func compare(t *testing.T, report string, files map[string]*coverage.File, tool string, args ...string) {
	t.Helper()
	tracefile := filepath.Join(t.TempDir(), "lcov.info")
	var written bytes.Buffer
	if err := lcov.Write(&written, readertest.Sorted(files)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tracefile, written.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"--rc", "lcov_branch_coverage=1", "--rc", "lcov_function_coverage=1"}, args...)
	out, err := exec.Command(tool, append(args, tracefile)...).CombinedOutput()
	if reason := refused[report]; reason != "" {
		if err == nil {
			t.Errorf("%s takes it, although %s", tool, reason)
		}
		return
	}
	if complaint := bytes.ToLower(out); err != nil || bytes.Contains(complaint, []byte("warning")) || bytes.Contains(complaint, []byte("error")) {
		t.Fatalf("%v\n%s", err, out)
	}
	var sum coverage.Summary
	for _, f := range files {
		sum = sum.Add(f.Summary())
	}
	want := map[string]coverage.Ratio{"lines": sum.Lines, "functions": sum.Functions, "branches": sum.Branches}
	if d := differences[report]; d.reason != "" {
		want["branches"] = d.printed
	}
	maps.DeleteFunc(want, func(_ string, r coverage.Ratio) bool { return r.Total == 0 })
	if diff := cmp.Diff(want, totals(out)); diff != "" {
		t.Errorf("-counted +printed:\n%s\n%s", diff, out)
	}
}

var printedRatio = regexp.MustCompile(`(lines|functions|branches)\.*: [0-9.]+% \((\d+) of (\d+)`)

// totals are what a tool printed; without data it prints none for a metric.
func totals(out []byte) map[string]coverage.Ratio {
	found := map[string]coverage.Ratio{}
	for _, m := range printedRatio.FindAllSubmatch(out, -1) {
		covered, _ := strconv.ParseInt(string(m[2]), 10, 64) // they are digits
		total, _ := strconv.ParseInt(string(m[3]), 10, 64)
		found[string(m[1])] = coverage.Ratio{Covered: covered, Total: total}
	}
	return found
}
