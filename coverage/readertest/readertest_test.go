package readertest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// A check that nothing fails is none. Here is a format with a reader that keeps
// all promises, and readers that each break one: every check must let the first
// pass, and stop the one that it is for.

// toy is lines of "path hits" and then a line "end".
const toy = "a 1\nb 2\nend\n"

// A flaw is a promise that a toy reader breaks.
type flaw string

const (
	none         flaw = ""
	takesHalf    flaw = "a report without an end passes"
	takesNothing flaw = "an empty report passes as cut off"
	goesOn       flaw = "emit's error does not end it"
	hidesErrors  flaw = "the file's error is a report that is cut off"
	miscounts    flaw = "sections are counted twice"
	ownError     flaw = "errors of its own"
	unsorted     flaw = "lines are not in order"
	lineZero     flaw = "a line 0"
	keeps        flaw = "everything is kept"
	drops        flaw = "a record is dropped"
	unsure       flaw = "it does not know its reports"
)

func format(with flaw) coverage.Format {
	var kept []byte
	f := coverage.Format{Name: "toy", Duplicates: coverage.Sum}
	f.Sniff = func(head []byte) coverage.Confidence {
		if with == unsure || !bytes.HasPrefix(head, []byte("a ")) {
			return coverage.No
		}
		return coverage.Certain
	}
	f.Settle = func(f *coverage.File) { f.Lines[0].Bits = coverage.Whole }
	f.Read = func(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (info coverage.ReadInfo, err error) {
		lines := 0
		for scan := bufio.NewReader(r); ; {
			line, err := scan.ReadString('\n')
			switch {
			case err == io.EOF && line == "" && lines == 0 && with != takesNothing:
				return info, coverage.ErrEmpty
			case err == io.EOF && line != "end" && with == takesHalf:
				return info, nil
			case err != nil && with == hidesErrors:
				return info, coverage.ErrTruncated
			case err == io.EOF && line != "end":
				return info, coverage.ErrTruncated
			case err != nil && err != io.EOF:
				return info, err
			case strings.TrimSpace(line) == "end":
				return info, nil
			case limits.Records > 0 && lines == limits.Records:
				return info, coverage.ErrLimit
			}
			lines++
			if with == keeps {
				kept = append(kept, make([]byte, 64<<10)...)
			}
			s := coverage.Section{}
			var hits uint64
			if n, _ := fmt.Sscan(line, &s.Path, &hits); n != 2 {
				if with == ownError {
					return info, fmt.Errorf("what is %q?", line)
				}
				return info, coverage.ErrSyntax
			}
			s.File.Lines = []coverage.Line{{Number: 1, Hits: hits}, {Number: 2}}
			switch with {
			case unsorted:
				s.File.Lines[0].Number = 3
			case lineZero:
				s.File.Lines[0].Number = 0
			case miscounts:
				info.Sections++
			case drops:
				info.Dropped.Add(lines, "a record")
			}
			info.Sections++
			if err := emit(&s); err != nil && with != goesOn {
				return info, err
			}
		}
	}
	return f
}

// A recorder notes whether a test failed or was skipped.
type recorder struct {
	testing.TB
	failed, skipped bool
	said            string
}

func (r *recorder) Helper() {}

func (r *recorder) Logf(string, ...any) {}

func (r *recorder) Error(args ...any) { r.failed, r.said = true, r.said+fmt.Sprintln(args...) }

func (r *recorder) Errorf(format string, args ...any) { r.Error(fmt.Sprintf(format, args...)) }

func (r *recorder) Fatal(args ...any) { r.Error(args...); runtime.Goexit() }

func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); runtime.Goexit() }

func (r *recorder) Skip(...any) { r.skipped = true; runtime.Goexit() }

// record runs a check where its failing can be looked at.
func record(check func(t testing.TB)) *recorder {
	r, done := &recorder{}, make(chan struct{})
	go func() {
		defer close(done)
		check(r)
	}()
	<-done
	return r
}

func TestChecks(t *testing.T) {
	report := filepath.Join(t.TempDir(), "toy")
	if err := os.WriteFile(report, []byte(toy), 0o644); err != nil {
		t.Fatal(err)
	}
	hits := func(s *coverage.Section) string { return fmt.Sprint(s.Path, s.File.Lines[0].Hits) }
	for name, c := range map[string]struct {
		check   func(t testing.TB, f coverage.Format)
		notices []flaw
	}{
		"Prefixes":     {func(t testing.TB, f coverage.Format) { Prefixes(t, f, strings.TrimSpace(toy)) }, []flaw{takesHalf, takesNothing}},
		"OthersErrors": {func(t testing.TB, f coverage.Format) { OthersErrors(t, f, toy) }, []flaw{goesOn, hidesErrors, miscounts}},
		"Exceeds": {func(t testing.TB, f coverage.Format) {
			Exceeds(t, f, toy, map[string]coverage.Limits{"records": {Records: 1}})
		}, nil},
		"Cases": {func(t testing.TB, f coverage.Format) {
			Cases(t, f, []Case{{Doc: toy, Sections: 2}, {Doc: "a 1\nx\n", Sections: 1, Err: coverage.ErrSyntax}})
		}, []flaw{miscounts, ownError}},
		"Promises": {func(t testing.TB, f coverage.Format) {
			Promises(t, f, []byte(toy), coverage.Limits{}, nil)
			Promises(t, f, []byte("x"+toy+toy), coverage.Limits{}, nil)
			Promises(t, f, []byte("x\n"), coverage.Limits{}, nil)
		}, []flaw{miscounts, ownError, unsorted, lineZero}},
		"Says": {func(t testing.TB, f coverage.Format) { Says(t, f, hits, toy, "a1\nb2") }, []flaw{miscounts, drops}},
		"Refused": {func(t testing.TB, f coverage.Format) {
			Refused(t, f, coverage.Limits{}, map[string]error{"a 1\n": coverage.ErrTruncated})
		}, []flaw{takesHalf}},
		"Sniffs": {func(t testing.TB, f coverage.Format) {
			Sniffs(t, f, map[string]coverage.Confidence{toy: coverage.Certain})
		}, []flaw{unsure}},
		"Files":   {func(t testing.TB, f coverage.Format) { Files(t, f, report) }, []flaw{drops, unsure}},
		"Fetched": {func(t testing.TB, f coverage.Format) { Fetched(t, f, []string{report}, Exceptions{}, nil) }, []flaw{drops, unsure}},
		"Ceiling": {func(t testing.TB, f coverage.Format) {
			Ceiling(t, 8<<20, f, Repeat("", 1000, Always("a 1\n"), "end\n"), coverage.Limits{})
		}, []flaw{keeps}},
	} {
		t.Run(name, func(t *testing.T) {
			if r := record(func(t testing.TB) { c.check(t, format(none)) }); r.failed {
				t.Errorf("a reader without flaws fails: %s", r.said)
			}
			for _, f := range c.notices {
				if r := record(func(t testing.TB) { c.check(t, format(f)) }); !r.failed {
					t.Errorf("it goes unnoticed that %s", f)
				}
			}
		})
	}
}

// What is listed as an exception must be one, and what must not be there must not.
func TestExceptions(t *testing.T) {
	report := filepath.Join(t.TempDir(), "toy")
	if err := os.WriteFile(report, []byte("a 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	fetched := func(known Exceptions) *recorder {
		return record(func(t testing.TB) { Fetched(t, format(none), []string{report}, known, nil) })
	}
	if r := fetched(Exceptions{Refused: map[string]error{"toy": coverage.ErrTruncated}}); r.failed {
		t.Errorf("refused as listed: %s", r.said)
	}
	for name, known := range map[string]Exceptions{
		"for another reason": {Refused: map[string]error{"toy": coverage.ErrEmpty}},
		"not listed":         {},
		"a part of a name":   {Refused: map[string]error{"oy": coverage.ErrTruncated}},
		"one too many":       {Refused: map[string]error{"toy": coverage.ErrTruncated}, Dropped: map[string]int{"gone": 1}},
	} {
		if r := fetched(known); !r.failed {
			t.Errorf("%s: it goes unnoticed", name)
		}
	}
	if r := record(func(t testing.TB) { Foreign(t, format(none), []string{report}) }); !r.failed {
		t.Error("a report of the format passes as one of another")
	}
}

// Only what was merged is settled, and each file once.
func TestCollectSettles(t *testing.T) {
	files, _, err := Collect(format(none), strings.NewReader("a 1\nb 1\nb 2\nend\n"), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	Same(t, files, map[string]*coverage.File{
		"a": {Lines: []coverage.Line{{Number: 1, Hits: 1}, {Number: 2}}},
		"b": {Lines: []coverage.Line{{Number: 1, Hits: 3, Bits: coverage.Whole}, {Number: 2}}},
	})
}

// A field of File that Equal does not look at would go unchecked everywhere.
func TestEqualKnowsEveryField(t *testing.T) {
	for i := range reflect.TypeFor[coverage.File]().NumField() {
		var f coverage.File
		field := reflect.ValueOf(&f).Elem().Field(i)
		field.Set(reflect.MakeSlice(field.Type(), 0, 0))
		if !Equal(&f, &coverage.File{}) {
			t.Errorf("%s: a list without elements is not no list", reflect.TypeOf(f).Field(i).Name)
		}
		field.Set(reflect.MakeSlice(field.Type(), 1, 1))
		if Equal(&f, &coverage.File{}) || !Equal(&f, f.Clone()) {
			t.Errorf("%s is not compared", reflect.TypeOf(f).Field(i).Name)
		}
	}
}

func TestRepeat(t *testing.T) {
	got, err := io.ReadAll(Repeat("[", 3, func(n int) string { return fmt.Sprint(n) }, "]"))
	if err != nil || string(got) != "[012]" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := io.ReadAll(Repeat("", 0, Always("x"), "")); err != nil || len(got) > 0 {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestExpect(t *testing.T) {
	files := func() map[string]*coverage.File {
		return map[string]*coverage.File{"/src/a": {Lines: []coverage.Line{{Number: 1, Hits: 1}}}, "/src/b": {Lines: []coverage.Line{{Number: 1}}}}
	}
	both := map[string]int{"a": 1, "b": 2}
	for name, found := range map[string]map[string]*coverage.File{"Below": Below("/src/", files()), "ByEnd": ByEnd(files(), both)} {
		order := ""
		total := Expect(t, found, both, func(path string, f *coverage.File, want int) { order += fmt.Sprint(path, want) })
		if order != "a1b2" || total.Lines != (coverage.Ratio{Covered: 1, Total: 2}) {
			t.Errorf("%s: compared %s, in sum %v", name, order, total)
		}
	}
	twice := map[string]*coverage.File{"/x/a": {}, "/y/a": {}}
	if found := ByEnd(twice, both); len(found) != 2 {
		t.Errorf("of two files with one name, one got lost: %v", found)
	}
	for name, want := range map[string]map[string]int{"one is missing": {"a": 1, "c": 2}, "one too many": {"a": 1}} {
		if r := record(func(t testing.TB) { Expect(t, ByEnd(files(), want), want, func(string, *coverage.File, int) {}) }); !r.failed {
			t.Errorf("%s: it goes unnoticed", name)
		}
	}
}
