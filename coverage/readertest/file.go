package readertest

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/covls/covls/coverage"
)

// Reports that lie on a disk. A reader is given text in UTF-8, because package
// formats undoes compression and UTF-16 before; it cannot be used here, since it
// imports the readers, so what the corpus holds of both is undone below.

// sniffed is how much of a report Sniff may see (coverage.Format).
const sniffed = 64 << 10

// A Report is one that was read from a file.
type Report struct {
	Path  string
	Text  []byte // what the reader read
	Files map[string]*coverage.File
	Info  coverage.ReadInfo
	Err   error
	Sure  coverage.Confidence // of Sniff
}

// Open reads a file, whatever comes of it. Only one that is not there, or not
// compressed as its name says, fails the test.
func Open(t testing.TB, format coverage.Format, path string) Report {
	t.Helper()
	text := Text(t, path)
	r := Report{Path: path, Text: text, Sure: format.Sniff(text[:min(len(text), sniffed)])}
	r.Files, r.Info, r.Err = Collect(format, bytes.NewReader(text), coverage.Limits{})
	return r
}

// Files reads a file with which nothing may be wrong: the format is sure of it,
// it says something, and nothing of it is dropped.
func Files(t testing.TB, format coverage.Format, path string) map[string]*coverage.File {
	t.Helper()
	r := Open(t, format, path)
	if r.Err != nil || r.Info.Dropped.Count > 0 {
		t.Fatalf("%s: %v, dropped %+v", path, r.Err, r.Info.Dropped)
	}
	if r.Sure != coverage.Certain || len(r.Files) == 0 {
		t.Errorf("%s: %d files, and sniffed %v", path, len(r.Files), r.Sure)
	}
	return r.Files
}

// Text gives a file's content as readers get it.
func Text(t testing.TB, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil && strings.HasSuffix(path, ".gz") {
		text, err = gunzip(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	if units, ok := bytes.CutPrefix(text, []byte{0xff, 0xfe}); ok {
		return fromUTF16(units)
	}
	return text
}

func gunzip(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func fromUTF16(data []byte) []byte {
	var units []uint16
	for ; len(data) > 1; data = data[2:] {
		units = append(units, binary.LittleEndian.Uint16(data))
	}
	return []byte(string(utf16.Decode(units)))
}
