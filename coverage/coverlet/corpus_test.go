package coverlet

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// A report of coverlet 6, as it is read back to be merged with another.
func TestFetched(t *testing.T) {
	path := filepath.Join(corpus.Dir(t), "coverlet/fetched/coverlet-coverage+coverlet/test/coverlet.core.tests/TestAssets/MergeWith.coverage.json")
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files, info, err := collect(string(doc))
	if err != nil || info.Dropped.Count > 0 || sniff(doc) != coverage.Certain {
		t.Fatalf("%v, %v", info.Dropped, err)
	}
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
