package policy

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what Load says into the golden files")

// TestLoad reads the archives in testdata: a configuration, and what it means.
func TestLoad(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives (%v)", err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(archive.Files) != 2 || archive.Files[1].Name != "meaning" {
				t.Fatal("an archive holds a configuration and its meaning")
			}
			got := meaning(Load(archive.Files[0].Name, archive.Files[0].Data))
			if *update {
				archive.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// meaning writes down what Load returned, a line for everything.
func meaning(c *Config, diagnostics []Diagnostic, err error) string {
	var b strings.Builder
	for _, d := range diagnostics {
		fmt.Fprintln(&b, d)
	}
	if err != nil {
		fmt.Fprintln(&b, "error:", err)
		return b.String()
	}
	for _, r := range c.Reports {
		fmt.Fprintf(&b, "report %s flags=%v format=%q name=%q\n", r.Path, r.Flags, r.Format, r.Name)
	}
	for _, g := range c.ExcludeReports {
		fmt.Fprintln(&b, "exclude", g)
	}
	var from []string
	for f := range c.PathMappings {
		from = append(from, f)
	}
	slices.Sort(from)
	for _, f := range from {
		fmt.Fprintf(&b, "map %q to %q\n", f, c.PathMappings[f])
	}
	for _, p := range c.Ignore {
		fmt.Fprintln(&b, "ignore", p)
	}
	return b.String()
}

func TestLoadLimits(t *testing.T) {
	for name, data := range map[string]string{
		"size":        "# " + strings.Repeat("x", maxSize),
		"flow":        "ignore: " + strings.Repeat("[", 100_000),
		"flow, lines": "ignore:\n" + strings.Repeat("  [\n", 1000),
		"lists":       strings.Repeat("- ", 10_000) + "x",
		"indentation": strings.Repeat(" ", 10_000) + "x: 1",
	} {
		_, _, err := Load("covls.yaml", []byte(data))
		var e *Error
		if !errors.As(err, &e) || e.File != "covls.yaml" {
			t.Errorf("%s: got %v, want an error", name, err)
		}
	}
}

// TestLoadAliasesOfAliases must not multiply: an alias stands for one item.
func TestLoadAliasesOfAliases(t *testing.T) {
	var b strings.Builder
	b.WriteString("ignore:\n  - &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 30 {
		fmt.Fprintf(&b, "  - &a%d [*a%d, *a%d, *a%d, *a%d]\n", i+1, i, i, i, i)
	}
	if _, _, err := Load("covls.yaml", []byte(b.String())); err == nil {
		t.Error("lists inside a list of patterns were taken")
	}
}

func FuzzLoad(f *testing.F) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, _, err := Load("covls.yaml", data)
		if (c == nil) != (err != nil) {
			t.Fatalf("config %v with error %v", c, err)
		}
		if err != nil {
			return
		}
		rule, _ := c.Report("build/unit.out")
		if err := CheckFlags(rule.Flags); err != nil && len(rule.Flags) <= MaxFlags {
			t.Error(err)
		}
		c.Excluded("build/unit.out")
		c.Ignored("src/a.go")
	})
}
