package doctor

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index"
	"github.com/covls/covls/index/paths"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// inSum is a snapshot with so many files.
type inSum int

func (n inSum) Files() int { return int(n) }

func (n inSum) Totals() (coverage.Summary, []coverage.FlagCoverage) {
	return coverage.Summary{Lines: coverage.Ratio{Covered: 2 * int64(n), Total: 3 * int64(n)}}, nil
}

func good(name string, found int, open ...index.Unresolved) index.ReportDiagnosis {
	return index.ReportDiagnosis{
		ReportStatus: coverage.ReportStatus{Report: coverage.Report{Name: name, Format: "lcov"}},
		Paths:        found + len(open), Found: []index.Found{{How: paths.Relative, Files: found}}, Unresolved: open,
	}
}

// states gives "ok ok failed unreached unreached unreached".
func states(steps []Step) string {
	var out []string
	for _, s := range steps {
		out = append(out, string(s.State))
	}
	return strings.Join(out, " ")
}

func TestWorkspaceSteps(t *testing.T) {
	header := index.Unresolved{Path: "/usr/include/x.h", Verdict: paths.Outside}
	tied := index.Unresolved{Path: "/ci/a.c", Verdict: paths.Ambiguous, Candidates: []string{"one/a.c", "two/a.c"}}
	near := index.Unresolved{Path: "/app/a.c", Verdict: paths.Outside, Candidates: []string{"web/a.c"}}
	broken := good("cut.info", 0)
	broken.Problem = &coverage.Problem{Message: "cut.info: it is cut off", Hint: "run the tests again"}
	page := good("lcov.info", 0)
	page.Problem, page.NotReport = &coverage.Problem{Message: "lcov.info is an HTML page", Hint: "fetch it again"}, true
	odd := good("odd.info", 1)
	odd.Dropped = coverage.Dropped{Count: 2, First: "no number", Line: 3}
	choice := good("ci.info", 0, tied)
	choice.Proposals = []paths.Proposal{{From: "/ci/", To: []string{"one/", "two/"}, Files: 2}}
	for _, c := range []struct {
		name   string
		d      index.Diagnosis
		files  int
		want   string
		step   int // whose words are looked at
		words  string
		action string
	}{
		{"all is well", index.Diagnosis{Reports: []index.ReportDiagnosis{good("lcov.info", 2)}}, 2,
			"ok ok ok ok ok ok", 5, "2 files, lines 66.6% (4/6)", ""},
		{"nothing there", index.Diagnosis{Files: 7}, 0,
			"failed unreached unreached unreached unreached unreached", 0, "no report among 7 files", "run the tests with coverage"},
		{"all excluded", index.Diagnosis{Files: 7, Excluded: index.Sample{Count: 1, Examples: []string{"lcov.info"}}}, 0,
			"failed unreached unreached unreached unreached unreached", 0, "such as lcov.info", "take it out of exclude-reports"},
		{"no report by its content", index.Diagnosis{Reports: []index.ReportDiagnosis{page}}, 0,
			"ok failed unreached unreached unreached unreached", 1, "lcov.info is an HTML page", "fetch it again"},
		{"one is none", index.Diagnosis{Reports: []index.ReportDiagnosis{good("a.lcov", 1)}, Rejected: []coverage.Problem{{Message: "a.out: a program", Hint: "leave it"}}}, 1,
			"ok partly ok ok ok ok", 1, "a.lcov is lcov; a.out: a program", "leave it"},
		{"broken", index.Diagnosis{Reports: []index.ReportDiagnosis{broken}}, 0,
			"ok ok failed unreached unreached unreached", 2, "1 that cannot be read: cut.info: it is cut off", "run the tests again"},
		{"one of two broken", index.Diagnosis{Reports: []index.ReportDiagnosis{broken, good("a.lcov", 1)}}, 1,
			"ok ok partly ok ok ok", 2, "1 report, and 1 that cannot be read", "run the tests again"},
		{"records left out", index.Diagnosis{Reports: []index.ReportDiagnosis{odd}}, 1,
			"ok ok partly ok ok ok", 2, "in odd.info 2 records left out: no number", "update the tool"},
		{"headers are nowhere here", index.Diagnosis{Reports: []index.ReportDiagnosis{good("a.lcov", 1, header)}}, 1,
			"ok ok ok ok ok ok", 3, "1 of 2 paths; /usr/include/x.h is outside of the workspace", ""},
		{"nothing is here", index.Diagnosis{Reports: []index.ReportDiagnosis{good("a.lcov", 0, header)}}, 0,
			"ok ok ok failed unreached unreached", 3, "0 of 1 path", "map them under path-mappings"},
		{"ambiguous", index.Diagnosis{Reports: []index.ReportDiagnosis{choice}}, 0,
			"ok ok ok failed unreached unreached", 3, "/ci/a.c may be one/a.c or two/a.c", "whether /ci/ is one/ or two/"},
		{"a proposal", index.Diagnosis{Reports: []index.ReportDiagnosis{good("a.lcov", 1, near)}, Proposals: []paths.Proposal{{From: "/app/", To: []string{"web/"}, Files: 1}}}, 1,
			"ok ok ok partly ok ok", 3, "/app/a.c is none, and ends like web/a.c", "`covls doctor --fix` maps /app/ to web/ (1 file)"},
		{"mapped to nowhere", index.Diagnosis{Reports: []index.ReportDiagnosis{good("a.lcov", 0, index.Unresolved{Path: "/app/a.c", Mapped: true})}}, 0,
			"ok ok ok failed unreached unreached", 3, "is mapped by path-mappings to where no file is", ""},
		{"stale", index.Diagnosis{Reports: []index.ReportDiagnosis{good("a.lcov", 2)}, Stale: index.Sample{Count: 1, Examples: []string{"a.c"}}}, 2,
			"ok ok ok ok partly ok", 4, "1 of 2 files changed since measured, such as a.c", "run the tests again"},
		{"all stale", index.Diagnosis{Reports: []index.ReportDiagnosis{good("a.lcov", 1)}, Stale: index.Sample{Count: 1, Examples: []string{"a.c"}}}, 1,
			"ok ok ok ok failed unreached", 4, "1 of 1 file changed", ""},
		{"ignored", index.Diagnosis{Reports: []index.ReportDiagnosis{good("a.lcov", 1)}, Ignored: index.Sample{Count: 1, Examples: []string{"gen/a.c"}}}, 0,
			"ok ok ok ok ok failed", 5, "1 file left out by ignore, such as gen/a.c", "look at ignore"},
	} {
		t.Run(c.name, func(t *testing.T) {
			steps := workspaceSteps(&c.d, inSum(c.files))
			if got := states(steps); got != c.want {
				t.Errorf("states %s, want %s", got, c.want)
			}
			s := steps[c.step]
			if !strings.Contains(s.Finding, c.words) || !strings.HasPrefix(s.Action, c.action) && !strings.Contains(s.Action, c.action) || (c.action == "") != (s.Action == "") && c.want == "ok ok ok ok ok ok" {
				t.Errorf("%s: %q → %q, want %q → %q", s.Name, s.Finding, s.Action, c.words, c.action)
			}
		})
	}
}

func TestFileSteps(t *testing.T) {
	content := coverage.BlobID([]byte("x"))
	report := &coverage.Report{Name: "lcov.info"}
	here := []coverage.Observation{{Report: report, Content: content, File: &coverage.File{Lines: []coverage.Line{{Number: 1, Hits: 1}}}}}
	mentioned := index.FileDiagnosis{Path: "a.c", Exists: true, Mentions: []index.Mention{{Report: "lcov.info", Path: "/ci/a.c", How: paths.Learned}}}
	ignored := mentioned
	ignored.Ignored = true
	for _, c := range []struct {
		name         string
		file         index.FileDiagnosis
		observations []coverage.Observation
		want         string
		words        string // of the step that decides
	}{
		{"all is well", mentioned, here, "ok ok ok", "lines 100.0% (1/1)"},
		{"edited", mentioned, []coverage.Observation{{Report: report, Content: "other", File: &coverage.File{}}}, "ok failed unreached", "lcov.info measured 6f74686, and the file on disk is c1b0730"},
		{"nobody knows what was measured", mentioned, []coverage.Observation{{Report: report, File: &coverage.File{}}}, "ok failed unreached", "nobody knows what was measured"},
		{"ignored", ignored, nil, "ok unreached failed", "ignore in the configuration leaves it out"},
		{"no lines", mentioned, []coverage.Observation{{Report: report, Content: content, File: &coverage.File{}}}, "ok ok failed", "instrument no line"},
		{"not there", index.FileDiagnosis{Path: "a.c"}, nil, "failed unreached unreached", "there is no file a.c here"},
		{"nobody names it", index.FileDiagnosis{Path: "a.c", Exists: true}, nil, "failed unreached unreached", "no report names it, or a file that ends like it"},
		{"a report", index.FileDiagnosis{Path: "lcov.info", Exists: true, Candidate: true}, nil, "failed unreached unreached", "it is a report itself"},
		{"a near miss", index.FileDiagnosis{Path: "two/a.c", Exists: true, NearMisses: []index.NearMiss{{Report: "ci.info", Unresolved: index.Unresolved{Path: "/ci/a.c", Verdict: paths.Ambiguous, Candidates: []string{"one/a.c", "two/a.c"}}}}}, nil,
			"failed unreached unreached", "in ci.info /ci/a.c may be one/a.c or two/a.c"},
	} {
		t.Run(c.name, func(t *testing.T) {
			steps := chain(named(&c.file), measured(&c.file, c.observations, content), painted(&c.file, c.observations, content))
			if got := states(steps); got != c.want {
				t.Errorf("states %s, want %s", got, c.want)
			}
			all := steps[0].Finding + steps[1].Finding + steps[2].Finding
			if !strings.Contains(all, c.words) {
				t.Errorf("%q, want %q", all, c.words)
			}
		})
	}
}

func TestText(t *testing.T) {
	machine := Machine{Platform: "linux/amd64", Git: "2.43.0", Cache: "/home/me/.cache/covls", Index: "/home/me/.cache/covls/index/p/index.db", IndexSize: 65536, Watches: 8192, Folders: 12}
	r := good("ci.info", 2, index.Unresolved{Path: "/ci/a\x1b[2J.c", Verdict: paths.Ambiguous, Candidates: []string{"one/a.c", "two/a.c"}}, index.Unresolved{Path: "/usr/x.h", Verdict: paths.Outside})
	r.Flags, r.SameRun = []string{"unit"}, "coverage-final.json"
	r.Learned = []paths.Prefix{{From: "/builds/p/", Files: 2, Missing: 1}}
	r.Proposals = []paths.Proposal{{From: "/ci/", To: []string{"one/", "two/"}, Files: 2, Missing: 1}}
	cut := good("cut.info", 0)
	cut.Format, cut.Problem = "", &coverage.Problem{Message: "cut.info: it is cut off", Hint: "run the tests again"}
	d := &index.Diagnosis{
		Reports: []index.ReportDiagnosis{r, cut}, Files: 40, Folders: 12,
		Problems: []coverage.Problem{{Message: "covls.yaml:1:1: \"flgs\" is not a known key", Hint: "mend or remove the key"}},
	}
	golden(t, "workspace", &Examination{Root: "/w", Diagnosis: d, Steps: workspaceSteps(d, inSum(2)), Machine: machine})

	file := *d
	file.File = &index.FileDiagnosis{Path: "two/a.c", Exists: true, NearMisses: []index.NearMiss{{Report: "ci.info", Unresolved: r.Unresolved[0]}}}
	golden(t, "file", &Examination{Root: "/w", Diagnosis: &file, Steps: chain(discovered(d), recognised(d), parsed(d), named(file.File)), Machine: machine})

	none := &index.Diagnosis{Files: 3, Folders: 2, IndexTaken: true}
	machine.IndexTaken, machine.Git, machine.Folders = true, "", 9000
	steps := workspaceSteps(none, inSum(0))
	golden(t, "none", &Examination{Root: "/w", Diagnosis: none, Steps: steps, Machine: machine, Stacks: []Stack{
		{Name: "Go", Evidence: "go.mod", Command: "go test -coverprofile=cover.out ./...", Report: "cover.out"},
		{Name: "Rust", Evidence: "Cargo.toml", Setup: []string{"cargo install cargo-llvm-cov"}, Command: "cargo llvm-cov --lcov", Report: "lcov.info"},
	}})
	golden(t, "unknown", &Examination{Root: "/w", Diagnosis: none, Steps: steps})
}

// golden compares the text with testdata/name.golden. Signs are painted as words
// would be, so that it shows where colours go.
func golden(t *testing.T, name string, e *Examination) {
	t.Helper()
	got := e.Text(func(_ State, sign string) string { return "<" + sign + ">" })
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s\nwant\n%s", file, got, want)
	}
	if strings.ContainsRune(got, '\x1b') {
		t.Error("an escape sequence of a report reaches the terminal")
	}
}
