package readertest

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// Reports that others have made. Nobody has numbers for them, but each must be
// recognised and read to its last record, or be listed with a reason.

// Known exceptions among reports of others, by the ends of their paths.
type Exceptions struct {
	Refused map[string]error // those that are no sound report, and why
	Dropped map[string]int   // records that make no sense, of those that are read
}

// Fetched reads every report, and fails the test where one is not recognised as
// the format's, is refused or loses records, but for the exceptions; and where
// an exception is none, so that the list cannot outlive its reasons. then, unless
// it is nil, is given each report that was read.
func Fetched(t testing.TB, format coverage.Format, paths []string, known Exceptions, then func(Report)) {
	t.Helper()
	used := map[string]bool{}
	for _, path := range paths {
		r := Open(t, format, path)
		refused, name := ending(known.Refused, path)
		used[name] = true
		if !errors.Is(r.Err, refused) {
			t.Errorf("%s: got %v, want %v", path, r.Err, refused)
		}
		if r.Err != nil {
			continue
		}
		dropped, name := ending(known.Dropped, path)
		used[name] = true
		if r.Info.Dropped.Count != dropped {
			t.Errorf("%s: dropped %+v, want %d", path, r.Info.Dropped, dropped)
		}
		if r.Sure != coverage.Certain {
			t.Errorf("%s: sniffed %v", path, r.Sure)
		}
		if then != nil {
			then(r)
		}
	}
	unused(t, known.Refused, used)
	unused(t, known.Dropped, used)
}

// ending gives the exception whose name path ends with, and that name.
func ending[V any](exceptions map[string]V, path string) (value V, name string) {
	for name, value := range exceptions {
		if strings.HasSuffix(filepath.ToSlash(path), "/"+name) {
			return value, name
		}
	}
	return value, ""
}

func unused[V any](t testing.TB, exceptions map[string]V, used map[string]bool) {
	t.Helper()
	for name := range exceptions {
		if !used[name] {
			t.Errorf("%s is listed as an exception, and there is no such report", name)
		}
	}
}

// Foreign fails the test where the format may be that of a file.
func Foreign(t testing.TB, format coverage.Format, paths []string) {
	t.Helper()
	for _, path := range paths {
		text := Text(t, path)
		if got := format.Sniff(text[:min(len(text), sniffed)]); got != coverage.No {
			t.Errorf("%s: sniffed %v", path, got)
		}
	}
}
