package formats

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/covls/covls/coverage"
)

const smallLcov = "TN:\nSF:src/a.c\nDA:1,5\nDA:2,0\nend_of_record\n"

// readAll reads a report and lists its sections' paths.
func readAll(doc, format string) (paths []string, result Result, err error) {
	result, err = Read(strings.NewReader(doc), format, coverage.Limits{}, func(s *coverage.Section) error {
		paths = append(paths, s.Path)
		return nil
	})
	return paths, result, err
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// damaged changes the checksum at the end of gzip data.
func damaged(archive string) string {
	b := []byte(archive)
	b[len(b)-8]++
	return string(b)
}

// inUTF16 encodes text; high says where a unit's high byte goes.
func inUTF16(text string, high int) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		pair := [2]byte{}
		pair[high], pair[1-high] = byte(unit>>8), byte(unit)
		b.Write(pair[:])
	}
	return b.String()
}

func TestReadUnwraps(t *testing.T) {
	const odd = "SF:src/naïve 😀.c\nDA:1,5\nend_of_record\n"
	tests := map[string]struct{ doc, path string }{
		"plain":                  {smallLcov, "src/a.c"},
		"gzip":                   {gzipped(smallLcov), "src/a.c"},
		"UTF-8 with a mark":      {"\xef\xbb\xbf" + smallLcov, "src/a.c"},
		"gzip, mark":             {gzipped("\xef\xbb\xbf" + smallLcov), "src/a.c"},
		"UTF-16LE with a mark":   {"\xff\xfe" + inUTF16(odd, 1), "src/naïve 😀.c"},
		"UTF-16BE with a mark":   {"\xfe\xff" + inUTF16(odd, 0), "src/naïve 😀.c"},
		"UTF-16LE without":       {inUTF16(odd, 1), "src/naïve 😀.c"},
		"UTF-16BE without":       {inUTF16(odd, 0), "src/naïve 😀.c"},
		"gzip, UTF-16":           {gzipped("\xff\xfe" + inUTF16(odd, 1)), "src/naïve 😀.c"},
		"UTF-16, half a unit":    {"\xff\xfe" + inUTF16(smallLcov, 1) + "\n", "src/a.c"},
		"UTF-16, half a pair":    {"\xff\xfe" + inUTF16("SF:a", 1) + "\x3d\xd8" + inUTF16("\nDA:1,1\nend_of_record\n", 1), "a\ufffd"},
		"longer than the buffer": {"\xff\xfe" + inUTF16(strings.Repeat("# 😀 comment\n", headSize/8)+smallLcov, 1), "src/a.c"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			format := "lcov" // where the head has comments only, content cannot tell
			paths, result, err := readAll(test.doc, format)
			if err != nil || len(paths) != 1 || paths[0] != test.path {
				t.Errorf("got %q, %v; want %q", paths, err, test.path)
			}
			if result.Format == nil || result.Format.Name != "lcov" || result.Info.Sections != 1 {
				t.Errorf("got %+v", result)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct {
		name, doc, format string
		want              error
		says              string
	}{
		{"nothing", "", "", coverage.ErrEmpty, ""},
		{"blank", " \r\n\t", "", coverage.ErrEmpty, ""},
		{"an empty archive", gzipped(""), "", coverage.ErrEmpty, ""},
		{"an empty object", " {}\n", "", coverage.ErrEmpty, ""},
		{"half an archive", gzipped(smallLcov)[:30], "", coverage.ErrTruncated, "gzip"},
		{"half a header", "\x1f\x8b\x08", "", coverage.ErrTruncated, "gzip"},
		{"a damaged archive", damaged(gzipped(smallLcov)), "", coverage.ErrSyntax, "gzip"},
		{"gzip twice", gzipped(gzipped(smallLcov)), "", coverage.ErrNotReport, "unpack it once"},
		{"an unknown name", smallLcov, "lkov", nil, `no format "lkov": it reads clover, cobertura`},
		{"zeros", strings.Repeat("\x00", 5000), "", coverage.ErrNotReport, "nothing but NUL bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, result, err := readAll(test.doc, test.format)
			if err == nil || test.want != nil && !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %v with %q", err, test.want, test.says)
			}
			if result.Format != nil {
				t.Errorf("got the format %s", result.Format.Name)
			}
		})
	}
}

func TestReadLimits(t *testing.T) {
	// 50 MB of one record shrink to less than 50 kB.
	bomb := gzipped(smallLcov + strings.Repeat("#\n", 25<<20))
	_, err := Read(strings.NewReader(bomb), "", coverage.Limits{}, func(*coverage.Section) error { return nil })
	if !errors.Is(err, coverage.ErrLimit) || !strings.Contains(err.Error(), "200 times") {
		t.Errorf("a bomb: got %v", err)
	}
	for name, doc := range map[string]string{"plain": strings.Repeat(smallLcov, 100), "gzip": gzipped(strings.Repeat(smallLcov, 100))} {
		_, err := Read(strings.NewReader(doc), "", coverage.Limits{Size: 1000}, func(*coverage.Section) error { return nil })
		if !errors.Is(err, coverage.ErrLimit) || !strings.Contains(err.Error(), "more than 1000 bytes") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestReadErrorsOfTheDisk(t *testing.T) {
	broken := errors.New("the disk is on fire")
	for name, r := range map[string]io.Reader{
		"at once": iotest.ErrReader(broken),
		"later":   io.MultiReader(strings.NewReader(strings.Repeat(smallLcov, 5000)), iotest.ErrReader(broken)),
	} {
		if _, err := Read(r, "", coverage.Limits{}, func(*coverage.Section) error { return nil }); !errors.Is(err, broken) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestEmitEndsTheRead(t *testing.T) {
	full := errors.New("no room")
	if _, err := Read(strings.NewReader(smallLcov), "", coverage.Limits{}, func(*coverage.Section) error { return full }); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
}

// A reader's own panic becomes an error; the caller's goes on to the caller.
func TestGuarded(t *testing.T) {
	_, err := guarded("faulty", nil, func(func(*coverage.Section) error) (coverage.ReadInfo, error) {
		panic("index out of range")
	})
	if !errors.Is(err, errPanic) || !strings.Contains(err.Error(), "index out of range") || !strings.Contains(err.Error(), "read_test.go") {
		t.Errorf("got %v", err)
	}
	defer func() {
		if v := recover(); v != "the caller's" {
			t.Errorf("recovered %v", v)
		}
	}()
	_, err = guarded("sound", func(*coverage.Section) error { panic("the caller's") }, func(emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
		return coverage.ReadInfo{}, emit(&coverage.Section{})
	})
	t.Errorf("no panic, and %v", err)
}

// A report that was cut off is an error in any wrapping.
func TestEveryPrefixFails(t *testing.T) {
	docs := map[string]string{
		"gzip":     gzipped(smallLcov),
		"istanbul": `{"a.js":{"path":"a.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":null}}},"s":{"0":1}}}`,
		"cobertura": `<?xml version="1.0"?><coverage line-rate="1"><packages><package><classes><class filename="a.py">` +
			`<lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>`,
	}
	for name, doc := range docs {
		if _, _, err := readAll(doc, ""); err != nil {
			t.Errorf("%s: the whole of it: %v", name, err)
		}
		for n := range doc {
			if _, _, err := readAll(doc[:n], ""); err == nil {
				t.Errorf("%s: the first %d of %d bytes pass", name, n, len(doc))
			}
		}
	}
}
