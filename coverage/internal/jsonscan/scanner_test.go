package jsonscan

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
)

func scan(doc string) *Scanner {
	return New(iotest.OneByteReader(strings.NewReader(doc)), "test", coverage.Limits{})
}

func TestErrorsSayWhere(t *testing.T) {
	tests := []struct {
		name, doc string
		want      error
		at        string
	}{
		{"nothing", " \n", coverage.ErrEmpty, "line 2, column 1"},
		{"half an object", "{\n \"a\": 1", coverage.ErrTruncated, "line 2, column 8"},
		{"half a string", `["abc`, coverage.ErrTruncated, "column 6"},
		{"half an escape", `["\u00`, coverage.ErrTruncated, "column 3"},
		{"half a name", `[tru`, coverage.ErrTruncated, "column 5"},
		{"a sign", `[-`, coverage.ErrTruncated, "column 3"},
		{"infinity", `{"column":Infinity}`, coverage.ErrSyntax, "column 11: malformed report: Infinity is not JSON"},
		{"minus infinity", `[-Infinity]`, coverage.ErrSyntax, "'I' where a digit should be"},
		{"not a number", "[\n\n NaN]", coverage.ErrSyntax, "line 3, column 2: malformed report: NaN is not JSON"},
		{"no comma", `[1 2]`, coverage.ErrSyntax, "'2' where a comma or ] should be"},
		{"no colon", `{"a" 1}`, coverage.ErrSyntax, "'1' where a colon should be"},
		{"comma too many", `{"a":1,}`, coverage.ErrSyntax, "'}' where a key should be"},
		{"comma before the end", `[1,]`, coverage.ErrSyntax, "']' where a value should be"},
		{"wrong bracket", `[1}`, coverage.ErrSyntax, "'}' where a comma or ] should be"},
		{"key without quotes", `{a:1}`, coverage.ErrSyntax, "'a' where a key should be"},
		{"leading zero", `[01]`, coverage.ErrSyntax, "'1' where a comma"},
		{"no digits", `[1.]`, coverage.ErrSyntax, "']' where a digit should be"},
		{"no exponent", `[1e+]`, coverage.ErrSyntax, "']' where a digit should be"},
		{"other escape", `["\x41"]`, coverage.ErrSyntax, `"\\x" is no escape`},
		{"bad hex", `["\u00g0"]`, coverage.ErrSyntax, "is no escape"},
		{"line break in a string", "[\"a\nb\"]", coverage.ErrSyntax, "should be escaped"},
		{"second document", "{} {}", coverage.ErrSyntax, "column 4: malformed report: something follows"},
		{"too deep", strings.Repeat("[", 257), coverage.ErrLimit, "more than 256 values inside one another"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := scan(test.doc)
			err := s.Skip()
			if err == nil {
				err = s.End()
			}
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.at) {
				t.Errorf("got %v, want %v with %q", err, test.want, test.at)
			}
		})
	}
}

func TestText(t *testing.T) {
	tests := []struct{ doc, want string }{
		{`""`, ""},
		{`"plain"`, "plain"},
		{`"\"\\\/\b\f\n\r\t"`, "\"\\/\b\f\n\r\t"},
		{`"na\u00efve \u20AC"`, "naïve €"},
		{`"\ud83d\ude00!"`, "😀!"},
		{`"\ud83d"`, "\ufffd"},
		{`"\ud83dx"`, "\ufffdx"},
		{`"\ud83d\u0041"`, "\ufffdA"},
		{`"\ude00\ud83d\ude00"`, "\ufffd😀"},
		{"\"latin \xe9\"", "latin \xe9"},
	}
	for _, test := range tests {
		got, ok, err := scan(test.doc).Text()
		if string(got) != test.want || !ok || err != nil {
			t.Errorf("%s: got %q, %v, %v; want %q", test.doc, got, ok, err, test.want)
		}
	}
}

func TestInt(t *testing.T) {
	tests := []struct {
		doc  string
		want int64
		ok   bool
	}{
		{"0", 0, true},
		{"-0", 0, true},
		{"42", 42, true},
		{"-7", -7, true},
		{"123456789012345678", 123456789012345678, true},
		{"9223372036854775807", 1<<63 - 1, true},
		{"-9223372036854775808", -1 << 63, true},
		{"9223372036854775808", 1<<63 - 1, true},
		{"-1e300", -1 << 63, true},
		{"1e999999", 1<<63 - 1, true},
		{"12.9", 12, true},
		{"1.5e3", 1500, true},
		{"null", 0, false},
		{`"5"`, 0, false},
		{`{"a":[1]}`, 0, false},
	}
	for _, test := range tests {
		s := scan(test.doc)
		got, ok, err := s.Int()
		if got != test.want || ok != test.ok || err != nil {
			t.Errorf("%s: got %d, %v, %v; want %d, %v", test.doc, got, ok, err, test.want, test.ok)
		}
		if err := s.End(); err != nil {
			t.Errorf("%s: %v", test.doc, err)
		}
	}
}

// What a caller does not want is passed over, whether it says so or not.
func TestMembersPassOverTheRest(t *testing.T) {
	s := scan(`{"left": {"a": [1, {}]}, "taken": 5, "taken": [7, "x", 9], "skipped": "y", "last": null}`)
	var got []string
	err := s.Members(func(key []byte) error {
		got = append(got, string(key))
		switch string(key) {
		case "taken":
			if kind, err := s.Kind(); kind == Number || err != nil {
				n, _, err := s.Int()
				got = append(got, strconv.FormatInt(n, 10))
				return err
			}
			return s.Elements(func(i int) error {
				if i == 1 {
					return nil
				}
				n, _, err := s.Int()
				got = append(got, strconv.Itoa(i)+":"+strconv.FormatInt(n, 10))
				return err
			})
		case "skipped":
			return s.Members(func([]byte) error { t.Error("a string has no members"); return nil })
		}
		return nil
	})
	if err == nil {
		err = s.End()
	}
	const want = "left taken 5 taken 0:7 2:9 skipped last"
	if strings.Join(got, " ") != want || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestRawCutsMembersOut(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 3*window) + `"}`
	s := New(strings.NewReader(`{"one" :  [1, 2] , "two":`+long+`}`), "test", coverage.Limits{})
	got := map[string]string{}
	err := s.Members(func(key []byte) error {
		name := string(key)
		raw, err := s.Raw()
		got[name] = string(raw)
		return err
	})
	if err != nil || got["one"] != "[1, 2]" || got["two"] != long {
		t.Errorf("got %.60q, %v", got, err)
	}
}

func TestLimits(t *testing.T) {
	long := `"` + strings.Repeat("x", 1<<20) + `"`
	small := coverage.Limits{StringSize: 100, Size: 1000}
	reads := map[string]func(*Scanner) error{
		"a string": func(s *Scanner) error { _, _, err := s.Text(); return err },
		"a raw value": func(s *Scanner) error {
			_, err := s.Raw()
			return err
		},
	}
	for name, read := range reads {
		s := New(strings.NewReader(long), "test", small)
		if err := read(s); !errors.Is(err, coverage.ErrLimit) {
			t.Errorf("%s: got %v, want %v", name, err, coverage.ErrLimit)
		}
		if cap(s.buf) > 2*window {
			t.Errorf("%s made the window grow to %d bytes", name, cap(s.buf))
		}
	}
	s := New(strings.NewReader(long), "test", small)
	if err := s.Skip(); err != nil || cap(s.buf) > window {
		t.Errorf("to skip a long string: %v, window of %d bytes; want no error and %d", err, cap(s.buf), window)
	}
}

func TestReadErrorsComeThrough(t *testing.T) {
	broken := errors.New("the disk is on fire")
	s := New(io.MultiReader(strings.NewReader(`{"a": [1,`), iotest.ErrReader(broken)), "test", coverage.Limits{})
	if err := s.Skip(); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	s = New(io.MultiReader(strings.NewReader(`{"a": [1,`), iotest.ErrReader(io.ErrUnexpectedEOF)), "test", coverage.Limits{})
	if err := s.Skip(); !errors.Is(err, coverage.ErrTruncated) {
		t.Errorf("got %v, want %v", err, coverage.ErrTruncated)
	}
}

// Lines are right however the window slid before the error.
func TestPlacesBehindTheWindow(t *testing.T) {
	doc := "[\n" + strings.Repeat("12345,\n", window) + "  ?]"
	err := New(bytes.NewReader([]byte(doc)), "test", coverage.Limits{}).Skip()
	var at *coverage.ReadError
	if !errors.As(err, &at) || at.Line != window+2 || at.Col != 3 || at.Offset != int64(len(doc)-2) {
		t.Errorf("got %v", err)
	}
}
