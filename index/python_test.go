package index

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covls/covls/coverage/corpustest"
)

// A data file of coverage.py, measured elsewhere, under the project's own
// settings: what they exclude and omit is as coverage.py itself would have it.
func TestPythonDataUnderItsProjectsSettings(t *testing.T) {
	dir := corpustest.Dir(t)
	b := newBench(t)
	sources := filepath.Join(dir, "programs/python")
	for _, name := range []string{"src/pkg/mathy.py", "src/pkg/unused.py"} {
		content, err := os.ReadFile(filepath.Join(sources, name))
		if err != nil {
			t.Fatal(err)
		}
		b.write(name, string(content))
	}
	data, err := os.ReadFile(filepath.Join(dir, "coveragepy/generated/branch/.coverage"))
	if err != nil {
		t.Fatal(err)
	}
	b.write(".coverage", string(data))
	s := b.look()
	plain := b.text(s, "src/pkg/mathy.py")
	if !strings.Contains(plain, ":uncovered") || !strings.Contains(plain, ":covered") {
		t.Fatalf("misses follow from the source, and there are none: %s", plain)
	}

	// Line 20 of mathy.py begins a function, whose whole body goes with it.
	b.write("pyproject.toml", "[tool.coverage.report]\nexclude_also = ['def loop']\n")
	excluded := b.text(b.apply(Batch{Sources: []string{"pyproject.toml"}}), "src/pkg/mathy.py")
	if !strings.Contains(excluded, "20:excluded") || !strings.Contains(excluded, "27:excluded") {
		t.Errorf("with exclude_also: %s\nwithout: %s", excluded, plain)
	}

	b.write("pyproject.toml", "[tool.coverage.run]\nomit = ['*/mathy.py']\n")
	if s = b.apply(Batch{Sources: []string{"pyproject.toml"}}); b.text(s, "src/pkg/mathy.py") != "" {
		t.Error("an omitted file is shown")
	}
	b.remove("pyproject.toml")
	b.want(b.apply(Batch{Sources: []string{"pyproject.toml"}}), "src/pkg/mathy.py", plain)
}

// data_file names a place that no rule would look at.
func TestPythonDataFileElsewhere(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(corpustest.Dir(t), "coveragepy/generated/branch/.coverage"))
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	b.write("src/pkg/mathy.py", "x = 1\n")
	b.write("out/measured.db", string(data))
	if s := b.look(); len(s.Reports()) != 0 {
		t.Fatalf("found without being named: %+v", s.Reports())
	}
	b.write(".coveragerc", "[run]\ndata_file = out/measured.db\n")
	b.apply(Batch{Sources: []string{".coveragerc"}})
	if s := b.look(); len(s.Reports()) != 1 || s.Reports()[0].Format != "coveragepy" {
		t.Errorf("reports %+v", s.Reports())
	}
}
