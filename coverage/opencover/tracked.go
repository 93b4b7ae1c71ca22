package opencover

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// Which tests reached a point. Points name tests by number, and what the numbers
// mean comes behind the classes, most often in another module: that of the tests,
// which was itself left out. So the lines are kept until the session ends, and
// become sections of their own that say nothing else.

const (
	// mostTested bounds the lines that are kept, counted once for each of their
	// tests: some 16 MiB for a suite of two thousand tests that run two thousand
	// lines each. Without the rest the report still says what ran.
	mostTested = 4 << 20
	// mostNames bounds the bytes of the tests' names.
	mostNames = 16 << 20
)

// A testRef is a point's word that a test reached it.
type testRef struct {
	file string // empty where the point leaves that to its method
	line uint32 // the one that the point begins on
	test uint32
}

// tracked is what a session says of its tests.
type tracked struct {
	names     map[uint32]string // empty for a number with two meanings
	nameBytes int
	lines     map[testedFile]map[uint32][]uint32 // of each file, by test
	kept      int                                // in lines and in the method's refs
	full      bool                               // some were left out
}

type testedFile struct{ path, module string }

func newTracked() tracked {
	return tracked{names: map[uint32]string{}, lines: map[testedFile]map[uint32][]uint32{}}
}

// testName reads a TrackedMethod.
func (r *reader) testName() error {
	full, _ := r.scan.Attr("name")
	if err := r.checkString(full); err != nil {
		return err
	}
	name := string(shortName(full))
	uid, _ := r.scan.Attr("uid")
	test, ok := parseTest(uid)
	if !ok || name == "" {
		r.drop("a tracked method with the number %.40q and the name %.200q", uid, full)
		return nil
	}
	t := &r.tracked
	switch known, ok := t.names[test]; {
	case !ok && t.nameBytes+len(name) > mostNames:
		r.leaveOutTests()
	case !ok:
		t.nameBytes += len(name)
		t.names[test] = name
	case known != name:
		t.names[test] = ""
	}
	return nil
}

// testRef reads a TrackedMethodRef of the current point. Those of branches and of
// MethodPoints say nothing that points do not.
func (r *reader) testRef() {
	m, t := &r.method, &r.tracked
	if !m.inPoint {
		return
	}
	uid, _ := r.scan.Attr("uid")
	vc, _ := r.scan.Attr("vc")
	test, okTest := parseTest(uid)
	visits, okVisits := parseCount(vc)
	switch {
	case !okTest || !okVisits:
		r.drop("a point was reached by the test number %.40q %.40q times", uid, vc)
	case visits == 0:
	case t.kept >= min(mostTested, r.limits.Records):
		r.leaveOutTests()
	default:
		p := &m.points[len(m.points)-1]
		m.refs = append(m.refs, testRef{file: p.file, line: p.Line, test: test})
		t.kept++
	}
}

// leaveOutTests says once that there are more tests and lines than are kept.
func (r *reader) leaveOutTests() {
	if !r.tracked.full {
		r.tracked.full = true
		r.drop("the report tracks more tests and lines than limits allow; which tests ran the rest is left out")
	}
}

func parseTest(uid []byte) (uint32, bool) {
	n, ok := xmlscan.Uint(uid)
	return uint32(n), ok && n <= math.MaxUint32
}

// addTests keeps the lines of the method that tests reached.
func (r *reader) addTests() {
	t := &r.tracked
	for _, ref := range r.method.refs {
		at := testedFile{cmp.Or(ref.file, r.method.file), r.module}
		byTest := t.lines[at]
		if byTest == nil {
			byTest = map[uint32][]uint32{}
			t.lines[at] = byTest
		}
		lines := byTest[ref.test]
		if n := len(lines); n > 0 && lines[n-1] == ref.line { // several points of a line
			t.kept--
			continue
		}
		byTest[ref.test] = append(lines, ref.line)
	}
}

// endSession emits which tests ran what. Numbers that no list explains, or that
// two lists explain differently as those of merged reports do, are nobody's.
func (r *reader) endSession() error {
	if err := r.flush(); err != nil {
		return err
	}
	for _, at := range slices.SortedFunc(maps.Keys(r.tracked.lines), compareTested) {
		var tests []coverage.TestLines
		for test, lines := range r.tracked.lines[at] {
			if name := r.tracked.names[test]; name != "" {
				tests = append(tests, coverage.TestLines{Name: name, Lines: lines})
			}
		}
		if len(tests) == 0 {
			continue
		}
		r.module = at.module
		if err := r.into(at.path); err != nil {
			return err
		}
		r.section.File.Tests = tests
		if err := r.flush(); err != nil {
			return err
		}
	}
	r.tracked = newTracked()
	return nil
}

func compareTested(a, b testedFile) int {
	return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.module, b.module))
}
