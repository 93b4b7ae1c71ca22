package paths_test

import (
	"encoding/json"
	"encoding/xml"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/index/paths"
)

// The corpus' reports were written below folders that exist nowhere here
// (/srv/cwork …), as a CI artifact is. The programs they were made of must be
// found all the same, with nothing configured: from the program's own folder as
// the workspace, under any name, and from the folder of all programs.
//
// Only paths matter here, so the reports are read by the few lines below and
// not by the formats' readers.

var corpusCases = []struct {
	glob     string // below the corpus
	expected string // from the report's folder
	read     func(t *testing.T, data []byte) []coverage.Section
}{
	{"lcov/generated/*/*.info", "expected/%.expected.json", lcovPaths},
	{"go-profile/generated/*/cover.out", "expected.json", goPaths},
	{"istanbul/generated/*/coverage/coverage-final.json", "../expected.json", istanbulPaths},
	{"jacoco/generated/*/*.xml", "expected/%.expected.json", jacocoPaths},
}

func TestCorpus(t *testing.T) {
	dir := corpustest.Dir(t)
	for _, c := range corpusCases {
		reports, err := filepath.Glob(filepath.Join(dir, c.glob))
		if err != nil || len(reports) == 0 {
			t.Fatalf("%s: no reports (%v)", c.glob, err)
		}
		for _, report := range reports {
			name := regexp.MustCompile("%").ReplaceAllLiteralString(c.expected, filepath.Base(report))
			path := filepath.Join(filepath.Dir(report), name)
			if _, err := os.Stat(path); err != nil {
				continue // no verdict was made of this report
			}
			expected := corpustest.Read(t, path)
			// The corpus says to go by the folder that source_root names.
			_, program, _ := strings.Cut(expected.SourceRoot, "programs/")
			program = filepath.Join(dir, "programs", program)
			data, err := os.ReadFile(report)
			if err != nil {
				t.Fatal(err)
			}
			rel, _ := filepath.Rel(dir, report)
			t.Run(rel, func(t *testing.T) {
				var want []string
				for file := range expected.Files {
					want = append(want, file)
				}
				checkProgram(t, program, "/home/me/checkout", c.read(t, data), want)
				checkProgram(t, program, program, c.read(t, data), want)
			})
		}
	}
}

// checkProgram resolves a report in a workspace that holds a program at root.
func checkProgram(t *testing.T, program, root string, sections []coverage.Section, want []string) {
	t.Helper()
	files := filesOf(t, program)
	if strings.HasSuffix(program, "programs/go") {
		files = append(files, "gen/grammar.y") // named by a //line directive, and not kept with the program
	}
	tree := paths.NewTree(root, files, func(rel string) ([]byte, error) {
		return os.ReadFile(filepath.Join(program, rel))
	})
	r := tree.Resolver("", nil)
	for i := range sections {
		r.Add(&sections[i])
	}
	got := map[string]bool{}
	for i := range sections {
		m, v := r.Resolve(&sections[i])
		switch {
		case v == paths.Found && !slices.Contains(want, m.Path):
			t.Errorf("%s: %q became %s (%v), which the report does not speak of", root, sections[i].Path, m.Path, m.How)
		case v == paths.Found:
			got[m.Path] = true
		case v == paths.Ambiguous:
			t.Errorf("%s: %q is ambiguous: %q", root, sections[i].Path, m.Candidates)
		}
	}
	for _, file := range want {
		if !got[file] {
			t.Errorf("%s: %s was not found; learned %v", root, file, r.Learned())
		}
	}
}

func filesOf(t *testing.T, dir string) []string {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			rel, _ := filepath.Rel(dir, path)
			files = append(files, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func lcovPaths(t *testing.T, data []byte) []coverage.Section {
	return matched(data, `(?m)^SF:(.*)$`, coverage.FilePath)
}

func goPaths(t *testing.T, data []byte) []coverage.Section {
	return matched(data, `(?m)^(.*):\d+\.\d+,\d+\.\d+ `, coverage.ImportPath)
}

func matched(data []byte, pattern string, kind coverage.PathKind) []coverage.Section {
	var out []coverage.Section
	for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(data, -1) {
		out = append(out, coverage.Section{Path: string(m[1]), Kind: kind})
	}
	return out
}

func istanbulPaths(t *testing.T, data []byte) []coverage.Section {
	var files map[string]struct{ Path string }
	if err := json.Unmarshal(data, &files); err != nil {
		t.Fatal(err)
	}
	var out []coverage.Section
	for _, f := range files {
		out = append(out, coverage.Section{Path: f.Path})
	}
	return out
}

func jacocoPaths(t *testing.T, data []byte) []coverage.Section {
	type group struct {
		Name     string `xml:"name,attr"`
		Packages []struct {
			Name  string `xml:"name,attr"`
			Files []struct {
				Name string `xml:"name,attr"`
			} `xml:"sourcefile"`
		} `xml:"package"`
	}
	var report struct {
		group
		Groups []group `xml:"group"`
	}
	if err := xml.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	var out []coverage.Section
	for _, g := range append(report.Groups, group{Packages: report.Packages}) {
		for _, p := range g.Packages {
			for _, f := range p.Files {
				s := coverage.Section{Path: f.Name, Kind: coverage.PackagePath, Module: g.Name}
				if p.Name != "" {
					s.Path = p.Name + "/" + f.Name
				}
				out = append(out, s)
			}
		}
	}
	return out
}

// TestCorpusGoWork holds the module prefix trap of a real go.work.
func TestCorpusGoWork(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "programs/gowork")
	checkProgram(t, dir, dir, []coverage.Section{
		{Path: "example.org/team/a/a.go", Kind: coverage.ImportPath},
		{Path: "example.org/team/a/v2/b/sub/b.go", Kind: coverage.ImportPath},
	}, []string{"a/a.go", "b/sub/b.go"})
}
