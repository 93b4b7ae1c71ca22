package gocover

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/covls/covls/coverage"
)

// Whatever a profile and a source hold, reading and refining end, in files that
// keep the model's promises or in one of the known errors.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		smallProfile,
		"mode: set\nm/a.go:1.1,2.2 1 1\nmode: set\r\nm/a.go:1.1,2.2 3 0\nm/b.go:1.1,2.2 0 1\nm/a.go:2.1,9.2 1 0\n",
		"mode: atomic\n./a b:c.go:1.0,2.0 1 99999999999999999999\nx\n/a.go:10000000.1,10000000.2 1 1",
		"", "mode:", "mode: weird\n", "mode: set\nm/p.go:0.0,0.0 0 0\nm/p.go:1.1,9999999.1 1 1\n",
	} {
		f.Add([]byte(seed), []byte(small))
	}
	limits := coverage.Limits{Sections: 100, Records: 1000, StringSize: 200, Size: 1 << 20}
	f.Fuzz(func(t *testing.T, profile, source []byte) {
		files, _, err := readAll(bytes.NewReader(profile), limits)
		if err != nil {
			for _, known := range []error{coverage.ErrEmpty, coverage.ErrNotReport, coverage.ErrTruncated, coverage.ErrLimit, coverage.ErrSyntax} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("unknown error: %v", err)
		}
		for path, file := range files {
			checkModel(t, path, file)
			before, statements := file.Clone(), file.Summary().Statements
			if err := Refine(file, source); err != nil {
				if !equal(before, file) {
					t.Errorf("%q: changed by a Refine that failed with %v", path, err)
				}
				continue
			}
			checkModel(t, path, file)
			if got := file.Summary().Statements.Total; got > statements.Total {
				t.Errorf("%q: %d statements became %d", path, statements.Total, got)
			}
		}
	})
}

// equal compares what profiles fill in; a file may have a million lines here.
func equal(a, b *coverage.File) bool {
	return slices.Equal(a.Lines, b.Lines) && slices.Equal(a.Statements, b.Statements) && slices.Equal(a.Functions, b.Functions)
}

// checkModel checks what every reader promises of a file.
func checkModel(t *testing.T, path string, f *coverage.File) {
	t.Helper()
	settled := f.Clone()
	settled.Sort(coverage.Sum)
	if !equal(f, settled) {
		t.Errorf("%q is not sorted", path)
	}
	for _, l := range f.Lines {
		if l.Number < 1 || l.Number > coverage.MaxLine || l.Hits > coverage.MaxHits {
			t.Errorf("%q: line %+v is out of range", path, l)
		}
	}
	for _, s := range f.Statements {
		if s.Line < 1 || s.Line > coverage.MaxLine || s.Hits > coverage.MaxHits {
			t.Errorf("%q: statement %+v is out of range", path, s)
		}
	}
}
