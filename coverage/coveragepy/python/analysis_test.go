package python

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what is found to testdata")

func compile(t testing.TB, patterns ...string) []*regexp.Regexp {
	t.Helper()
	var out []*regexp.Regexp
	for _, pattern := range patterns {
		re, err := CompilePattern(pattern)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, re)
	}
	return out
}

// The cases in testdata are sources with what is found in them behind: for every
// line of the file "s" where a statement counts, "x" where it is taken out, and
// the ways of decisions. Their comment names the rules.
func TestAnalyze(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("cases %q: %v", paths, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			rules := rulesNamed(t, string(archive.Comment))
			a, err := Analyze(archive.Files[0].Data, rules)
			if err != nil {
				t.Fatal(err)
			}
			got := annotate(string(archive.Files[0].Data), a)
			if *update {
				archive.Files = append(archive.Files[:1], txtar.File{Name: "found", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(archive.Files[1].Data); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func rulesNamed(t *testing.T, comment string) Rules {
	t.Helper()
	rules := Rules{
		SyntaxDocstrings: strings.Contains(comment, "rule: syntax docstrings\n"),
		HeaderSpans:      strings.Contains(comment, "rule: header spans\n"),
		WholeText:        strings.Contains(comment, "rule: whole text\n"),
	}
	for line := range strings.Lines(comment) {
		if pattern, ok := strings.CutPrefix(strings.TrimSpace(line), "exclude: "); ok {
			rules.Exclude = append(rules.Exclude, compile(t, pattern)...)
		}
	}
	return rules
}

func annotate(source string, a *Analysis) string {
	marks, ways := map[uint32]string{}, map[uint32]string{}
	for _, line := range a.Statements {
		marks[line] = "s"
	}
	for _, line := range a.Excluded {
		marks[line] = "x"
	}
	for _, d := range a.Decisions {
		ways[d.Line] = fmt.Sprint("  -> ", d.Targets)
	}
	var b strings.Builder
	number := uint32(0)
	for line := range strings.Lines(source) {
		number++
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%3d %1s %s%s", number, marks[number], strings.TrimRight(line, "\n"), ways[number]), " "))
	}
	return b.String()
}

// What is not certainly Python 3 is refused, with the line.
func TestRefused(t *testing.T) {
	for source, line := range map[string]string{
		"x = (1,\n":                         "line 2",
		"x = [1)\n":                         "line 1",
		"if x:\n    y\n\tz\n":               "line 3",
		"if x:\n        y\n    z\n":         "line 3",
		"x\n    y\n":                        "line 2",
		"print 'hello'\n":                   "line 1",
		"x = `y`\n":                         "line 1",
		"x = \"never closed\n":              "line 1",
		"x = '''never closed\n":             "line 2",
		"x = 1 \\ \n":                       "line 1",
		"if x\n    y\n":                     "line 1",
		"if x:\nz\n":                        "line 2",
		"else:\n    x\n":                    "line 1",
		"try:\n    x\ny\n":                  "line 3",
		"@decorator\nx = 1\n":               "line 2",
		"match x:\n    case 1: y\n    z\n":  "line 3",
		"x = $y\n":                          "line 1",
		"if 1 + 1:\n    x\n":                "line 1",
		"x = 1;; y\n":                       "line 1",
		"<html>\n<p>not found</p>\n</html>": "line 1",
		"x\x00y\n":                          "NUL",
	} {
		_, err := Analyze([]byte(source), Rules{})
		if !errors.Is(err, ErrNotPython) || !strings.Contains(err.Error(), line) {
			t.Errorf("%q: error %v, want one of %s", source, err, line)
		}
	}
	deep := strings.Repeat("(", 300) + strings.Repeat(")", 300)
	if _, err := Analyze([]byte(deep), Rules{}); !errors.Is(err, ErrNotPython) {
		t.Errorf("300 brackets inside one another: error %v", err)
	}
}

// Line breaks of every kind, a byte order mark and a missing last break change
// nothing.
func TestLineBreaks(t *testing.T) {
	const source = "def f(x):\n    if x:\n        return (\n            1)\n\n    return 2"
	want, err := Analyze([]byte(source), Rules{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{source + "\n", strings.ReplaceAll(source, "\n", "\r\n"), strings.ReplaceAll(source, "\n", "\r"), "\xef\xbb\xbf" + source, strings.ReplaceAll(source, "    ", "\t")} {
		a, err := Analyze([]byte(text), Rules{})
		if err != nil || annotate(source, a) != annotate(source, want) || a.FirstLine(4) != 3 {
			t.Errorf("%q: %+v, %v", text, a, err)
		}
	}
}

func TestPatterns(t *testing.T) {
	for pattern, c := range map[string]struct{ match, other string }{
		`#\s*pragma`:         {"x # \u00a0pragma", "x # no pragma"},
		`if [\w]+ == \Z`:     {"if größe == ", "if größe == 1"},
		`[]a]b`:              {"]b", "b"},
		`[^]a]b`:             {"xb", "]b"},
		`[[]x`:               {"[x", "x"},
		`def __repr__\b`:     {"    def __repr__(self):", "def __repr__x"},
		`\d+`:                {"٣", "x"},
		`(?i)nocover`:        {"# NoCover", "# cover"},
		`^\s*raise \S+\(\)$`: {"  raise X()", "  raise X() # y"},
	} {
		re := compile(t, pattern)[0]
		if !re.MatchString(c.match) || re.MatchString(c.other) {
			t.Errorf("%s: matches %q %v, %q %v", pattern, c.match, re.MatchString(c.match), c.other, re.MatchString(c.other))
		}
	}
	for _, pattern := range []string{`(?!x)`, `(?<=x)y`, `(x)\1`, `(`, `(?P=name)`} {
		if _, err := CompilePattern(pattern); err == nil || !strings.Contains(err.Error(), strconv.Quote(pattern)) {
			t.Errorf("%s: error %v", pattern, err)
		}
	}
}

// Whatever the text, the analysis ends, and its lines are lines of the text.
func FuzzAnalyze(f *testing.F) {
	programs, err := filepath.Glob("../testdata/programs/*.py")
	if err != nil || len(programs) == 0 {
		f.Fatal(err)
	}
	for _, path := range programs {
		source, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	f.Add([]byte("f'{x:{'a'!r}}' f\"{f'{f'{1}'}'}\"\n"))
	rules := Rules{Exclude: compile(f, pragma), SyntaxDocstrings: true, HeaderSpans: true, WholeText: true}
	f.Fuzz(func(t *testing.T, source []byte) {
		a, err := Analyze(source, rules)
		if err != nil {
			if !errors.Is(err, ErrNotPython) {
				t.Fatalf("error %v", err)
			}
			return
		}
		last := uint32(0)
		for _, line := range a.Statements {
			if line <= last || line > a.Lines || a.IsExcluded(line) {
				t.Fatalf("statement %d after %d, of %d lines, excluded: %v", line, last, a.Lines, a.IsExcluded(line))
			}
			last = line
		}
		for _, d := range a.Decisions {
			if len(d.Targets) < 2 || !a.Known(d.Line) {
				t.Fatalf("a decision %+v", d)
			}
		}
	})
}

func BenchmarkAnalyze(b *testing.B) {
	source, err := os.ReadFile("../testdata/programs/flow.py")
	if err != nil {
		b.Fatal(err)
	}
	rules := Rules{Exclude: compile(b, pragma)}
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Analyze(source, rules); err != nil {
			b.Fatal(err)
		}
	}
}
