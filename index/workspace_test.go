package index

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index/store"
)

func TestIngest(t *testing.T) {
	b := newBench(t)
	b.write("src/a.c", "1\n2\n3\n")
	b.write("src/b.c", "1\n")
	b.write("coverage/lcov.info", lcov(map[string][]int{"/builds/group/project/src/a.c": {1, 0, 7}, "/builds/group/project/src/b.c": {0}}))
	s := b.look()
	b.want(s, "src/a.c", "1:covered×1 2:uncovered×0 3:covered×7")
	b.want(s, "src/b.c", "1:uncovered×0")
	wantTotals(t, s, coverage.Ratio{Covered: 2, Total: 4})
	if reports := s.Reports(); len(reports) != 1 || reports[0].Name != "coverage/lcov.info" || reports[0].Format != "lcov" || reports[0].Files != 2 {
		t.Errorf("reports %+v", reports)
	}
	if problems := s.Problems(); len(problems) != 0 {
		t.Errorf("problems %+v", problems)
	}
	nodes, _ := s.Children("")
	want := []coverage.Node{{Name: "src", Path: "src", Folder: true, Summary: coverage.Summary{Lines: coverage.Ratio{Covered: 2, Total: 4}}}}
	if !reflect.DeepEqual(nodes, want) {
		t.Errorf("children %+v, want %+v", nodes, want)
	}
}

func TestReopeningReadsNothing(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n2\n")
	b.write("broken.info", "TN:\nSF:a.c\nDA:1,1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1, 0}}))
	before := b.look()
	b.reopen()
	b.want(b.w.Snapshot(), "a.c", "1:covered×1 2:uncovered×0")
	after := b.look()
	if n := b.w.Reads(); n != 0 {
		t.Errorf("%d reports were read again", n)
	}
	if after.Generation() <= before.Generation() {
		t.Errorf("generation %d after %d", after.Generation(), before.Generation())
	}
	if !reflect.DeepEqual(before.Reports(), after.Reports()) || !reflect.DeepEqual(before.Problems(), after.Problems()) {
		t.Errorf("before %+v %+v\nafter %+v %+v", before.Reports(), before.Problems(), after.Reports(), after.Problems())
	}
	wantTotals(t, after, coverage.Ratio{Covered: 1, Total: 2})
}

func TestRewrittenReport(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("b.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {0}, "b.c": {1}}))
	old := b.look()
	b.write("lcov.info", lcov(map[string][]int{"a.c": {3}, "b.c": {1}}))
	s := b.apply(Batch{Reports: []string{"lcov.info"}})
	b.want(s, "a.c", "1:covered×3")
	b.want(s, "b.c", "1:covered×1")
	wantTotals(t, s, coverage.Ratio{Covered: 2, Total: 2})
	b.want(old, "a.c", "1:uncovered×0") // whoever still holds it still reads it
	if got, want := s.entry("b.c").refs[0].Seq, old.entry("b.c").refs[0].Seq; got != want {
		t.Errorf("the unchanged file was stored again, as version %d", got)
	}
	b.write("lcov.info", lcov(map[string][]int{"a.c": {3}}))
	s = b.apply(Batch{Reports: []string{"lcov.info"}})
	if b.want(s, "b.c", ""); s.Files() != 1 {
		t.Errorf("%d files, want 1", s.Files())
	}
}

func TestBrokenReportKeepsItsLastGoodData(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.write("other/lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.look()
	for name, content := range map[string]string{
		"truncated": "TN:\nSF:a.c\nDA:1,",
		"empty":     "",
		"html":      "<!DOCTYPE html><html><body>404</body></html>",
		"zeros":     strings.Repeat("\x00", 4096),
	} {
		b.write("lcov.info", content)
		s := b.apply(Batch{Reports: []string{"lcov.info"}})
		b.want(s, "a.c", "1:covered×2")
		if problems := s.Problems(); len(problems) != 1 || !strings.HasPrefix(problems[0].Message, "lcov.info") || problems[0].Hint == "" {
			t.Errorf("%s: problems %+v", name, problems)
		}
	}
	reads := b.w.Reads()
	if b.look(); b.w.Reads() != reads {
		t.Error("a broken report was read again though it had not changed")
	}
	b.write("lcov.info", lcov(map[string][]int{"a.c": {5}}))
	s := b.apply(Batch{Reports: []string{"lcov.info"}})
	b.want(s, "a.c", "1:covered×6")
	if len(s.Problems()) != 0 {
		t.Errorf("mended, and still problems: %+v", s.Problems())
	}
}

func TestHalfWrittenReportIsNoNews(t *testing.T) {
	b := newBench(t)
	b.grace = 10 * time.Second
	b.write("a.c", "1\n")
	b.write("lcov.info", "TN:\nSF:a.c\n")
	s := b.look()
	if len(s.Problems()) != 0 {
		t.Errorf("problems at once: %+v", s.Problems())
	}
	next := b.w.Next()
	if want := b.now.Add(b.grace); !next.Equal(want) {
		t.Fatalf("next look at %v, want %v", next, want)
	}
	b.now = next
	if s = b.apply(Batch{}); len(s.Problems()) != 1 {
		t.Errorf("it stays broken, and the problems are %+v", s.Problems())
	}
}

func TestDeletedReportHasAGrace(t *testing.T) {
	b := newBench(t)
	b.grace = 10 * time.Second
	b.write("a.c", "1\n")
	b.write("coverage/lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.look()
	b.remove("coverage/lcov.info")
	s := b.apply(Batch{Reports: []string{"coverage/lcov.info"}})
	b.want(s, "a.c", "1:covered×1")
	b.now = b.w.Next()
	if s = b.apply(Batch{}); s.Files() != 0 || len(s.Reports()) != 0 {
		t.Errorf("after the grace: %d files, reports %+v", s.Files(), s.Reports())
	}
	b.reopen()
	if s = b.look(); s.Files() != 0 {
		t.Error("it came back with the index")
	}
}

func TestReportThatComesBackWithinTheGrace(t *testing.T) {
	b := newBench(t)
	b.grace = 10 * time.Second
	b.write("a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.look()
	b.remove("lcov.info")
	b.apply(Batch{Reports: []string{"lcov.info"}})
	b.write("lcov.info", lcov(map[string][]int{"a.c": {2}}))
	s := b.apply(Batch{Reports: []string{"lcov.info"}})
	b.want(s, "a.c", "1:covered×2")
	if next := b.w.Next(); !next.IsZero() {
		t.Errorf("still waiting for %v", next)
	}
}

func TestSourceNewerThanItsReportIsUnknown(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.write("a.c", "changed\n1\n")
	s := b.look()
	b.want(s, "a.c", "1:unknown×0")
	if p := s.Problems(); len(p) != 1 || !strings.Contains(p[0].Message, "1 of its 1 files changed after it was written") {
		t.Errorf("problems %+v", p)
	}
	b.write("lcov.info", lcov(map[string][]int{"a.c": {0, 1}}))
	b.want(b.look(), "a.c", "1:uncovered×0 2:covered×1")
}

func TestChangedSourceIsUnknownUntilItIsAsMeasured(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.look()
	b.write("a.c", "2\n")
	b.want(b.apply(Batch{Sources: []string{"a.c"}}), "a.c", "1:unknown×0")
	b.write("a.c", "1\n")
	b.want(b.apply(Batch{Sources: []string{"a.c"}}), "a.c", "1:covered×1")
}

func TestDeletedSourceLeavesTheTotals(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("b.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}, "b.c": {0}}))
	b.look()
	b.remove("b.c")
	s := b.apply(Batch{Sources: []string{"b.c"}})
	if wantTotals(t, s, coverage.Ratio{Covered: 1, Total: 1}); s.Files() != 1 {
		t.Errorf("%d files, want 1", s.Files())
	}
	b.write("b.c", "1\n")
	wantTotals(t, b.apply(Batch{Sources: []string{"b.c"}}), coverage.Ratio{Covered: 1, Total: 2})
}

// A file that a report could not find is found when it appears.
func TestSourceThatAppears(t *testing.T) {
	b := newBench(t)
	b.write("src/a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"src/a.c": {1}, "src/b.c": {1}}))
	s := b.look()
	if r := s.Reports()[0]; r.Files != 1 || r.Unresolved != 1 {
		t.Fatalf("report %+v, want one file found and one not", r)
	}
	b.write("src/b.c", "1\n")
	s = b.apply(Batch{Sources: []string{"src/b.c"}})
	if r := s.Reports()[0]; r.Files != 2 || r.Unresolved != 0 {
		t.Errorf("report %+v, want both found", r)
	}
}

func TestSeveralFormatsOfOneRun(t *testing.T) {
	lines := map[string][]int{"a.c": {1, 0, 5}}
	b := newBench(t)
	b.write("a.c", "1\n2\n3\n")
	b.write("coverage/lcov.info", lcov(lines))
	b.write("coverage/cobertura-coverage.xml", cobertura(lines))
	s := b.look()
	b.want(s, "a.c", "1:covered×1 2:uncovered×0 3:covered×5")
	if r := s.Reports(); r[0].SameRun != "coverage/lcov.info" || r[1].SameRun != "" {
		t.Errorf("reports %+v", r)
	}

	// The next run disagrees, so these are two runs now.
	b.write("coverage/cobertura-coverage.xml", cobertura(map[string][]int{"a.c": {1, 1, 0}}))
	b.want(b.look(), "a.c", "1:covered×2 2:covered×1 3:covered×5")

	// The same content a day later is another run.
	b.now = b.now.Add(24 * time.Hour)
	b.write("coverage/cobertura-coverage.xml", cobertura(lines))
	b.want(b.look(), "a.c", "1:covered×2 2:uncovered×0 3:covered×10")
}

func TestFoldersThatChangeWithEveryRun(t *testing.T) {
	b := newBench(t)
	b.write("a.cs", "1\n2\n")
	report := func(guid string, hits ...int) {
		b.write("TestResults/"+guid+"/coverage.cobertura.xml", cobertura(map[string][]int{"a.cs": hits}))
	}
	report("3f2504e0-4f89-11d3-9a0c-0305e82c3301", 1, 0)
	report("3f2504e0-4f89-11d3-9a0c-0305e82c3302", 0, 0)
	s := b.look() // seconds apart: two test projects of one run
	b.want(s, "a.cs", "1:covered×1 2:uncovered×0")
	if n := len(s.Reports()); n != 1 {
		t.Errorf("%d reports, want one name", n)
	}
	b.now = b.now.Add(time.Minute)
	report("3f2504e0-4f89-11d3-9a0c-0305e82c3303", 0, 1)
	b.want(b.look(), "a.cs", "1:uncovered×0 2:covered×1")
}

func TestFlags(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n2\n")
	b.write("unit/lcov.info", lcov(map[string][]int{"a.c": {1, 0}}))
	b.write("reports/second.info", lcov(map[string][]int{"a.c": {0, 1}}))
	b.write("covls.yaml", "reports:\n- path: reports/*.info\n  flags: [api]\n")
	flags := func(s *Snapshot) map[string]coverage.Ratio {
		_, shares := s.Totals()
		out := map[string]coverage.Ratio{}
		for _, f := range shares {
			out[f.Flag] = f.Lines
		}
		return out
	}
	half := coverage.Ratio{Covered: 1, Total: 2}
	b.open()
	if got, want := flags(b.look()), (map[string]coverage.Ratio{"unit": half, "api": half}); !reflect.DeepEqual(got, want) {
		t.Errorf("flags %v, want %v", got, want)
	}
	b.write("covls.yaml", "reports:\n- path: '**/*.info'\n  flags: [all]\n")
	reads := b.w.Reads()
	s := b.apply(Batch{Sources: []string{"covls.yaml"}})
	if got, want := flags(s), (map[string]coverage.Ratio{"all": {Covered: 2, Total: 2}}); !reflect.DeepEqual(got, want) {
		t.Errorf("after editing the configuration: %v, want %v", got, want)
	}
	if b.w.Reads() != reads {
		t.Error("another flag made reports be read again")
	}
	b.write("covls.yaml", "reports: [\n")
	s = b.apply(Batch{Sources: []string{"covls.yaml"}})
	if len(s.Problems()) != 1 || len(flags(s)) != 1 {
		t.Errorf("broken configuration: problems %+v, flags %v", s.Problems(), flags(s))
	}
}

func TestNothingOutsideTheWorkspace(t *testing.T) {
	b := newBench(t)
	outside := filepath.Join(filepath.Dir(b.root), "secret.c")
	if err := os.WriteFile(outside, []byte("1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(outside)
	if err := os.Symlink(outside, filepath.Join(b.root, "link.c")); err != nil {
		t.Fatal(err)
	}
	b.write("a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"../secret.c": {1}, outside: {1}, "/etc/passwd": {1}, "a.c": {1}, "link.c": {1}}))
	s := b.look()
	for _, path := range s.Paths() {
		o, err := s.Observations(path)
		if err != nil {
			t.Fatal(err)
		}
		if path != "a.c" && o[0].Content != "" {
			t.Errorf("%s was read", path)
		}
	}
}

func TestSecondProcess(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.look()
	second := &bench{t: t, root: b.root, index: b.index, now: b.now}
	second.want(second.look(), "a.c", "1:covered×1")
	if second.w.IndexPath() == b.w.IndexPath() {
		t.Error("two hold the same index")
	}
	private := second.w.IndexPath()
	second.close()
	if _, err := os.Stat(private); !os.IsNotExist(err) {
		t.Errorf("the private index is left behind: %v", err)
	}
}

func TestDamagedIndexIsRebuilt(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	if err := os.WriteFile(b.index, []byte("this is no index"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.want(b.look(), "a.c", "1:covered×1")
	aside, err := filepath.Glob(b.index + ".damaged-*")
	if err != nil || len(aside) != 1 {
		t.Errorf("set aside: %v, %v", aside, err)
	}
}

func TestWithRefKeepsOrder(t *testing.T) {
	refs := []store.FileRef{{Name: 1}, {Name: 3}}
	refs = withRef(refs, store.FileRef{Name: 2, Seq: 1})
	refs = withRef(refs, store.FileRef{Name: 3, Seq: 2})
	want := []store.FileRef{{Name: 1}, {Name: 2, Seq: 1}, {Name: 3, Seq: 2}}
	if !reflect.DeepEqual(refs, want) {
		t.Errorf("refs %+v, want %+v", refs, want)
	}
}

// commit makes the workspace a repository with one commit, of a minute ago.
func (b *bench) commit(files ...string) {
	b.t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		b.t.Skip("git is not here")
	}
	for _, args := range [][]string{{"init", "-q"}, append([]string{"add"}, files...), {"commit", "-q", "-m", "c"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = b.root
		date := b.now.Add(-time.Minute).Format(time.RFC3339)
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date, "GIT_AUTHOR_NAME=a",
			"GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

// Somebody edits, looks, and runs the tests: what git said of the text before
// the edit is no longer what was measured.
func TestTestsRunAgainAfterALook(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.commit("a.c")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.write("a.c", "edited\n")
	b.want(b.look(), "a.c", "1:unknown×0")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.want(b.look(), "a.c", "1:covered×1") // it says the same as before
	b.write("lcov.info", lcov(map[string][]int{"a.c": {7}}))
	b.want(b.look(), "a.c", "1:covered×7")
}

// A clone writes sources and reports in any order; git knows that nothing
// changed.
func TestCloneWithReportsInIt(t *testing.T) {
	b := newBench(t)
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}, "b.c": {1}}))
	b.write("a.c", "1\n")
	b.write("b.c", "1\n")
	b.commit("a.c", "b.c")
	b.write("b.c", "another\n")
	s := b.look()
	b.want(s, "a.c", "1:covered×1")
	b.want(s, "b.c", "1:unknown×0")
	b.write("b.c", "1\n")
	b.want(b.apply(Batch{Sources: []string{"b.c"}}), "b.c", "1:covered×1")
}

// A mapping that somebody writes while nobody looks counts when covls next does,
// also for paths that have been files all along.
func TestPathMappingsWrittenMeanwhile(t *testing.T) {
	b := newBench(t)
	b.write("one/a.c", "1\n")
	b.write("two/a.c", "1\n")
	b.write("covls.yaml", "schema-version: v1\n")
	b.write("lcov.info", lcov(map[string][]int{"one/a.c": {5}}))
	b.want(b.look(), "one/a.c", "1:covered×5")
	b.write("covls.yaml", "path-mappings: {one: two}\n")
	b.reopen()
	s := b.look()
	b.want(s, "one/a.c", "")
	b.want(s, "two/a.c", "1:covered×5")
	b.reopen()
	b.look()
	if n := b.w.Reads(); n != 0 {
		t.Errorf("%d reports were read though nothing changed", n)
	}
}

// Another mapping gives the same report another meaning, at once.
func TestPathMappingsOfTheEditor(t *testing.T) {
	b := newBench(t)
	b.write("one/a.c", "1\n")
	b.write("two/a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"/ci/a.c": {1}}))
	if s := b.look(); s.Files() != 0 {
		t.Fatalf("an ambiguous path was resolved: %v", s.Paths())
	}
	for _, folder := range []string{"one", "two"} {
		b.w.Configure(Settings{PathMappings: map[string]string{"/ci": folder}})
		b.want(b.look(), folder+"/a.c", "1:covered×1")
		if paths := b.w.Snapshot().Paths(); len(paths) != 1 {
			t.Errorf("paths %v", paths)
		}
	}
}

// go test truncates its profile to the first line when it begins.
func TestRunThatHasJustBegun(t *testing.T) {
	b := newBench(t)
	b.grace = 10 * time.Second
	b.write("go.mod", "module example.org/m\n")
	b.write("a.go", "package m\n\nfunc f() {\n\tg()\n}\n")
	const profile = "mode: count\nexample.org/m/a.go:3.10,5.2 1 4\n"
	b.write("cover.out", profile)
	b.want(b.look(), "a.go", "4:covered×4")
	b.write("cover.out", "mode: count\n")
	b.want(b.apply(Batch{Reports: []string{"cover.out"}}), "a.go", "4:covered×4")
	if b.w.Next().IsZero() {
		t.Error("nobody will look again")
	}
	b.write("cover.out", strings.Replace(profile, "1 4", "1 9", 1))
	b.want(b.apply(Batch{Reports: []string{"cover.out"}}), "a.go", "4:covered×9")
	b.write("cover.out", "mode: count\n")
	b.apply(Batch{Reports: []string{"cover.out"}})
	b.now = b.w.Next()
	if s := b.apply(Batch{}); s.Files() != 0 {
		t.Error("an empty profile still counts after the grace")
	}
}

// Looking again at a configuration that is the same changes nothing: a rule that
// seems new has everything looked at again.
func TestSameConfiguration(t *testing.T) {
	b := newBench(t)
	b.write("covls.yaml", "exclude-reports: [x]\n")
	b.look()
	before := b.w.Candidates()
	if b.look(); b.w.Candidates() != before {
		t.Error("another look at the same configuration made new rules")
	}
}

func TestIgnoredFilesAndNamedReports(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("gen/b.c", "1\n")
	b.write("one.info", lcov(map[string][]int{"a.c": {1}, "gen/b.c": {1}}))
	b.write("two.info", lcov(map[string][]int{"a.c": {1}}))
	b.look()
	b.write("covls.yaml", "ignore: [gen/]\nreports:\n- path: '*.info'\n  name: both\n")
	s := b.apply(Batch{Sources: []string{"covls.yaml"}})
	b.want(s, "a.c", "1:covered×2")
	if reports := s.Reports(); len(reports) != 1 || reports[0].Name != "both" || s.Files() != 1 {
		t.Errorf("%d files, reports %+v", s.Files(), reports)
	}
	b.remove("covls.yaml")
	if s = b.apply(Batch{Sources: []string{"covls.yaml"}}); s.Files() != 2 || len(s.Reports()) != 2 {
		t.Errorf("without the configuration: %d files, reports %+v", s.Files(), s.Reports())
	}
}

// Of several files of one run, a broken one is left out and said.
func TestOneOfSeveralFilesIsBroken(t *testing.T) {
	b := newBench(t)
	b.write("a.js", "1\n2\n")
	nyc := `{"a.js":{"path":"a.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":1}}},"fnMap":{},"branchMap":{},"s":{"0":2},"f":{},"b":{}}}`
	b.write(".nyc_output/0a3dd0f0-65e1-4cb4-97fe-c98d44be6f26.json", nyc)
	b.write(".nyc_output/7ce33c67-1e33-401b-be6a-b41015e2664c.json", nyc[:100])
	b.write(".nyc_output/9ce33c67-1e33-401b-be6a-b41015e2664c.json", nyc)
	s := b.look()
	b.want(s, "a.js", "1:covered×4")
	if r := s.Reports(); len(r) != 1 || r[0].Dropped.Count != 1 || !strings.Contains(r[0].Dropped.First, "7ce33c67") {
		t.Errorf("reports %+v", r)
	}
}
