package coveragepy

import (
	"errors"

	"github.com/covls/covls/coverage"
)

// Parallel runs: every process writes a file of its own, and `coverage combine`
// makes one of them. Until somebody runs it, the parts are the report, and some
// of them are always broken: of processes that were killed.

// ReadSet reads data files that belong together. The sections of all of them
// come one after another, so that a source file has several; they combine by
// union. A broken file is dropped and counted, unless no other is left.
func ReadSet(files []coverage.Input, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	var all coverage.ReadInfo
	var first error
	sound := 0
	for _, input := range files {
		sections, info, err := readPart(input, limits)
		if err != nil {
			all.Dropped.Add(0, "%s: %v", input.Name, err)
			first = errors.Join(first, err)
			continue
		}
		sound++
		if info.Dropped.Count > 0 {
			all.Dropped.Add(0, "%s: %s", input.Name, info.Dropped.First)
			all.Dropped.Count += info.Dropped.Count - 1
		}
		all.Producer = info.Producer
		for _, s := range sections {
			if err := emit(s); err != nil {
				return all, err
			}
			all.Sections++
		}
	}
	switch {
	case sound > 0:
		return all, nil
	case first == nil:
		return all, fail(coverage.ErrEmpty)
	}
	return all, first
}

// readPart reads one file to its end before anything of it is told: a file that
// breaks off in the middle must not leave half of itself behind.
func readPart(input coverage.Input, limits coverage.Limits) ([]*coverage.Section, coverage.ReadInfo, error) {
	r, err := input.Open()
	if err != nil {
		return nil, coverage.ReadInfo{}, err
	}
	defer r.Close()
	var sections []*coverage.Section
	info, err := Read(r, limits, func(s *coverage.Section) error {
		sections = append(sections, &coverage.Section{Path: s.Path, Kind: s.Kind, File: *s.File.Clone()})
		return nil
	})
	return sections, info, err
}
