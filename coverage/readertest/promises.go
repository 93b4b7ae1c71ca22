package readertest

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/covls/covls/coverage"
)

// What a reader promises whatever it is given: what fuzz targets check.

var sentinels = []error{coverage.ErrEmpty, coverage.ErrNotReport, coverage.ErrTruncated, coverage.ErrSyntax, coverage.ErrLimit}

// Promises reads anything at all. It must end in one of the errors that package
// coverage declares, which is returned, or in the sections that it counts, each
// of which is as Sound says. also, unless it is nil, is given every section.
func Promises(t testing.TB, format coverage.Format, doc []byte, limits coverage.Limits, also func(*coverage.Section)) error {
	t.Helper()
	format.Sniff(doc[:min(len(doc), sniffed)])
	sections := 0
	info, err := format.Read(bytes.NewReader(doc), limits, func(s *coverage.Section) error {
		sections++
		Sound(t, s.Path, &s.File)
		if also != nil {
			also(s)
		}
		return nil
	})
	if info.Sections != sections {
		t.Errorf("%d sections were emitted, %d counted", sections, info.Sections)
	}
	Known(t, err)
	return err
}

// Known checks that err is nil, or one of the errors that package coverage
// declares, and reports whether it is nil.
func Known(t testing.TB, err error) bool {
	t.Helper()
	if err != nil && !slices.ContainsFunc(sentinels, func(known error) bool { return errors.Is(err, known) }) {
		t.Errorf("unknown error: %v", err)
	}
	return err == nil
}

// Named gives a check for Promises: every section has a path and every function a
// name. In JSON the key of a member may be empty, and readers hand it on.
func Named(t testing.TB) func(*coverage.Section) {
	return func(s *coverage.Section) {
		t.Helper()
		if s.Path == "" {
			t.Error("a section without a path")
		}
		for _, fn := range s.File.Functions {
			if fn.Name == "" {
				t.Errorf("%q: function %+v", s.Path, fn)
			}
		}
	}
}

// Sound checks what holds of a file whatever its format: it is sorted, has each
// identity once, lines are in range, counts fit, and no part is greater than its
// whole.
func Sound(t testing.TB, path string, f *coverage.File) {
	t.Helper()
	settled := f.Clone()
	if settled.Sort(coverage.Sum); !Equal(f, settled) {
		t.Errorf("%q is not sorted, or not unique: %v", path, f)
	}
	for _, l := range f.Lines {
		if !onLine(l.Number) || l.Hits > coverage.MaxHits {
			t.Errorf("%q: line %+v", path, l)
		}
	}
	for _, s := range f.Statements {
		if !onLine(s.Line) || s.EndLine != 0 && (s.EndLine < s.Line || !onLine(s.EndLine)) || s.Hits > coverage.MaxHits {
			t.Errorf("%q: statement %+v", path, s)
		}
	}
	for _, b := range f.Branches {
		if !onLine(b.Line) || b.Hits > coverage.MaxHits || b.Ran() && b.Bits&coverage.Evaluated == 0 {
			t.Errorf("%q: branch %+v", path, b)
		}
	}
	for _, c := range f.BranchCounts {
		if !onLine(c.Line) || c.Total == 0 || c.Taken > c.Total {
			t.Errorf("%q: branches %+v", path, c)
		}
	}
	for _, fn := range f.Functions {
		if !onLine(fn.Line) || fn.EndLine != 0 && (fn.EndLine < fn.Line || !onLine(fn.EndLine)) || fn.Hits > coverage.MaxHits {
			t.Errorf("%q: function %+v", path, fn)
		}
	}
	for _, n := range f.Excluded {
		if !onLine(n) {
			t.Errorf("%q: line %d is excluded", path, n)
		}
	}
}

func onLine(n uint32) bool { return 1 <= n && n <= coverage.MaxLine }
