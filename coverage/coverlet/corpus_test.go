package coverlet

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// A report of coverlet 6, as it is read back to be merged with another.
func TestFetched(t *testing.T) {
	files := readertest.Files(t, Format, filepath.Join(corpustest.Dir(t), "coverlet/fetched/coverlet-coverage+coverlet/test/coverlet.core.tests/TestAssets/MergeWith.coverage.json"))
	const folder = `C:\GitHub\coverlet\artifacts\bin\coverlet.integration.tests\debug_net7.0\01021711\`
	got := map[string]coverage.Summary{}
	for path, f := range files {
		got[path] = f.Summary()
	}
	summary := func(lines, ofLines, methods int64) coverage.Summary {
		return coverage.Summary{Lines: coverage.Ratio{Covered: lines, Total: ofLines}, Functions: coverage.Ratio{Covered: methods, Total: 1}}
	}
	want := map[string]coverage.Summary{
		folder + "Program.cs":      summary(5, 5, 1),
		folder + "DeepThought.cs":  summary(3, 3, 1),
		folder + "TemplateTest.cs": summary(0, 4, 0),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
