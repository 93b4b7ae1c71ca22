package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/covls/covls/index/paths"
)

func (b *bench) diagnose(file string) *Diagnosis {
	b.t.Helper()
	d, err := b.w.Diagnose(context.Background(), file)
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func TestDiagnoseAWrongPrefix(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"web/main.js", "web/util.js", "web/api.js"} {
		b.write(name, "1\n")
	}
	b.write("coverage/lcov.info", lcov(map[string][]int{
		"/usr/src/app/main.js": {1}, "/usr/src/app/util.js": {0}, "/usr/src/app/gone.js": {0}, "/usr/include/x.h": {1},
	}))
	b.look()
	d := b.diagnose("web/main.js")
	if len(d.Reports) != 1 || len(d.Proposals) != 1 {
		t.Fatalf("%+v", d)
	}
	r := d.Reports[0]
	if r.Paths != 4 || len(r.Found) != 0 || len(r.Unresolved) != 4 {
		t.Errorf("report %+v", r)
	}
	if u := r.Unresolved[0]; u.Path != "/usr/src/app/main.js" || !slices.Equal(u.Candidates, []string{"web/main.js"}) {
		t.Errorf("the first example is %+v, want one with a near miss", u)
	}
	want := paths.Proposal{From: "/usr/src/app/", To: []string{"web/"}, Files: 2, Missing: 1}
	if got := d.Proposals[0]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("proposal %+v, want %+v", got, want)
	}
	if f := d.File; !f.Exists || len(f.Mentions) != 0 || len(f.NearMisses) != 1 || f.NearMisses[0].Path != "/usr/src/app/main.js" {
		t.Errorf("file %+v", f)
	}
	if d.Files != 4 || d.Folders != 3 {
		t.Errorf("%d files in %d folders", d.Files, d.Folders)
	}

	// What is proposed mends what it says it mends.
	b.w.Configure(Settings{PathMappings: map[string]string{"/usr/src/app": "web"}})
	b.look()
	d = b.diagnose("web/main.js")
	if f := d.File; len(f.Mentions) != 1 || f.Mentions[0].How != paths.Mapped || len(f.NearMisses) != 0 {
		t.Errorf("file %+v", f)
	}
	if len(d.Proposals) != 0 {
		t.Errorf("a mapping that is there is proposed again: %+v", d.Proposals)
	}
}

// A mapping counts for every report, so one that breaks another is no cure.
func TestDiagnoseProposesNoHarm(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"old/a.c", "old/b.c", "new/x.c", "new/y.c"} {
		b.write(name, "1\n")
	}
	b.write("good.lcov", lcov(map[string][]int{"old/a.c": {1}, "old/b.c": {1}}))
	b.write("moved.lcov", lcov(map[string][]int{"old/x.c": {1}, "old/y.c": {1}}))
	b.look()
	d := b.diagnose("")
	if len(d.Reports[1].Proposals) != 1 || len(d.Proposals) != 0 {
		t.Errorf("of the report %+v, for all %+v", d.Reports[1].Proposals, d.Proposals)
	}
}

func TestDiagnoseAmbiguousPaths(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"one/src/a.c", "one/src/b.c", "two/src/a.c", "two/src/b.c"} {
		b.write(name, "1\n")
	}
	b.write("ci.info", lcov(map[string][]int{"/ci/src/a.c": {1}, "/ci/src/b.c": {1}}))
	b.look()
	d := b.diagnose("two/src/b.c")
	u := d.Reports[0].Unresolved[0]
	if u.Verdict != paths.Ambiguous || len(u.Candidates) != 2 || len(d.Proposals) != 0 {
		t.Errorf("%+v, proposals %+v", u, d.Proposals)
	}
	if p := d.Reports[0].Proposals; len(p) != 1 || len(p[0].To) != 2 {
		t.Errorf("proposals %+v, want one with a choice of two", p)
	}
	if n := d.File.NearMisses; len(n) != 1 || n[0].Path != "/ci/src/b.c" {
		t.Errorf("near misses %+v", n)
	}
}

func TestDiagnoseWhatIsLeftOut(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("gen/b.c", "1\n")
	b.write("stale.c", "1\n")
	b.write("covls.yaml", "ignore: [gen/]\nexclude-reports: [old/]\n")
	b.write("old/lcov.info", lcov(map[string][]int{"a.c": {0}}))
	b.write("coverage/lcov.info", lcov(map[string][]int{"a.c": {1}, "gen/b.c": {1}, "stale.c": {1}}))
	b.write("manual.info", "This is a manual.\n")
	b.write("cut.info", "TN:\nSF:a.c\nDA:1,")
	b.look()
	b.write("stale.c", "2\n")
	d := b.diagnose("gen/b.c")
	for what, got := range map[string][]string{
		"stale.c": d.Stale.Examples, "gen/b.c": d.Ignored.Examples, "old/lcov.info": d.Excluded.Examples,
	} {
		if !slices.Equal(got, []string{what}) {
			t.Errorf("%q, want %s", got, what)
		}
	}
	if len(d.Rejected) != 1 || !d.File.Ignored || len(d.File.Mentions) != 1 {
		t.Errorf("rejected %+v, file %+v", d.Rejected, d.File)
	}
	i := slices.IndexFunc(d.Reports, func(r ReportDiagnosis) bool { return r.Name == "cut.info" })
	if i < 0 || d.Reports[i].Problem == nil {
		t.Errorf("a report that is cut off has no problem: %+v", d.Reports)
	}
}

// Touching a file is no change of it, and a file that nobody touched since it
// was measured is not read to find that out.
func TestDiagnoseReadsOnlyWhatChanged(t *testing.T) {
	b := newBench(t)
	b.write("a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.look()
	b.write("a.c", "1\n")
	if d := b.diagnose(""); d.Stale.Count != 0 {
		t.Errorf("stale %+v", d.Stale)
	}
}

func TestDiagnoseEnds(t *testing.T) {
	b := newBench(t)
	b.open()
	if _, err := b.w.Diagnose(context.Background(), ""); !errors.Is(err, ErrNotListed) {
		t.Errorf("before the first listing: %v", err)
	}
	b.write("a.c", "1\n")
	b.write("lcov.info", lcov(map[string][]int{"a.c": {1}}))
	b.look()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.w.Diagnose(ctx, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestSharedParts(t *testing.T) {
	for _, c := range []struct {
		reported, name string
		want           int
	}{
		{"/ci/src/a.c", "src/a.c", 2}, {`C:\ci\SRC\a.c`, "x/src/a.c", 2}, {"b.c", "a.c", 0}, {"", "a.c", 0}, {"a.c", "x/a.c", 1},
	} {
		if got := sharedParts(c.reported, c.name); got != c.want {
			t.Errorf("%s and %s share %d, want %d", c.reported, c.name, got, c.want)
		}
	}
}
