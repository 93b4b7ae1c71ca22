package lsp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// titles gives the lenses of a file as "line title", with "→" where they lead
// somewhere.
func titles(t *testing.T, lenses string) []string {
	t.Helper()
	var list []struct {
		Range   struct{ Start struct{ Line int } }
		Command struct{ Title, Command string }
	}
	if err := json.Unmarshal([]byte(lenses), &list); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range list {
		s := fmt.Sprintf("%d %s", l.Range.Start.Line+1, l.Command.Title)
		if l.Command.Command != "" {
			s += " →"
		}
		out = append(out, s)
	}
	return out
}

func TestCodeLenses(t *testing.T) {
	whole := hits(1, 3)
	instances := hits(1, 0, 2, 1)
	instances.Functions = []coverage.Function{{Name: "f<int>", Line: 1}, {Name: "f<char>", Line: 1}, {Name: "f<long>", Line: 1}}
	hostile := hits(1, 0)
	hostile.Functions = []coverage.Function{{Name: strings.Repeat("x", 500) + "\n\u202e", Line: 1, EndLine: 4_000_000_000}, {Name: "past", Line: 9}}
	for _, c := range []struct {
		name, language, text string
		observations         []coverage.Observation
		functions            string
		want                 []string
	}{
		{"two flags", "go", sampleText, sampleObservations(), "gaps", []string{
			"1 file 42.8% · integration 66.6% · unit 42.8% →",
			"4 Grade 60% · 2 of 5 lines uncovered →",
			"14 unused 0% · 2 of 2 lines uncovered →",
		}},
		{"without flags", "go", "x\n", []coverage.Observation{observe(report("r"), "x\n", whole)}, "gaps", []string{"1 file 100%"}},
		{"a flag and none", "c", "x\n", []coverage.Observation{observe(report("r"), "x\n", whole), observe(report("s", "it"), "x\n", hits(1, 0))}, "off",
			[]string{"1 file 100% · unflagged 100% · it 0%"}},
		{"a flag that measured another text", "c", "x\n", []coverage.Observation{observe(report("r", "it"), "y\n", whole), observe(report("s", "unit"), "x\n", hits(1, 1))}, "off",
			[]string{"1 file 100% · it unknown · unit 100%"}},
		{"changed", "go", sampleText + "// x\n", sampleObservations(), "all",
			[]string{"1 file: coverage unknown, the file changed since it was measured"}},
		{"not measured", "go", sampleText, nil, "all", nil},
		{"functions off", "go", sampleText, sampleObservations()[1:], "off", []string{"1 file 66.6% · integration 66.6% →"}},
		{"Go without functions in the report", "go", "package p\n\nfunc a() {\n\tb()\n}\nfunc b() {\n\tc()\n}\n",
			[]coverage.Observation{observe(report("r"), "package p\n\nfunc a() {\n\tb()\n}\nfunc b() {\n\tc()\n}\n", hits(4, 1, 7, 0))}, "all",
			[]string{"1 file 50% →", "3 a 100% · 1 line", "6 b 0% · 1 of 1 line uncovered →"}},
		{"instances of a template", "cpp", "a\nb\n", []coverage.Observation{observe(report("r"), "a\nb\n", instances)}, "gaps",
			[]string{"1 file 50% →", "1 f<char> and 2 more 50% · 1 of 2 lines uncovered →"}},
		{"hostile names and lines", "c", "a\n", []coverage.Observation{observe(report("r"), "a\n", hostile)}, "gaps",
			[]string{"1 file 0% →", "1 " + strings.Repeat("x", 120) + "… 0% · 1 of 1 line uncovered →"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := newMemorySource(sampleRoot)
			source.workspaces[sampleRoot].put(samplePath, c.observations...)
			sit(t, source, func(d *desk) {
				d.initialize(plainClient, fmt.Sprintf(`{"codeLens":{"functions":%q}}`, c.functions), sampleRoot)
				d.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":%q,"version":1,"text":%s}}`,
					sampleURI, c.language, quote(c.text)))
				got := titles(t, d.call("textDocument/codeLens", on(sampleURI)))
				if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
					t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
				}
			})
		})
	}
}
