package coveragepy

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

func collectSet(files []coverage.Input) (map[string]*coverage.File, coverage.ReadInfo, error) {
	all := map[string]*coverage.File{}
	info, err := ReadSet(files, coverage.Limits{}, func(s *coverage.Section) error {
		before, ok := all[s.Path]
		if !ok {
			before = &coverage.File{}
		}
		all[s.Path] = coverage.Merge(before, &s.File, coverage.Sum)
		return nil
	})
	return all, info, err
}

// input is a file of a set with the given content.
func input(name string, content []byte) coverage.Input {
	return coverage.Input{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]coverage.Confidence{
		string(readAll(t, "testdata/branch.coverage")): coverage.Certain,
		jsonPrefix + `{"lines":{}}`:                    coverage.Certain,
		"SQLite format 3\x00 of a browser":             coverage.Possible,
		"TN:\nSF:a.py\n":                               coverage.No,
		"":                                             coverage.No,
	} {
		if got := sniff([]byte(head)); got != want {
			t.Errorf("%.40q: %v, want %v", head, got, want)
		}
	}
}

func TestOldJSON(t *testing.T) {
	const document = jsonPrefix + `{"collector":"x","lines":{"/a.py":[3,1,2,1,0,-4,null,99999999999]},"arcs":{"/b.py":[[-1,1],[1,2],[2,-1],[7],["x",2]]},"file_tracers":{}}`
	files, info, err := collect([]byte(document))
	if err != nil || info.Sections != 2 || info.Dropped.Count != 3 || !strings.Contains(info.Dropped.First, "number 0") {
		t.Fatalf("%+v, %v", info, err)
	}
	same(t, "lines", numbers(files["/a.py"].Lines), []uint32{1, 2, 3})
	same(t, "lines of arcs", numbers(files["/b.py"].Lines), []uint32{1, 2})
	same(t, "arcs", files["/b.py"].Jumps, []coverage.Jump{{From: -1, To: 1}, {From: 1, To: 2}, {From: 2, To: -1}})
	for text, want := range map[string]error{
		jsonPrefix + `{}`:                 coverage.ErrEmpty,
		jsonPrefix + `{"lines":[1,2]}x`:   coverage.ErrSyntax,
		jsonPrefix + `[1`:                 coverage.ErrTruncated,
		"!coverage.py: This is a private": coverage.ErrTruncated,
		"":                                coverage.ErrEmpty,
		"mode: set\n":                     coverage.ErrNotReport,
	} {
		if _, _, err := collect([]byte(text)); !errors.Is(err, want) {
			t.Errorf("%q: error %v, want %v", text, err, want)
		}
	}
}

// Cut off at any byte, a report is refused.
func TestEveryPrefixIsRefused(t *testing.T) {
	database := readAll(t, "testdata/branch.coverage")
	document := []byte(jsonPrefix + `{"lines":{"/a.py":[1,2]}}`)
	for n := range document {
		if _, _, err := collect(document[:n]); !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
			t.Fatalf("%d bytes of JSON: error %v", n, err)
		}
	}
	for n := 0; n < len(database); n += 97 {
		if _, _, err := collect(database[:n]); !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
			t.Fatalf("%d bytes of a database: error %v", n, err)
		}
	}
}

// What coverage.py leaves behind when it is killed at the start, and databases
// of others.
func TestOtherDatabases(t *testing.T) {
	database := readAll(t, "testdata/contexts.coverage")
	rename := func(old, new string) []byte { return bytes.ReplaceAll(database, []byte(old), []byte(new)) }
	bare := bytes.Clone(database[:4096])
	copy(bare[28:], []byte{0, 0, 0, 1})            // pages
	copy(bare[100:], []byte{13, 0, 0, 0, 0, 0, 0}) // a schema without rows
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"without tables":      {bare, coverage.ErrEmpty},
		"of something else":   {rename("coverage_schema", "another__schema"), coverage.ErrNotReport},
		"without line_bits":   {rename("line_bits", "line_bots"), coverage.ErrTruncated},
		"a damaged root page": {slices.Concat(database[:8*4096], make([]byte, 4096), database[9*4096:]), coverage.ErrSyntax},
	} {
		if _, _, err := collect(c.data); !errors.Is(err, c.want) {
			t.Errorf("a database %s: error %v, want %v", name, err, c.want)
		}
	}
}

func TestSetDropsBrokenParts(t *testing.T) {
	sound, broken := readAll(t, "testdata/branch.coverage"), readAll(t, "testdata/branch.coverage")[:9000]
	files, info, err := collectSet([]coverage.Input{input("a", broken), input("b", sound), input("c", nil)})
	if err != nil || len(files) != 4 || info.Sections != 4 || info.Dropped.Count != 2 || !strings.HasPrefix(info.Dropped.First, "a: ") {
		t.Errorf("%d files, %+v, %v", len(files), info, err)
	}
	if _, _, err := collectSet([]coverage.Input{input("a", broken)}); !errors.Is(err, coverage.ErrTruncated) {
		t.Errorf("nothing but a broken part: error %v", err)
	}
	if _, _, err := collectSet(nil); !errors.Is(err, coverage.ErrEmpty) {
		t.Errorf("an empty set: error %v", err)
	}
}

func TestLimits(t *testing.T) {
	database := readAll(t, "testdata/contexts.coverage")
	read := func(l coverage.Limits) (coverage.ReadInfo, error) {
		return Read(bytes.NewReader(database), l, func(*coverage.Section) error { return nil })
	}
	for name, limits := range map[string]coverage.Limits{
		"files":   {Sections: 2},
		"records": {Records: 20},
		"strings": {StringSize: 10},
		"size":    {Size: 20_000},
	} {
		if _, err := read(limits); !errors.Is(err, coverage.ErrLimit) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// Tests are a luxury: where they are too many, they are left out and lines stay.
func TestTooManyTests(t *testing.T) {
	tests := tests{
		reader: &reader{limits: coverage.Limits{Records: 3}},
		data:   &data{contexts: map[int64]string{0: "", 1: "one", 2: "two"}},
		of:     map[int64][]uint32{},
	}
	for n := range int32(3) {
		tests.addLine(0, n+1)
		tests.addLine(1, n+1)
	}
	if tests.info.Dropped.Count != 0 || len(tests.of[1]) != 3 {
		t.Fatalf("%+v", tests.of)
	}
	tests.addLine(2, 1)
	tests.addLine(2, 2)
	if tests.fill(); len(tests.section.File.Tests) != 0 || tests.info.Dropped.Count != 1 {
		t.Errorf("%+v, %+v", tests.section.File.Tests, tests.info.Dropped)
	}
}

func TestEmitErrorIsPassedOn(t *testing.T) {
	stop := errors.New("enough")
	for _, path := range []string{"testdata/branch.coverage"} {
		_, err := Read(bytes.NewReader(readAll(t, path)), coverage.Limits{}, func(*coverage.Section) error { return stop })
		if err != stop {
			t.Errorf("error %v, want %v", err, stop)
		}
	}
	_, err := Read(strings.NewReader(jsonPrefix+`{"lines":{"/a.py":[1,2]}}`), coverage.Limits{}, func(*coverage.Section) error { return stop })
	if err != stop {
		t.Errorf("error %v, want %v", err, stop)
	}
}
