package coveragepy

import (
	"errors"
	"fmt"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/config"
	"github.com/covls/covls/coverage/coveragepy/python"
)

// From what ran to what counts: the analysis of the source, laid over a file.

// errOtherSource means that the source is not what was measured.
var errOtherSource = errors.New("what ran does not fit the source: it was changed after the tests ran, or is no Python")

// A Refiner refines the files of one data file.
type Refiner struct{ rules python.Rules }

// NewRefiner gives the one for a data file that the given version wrote, as
// ReadInfo.Producer names it, in a project with the given settings, nil for
// none. Without a version it counts as coverage.py 6 does.
func NewRefiner(producer string, settings *config.Settings) Refiner {
	rules := rulesOf(producer)
	if settings != nil {
		if settings.Replaces {
			rules.Exclude = nil
		}
		rules.Exclude = slices.Concat(rules.Exclude, settings.Exclude)
	}
	return Refiner{rules}
}

// Refine replaces f's lines by the statements of the source, with the executed
// bit on those of which any line ran, fills in f.Excluded, and makes f.Branches
// of f.Jumps. f must be sorted and of one content.
//
// Branches are those of if, elif, loops and cases whose ways are all certain.
// coverage.py 6 counted more of them: the ends of lambdas, comprehensions and
// with statements, which its later versions dropped.
//
// It is an error, and f is unchanged, where source cannot be analysed or is not
// what ran.
func (r Refiner) Refine(f *coverage.File, source []byte) error {
	a, err := python.Analyze(source, r.rules)
	if err != nil {
		return err
	}
	ran, err := executed(f, a)
	if err != nil {
		return err
	}
	lines := make([]coverage.Line, 0, len(a.Statements))
	for _, n := range a.Statements {
		line := coverage.Line{Number: n}
		if _, found := slices.BinarySearch(ran, n); found {
			line.Bits = coverage.Executed
		}
		lines = append(lines, line)
	}
	f.Lines = lines
	f.Excluded = slices.Clone(a.Excluded)
	if len(f.Jumps) > 0 {
		f.Branches = branches(f.Jumps, a)
		f.Jumps = nil
	}
	moveTests(f, a)
	return nil
}

// executed gives the statements of which a line ran, ascending. At least half
// of what ran has to be there: a docstring or a line that only an old Python
// knows may not, and all the others were measured in another text.
func executed(f *coverage.File, a *python.Analysis) ([]uint32, error) {
	var ran []uint32
	strange, all := 0, 0
	for _, line := range f.Lines {
		if !line.Ran() {
			continue
		}
		all++
		if line.Number > a.Lines && line.Number > 1 {
			return nil, fmt.Errorf("%w: line %d ran, and there are %d", errOtherSource, line.Number, a.Lines)
		}
		first := uint32(a.FirstLine(int32(line.Number)))
		ran = append(ran, first)
		if line.Number > 1 && !a.Known(first) {
			strange++
		}
	}
	if 2*strange > all {
		return nil, fmt.Errorf("%w: %d of %d lines that ran are no statements", errOtherSource, strange, all)
	}
	slices.Sort(ran)
	return slices.Compact(ran), nil
}

// moveTests puts what tests ran on the statements' first lines.
func moveTests(f *coverage.File, a *python.Analysis) {
	for i := range f.Tests {
		lines := f.Tests[i].Lines
		for k, n := range lines {
			lines[k] = uint32(a.FirstLine(int32(n)))
		}
	}
	f.Sort(coverage.Sum)
}
