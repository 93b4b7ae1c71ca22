package lcov

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
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
		err := readertest.Promises(t, Format, report, limits, readertest.Named(t))
		if err != nil {
			if errors.Is(err, coverage.ErrSyntax) {
				t.Errorf("the format has no rules to break: %v", err)
			}
			return
		}
		files, _, err := readertest.Collect(Format, bytes.NewReader(report), limits)
		if err != nil {
			t.Fatalf("read twice, and not the same: %v", err)
		}
		for path, file := range files {
			readertest.Sound(t, path, file)
			if strings.ContainsRune(path, '\r') {
				delete(files, path)
			}
		}
		again, _, err := readertest.Collect(Format, bytes.NewReader(written(t, files)), coverage.Limits{})
		if err != nil && len(files) > 0 {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		for path, file := range files {
			want, got := file.Summary(), again[path].Summary()
			// Texts that differ in a line break alone are one text when written.
			want.Branches, got.Branches = coverage.Ratio{}, coverage.Ratio{}
			if diff := readertest.Diff(want, got); diff != "" {
				t.Errorf("%q: totals changed on the way:\n%s", path, diff)
			}
		}
	})
}
