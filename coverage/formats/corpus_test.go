package formats

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
)

// signs are what a whole file of a format looks like to a regular expression,
// which is another way to tell formats apart than the readers' own, and one
// that may look further than the first 64 KiB.
var signs = []struct {
	format string
	sign   *regexp.Regexp
}{
	{"lcov", regexp.MustCompile(`(?m)\A(\s*|#.*|TN:.*)*^SF:`)},
	{"go", regexp.MustCompile(`\Amode: (set|count|atomic)\r?\n`)},
	{"cobertura", regexp.MustCompile(`<coverage\b[^>]*(line-rate=|branch-rate=|>\s*<(sources|packages)>)`)},
	{"jacoco", regexp.MustCompile(`<report\s[^>]*name=[^>]*>\s*<(sessioninfo|group|package)\s`)},
	{"clover", regexp.MustCompile(`<coverage\b[^>]*(\s(clover|generated)=|>\s*<project\b)`)},
	{"opencover", regexp.MustCompile(`<CoverageSession\b`)},
	{"sonar", regexp.MustCompile(`<coverage\b[^>]*\sversion=["']1["'][^>]*>\s*(<!--[^>]*-->\s*)*(<file\s+path=|</coverage>)`)},
	{"covdata", regexp.MustCompile(`\A\x00c[vw]m`)},
	{"gcov", regexp.MustCompile(`\A\s*-:\s+0:(Source|Graph|Data|Runs|Programs):|\Afile:.*\n(function|lcount):|"gcc_version":`)},
	{"gcovr", regexp.MustCompile(`"gcovr/format_version"`)},
	{"llvm-cov", regexp.MustCompile(`"llvm\.coverage\.json\.export"`)},
	{"v8", regexp.MustCompile(`\A[^\[]*\[\s*\{\s*"(scriptId|url)":|\A\s*\{\s*"scriptId":|"type":"v8","data":`)},
	{"coveragepy", regexp.MustCompile(`\A(SQLite format 3\x00|!coverage\.py:)`)},
	{"coveragepy-json", regexp.MustCompile(`(?s)\A\s*\{.*"executed_lines":`)},
	{"coverlet", regexp.MustCompile(`"Lines":\s*\{\s*"\d+":`)},
	{"simplecov-json", regexp.MustCompile(`"simplecov_version":\s*"|\A\s*\{\s*"timestamp":\d+,"command_name"`)},
	{"simplecov", regexp.MustCompile(`\A\s*\{\s*"[^"]*":\s*\{\s*"coverage":\s*\{`)},
	{"coveralls", regexp.MustCompile(`(?s)\A\s*\{.*"source_files":\s*\[`)},
	{"codecov", regexp.MustCompile(`(?s)\A\s*\{.{0,200}"coverage":\s*\{\s*("[^"]+":\s*(\{\s*("\d+":|\})|\[\s*(null|\d))|\})`)},
	{"istanbul", regexp.MustCompile(`\A\s*\{\s*"[^"]*":\s*\{\s*"(path|data)".{0,300}"statementMap"`)},
}

// exceptions are files that are not what their signs say.
var exceptions = map[string]string{
	// Its first attribute refers to an entity that stands for /etc/passwd.
	"hazards/xml/external-entity.jacoco.xml": "",
	// Somebody formatted it, and so changed the sentence that it begins with.
	"coveragepy/fetched/codeclimate+test-reporter/formatters/coveragepy/example.json": "",
}

// Every real file that there is, of some thirty formats, goes to the reader
// that is right for it and to no other.
func TestDetectCorpus(t *testing.T) {
	dir := corpustest.Dir(t)
	seen := map[string]int{}
	for _, rel := range manifest(t, dir) {
		whole, err := os.ReadFile(filepath.Join(dir, rel))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Detect(whole[:min(len(whole), headSize)])
		got := ""
		if f != nil {
			got = f.Name
		} else if !errors.Is(err, coverage.ErrNotReport) && !errors.Is(err, coverage.ErrEmpty) {
			t.Errorf("%s: %v", rel, err)
		}
		seen[got]++
		if want := signed(t, rel, whole); got != want {
			t.Errorf("%s: detected as %q (%v), its signs are those of %q", rel, got, err, want)
		}
	}
	for _, name := range Names() {
		if seen[name] == 0 {
			t.Errorf("no file of the format %s", name)
		}
	}
	t.Log(seen)
}

// manifest lists the corpus.
func manifest(t *testing.T, dir string) []string {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for line := range strings.Lines(string(table)) {
		if rel, _, ok := strings.Cut(line, "\t"); ok && rel != "path" {
			files = append(files, rel)
		}
	}
	slices.Sort(files)
	return files
}

// signed is the format whose signs a file has.
func signed(t *testing.T, rel string, whole []byte) string {
	t.Helper()
	if format, ok := exceptions[rel]; ok {
		return format
	}
	text := unwrapped(t, whole)
	for _, s := range signs {
		if s.sign.MatchString(text) {
			return s.format
		}
	}
	return ""
}

// unwrapped is a file's text.
func unwrapped(t *testing.T, whole []byte) string {
	t.Helper()
	r, err := open(bytes.NewReader(whole), coverage.Limits{}.OrDefault())
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
