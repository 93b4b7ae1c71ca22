package oracles

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/covls/covls/coverage/corpustest"
)

// V8 counts text, and every tool has rules of its own for what a line of text
// ran: those of c8 and monocart are run here on V8's own files, those of the
// corpus and new ones of a program that this test runs. covls has a third set
// (formats §8), so lines differ, and each one that does is listed with the rule
// that makes it so (v8rules_test.go).

// A v8Run is a folder of V8's own files.
type v8Run struct {
	name    string
	reports string      // a pattern
	folder  string      // of the scripts that count, as the reports have it
	moved   [][2]string // folders in the reports, and where their files are now
}

func corpusRuns(dir string) []v8Run {
	corpus := func(rel string) string { return filepath.Join(dir, filepath.FromSlash(rel)) }
	const plainFolder, tsFolder = "/srv/jswork/plain", "/srv/jswork/ts"
	plain := [][2]string{{plainFolder, corpus("programs/js/plain")}}
	ts := [][2]string{{tsFolder, corpus("v8/generated/tsc-sourcemap")}}
	minified := [][2]string{{tsFolder, corpus("v8/generated/esbuild-min-inline")}, {tsFolder, corpus("programs/js/ts")}}
	return []v8Run{
		{"node-plain", corpus("v8/generated/node-plain/v8-coverage/*.json"), plainFolder + "/lib", plain},
		{"c8-plain", corpus("c8/generated/plain/tmp/*.json"), plainFolder + "/lib", plain},
		{"c8-merge", corpus("c8/generated/plain-all-merge/tmp/*.json"), plainFolder + "/lib", plain},
		{"tsc", corpus("v8/generated/tsc-sourcemap/v8-coverage/*.json"), tsFolder, ts},
		{"tsc-failed", corpus("v8/generated/tsc-sourcemap-enabled/v8-coverage/*.json"), tsFolder, ts},
		{"c8-tsc", corpus("c8/generated/ts-tsc-exclude-after-remap/tmp/*.json"), tsFolder, ts},
		{"esbuild", corpus("c8/generated/ts-esbuild/tmp/*.json"), tsFolder, ts},
		{"esbuild-min", corpus("v8/generated/esbuild-min-inline/v8-coverage/*.json"), tsFolder, minified},
	}
}

func TestV8Corpus(t *testing.T) {
	for _, r := range corpusRuns(corpustest.Dir(t)) {
		t.Run(r.name, r.compare)
	}
}

func TestV8Program(t *testing.T) {
	node := program(t, "node", "nodejs")
	archive, err := txtar.ParseFile("testdata/program.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := extract(t, archive)
	reports := filepath.Join(dir, "v8")
	t.Setenv("NODE_V8_COVERAGE", reports)
	run(t, dir, node, "main.js")
	run(t, dir, node, "main.js", "more")
	t.Setenv("NODE_V8_COVERAGE", "")
	v8Run{"program", filepath.Join(reports, "*.json"), filepath.Join(dir, "lib"), [][2]string{{dir, dir}}}.compare(t)
}

// compare has the tools say what they make of a run.
func (r v8Run) compare(t *testing.T) {
	reports, err := filepath.Glob(r.reports)
	if err != nil || len(reports) == 0 {
		t.Fatalf("%s: %v", r.reports, err)
	}
	asked := map[string]any{"reports": reports, "folder": r.folder, "moved": r.moved}
	sources := map[string][]byte{}
	files := fileSet{}
	for url, f := range readReports(t, reports...) {
		path := strings.TrimPrefix(url, "file://")
		if rel, ok := strings.CutPrefix(path, r.folder+"/"); ok {
			sources[rel] = r.source(t, path)
			refine(t, "v8", f, sources[rel])
			files[rel] = f
		}
	}
	t.Run("c8", func(t *testing.T) {
		said := verdicts{}
		for at, hits := range r.ask(t, "c8.js", asked) {
			if !blankOrComment(sources[at.file], at.line) {
				said[at] = hits
			}
		}
		said.compare(t, files.verdicts(false), c8Differences[r.name])
	})
	if r.name == "esbuild" {
		return // nobody kept the bundle, and monocart parses what was run
	}
	t.Run("monocart", func(t *testing.T) {
		r.ask(t, "monocart.js", asked).compare(t, files.verdicts(true), monocartDifferences[r.name])
	})
}

// ask runs one of the scripts, which give a count for each line or, where only a
// part of it ran, text with a fraction.
func (r v8Run) ask(t *testing.T, name string, asked any) verdicts {
	t.Helper()
	var answer map[string]map[int]any
	script(t, name, asked, &answer)
	said := verdicts{}
	for path, lines := range answer {
		for n, verdict := range lines {
			text := fmt.Sprint(verdict)
			if strings.Contains(text, "/") {
				text = partial
			}
			said[place{strings.TrimPrefix(path, r.folder+"/"), n}] = text
		}
	}
	return said
}

// source reads a file from where it is now.
func (r v8Run) source(t *testing.T, path string) []byte {
	t.Helper()
	for _, m := range r.moved {
		if text, err := os.ReadFile(m[1] + strings.TrimPrefix(path, m[0])); err == nil {
			return text
		}
	}
	t.Fatalf("%s is in none of the folders %q", path, r.moved)
	return nil
}

// blankOrComment reports whether there is no code on a line. To c8 every line of
// a file is one that runs.
func blankOrComment(source []byte, n int) bool {
	lines := strings.Split(string(source), "\n")
	if n > len(lines) {
		return false
	}
	line := strings.TrimSpace(lines[n-1])
	return line == "" || strings.HasPrefix(line, "//") || strings.HasPrefix(line, "/*") && strings.HasSuffix(line, "*/")
}

// extract writes an archive's files into a new folder, whose path has no
// symbolic links in it: Node reports the file that it found.
func extract(t *testing.T, archive *txtar.Archive) (dir string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
