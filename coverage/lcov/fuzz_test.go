package lcov

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/covls/covls/coverage"
)

// Whatever a report holds, reading it ends, in sections that keep the model's
// promises or in one of the known errors; and what was read can be written and
// read again with the same totals.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"TN:\nSF:a.c\nFN:1,3,f(int, 5)\nFNDA:2,f(int, 5)\nDA:1,1\nDA:2,0,n0Y5ZBkD6Jk7wTUYFJmTYA\nLF:2\nend_of_record\n",
		"SF:a\nBRDA:1,e0,0,1\nBRDA:1,fU0,jump, to 7,-\nBRDA:0,0,0,1\nBRF:2\nSF:b\nFNL:0,1,9\nFNA:0,3,g\nend_of_record",
		"SF:a.dart\r\nDA:1,1e+06\r\nDA:2,-1\r\nDA:3,18446744073709551615\r\nBRDA:1,0,0,1\r\nend_of_record\r\n",
		"SF:a\nFN:1,f\nFN:2,f\nFNDA:1,f\nFNDA:2,f\nFNDA:3,f\nend_of_record\nTN:",
		"", "\n", "SF:\x00\nend_of_record\n", "SF:a\nDA:", "<html>",
	} {
		f.Add([]byte(seed))
	}
	limits := coverage.Limits{Sections: 100, Records: 1000, StringSize: 200, Size: 1 << 20}
	f.Fuzz(func(t *testing.T, report []byte) {
		files, _, err := readAll(bytes.NewReader(report), limits)
		if err != nil {
			for _, known := range []error{coverage.ErrEmpty, coverage.ErrNotReport, coverage.ErrTruncated, coverage.ErrLimit} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("unknown error: %v", err)
		}
		for path, file := range files {
			checkModel(t, path, file)
			if bytes.ContainsRune([]byte(path), '\r') {
				delete(files, path)
			}
		}
		again, _, err := readAll(bytes.NewReader(written(t, files)), coverage.Limits{})
		if err != nil && len(files) > 0 {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		for path, file := range files {
			want, got := file.Summary(), again[path].Summary()
			// Texts that differ in a line break alone are one text when written.
			want.Branches, got.Branches = coverage.Ratio{}, coverage.Ratio{}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q: totals changed on the way:\n%s", path, diff)
			}
		}
	})
}

// checkModel checks what every reader promises of a file.
func checkModel(t *testing.T, path string, f *coverage.File) {
	t.Helper()
	settled := f.Clone()
	settled.Sort(coverage.Sum)
	if diff := cmp.Diff(f, settled, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%q is not sorted:\n%s", path, diff)
	}
	for _, l := range f.Lines {
		if l.Number < 1 || l.Number > coverage.MaxLine || l.Hits > coverage.MaxHits {
			t.Errorf("%q: line %+v is out of range", path, l)
		}
	}
	for _, b := range f.Branches {
		if b.Line < 1 || b.Line > coverage.MaxLine || b.Hits > coverage.MaxHits || b.Ran() && b.Bits&coverage.Evaluated == 0 {
			t.Errorf("%q: branch %+v is out of range", path, b)
		}
	}
	for _, fn := range f.Functions {
		if fn.Line < 1 || fn.Line > coverage.MaxLine || fn.EndLine > coverage.MaxLine || fn.Hits > coverage.MaxHits {
			t.Errorf("%q: function %+v is out of range", path, fn)
		}
	}
}
