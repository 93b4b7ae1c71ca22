package opencover

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// TestOrderOfClasses: where a section ends depends on which class comes next, and
// what a file has in the end must not.
func TestOrderOfClasses(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		classes := make([]string, 2+random.IntN(5))
		for i := range classes {
			classes[i] = randomClass(random, i)
		}
		want := filesOf(t, classes)
		random.Shuffle(len(classes), func(i, j int) { classes[i], classes[j] = classes[j], classes[i] })
		if diff := readertest.Diff(want, filesOf(t, classes)); diff != "" {
			t.Fatalf("in the order %q: %s", classes, diff)
		}
	}
}

// randomClass has one method with a few points and branches in either file.
func randomClass(random *rand.Rand, number int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<Class><Method><Name>C::M%d()</Name><FileRef uid="%d"/>`, number, 1+random.IntN(2))
	for range 1 + random.IntN(4) {
		line := 1 + random.IntN(6)
		fmt.Fprintf(&b, `<SequencePoint vc="%d" offset="%d" sl="%d" sc="%d" el="%d" ec="90" fileid="%d"/>`,
			random.IntN(3), random.IntN(9), line, 1+random.IntN(3), line+random.IntN(3), random.IntN(3))
	}
	for range random.IntN(3) {
		fmt.Fprintf(&b, `<BranchPoint vc="%d" offset="%d" path="%d"/>`, random.IntN(2), random.IntN(9), random.IntN(2))
	}
	b.WriteString(`<MethodPoint vc="1"/></Method></Class>`)
	return b.String()
}

// filesOf reads the classes as one module.
func filesOf(t *testing.T, classes []string) map[string]*coverage.File {
	t.Helper()
	doc := session(module(strings.Join(classes, "")))
	files, _, err := readertest.Collect(Format, strings.NewReader(doc), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for path, f := range files {
		readertest.Sound(t, path, f)
	}
	return files
}
