package lcov

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// one reads a report of one section, whose records are given, for a.c.
func one(t *testing.T, records string) (*coverage.File, coverage.ReadInfo) {
	t.Helper()
	files, info, err := readertest.Collect(Format, strings.NewReader("TN:\nSF:a.c\n"+records+"end_of_record\n"), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return files["a.c"], info
}

func TestLines(t *testing.T) {
	for name, c := range map[string]struct {
		records string
		want    []coverage.Line
		dropped int
	}{
		"counts":               {"DA:1,3\nDA:2,0\n", []coverage.Line{{Number: 1, Hits: 3}, {Number: 2}}, 0},
		"any order":            {"DA:9,1\nDA:2,2\n", []coverage.Line{{Number: 2, Hits: 2}, {Number: 9, Hits: 1}}, 0},
		"duplicates are added": {"DA:4,2\nDA:4,3\n", []coverage.Line{{Number: 4, Hits: 5}}, 0},
		"sums saturate":        {"DA:4,9223372036854775807\nDA:4,9223372036854775807\n", []coverage.Line{{Number: 4, Hits: coverage.MaxHits}}, 0},
		"checksums":            {"DA:1,3,n0Y5ZBkD6Jk7wTUYFJmTYA\nDA:2,1,deadbeefdeadbeefdeadbeefdeadbeef\n", []coverage.Line{{Number: 1, Hits: 3}, {Number: 2, Hits: 1}}, 0},
		"below zero is 0":      {"DA:1,-2\nDA:2,18446744073709551615\nDA:3,9223372036854775808\nDA:4,99999999999999999999999\n", []coverage.Line{{Number: 1}, {Number: 2}, {Number: 3}, {Number: 4}}, 0},
		"below zero adds none": {"DA:1,-2\nDA:1,5\n", []coverage.Line{{Number: 1, Hits: 5}}, 0},
		"floats":               {"DA:1,1e+06\nDA:2,3.5\nDA:3,1e999\nDA:4,1e-999\n", []coverage.Line{{Number: 1, Hits: 1000000}, {Number: 2, Hits: 3}, {Number: 3}, {Number: 4}}, 0},
		"no numbers":           {"DA:1,=====\nDA:2,inf\nDA:3,0x10\nDA:4,\nDA:5\nDA:,1\nDA:x,1\nDA:-1,1\nDA:7,1_0\n", nil, 9},
		"line out of range":    {"DA:0,1\nDA:10000000,1\nDA:10000001,1\nDA:4294967297,1\n", []coverage.Line{{Number: 10000000, Hits: 1}}, 3},
		"sums are not read":    {"LF:99\nLH:77\nDA:1,1\n", []coverage.Line{{Number: 1, Hits: 1}}, 0},
		"unknown records":      {"#comment\nVER:abc\nXYZ:1\nMCDC:1,2,t,1,0,a\n\nDA:1,1\nD\nDAX:2,1\n", []coverage.Line{{Number: 1, Hits: 1}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f, info := one(t, c.records)
			readertest.Same(t, f, &coverage.File{Lines: c.want})
			if info.Dropped.Count != c.dropped {
				t.Errorf("%d records dropped (%q), want %d", info.Dropped.Count, info.Dropped.First, c.dropped)
			}
		})
	}
}

func TestBranches(t *testing.T) {
	const ran = coverage.Evaluated
	for name, c := range map[string]struct {
		records string
		want    []coverage.Branch
		dropped int
	}{
		"numbers":                 {"BRDA:1,0,0,3\nBRDA:1,0,1,0\n", []coverage.Branch{{Line: 1, Bits: ran, Hits: 3}, {Line: 1, Arm: 1, Bits: ran}}, 0},
		"never evaluated":         {"BRDA:1,0,0,-\nBRDA:1,0,1,-\n", []coverage.Branch{{Line: 1}, {Line: 1, Arm: 1}}, 0},
		"evaluated in one of two": {"BRDA:1,0,0,-\nBRDA:1,0,1,-\nBRDA:1,0,0,2\n", []coverage.Branch{{Line: 1, Bits: ran, Hits: 2}, {Line: 1, Arm: 1}}, 0},
		"letters": {"BRDA:1,e0,0,1\nBRDA:1,f0,1,0\nBRDA:1,eU1,0,-\nBRDA:1,fU1,1,-\n", []coverage.Branch{
			{Line: 1, Bits: ran | coverage.Exception, Hits: 1}, {Line: 1, Arm: 1, Bits: ran | coverage.Fallthrough},
			{Line: 1, Block: 1, Bits: coverage.Exception | coverage.Unreachable}, {Line: 1, Block: 1, Arm: 1, Bits: coverage.Fallthrough | coverage.Unreachable}}, 0},
		"texts with commas": {"BRDA:6,0,jump to line 7,1\nBRDA:6,0,f(a, b) == 1, always,0\n", []coverage.Branch{
			{Line: 6, Bits: ran, Label: "f(a, b) == 1, always"}, {Line: 6, Bits: ran, Hits: 1, Label: "jump to line 7"}}, 0},
		"below zero": {"BRDA:1,0,0,-5\nBRDA:1,0,1,18446744073709551614\n", []coverage.Branch{{Line: 1, Bits: ran}, {Line: 1, Arm: 1, Bits: ran}}, 0},
		"no sense":   {"BRDA:0,0,0,1\nBRDA:1,0,0\nBRDA:1\nBRDA:1,0,,1\nBRDA:1,x,0,1\nBRDA:1,0,0,?\nBRDA:1,4294967296,0,1\n", nil, 7},
	} {
		t.Run(name, func(t *testing.T) {
			f, info := one(t, c.records)
			readertest.Same(t, f, &coverage.File{Branches: c.want})
			if info.Dropped.Count != c.dropped {
				t.Errorf("%d records dropped (%q), want %d", info.Dropped.Count, info.Dropped.First, c.dropped)
			}
		})
	}
}

// Branch records of some producers are no branches.
func TestProducers(t *testing.T) {
	for name, c := range map[string]struct {
		path, records string
		branches      int
	}{
		"dart":                        {"/app/lib/a.dart", "DA:1,1\nBRDA:1,0,0,1\nBRDA:5,0,0,0\n", 0},
		"dart through lcov":           {"/app/lib/a.dart", "DA:1,1\nBRDA:1,0,0,1\nBRF:1\nBRH:1\n", 0},
		"the shape without the name":  {"a", "DA:1,1\nBRDA:1,0,0,1\nBRDA:7,0,0,0\n", 0},
		"a lone branch with its sum":  {"a.js", "DA:1,1\nBRDA:1,0,0,0\nBRF:1\nBRH:0\n", 1},
		"a lone branch of many":       {"a.c", "DA:1,1\nBRDA:1,0,0,0\nBRDA:2,0,0,0\nBRDA:2,0,1,0\n", 3},
		"not evaluated is no counter": {"a.c", "DA:1,1\nBRDA:1,0,0,-\n", 1},
		"blocks are numbered":         {"a.sol", "DA:1,1\nBRDA:1,0,0,1\nBRDA:2,1,0,1\n", 2},
		"coverage.py before 7.6.2":    {"a.py", "DA:1,1,n0Y5ZBkD6Jk7wTUYFJmTYA\nDA:2,1,n0Y5ZBkD6Jk7wTUYFJmTYA\nBRDA:2,0,0,1\nBRDA:2,0,1,-\nBRF:2\n", 0},
		"checksums and functions":     {"a.c", "FN:1,f\nFNDA:1,f\nDA:1,1,n0Y5ZBkD6Jk7wTUYFJmTYA\nBRDA:1,0,0,1\nBRDA:1,0,1,-\n", 2},
		"checksums on some lines":     {"a.c", "DA:1,1,n0Y5ZBkD6Jk7wTUYFJmTYA\nDA:2,1\nBRDA:1,0,0,1\nBRDA:1,0,1,-\n", 2},
	} {
		t.Run(name, func(t *testing.T) {
			files, _, err := readertest.Collect(Format, strings.NewReader("SF:"+c.path+"\n"+c.records+"end_of_record\n"), coverage.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := len(files[c.path].Branches); got != c.branches {
				t.Errorf("%d branches, want %d", got, c.branches)
			}
		})
	}
}

func TestFunctions(t *testing.T) {
	for name, c := range map[string]struct {
		records string
		want    []coverage.Function
		dropped int
	}{
		"lines and counts":        {"FN:3,f\nFN:8,g\nFNDA:5,f\nFNDA:0,g\n", []coverage.Function{{Name: "f", Line: 3, Hits: 5}, {Name: "g", Line: 8}}, 0},
		"no count":                {"FN:3,f\n", []coverage.Function{{Name: "f", Line: 3}}, 0},
		"no line":                 {"FNDA:3,f\n", nil, 1},
		"count before line":       {"FNDA:3,f\nFN:2,f\n", []coverage.Function{{Name: "f", Line: 2, Hits: 3}}, 0},
		"end line":                {"FN:3,9,foo(int, std::map<int, int>)\n", []coverage.Function{{Name: "foo(int, std::map<int, int>)", Line: 3, EndLine: 9}}, 0},
		"commas in the name":      {"FN:12,bar(int, 5)\nFNDA:2,bar(int, 5)\n", []coverage.Function{{Name: "bar(int, 5)", Line: 12, Hits: 2}}, 0},
		"end before start":        {"FN:12,4,bar\n", []coverage.Function{{Name: "bar", Line: 12}}, 0},
		"same name, then counts":  {"FN:1,f\nFN:5,f\nFN:9,f\nFNDA:1,f\nFNDA:2,f\nFNDA:3,f\n", []coverage.Function{{Name: "f", Line: 1, Hits: 1}, {Name: "f", Line: 5, Hits: 2}, {Name: "f", Line: 9, Hits: 3}}, 0},
		"same name, in pairs":     {"FN:1,f\nFNDA:1,f\nFN:5,f\nFNDA:2,f\n", []coverage.Function{{Name: "f", Line: 1, Hits: 1}, {Name: "f", Line: 5, Hits: 2}}, 0},
		"more counts than places": {"FN:1,f\nFNDA:1,f\nFNDA:2,f\n", []coverage.Function{{Name: "f", Line: 1, Hits: 3}}, 0},
		"the same twice":          {"FN:1,f\nFNDA:1,f\nFN:1,f\nFNDA:2,f\n", []coverage.Function{{Name: "f", Line: 1, Hits: 3}}, 0},
		"index and aliases":       {"FNL:0,4,8\nFNA:0,2,A::A()\nFNA:0,0,A::A(int, int)\nFNL:1,9\nFNA:1,7,g\n", []coverage.Function{{Name: "A::A()", Line: 4, EndLine: 8, Hits: 2}, {Name: "A::A(int, int)", Line: 4, EndLine: 8}, {Name: "g", Line: 9, Hits: 7}}, 0},
		"no sense":                {"FN:0,f\nFN:3\nFN:3,\nFN:x,f\nFNDA:x,f\nFNDA:1\nFNL:0\nFNA:9,1,f\nFNA:0,f\n", nil, 9},
		"below zero":              {"FN:1,f\nFNDA:-1,f\n", []coverage.Function{{Name: "f", Line: 1}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f, info := one(t, c.records)
			readertest.Same(t, f, &coverage.File{Functions: c.want})
			if info.Dropped.Count != c.dropped {
				t.Errorf("%d records dropped (%q), want %d", info.Dropped.Count, info.Dropped.First, c.dropped)
			}
		})
	}
}

func TestSections(t *testing.T) {
	line := func(n uint32, hits uint64) *coverage.File {
		return &coverage.File{Lines: []coverage.Line{{Number: n, Hits: hits}}}
	}
	for name, c := range map[string]struct {
		report string
		want   map[string]*coverage.File
		err    error
	}{
		"two":                          {"TN:\nSF:a\nDA:1,1\nend_of_record\nTN:t\nSF:b\nDA:2,2\nend_of_record\n", map[string]*coverage.File{"a": line(1, 1), "b": tested(line(2, 2), "t", 2)}, nil},
		"one file twice":               {"SF:a\nDA:1,1\nend_of_record\nSF:a\nDA:1,2\nend_of_record\n", map[string]*coverage.File{"a": line(1, 3)}, nil},
		"SF ends what is not ended":    {"SF:a\nDA:1,1\nSF:b\nDA:2,2\nend_of_record\n", map[string]*coverage.File{"a": line(1, 1), "b": line(2, 2)}, nil},
		"CRLF":                         {"TN:\r\nSF:C:\\a b\\c.c\r\nDA:1,1\r\nend_of_record\r\n", map[string]*coverage.File{`C:\a b\c.c`: line(1, 1)}, nil},
		"nothing in it":                {"SF:a\nend_of_record\n", map[string]*coverage.File{"a": {}}, nil},
		"no name":                      {"SF:\nDA:1,1\nend_of_record\nSF:b\nDA:2,2\nend_of_record\n", map[string]*coverage.File{"b": line(2, 2)}, nil},
		"a zero byte for a name":       {"SF:\x00\nDA:1,1\nend_of_record\n", nil, nil},
		"last line break missing":      {"SF:a\nDA:1,1\nend_of_record", map[string]*coverage.File{"a": line(1, 1)}, nil},
		"between sections":             {"# made by x\n\nSF:a\nDA:1,1\nend_of_record\n\nDA:7,7\n#end", map[string]*coverage.File{"a": line(1, 1)}, nil},
		"empty":                        {"", nil, coverage.ErrEmpty},
		"white space":                  {" \n\r\n", nil, coverage.ErrEmpty},
		"a page":                       {"<!DOCTYPE html>\n<html>Not found</html>", nil, coverage.ErrNotReport},
		"only a test name":             {"TN:\n", nil, coverage.ErrNotReport},
		"no end":                       {"SF:a\nDA:1,1\n", nil, coverage.ErrTruncated},
		"cut in the path":              {"SF:a\nDA:1,1\nend_of_record\nSF:b", nil, coverage.ErrTruncated},
		"cut in the end":               {"SF:a\nDA:1,1\nend_of_re", nil, coverage.ErrTruncated},
		"cut in the next SF":           {"SF:a\nDA:1,1\nend_of_record\nS", nil, coverage.ErrTruncated},
		"cut in the next TN":           {"SF:a\nDA:1,1\nend_of_record\nTN:x", nil, coverage.ErrTruncated},
		"a name that is like a record": {"SF:a\nFN:1,SF:x\nFNDA:1,SF:x\nend_of_record\n", map[string]*coverage.File{"a": {Functions: []coverage.Function{{Name: "SF:x", Line: 1, Hits: 1}}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			for kind, r := range map[string]io.Reader{"whole": strings.NewReader(c.report), "byte by byte": iotest.OneByteReader(strings.NewReader(c.report))} {
				got, _, err := readertest.Collect(Format, r, coverage.Limits{})
				if !errors.Is(err, c.err) {
					t.Errorf("%s: error %v, want %v", kind, err, c.err)
				}
				if c.err == nil {
					readertest.Same(t, got, c.want)
				}
			}
		})
	}
}

// A section that does not fit what is read at once, and lines longer than any
// buffer, are like any other.
func TestLongLinesAndSections(t *testing.T) {
	const count = 300_000 // 3 MB
	var b strings.Builder
	b.WriteString(strings.Repeat("x", 3<<20) + "\nSF:a\nFN:1," + strings.Repeat("n", 70<<10) + "\nDA:1,7\nend_of_record\nSF:b\n")
	for range count {
		b.WriteString("DA:77,1\nDA:8,0\n")
	}
	b.WriteString("end_of_record\n" + strings.Repeat("y", 2<<20))
	got, info, err := readertest.Collect(Format, strings.NewReader(b.String()), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	readertest.Same(t, got, map[string]*coverage.File{
		"a": {Lines: []coverage.Line{{Number: 1, Hits: 7}}},
		"b": {Lines: []coverage.Line{{Number: 8}, {Number: 77, Hits: count}}},
	})
	if want := (coverage.Dropped{Count: 1, Line: 3, First: `cannot read "FN:1,` + strings.Repeat("n", 75) + `"`}); info.Dropped != want {
		t.Errorf("dropped %+v, want %+v", info.Dropped, want)
	}
}

func TestLimits(t *testing.T) {
	const report = "SF:a\nDA:1,1\nDA:2,1\nend_of_record\nSF:b\nDA:1,1\nend_of_record\n"
	readertest.Exceeds(t, Format, report, map[string]coverage.Limits{
		"sections": {Sections: 1},
		"records":  {Records: 1},
		"size":     {Size: int64(len(report)) - 1},
	})
	if _, _, err := readertest.Collect(Format, strings.NewReader(report), coverage.Limits{Sections: 2, Records: 2, Size: int64(len(report))}); err != nil {
		t.Errorf("limits that just fit: %v", err)
	}
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, "SF:a\nDA:1,1\nend_of_record\nSF:b\nDA:1,1\nend_of_record\n")
	var where *coverage.ReadError
	_, _, err := readertest.Collect(Format, strings.NewReader("SF:a\nDA:1,1\nDA:2"), coverage.Limits{})
	if !errors.As(err, &where) || where.Line != 3 {
		t.Errorf("got %v, want the error on line 3", err)
	}
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		"TN:\nSF:a\n":                  coverage.Certain,
		"SF:a":                         coverage.Certain,
		"# x\r\n\r\n\nTN:a\r\n":        coverage.Certain,
		"":                             coverage.No,
		"\n\n# only remarks":           coverage.No,
		"<html>\nSF:a\n":               coverage.No,
		"mode: set\n":                  coverage.No,
		"        -:    0:Source:a.c\n": coverage.No,
	})
}

// tested adds the lines that a test ran.
func tested(f *coverage.File, name string, lines ...uint32) *coverage.File {
	f.Tests = append(f.Tests, coverage.TestLines{Name: name, Lines: lines})
	return f
}

// A test's name holds until the next one, py2lcov writes a single one; an empty
// name is none. Only lines that ran were run by it.
func TestTestNames(t *testing.T) {
	const report = "TN:unit,diff\nSF:a\nDA:1,1\nDA:2,0\nend_of_record\nSF:b\nDA:1,1\nend_of_record\n" +
		"TN:\nSF:a\nDA:2,1\nend_of_record\nTN:it\nSF:a\nDA:1,1\nDA:2,3\nend_of_record\n"
	files, _, err := readertest.Collect(Format, strings.NewReader(report), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][2]string{"a": {"it unit", "it"}, "b": {"unit", ""}} {
		for i, names := range want {
			if got := strings.Join(files[path].TestsOf(uint32(i+1)), " "); got != names {
				t.Errorf("%s:%d ran under %q, want %q", path, i+1, got, names)
			}
		}
	}
}
