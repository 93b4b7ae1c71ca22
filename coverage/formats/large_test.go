package formats

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"github.com/covls/covls/coverage"
)

// Large reports in every wrapping, for memory and speed.

// writers pack what is written to them.
var writers = map[string]func(io.Writer) (io.WriteCloser, error){
	"gzip": func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.BestSpeed) },
	"xz": func(w io.Writer) (io.WriteCloser, error) {
		return xz.WriterConfig{DictCap: 1 << 20, BlockSize: 4 << 20}.NewWriter(w)
	},
	"zstd": func(w io.Writer) (io.WriteCloser, error) {
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	},
	"zip": func(w io.Writer) (io.WriteCloser, error) {
		archive := zip.NewWriter(w)
		archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
		entry, err := archive.Create("coverage/lcov.info")
		return struct {
			io.Writer
			io.Closer
		}{entry, archive}, err
	},
}

// packLcov packs a tracefile of at least size bytes.
func packLcov(w io.Writer, kind string, size int) error {
	packed, err := writers[kind](w)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for written, n := 0, 0; written < size; n++ {
		b.Reset()
		fmt.Fprintf(&b, "SF:src/file%d.c\n", n)
		for line := range 2000 {
			fmt.Fprintf(&b, "DA:%d,%d\n", line+1, (n*line)%9973)
		}
		b.WriteString("end_of_record\n")
		if _, err := packed.Write(b.Bytes()); err != nil {
			return err
		}
		written += b.Len()
	}
	return packed.Close()
}

// A report is read with the memory of one section, and of what its packing
// keeps, in a pipe or in a file.
func TestMemoryCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	// The archive is the largest: it could be held in memory by mistake.
	for kind, test := range map[string]struct{ size, ceiling int }{
		"gzip": {40 << 20, 8 << 20},
		"zstd": {40 << 20, 16 << 20},
		"xz":   {8 << 20, 8 << 20}, // packing it is slow
		"zip":  {100 << 20, 8 << 20},
	} {
		t.Run(kind, func(t *testing.T) {
			file, err := os.Create(filepath.Join(t.TempDir(), "report"))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if err := packLcov(file, kind, test.size); err != nil {
				t.Fatal(err)
			}
			if _, err := file.Seek(0, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			before, most, seen := heap(), uint64(0), 0
			result, err := Read(file, "", coverage.Limits{}, func(*coverage.Section) error {
				if seen++; seen%200 == 0 {
					most = max(most, heap())
				}
				return nil
			})
			if err != nil || result.Format.Name != "lcov" || seen < 200 {
				t.Fatalf("%d sections, %v", seen, err)
			}
			if most > before+uint64(test.ceiling) {
				t.Errorf("the heap grew by %d bytes, want at most %d", most-before, test.ceiling)
			}
		})
	}
}

// heap is what is in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkRead(b *testing.B) {
	const size = 4 << 20
	for kind := range writers {
		b.Run(kind, func(b *testing.B) {
			var doc bytes.Buffer
			if err := packLcov(&doc, kind, size); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(size)
			for b.Loop() {
				if _, err := Read(bytes.NewReader(doc.Bytes()), "", coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// An artifact with an HTML report: most of the time goes into telling that a
// page is none.
func BenchmarkReadArtifact(b *testing.B) {
	files := []string{"coverage/lcov.info", smallLcov}
	for i := range 1000 {
		files = append(files, fmt.Sprintf("coverage/lcov-report/%d.html", i), "<!doctype html>\n<html lang=\"en\">\n"+fmt.Sprintf("%01000d", i))
	}
	doc := []byte(zipOf(files...))
	for b.Loop() {
		if _, err := Read(bytes.NewReader(doc), "", coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
