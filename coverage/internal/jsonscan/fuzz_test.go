package jsonscan

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"reflect"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/covls/covls/coverage"
)

// encoding/json is the oracle: both must agree on what is JSON, and where they
// do, on what it says.

// deep lets the scanner nest as far as encoding/json does.
var deep = coverage.Limits{Depth: 10_000, StringSize: math.MaxInt32}

func FuzzAgainstEncodingJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, `true`, ` -12.5e+3 `, `"\ud83d\ude00 \u00e9"`, `{"a":{"b":[1,2,{"c":null}]},"a":false}`,
		`[1,]`, `{"a":1,}`, `{"a"}`, `[01]`, `[1.]`, `[+1]`, `["\x"]`, "[\"\x01\"]", `[tru]`, `nul`, `[Infinity]`, `{"a":1}{}`,
		`{"/a.js":{"path":"/a.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":null}}},"s":{"0":1}}}`,
		"\xef\xbb\xbf{}", "[\"\xff\"]", ``, ` `, `"`, `\`, `[`, `{`, `-`,
	} {
		f.Add([]byte(seed), uint8(0))
		f.Add([]byte(seed), uint8(1))
	}
	f.Fuzz(func(t *testing.T, doc []byte, chunks uint8) {
		whole := func() *Scanner { return New(chunked(doc, chunks), "json", deep) }

		skipping := whole()
		err := skipping.Skip()
		if err == nil {
			err = skipping.End()
		}
		if valid := json.Valid(doc); valid != (err == nil) {
			t.Fatalf("encoding/json says valid=%v, the scanner %v", valid, err)
		}

		reading := whole()
		got, readErr := tree(reading)
		if readErr == nil {
			readErr = reading.End()
		}
		if (err == nil) != (readErr == nil) {
			t.Fatalf("skipped: %v, read: %v", err, readErr)
		}
		if err != nil || !utf8.Valid(doc) {
			return
		}
		want := oracle(t, doc)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %#v, want %#v", got, want)
		}
	})
}

// Every prefix of an object is cut off or broken, and never a whole one.
func FuzzPrefixesFail(f *testing.F) {
	f.Add([]byte(`{"a":[1,-2.5e3,"x\u0041",true,null,{}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		doc = bytes.TrimSpace(doc)
		if len(doc) > 1000 || len(doc) == 0 || doc[0] != '{' || !json.Valid(doc) {
			return
		}
		for n := range doc {
			err := New(bytes.NewReader(doc[:n]), "json", deep).Skip()
			if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
				t.Fatalf("%q: %v", doc[:n], err)
			}
		}
	})
}

func chunked(doc []byte, chunks uint8) io.Reader {
	r := bytes.NewReader(doc)
	if chunks%2 == 1 {
		return iotest.OneByteReader(r)
	}
	return r
}

// tree reads any value. Objects are lists of pairs, since keys may repeat.
func tree(s *Scanner) (any, error) {
	kind, err := s.Kind()
	if err != nil {
		return nil, err
	}
	switch kind {
	case Object:
		list := []any{"object"}
		err := s.Members(func(key []byte) error {
			list = append(list, string(key))
			value, err := tree(s)
			list = append(list, value)
			return err
		})
		return list, err
	case Array:
		list := []any{"array"}
		err := s.Elements(func(int) error {
			value, err := tree(s)
			list = append(list, value)
			return err
		})
		return list, err
	case String:
		text, _, err := s.Text()
		return string(text), err
	case Number:
		n, _, err := s.Int()
		return n, err
	}
	raw, err := s.Raw()
	return "literal " + string(raw), err
}

// oracle builds what tree builds, from the tokens of encoding/json.
func oracle(t *testing.T, doc []byte) any {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	var value func() any
	value = func() any {
		token, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		switch v := token.(type) {
		case json.Delim:
			list := []any{map[json.Delim]string{'{': "object", '[': "array"}[v]}
			for d.More() {
				list = append(list, value())
			}
			if _, err := d.Token(); err != nil {
				t.Fatal(err)
			}
			return list
		case json.Number:
			return nearest(v)
		case nil:
			return "literal null"
		case bool:
			return map[bool]string{true: "literal true", false: "literal false"}[v]
		default:
			return v
		}
	}
	return value()
}

// nearest is the number as an int64, by another way than the scanner's.
func nearest(n json.Number) int64 {
	if i, err := n.Int64(); err == nil {
		return i
	}
	x, _ := n.Float64()
	switch {
	case x >= math.MaxInt64:
		return math.MaxInt64
	case x <= math.MinInt64:
		return math.MinInt64
	}
	return int64(math.Trunc(x))
}
