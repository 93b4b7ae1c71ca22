package readertest

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
)

// How reading ends before the end of a report: where the file ends, where emit
// has enough, where the disk fails, where limits are passed.

// Prefixes cuts a sound report off at every byte, or of a long one at two
// thousand places: what is left is cut off, or empty where it is white space. It
// is for formats whose last byte that is no white space is needed.
func Prefixes(t testing.TB, format coverage.Format, doc string) {
	t.Helper()
	if files, _, err := Collect(format, strings.NewReader(doc), coverage.Limits{}); err != nil || len(files) == 0 {
		t.Fatalf("the whole report: %d files, %v", len(files), err)
	}
	for n := 0; n < len(doc); n += 1 + len(doc)/2000 {
		want := coverage.ErrTruncated
		if strings.TrimSpace(doc[:n]) == "" {
			want = coverage.ErrEmpty
		}
		if _, err := format.Read(strings.NewReader(doc[:n]), coverage.Limits{}, discard); !errors.Is(err, want) {
			t.Errorf("%d of %d bytes, %.80q: got %v, want %v", n, len(doc), doc[:n], err, want)
		}
	}
}

// OthersErrors checks that reading ends with an error of emit at once, and with
// one of the file. doc must have two sections, or there is nothing to stop at.
func OthersErrors(t testing.TB, format coverage.Format, doc string) {
	t.Helper()
	if info, err := format.Read(strings.NewReader(doc), coverage.Limits{}, discard); err != nil || info.Sections < 2 {
		t.Fatalf("the report shows nothing: %d sections, %v", info.Sections, err)
	}
	full, sections := errors.New("no room"), 0
	info, err := format.Read(strings.NewReader(doc), coverage.Limits{}, func(*coverage.Section) error {
		sections++
		return full
	})
	if !errors.Is(err, full) || sections != 1 || info.Sections != 1 {
		t.Errorf("emit's error: got %v after %d sections, %d counted", err, sections, info.Sections)
	}
	fire := errors.New("disk on fire")
	half := io.MultiReader(strings.NewReader(doc[:len(doc)/2]), iotest.ErrReader(fire))
	if _, err := format.Read(half, coverage.Limits{}, discard); !errors.Is(err, fire) || errors.Is(err, coverage.ErrTruncated) {
		t.Errorf("the file's error: got %v", err)
	}
}

// Exceeds checks that doc is refused by each of the limits, which are given by
// what they limit.
func Exceeds(t testing.TB, format coverage.Format, doc string, limits map[string]coverage.Limits) {
	t.Helper()
	for name, l := range limits {
		if _, err := format.Read(strings.NewReader(doc), l, discard); !errors.Is(err, coverage.ErrLimit) {
			t.Errorf("%s: got %v, want %v", name, err, coverage.ErrLimit)
		}
	}
}

// A Case is a document as a whole, and what becomes of it.
type Case struct {
	Name, Doc string
	Limits    coverage.Limits
	Sections  int // that are emitted, before Err if there is one
	Err       error
}

// Cases reads documents.
func Cases(t testing.TB, format coverage.Format, cases []Case) {
	t.Helper()
	for _, c := range cases {
		sections := 0
		info, err := format.Read(strings.NewReader(c.Doc), c.Limits, func(*coverage.Section) error {
			sections++
			return nil
		})
		if sections != c.Sections || info.Sections != c.Sections || !errors.Is(err, c.Err) {
			t.Errorf("%s: %d sections (%d counted) and %v, want %d and %v", c.Name, sections, info.Sections, err, c.Sections, c.Err)
		}
	}
}
