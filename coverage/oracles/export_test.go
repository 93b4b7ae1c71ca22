package oracles

import (
	"encoding/json"
	"iter"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/cobertura"
)

// What covls writes, read by somebody else: gcovr, which refuses a document that
// lacks anything it knows of the format, and counts what it read by itself.

type counted struct {
	Name  string `json:"filename"`
	Lines int64  `json:"line_total"`
	Ran   int64  `json:"line_covered"`
	Ways  int64  `json:"branch_total"`
	Taken int64  `json:"branch_covered"`
}

func TestGcovrReadsWhatIsExported(t *testing.T) {
	modules, err := filepath.Abs("../../.cache/gcovr")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "gcovr")); err != nil {
		missing(t, "a gcovr that reads Cobertura is not in .cache/gcovr: run .ci/tools")
	}
	p := buildC(t)
	files := p.read(t, cReports[0])
	document := filepath.Join(t.TempDir(), "coverage.xml")
	out, err := os.Create(document)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := cobertura.Write(out, "", time.Time{}, sorted(files)); err != nil {
		t.Fatal(err)
	}

	// The system's Python has the libraries that gcovr is made with.
	cmd := exec.Command("/usr/bin/python3", "-m", "gcovr", "--root", ".", "--cobertura-add-tracefile", document, "--json-summary", "-")
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "PYTHONPATH="+modules)
	answer, err := cmd.Output()
	if err != nil {
		t.Fatalf("gcovr: %v\n%s", err, answer)
	}
	var summary struct {
		Files []counted `json:"files"`
	}
	if err := json.Unmarshal(answer, &summary); err != nil {
		t.Fatal(err)
	}
	var want []counted
	for name, f := range sorted(files) {
		s := f.Summary()
		want = append(want, counted{name, s.Lines.Total, s.Lines.Covered, s.Branches.Total, s.Branches.Covered})
	}
	if diff := cmp.Diff(want, summary.Files); diff != "" {
		t.Errorf("-covls +gcovr:\n%s", diff)
	}
}

// sorted goes through a set in the order of its paths.
func sorted(files fileSet) iter.Seq2[string, *coverage.File] {
	return func(yield func(string, *coverage.File) bool) {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if !yield(name, files[name]) {
				return
			}
		}
	}
}
