package config

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const asINI = `# what the tests measure
[run]
branch = True
relative_files: yes
data_file = build/${NAME-x}.coverage
omit =
    tests/*, */generated/*

    # not these either
    setup.py
[report]
FAIL_UNDER = 87.5
exclude_also =
    def __repr__
    raise NotImplementedError, really
    (?!looking ahead)
[paths]
second = src
         /builds/*/src
first = lib, /opt/lib
[html]
title = [not] a section
`

const asTOML = `[project]
name = "x"
[tool.coverage.run]
branch = true
relative_files = true
data_file = "build/$NAME.coverage"
omit = ["tests/*", "*/generated/*", "setup.py"]
[tool.coverage.report]
fail_under = 87.5
exclude_also = ["def __repr__", "raise NotImplementedError, really", "(?!looking ahead)"]
[tool.coverage.paths]
second = ["src", "/builds/*/src"]
first = ["lib", "/opt/lib"]
`

// All kinds of file say the same.
func TestParse(t *testing.T) {
	shared := strings.NewReplacer("[run]", "[coverage:run]", "[report]", "[coverage:report]", "[paths]", "[coverage:paths]").Replace("[metadata]\nname = x\n" + asINI)
	for name, text := range map[string]string{
		".coveragerc":                 asINI,
		"setup.cfg":                   shared,
		"sub/tox.ini":                 strings.ReplaceAll(shared, "\n", "\r\n"),
		"pyproject.toml":              asTOML,
		".coveragerc.toml":            strings.ReplaceAll(asTOML, "tool.coverage.", ""),
		"ci.toml":                     asTOML,
		".coveragerc with the prefix": shared,
	} {
		s, err := Parse(name, []byte(text), func(name string) (string, bool) { return "ci", name == "NAME" })
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var patterns []string
		for _, re := range s.Exclude {
			patterns = append(patterns, re.String())
		}
		if len(s.Problems) != 1 || !strings.Contains(s.Problems[0], "looking ahead") {
			t.Errorf("%s: problems %q", name, s.Problems)
		}
		s.Exclude, s.Problems = nil, nil
		want := &Settings{
			DataFile: "build/ci.coverage", Branch: true, RelativeFiles: true, FailUnder: 87.5,
			Run:   Filter{Omit: []string{"tests/*", "*/generated/*", "setup.py"}},
			Paths: []Group{{"second", []string{"src", "/builds/*/src"}}, {"first", []string{"lib", "/opt/lib"}}},
		}
		if diff := cmp.Diff(want, s); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := cmp.Diff([]string{"(?m)def __repr__", "(?m)raise NotImplementedError, really"}, patterns); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestExcludeLinesReplace(t *testing.T) {
	s, err := Parse(".coveragerc", []byte("[report]\nexclude_lines =\n  nocover\nexclude_also = more\\$\n"), nil)
	if err != nil || !s.Replaces || len(s.Exclude) != 2 || !s.Exclude[0].MatchString("x # nocover") || !s.Exclude[1].MatchString("more$") {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestVariables(t *testing.T) {
	getenv := func(name string) (string, bool) { return "<" + name + ">", name == "A" || name == "B_2" }
	p := parser{getenv: getenv}
	for text, want := range map[string]string{
		"$A/x": "<A>/x", "${B_2}": "<B_2>", "${C-or this}": "or this", "${A-no}": "<A>", "${C?}x": "x", "$$A": "$A", "$C": "", "50% $": "50% $", "a$": "a$",
	} {
		if got := p.expand(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestBadSettings(t *testing.T) {
	for name, text := range map[string]string{
		"setup.cfg":      "[metadata]\nname = x\n",
		"tox.ini":        "[run]\nbranch = true\n",
		"pyproject.toml": "[tool.black]\nline-length = 100\n",
	} {
		if _, err := Parse(name, []byte(text), nil); !errors.Is(err, ErrNone) {
			t.Errorf("%s: error %v, want %v", name, err, ErrNone)
		}
	}
	for name, text := range map[string]string{
		"setup.cfg":      "[run\n",
		".coveragerc":    "branch = true\n",
		"tox.ini":        "[coverage:run]\nbranch\n",
		"pyproject.toml": "[tool.coverage.run\n",
	} {
		if _, err := Parse(name, []byte(text), nil); err == nil || errors.Is(err, ErrNone) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	s, err := Parse(".coveragerc", []byte("[run]\nbranch = maybe\n[report]\nfail_under = much\n"), nil)
	if err != nil || len(s.Problems) != 2 || s.DataFile != ".coverage" {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err := Parse(".coveragerc", nil, nil); err != nil || s == nil {
		t.Errorf("an empty file of coverage.py's own: %v, %v", s, err)
	}
}

// Whatever a file holds, reading it ends in settings or an error.
func FuzzParse(f *testing.F) {
	f.Add("x.ini", asINI)
	f.Add("x.toml", asTOML)
	f.Add(".coveragerc", "[a]\nb=\n c\n\n [d\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		s, err := Parse(name, []byte(text), nil)
		if (s == nil) == (err == nil) {
			t.Errorf("settings %v and error %v", s, err)
		}
	})
}
