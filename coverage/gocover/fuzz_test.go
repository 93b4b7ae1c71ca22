package gocover

import (
	"bytes"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
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
		files, _, err := readertest.Collect(Format, bytes.NewReader(profile), limits)
		if !readertest.Known(t, err) {
			return
		}
		for path, file := range files {
			readertest.Sound(t, path, file)
			before, statements := file.Clone(), file.Summary().Statements
			if err := Refine(file, source); err != nil {
				if !readertest.Equal(before, file) {
					t.Errorf("%q: changed by a Refine that failed with %v", path, err)
				}
				continue
			}
			readertest.Sound(t, path, file)
			if got := file.Summary().Statements.Total; got > statements.Total {
				t.Errorf("%q: %d statements became %d", path, statements.Total, got)
			}
		}
	})
}
