package jacoco

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// Real reports, with the numbers that JaCoCo itself gives for them.

// A section is a copy of one that was emitted.
type section struct {
	module, path string
	file         *coverage.File
}

func readSections(path string) ([]section, coverage.ReadInfo, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, coverage.ReadInfo{}, err
	}
	var sections []section
	info, err := read(bytes.NewReader(data), coverage.Limits{}, func(s *coverage.Section) error {
		sections = append(sections, section{s.Module, s.Path, s.File.Clone()})
		return nil
	})
	return sections, info, err
}

// expectedKey finds the path in the sources that a section means. They hold no
// two files of one package and name in one module.
func expectedKey(t *testing.T, s section, want corpustest.Expected) string {
	t.Helper()
	for key := range want.Files {
		if strings.HasPrefix(key, s.module) && strings.HasSuffix(key, "/"+s.path) {
			return key
		}
	}
	t.Fatalf("%+v is not expected", s)
	return ""
}

func TestGenerated(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "jacoco/generated")
	for _, report := range []string{"run1/jacoco.xml", "run1/jacoco-grouped.xml", "merged/jacoco.xml", "merged/jacoco-grouped.xml"} {
		t.Run(report, func(t *testing.T) {
			sections, info, err := readSections(filepath.Join(dir, report))
			if err != nil || info.Dropped.Count > 0 {
				t.Fatalf("%v, dropped %+v", err, info.Dropped)
			}
			want := corpustest.Read(t, filepath.Join(dir, filepath.Dir(report), "expected", filepath.Base(report)+".expected.json"))
			var total coverage.Summary
			for _, s := range sections {
				key := expectedKey(t, s, want)
				compare(t, key, s.file, want.Files[key])
				total = total.Add(s.file.Summary())
				delete(want.Files, key)
			}
			if len(want.Files) > 0 {
				t.Errorf("not in the report: %v", want.Files)
			}
			checkTotals(t, "all", total, want.Totals)
		})
	}
}

func checkTotals(t *testing.T, what string, got coverage.Summary, want map[string][2]int64) {
	t.Helper()
	for metric, ratio := range map[string]coverage.Ratio{"lines": got.Lines, "branches": got.Branches, "functions": got.Functions} {
		if w := readertest.Ratio(want[metric]); ratio != w {
			t.Errorf("%s: %s %v, want %v", what, metric, ratio, w)
		}
	}
}

// compare checks lines, and the states that follow from JaCoCo's own counters.
func compare(t *testing.T, path string, file *coverage.File, want corpustest.ExpectedFile) {
	t.Helper()
	checkTotals(t, path, file.Summary(), want.Totals)
	marks := file.Marks()
	if len(marks) != len(want.LineCounters) || len(marks) != len(want.Lines) {
		t.Fatalf("%s: %d lines, want %d", path, len(marks), len(want.Lines))
	}
	for i, mark := range marks {
		nr, mi, ci, mb, cb := want.LineCounters[i][0], want.LineCounters[i][1], want.LineCounters[i][2], want.LineCounters[i][3], want.LineCounters[i][4]
		state := coverage.Covered
		switch {
		case ci == 0:
			state = coverage.Uncovered
		case mi > 0 || mb > 0:
			state = coverage.Partial
		}
		wanted := coverage.Mark{Line: uint32(nr), State: state, Hits: want.Lines[i][1], Taken: uint32(cb), Total: uint32(mb + cb)}
		if ci > 0 {
			wanted.Bits = coverage.InexactHits
		}
		if mark != wanted {
			t.Errorf("%s: %+v, want %+v", path, mark, wanted)
		}
	}
}

// TestNoDebug: nothing can be shown, and it is said why.
func TestNoDebug(t *testing.T) {
	for _, run := range []string{"run1", "merged"} {
		sections, info, err := readSections(filepath.Join(corpustest.Dir(t), "jacoco/generated", run, "jacoco-nodebug.xml"))
		if err != nil || len(sections) > 0 || info.Dropped.Count != 10 || !strings.Contains(info.Dropped.First, "-g") {
			t.Errorf("%s: %d sections, dropped %+v, %v", run, len(sections), info.Dropped, err)
		}
	}
}

// TestFetched reads every fetched report and holds its functions against its
// METHOD counters, read by encoding/xml.
func TestFetched(t *testing.T) {
	known := readertest.Exceptions{
		Refused: map[string]error{
			"JaCoCo_Ant.xml":      coverage.ErrNotReport, // a build file
			"not_jacoco_file.xml": coverage.ErrNotReport,
			"empty.xml":           coverage.ErrNotReport, // another root
		},
		// gcovr writes lines without what says whether they ran.
		Dropped: map[string]int{
			"const-functions/reference/gcc-14/jacoco.xml":          1,
			"dot-folder/reference/gcc-5/jacoco.xml":                5,
			"shared-lib/reference/gcc-5/jacoco.xml":                2,
			"virtual-classes/reference/clang-17-Darwin/jacoco.xml": 1,
			"virtual-classes/reference/gcc-14/jacoco.xml":          1,
			"virtual-classes/reference/gcc-14-Windows/jacoco.xml":  1,
			"wspace/reference/gcc-5/jacoco.xml":                    1,
		},
	}
	readertest.Fetched(t, Format, corpustest.Files(t, "jacoco/fetched", "*.xml"), known, func(r readertest.Report) {
		sections, _, err := readSections(r.Path)
		if err != nil {
			t.Fatal(err)
		}
		var total coverage.Summary
		for _, s := range sections {
			total = total.Add(s.file.Summary())
		}
		if want := methodCounters(t, r.Path); total.Functions != want {
			t.Errorf("%s: functions %v, want %v", r.Path, total.Functions, want)
		}
	})
}

// methodCounters sums the METHOD counters of methods that have a line, in
// classes that name a source file of their package.
func methodCounters(t *testing.T, path string) coverage.Ratio {
	type pkg struct {
		Files []struct {
			Name string `xml:"name,attr"`
		} `xml:"sourcefile"`
		Classes []struct {
			Name    string `xml:"name,attr"`
			Source  string `xml:"sourcefilename,attr"`
			Methods []struct {
				Line     string `xml:"line,attr"`
				Counters []struct {
					Type    string `xml:"type,attr"`
					Missed  int64  `xml:"missed,attr"`
					Covered int64  `xml:"covered,attr"`
				} `xml:"counter"`
			} `xml:"method"`
		} `xml:"class"`
	}
	var report struct {
		Packages []pkg `xml:"package"`
		Grouped  []pkg `xml:"group>package"`
	}
	data, err := os.ReadFile(path)
	if err == nil {
		err = xml.Unmarshal(data, &report)
	}
	if err != nil {
		t.Fatal(err)
	}
	var sum coverage.Ratio
	for _, p := range append(report.Packages, report.Grouped...) {
		sources := map[string]bool{}
		for _, f := range p.Files {
			sources[f.Name] = true
		}
		for _, c := range p.Classes {
			stem, _, _ := strings.Cut(filepath.Base(c.Name), "$")
			if !sources[c.Source] && !(c.Source == "" && (sources[stem+".java"] || sources[stem+".groovy"])) {
				continue
			}
			for _, m := range c.Methods {
				for _, counter := range m.Counters {
					if counter.Type == "METHOD" && m.Line != "" {
						sum = sum.Add(coverage.Ratio{Covered: counter.Covered, Total: counter.Covered + counter.Missed})
					}
				}
			}
		}
	}
	return sum
}

// TestSniffOthers: no other XML report is taken for JaCoCo's.
func TestSniffOthers(t *testing.T) {
	for _, folder := range []string{"clover", "sonar-generic", "ncover", "cobertura", "opencover", "dotcover", "junit", "scoverage", "phpunit", "pit"} {
		readertest.Foreign(t, Format, corpustest.Files(t, folder, "*.xml"))
	}
}

// TestHazards is the corpus' table of hostile reports, as far as it is about
// JaCoCo.
func TestHazards(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "hazards/xml")
	for _, test := range []struct {
		file string
		err  error
		want string
	}{
		{"external-entity.jacoco.xml", coverage.ErrSyntax, "[]"},
		{"external-dtd.jacoco.xml", nil, "[a/A.java]"},
		{"deep-nesting.xml", coverage.ErrNotReport, "[]"},
		{"utf8-bom.clover.xml", coverage.ErrNotReport, "[]"},
	} {
		sections, _, err := readSections(filepath.Join(dir, test.file))
		paths := []string{}
		for _, s := range sections {
			paths = append(paths, s.path)
		}
		if !errors.Is(err, test.err) || fmt.Sprint(paths) != test.want {
			t.Errorf("%s: got %v, %v, want %v, %v", test.file, paths, err, test.want, test.err)
		}
	}
}
