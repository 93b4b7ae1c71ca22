package oracles

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/formats"
)

// How covls reads: through package formats as the server does, and put together
// by the same rules, but without the server's index, whose paths would be one
// more thing that could be wrong.

// A fileSet is what reports say of source files, by the path they name.
type fileSet map[string]*coverage.File

// readReports reads files of one format that belong together. Nothing of them may
// be dropped.
func readReports(t testing.TB, names ...string) fileSet {
	t.Helper()
	files, info, err := read(names...)
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%s: %+v, %v", names, info.Dropped, err)
	}
	return files
}

// read reads files of one format, which the first of them tells.
func read(names ...string) (fileSet, coverage.ReadInfo, error) {
	f, err := detect(names[0])
	if err != nil {
		return nil, coverage.ReadInfo{}, err
	}
	files := fileSet{}
	if f.ReadSet != nil {
		result, err := formats.ReadSet(f, inputs(names), coverage.Limits{}, files.adder(f.Duplicates))
		return files, result.Info, err
	}
	var sum coverage.ReadInfo
	for _, name := range names {
		one := fileSet{}
		info, err := one.read(name, f)
		if err != nil {
			return nil, sum, fmt.Errorf("%s: %w", name, err)
		}
		sum.Sections += info.Sections
		sum.Dropped.Merge(info.Dropped)
		for path, file := range one {
			files.add(path, file, coverage.Sum)
		}
	}
	return files, sum, nil
}

// read reads one report.
func (s fileSet) read(name string, f *coverage.Format) (coverage.ReadInfo, error) {
	file, err := os.Open(name)
	if err != nil {
		return coverage.ReadInfo{}, err
	}
	defer file.Close()
	result, err := formats.Read(file, "", coverage.Limits{}, s.adder(f.Duplicates))
	if err == nil && result.Format != f {
		err = fmt.Errorf("it is %s, and what it belongs to is %s", result.Format.Name, f.Name)
	}
	if f.Settle != nil {
		for _, file := range s {
			f.Settle(file)
		}
	}
	return result.Info, err
}

func (s fileSet) adder(rule coverage.Rule) func(*coverage.Section) error {
	return func(section *coverage.Section) error {
		s.add(section.Path, section.File.Clone(), rule)
		return nil
	}
}

func (s fileSet) add(path string, f *coverage.File, rule coverage.Rule) {
	if known := s[path]; known != nil {
		f = coverage.Merge(known, f, rule)
	}
	s[path] = f
}

func detect(name string) (*coverage.Format, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head := make([]byte, formats.HeadSize)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return formats.Detect(head[:n])
}

func inputs(names []string) []coverage.Input {
	in := make([]coverage.Input, len(names))
	for i, name := range names {
		in[i] = coverage.Input{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }}
	}
	return in
}

// refine brings in what only the source can tell.
func refine(t testing.TB, format string, f *coverage.File, source []byte) {
	t.Helper()
	known, err := formats.ByName(format)
	if err != nil {
		t.Fatal(err)
	}
	if known.Refine == nil {
		return
	}
	if err := known.Refine(f, source); err != nil {
		t.Fatal(err)
	}
}

// hits are the lines that count, with what is shown for them.
func hits(f *coverage.File) map[int]uint64 {
	out := map[int]uint64{}
	for _, m := range f.Marks() {
		if m.State != coverage.Excluded {
			out[int(m.Line)] = m.Hits
		}
	}
	return out
}

// branches are the lines with branches: how many of them were taken, of how many.
// A line need not be instrumented to have some: a parameter's default value may
// be all that there is on it.
func branches(f *coverage.File) map[int][2]int64 {
	out := map[int][2]int64{}
	for _, b := range f.Branches {
		sum := out[int(b.Line)]
		if sum[1]++; b.Ran() {
			sum[0]++
		}
		out[int(b.Line)] = sum
	}
	for _, b := range f.BranchCounts {
		out[int(b.Line)] = [2]int64{int64(b.Taken), int64(b.Total)}
	}
	return out
}
