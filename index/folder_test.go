package index

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/index/store"
)

// Reports that are folders, and runs that leave several reports, as tools leave
// them: the files are the corpus', and so are the sources.

// put writes the files below a folder of the corpus as of now.
func (b *bench) put(from, to string) {
	b.t.Helper()
	from = filepath.Join(corpustest.Dir(b.t), filepath.FromSlash(from))
	err := filepath.WalkDir(from, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(name)
		b.write(strings.TrimSuffix(to+"/"+filepath.ToSlash(rel), "/."), string(content))
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// reports are the names of all reports, each with the one that speaks for it.
func reports(s *Snapshot) string {
	var names []string
	for _, r := range s.Reports() {
		name := r.Name
		if r.SameRun != "" {
			name += "<" + r.SameRun
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

const goHash = "91b4c4f3794bf0f2c855b4ff58b4a22f"

// A folder that GOCOVERDIR names is one report, of which every process adds a
// file. Go writes them under another name first.
func TestFolderOfGo(t *testing.T) {
	b := newBench(t)
	b.put("programs/go", "app")
	covdir := filepath.Join(corpustest.Dir(t), "covdata/generated/app-set/covdir")
	file := func(name string) string {
		content, err := os.ReadFile(filepath.Join(covdir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	const meta, plain, div = "covmeta." + goHash, "covcounters." + goHash + ".27794.1795166220853308096", "covcounters." + goHash + ".27798.1795166220855210527"
	b.write("cov/"+meta, file(meta))
	b.write("cov/"+plain, file(plain))
	s := b.look()
	if got := reports(s); got != "cov/" {
		t.Fatalf("reports %s", got)
	}
	one, _ := s.Totals()
	reads := b.w.Reads()

	b.write("cov/tmp.covcounters."+goHash, file(div)[:40])
	if b.look(); b.w.Reads() != reads {
		t.Error("a temporary file had the folder read again")
	}
	b.write("cov/"+div, file(div))
	s = b.apply(Batch{Reports: []string{"cov/" + div}})
	two, _ := s.Totals()
	if two.Lines.Total != one.Lines.Total || two.Lines.Covered <= one.Lines.Covered {
		t.Errorf("the second process: %v lines after %v", two.Lines, one.Lines)
	}
	b.remove("cov/" + div)
	s = b.apply(Batch{Reports: []string{"cov/" + div}})
	if got, _ := s.Totals(); got != one {
		t.Errorf("without it: %v, want %v", got.Lines, one.Lines)
	}
	if problems := s.Problems(); len(problems) != 0 {
		t.Errorf("problems %+v", problems)
	}
}

// A file that is empty, since its process was killed, says nothing of what the
// folder is.
func TestFolderWithAnEmptyFile(t *testing.T) {
	b := newBench(t)
	b.put("programs/go", ".")
	b.put("covdata/generated/app-set/covdir", "cov")
	want, _ := b.look().Totals()
	b.write("cov/covcounters."+goHash+".1.1795166220853308096", "")
	s := b.look()
	if got, _ := s.Totals(); got != want {
		t.Errorf("%v, want %v", got.Lines, want.Lines)
	}
	if r := s.Reports(); r[0].Dropped.Count != 1 {
		t.Errorf("reports %+v", r)
	}
}

// Where the folder changes with every run, the last run replaces the ones before;
// where it stays, nothing tells runs apart, and go tool covdata adds them up too.
func TestNewestRun(t *testing.T) {
	const later = int64(time.Minute)
	members := []member{{"runs/a/1", store.Stamp{MTime: 1}}, {"runs/b/1", store.Stamp{MTime: later}}, {"runs/b/2", store.Stamp{MTime: later + 1}}}
	for name, want := range map[string]int{"runs/*/": 2, "runs/*/lcov.info": 2, "cov/": 3, "coverage/tmp/coverage-*-*-*.json": 3, "obj/*.gcov": 3} {
		if got := newestRun(name, slices.Clone(members)); len(got) != want {
			t.Errorf("%s: %v, want %d of them", name, got, want)
		}
	}
}

// gcov writes a file for every source, or for every object.
func TestFoldersOfGcov(t *testing.T) {
	for report, want := range map[string]struct{ name, files string }{
		"gcov/generated/c/text": {"obj/*.gcov", "util.h.gcov"},
		"gcov/generated/c/json": {"obj/*.gcov.json", "main.gcov.json"},
	} {
		b := newBench(t)
		b.put("programs/c", ".")
		b.put(report, "obj")
		for _, name := range []string{"classify", "dead", "loops", "main", "unlinked"} {
			if fileExists(b, "obj/"+name+".gcov.json.gz") {
				b.remove("obj/" + name + ".gcov.json.gz")
			}
		}
		s := b.look()
		if got := reports(s); got != want.name {
			t.Errorf("%s: reports %s, want %s", report, got, want.name)
		}
		all, _ := s.Totals()
		b.remove("obj/" + want.files)
		if fewer, _ := b.look().Totals(); fewer.Lines.Total >= all.Lines.Total {
			t.Errorf("%s: %v lines without %s, %v with it", report, fewer.Lines, want.files, all.Lines)
		}
	}
}

// What c8, monocart, coverage.py and Go leave of one run counts once.
func TestReportsOfOneRun(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string // folder or file of the corpus → where it lies
		want  string
	}{
		{
			"c8", map[string]string{"programs/js/plain": ".", "c8/generated/plain/coverage": "coverage", "c8/generated/plain/tmp": "coverage/tmp"},
			"coverage/clover.xml<coverage/tmp/coverage-*-*-*.json coverage/cobertura-coverage.xml<coverage/tmp/coverage-*-*-*.json " +
				"coverage/coverage-final.json<coverage/tmp/coverage-*-*-*.json coverage/lcov.info<coverage/tmp/coverage-*-*-*.json " +
				"coverage/tmp/coverage-*-*-*.json",
		},
		{
			"c8 of what tsc made", map[string]string{"programs/js/ts": ".", "c8/generated/ts-tsc-exclude-after-remap/coverage/lcov.info": "coverage/lcov.info", "c8/generated/ts-tsc-exclude-after-remap/tmp": "coverage/tmp"},
			"coverage/lcov.info<coverage/tmp/coverage-*-*-*.json coverage/tmp/coverage-*-*-*.json",
		},
		{
			"monocart", map[string]string{"programs/js/plain": ".", "monocart/generated/plain/coverage-reports": "coverage-reports"},
			"coverage-reports/clover.xml<coverage-reports/raw/coverage-*.json coverage-reports/cobertura-coverage.xml<coverage-reports/raw/coverage-*.json " +
				"coverage-reports/codecov.json<coverage-reports/raw/coverage-*.json coverage-reports/coverage-final.json<coverage-reports/raw/coverage-*.json " +
				"coverage-reports/lcov.info<coverage-reports/raw/coverage-*.json coverage-reports/raw/coverage-*.json",
		},
		{
			"go", map[string]string{"programs/go": ".", "covdata/generated/app-atomic/covdir": "cov", "covdata/generated/app-atomic/cover.out": "cover.out"},
			"cov/ cover.out<cov/",
		},
		{
			"coverage.py", map[string]string{"programs/python": ".", "coveragepy/generated/lines": "."},
			".coverage coverage.json<.coverage coverage.lcov<.coverage coverage.xml<.coverage",
		},
		{
			"gcovr", map[string]string{"programs/c": ".", "gcovr/generated/gcc-c": "."},
			"cobertura.xml<gcovr.json coveralls.json<gcovr.json gcovr.json sonarqube.xml<gcovr.json",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			for from, to := range test.files {
				b.put(from, to)
			}
			b.sameTime()
			s := b.look()
			if got := reports(s); got != test.want {
				t.Errorf("reports %s\nwant %s", got, test.want)
			}
		})
	}
}

// sameTime makes all files as old as the newest.
func (b *bench) sameTime() {
	b.t.Helper()
	err := filepath.WalkDir(b.root, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chtimes(name, b.now, b.now)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// c8's own reports count comments as lines. Where V8's data is, they do not.
func TestCommentsAreNoLines(t *testing.T) {
	b := newBench(t)
	b.put("programs/js/plain", ".")
	b.put("c8/generated/plain/coverage", "coverage")
	b.put("c8/generated/plain/tmp", "coverage/tmp")
	b.sameTime()
	s := b.look()
	observations, err := s.Observations("lib/math.js")
	if err != nil || len(observations) != 1 {
		t.Fatalf("%d observations, %v", len(observations), err)
	}
	source, err := os.ReadFile(filepath.Join(b.root, "lib/math.js"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(source), "\n")
	for _, l := range observations[0].File.Lines {
		if text := strings.TrimSpace(lines[l.Number-1]); text == "" || strings.HasPrefix(text, "//") {
			t.Errorf("line %d counts, and it is %q", l.Number, text)
		}
	}
}

// A richer report that has no line of a file leaves the file to the others.
func TestNoLinesSpeakForNobody(t *testing.T) {
	const rich, poor = 1, 2
	w := &Workspace{shadow: map[uint32][]uint32{poor: {rich}}}
	refs := []store.FileRef{{Name: rich, Lines: coverage.Ratio{Covered: 1, Total: 2}}, {Name: poor, Lines: coverage.Ratio{Total: 3}}}
	if got := w.richest(refs); len(got) != 1 || got[0].Name != rich {
		t.Errorf("got %+v, want the richer", got)
	}
	refs[0].Lines = coverage.Ratio{}
	if got := w.richest(refs); len(got) != 2 {
		t.Errorf("got %+v, want both", got)
	}
}

func TestHome(t *testing.T) {
	for name, want := range map[string]string{
		"lcov.info": ".", "coverage/lcov.info": ".", "web/coverage/tmp/coverage-*-*-*.json": "web", "coverage-reports/raw/coverage-*.json": ".",
		".nyc_output/*.json": ".", "coverage/lcov/app.lcov": ".", "cov/": ".", "./": ".", "a/cov/": "a", "cover.out": ".",
		"coverage/.resultset.json": ".", ".coverage": ".", "tmp/lcov.info": "tmp", "raw/coverage-*.json": "raw", "coverage/unit/lcov.info": "coverage/unit",
	} {
		if got := home(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
