package oracles

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/covls/covls/coverage"
)

// The C program that gcc_test.go is about, and how each tool is asked for a
// report of its run.

// A cProgram was compiled with --coverage and run.
type cProgram struct {
	dir     string // with the sources in it, and objects in build
	sources map[string][]byte
}

func buildC(t *testing.T) cProgram {
	t.Helper()
	gcc := program(t, "gcc", "gcc")
	archive, err := txtar.ParseFile("testdata/c.txtar")
	if err != nil {
		t.Fatal(err)
	}
	p := cProgram{extract(t, archive), map[string][]byte{}}
	build := filepath.Join(p.dir, "build")
	if err := os.Mkdir(build, 0o755); err != nil {
		t.Fatal(err)
	}
	link := []string{"--coverage", "-o", "program"}
	for _, f := range archive.Files {
		p.sources[f.Name] = f.Data
		unit, ok := strings.CutSuffix(f.Name, ".c")
		if !ok {
			continue
		}
		run(t, build, gcc, "--coverage", "-O0", "-I..", "-c", filepath.Join(p.dir, f.Name), "-o", unit+".o")
		if unit != "unlinked" {
			link = append(link, unit+".o")
		}
	}
	run(t, build, gcc, link...)
	run(t, build, "./program")
	run(t, build, "./program", "again")
	return p
}

// A cReport is how one of the tools is asked for a report.
type cReport struct {
	name   string
	report string // a pattern in the program's folder
	ask    func(t *testing.T, p cProgram)
	bits   bool // it says that a line ran, not how often
	// lost are lines whose branches the tool does not report.
	lost []difference
}

// The forms, the first of which is what the others are compared with.
var cReports = []cReport{
	{name: "gcov JSON", report: "build/*.gcov.json.gz", ask: func(t *testing.T, p cProgram) {
		p.gcov(t, "--json-format", "--branch-probabilities")
	}},
	{name: "gcov text", report: "build/*.gcov", ask: func(t *testing.T, p cProgram) {
		p.gcov(t, "--branch-probabilities", "--branch-counts")
	}, lost: []difference{{"gcov's text has no branches of a function that several units have a copy of", "limits.h", []int{5}}}},
	{name: "gcovr JSON", report: "gcovr.json", ask: func(t *testing.T, p cProgram) { p.gcovr(t, "--json", "gcovr.json") }},
	{name: "gcovr Cobertura", report: "gcovr.xml", ask: func(t *testing.T, p cProgram) { p.gcovr(t, "--cobertura", "gcovr.xml") }},
	{name: "gcovr SonarQube", report: "sonar.xml", ask: func(t *testing.T, p cProgram) { p.gcovr(t, "--sonarqube", "sonar.xml") }, bits: true},
	{name: "lcov", report: "lcov.info", ask: func(t *testing.T, p cProgram) { p.lcov(t) }},
}

func (p cProgram) gcov(t *testing.T, args ...string) {
	notes, err := filepath.Glob(filepath.Join(p.dir, "build/*.gcno"))
	if err != nil || len(notes) == 0 {
		t.Fatalf("%q, %v", notes, err)
	}
	run(t, filepath.Join(p.dir, "build"), program(t, "gcov", "gcc"), append(args, notes...)...)
}

func (p cProgram) gcovr(t *testing.T, args ...string) {
	run(t, p.dir, program(t, "gcovr", "gcovr"), append(args, "--root", ".", "build")...)
}

// lcov makes a report of the run, and one of all that was compiled, since it
// passes over units that did not run.
func (p cProgram) lcov(t *testing.T) {
	lcov := program(t, "lcov", "lcov")
	quiet := []string{"--quiet", "--rc", "lcov_branch_coverage=1"}
	run(t, p.dir, lcov, append(quiet, "--capture", "--initial", "--directory", "build", "--output-file", "initial")...)
	run(t, p.dir, lcov, append(quiet, "--capture", "--directory", "build", "--output-file", "run")...)
	run(t, p.dir, lcov, append(quiet, "--add-tracefile", "initial", "--add-tracefile", "run", "--output-file", "lcov.info")...)
}

// read has a tool write a report, and reads it with the sources.
func (p cProgram) read(t *testing.T, r cReport) fileSet {
	t.Helper()
	r.ask(t, p)
	names, err := filepath.Glob(filepath.Join(p.dir, filepath.FromSlash(r.report)))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v", r.report, err)
	}
	format, err := detect(names[0])
	if err != nil {
		t.Fatal(err)
	}
	files := fileSet{}
	for reported, f := range readReports(t, names...) {
		name := path.Base(filepath.ToSlash(reported))
		if p.sources[name] == nil {
			t.Errorf("%s is no source of the program", reported)
			continue
		}
		refine(t, format.Name, f, p.sources[name])
		files.add(name, f, coverage.Sum)
	}
	return files
}
