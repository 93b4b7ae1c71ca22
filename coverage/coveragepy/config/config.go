// Package config reads what a project tells coverage.py: .coveragerc, setup.cfg,
// tox.ini and pyproject.toml.
//
// covls reads it because the numbers follow from it. Which lines do not count,
// which files are left out, where the data file lies and how the paths of a
// container or of CI map to those here is written down there already, and asking
// people to write it again would be asking for two answers.
//
// The package is pure: a name and bytes go in, settings come out. What it cannot
// use, such as a pattern with a look-ahead, is listed and left out.
package config

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/covls/covls/coverage/coveragepy/python"
)

// Names are the files that may hold settings, in the order in which coverage.py
// looks. It takes the first one that has any.
var Names = []string{".coveragerc", ".coveragerc.toml", "setup.cfg", "tox.ini", "pyproject.toml"}

// ErrNone means that a file is sound and does not speak of coverage.py.
var ErrNone = errors.New("no settings for coverage.py")

// Settings are what covls uses of a configuration. Paths are as they stand there,
// relative to its folder.
type Settings struct {
	DataFile      string // ".coverage" unless set
	Branch        bool
	Parallel      bool
	RelativeFiles bool
	FailUnder     float64 // percent; 0 without
	// Run says what was measured, and Report what of it is shown.
	Run, Report Filter
	// Paths are groups of folders that are the same: what lies in one of the
	// others, on another machine, is in the first one here. Patterns may hold *.
	Paths []Group
	// Exclude, where Replaces is set, stands in place of the default exclusions,
	// and else beside them.
	Exclude  []*regexp.Regexp
	Replaces bool
	// Problems are settings that cannot be used, for a person to read.
	Problems []string
}

// A Filter picks files by glob patterns. An empty Include means all of them.
type Filter struct{ Include, Omit []string }

// A Group is one line of [paths].
type Group struct {
	Name    string
	Folders []string
}

// Parse reads a file, whose base name says what it is. getenv, which may be nil,
// looks up the variables that values may name. Where the file says nothing of
// coverage.py the error is ErrNone.
func Parse(name string, data []byte, getenv func(string) (string, bool)) (*Settings, error) {
	base := path.Base(name)
	own := strings.HasPrefix(base, ".coveragerc")
	read := readINI
	if strings.HasSuffix(base, ".toml") {
		read = readTOML
	}
	file, err := read(data, own)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", base, err)
	}
	if len(file.sections) == 0 && !own {
		return nil, fmt.Errorf("%s: %w", base, ErrNone)
	}
	if getenv == nil {
		getenv = func(string) (string, bool) { return "", false }
	}
	p := parser{file: file, getenv: getenv, out: &Settings{DataFile: ".coverage"}}
	p.settings()
	return p.out, nil
}

// A parser turns a file's values into settings.
type parser struct {
	file   *file
	getenv func(string) (string, bool)
	out    *Settings
}

func (p *parser) settings() {
	out := p.out
	if v, ok := p.text("run", "data_file"); ok && v != "" {
		out.DataFile = v
	}
	out.Branch = p.flag("run", "branch")
	out.Parallel = p.flag("run", "parallel")
	out.RelativeFiles = p.flag("run", "relative_files")
	out.FailUnder = p.number("report", "fail_under")
	out.Run = Filter{Include: p.list("run", "include"), Omit: p.list("run", "omit")}
	out.Report = Filter{Include: p.list("report", "include"), Omit: p.list("report", "omit")}
	for _, v := range p.file.sections["paths"] {
		out.Paths = append(out.Paths, Group{v.key, p.split(v, ",\n")})
	}
	_, out.Replaces = p.file.find("report", "exclude_lines")
	for _, key := range []string{"exclude_lines", "exclude_also"} {
		p.patterns("report", key)
	}
}

// patterns adds patterns to the exclusions.
func (p *parser) patterns(section, key string) {
	v, ok := p.file.find(section, key)
	if !ok {
		return
	}
	for _, pattern := range p.split(v, "\n") {
		re, err := python.CompilePattern(pattern)
		if err != nil {
			p.problem(section, key, err.Error())
			continue
		}
		p.out.Exclude = append(p.out.Exclude, re)
	}
}

func (p *parser) problem(section, key, what string) {
	p.out.Problems = append(p.out.Problems, fmt.Sprintf("[%s] %s: %s", section, key, what))
}
