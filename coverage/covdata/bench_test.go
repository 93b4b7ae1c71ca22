package covdata

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// large is a binary of many packages of ordinary size, about 35 KB each.
func large(packages int) *binaryFile {
	b := newBinary()
	b.packages = nil
	for i := range packages {
		var functions []testFunction
		for j := range 400 {
			f := testFunction{file: fmt.Sprintf("example.com/organisation/project/internal/module%d/file%d.go", i, j/40)}
			for k := range uint32(12) {
				line := 1 + uint32(j%40)*60 + k*5
				f.blocks = append(f.blocks, [5]uint32{line, 2 + k, line + 3, 3, 2})
			}
			functions = append(functions, f)
		}
		b.packages = append(b.packages, functions)
	}
	return b
}

// process is the counters of a process that ran every third function.
func (f *binaryFile) process() []byte {
	var live []ran
	for i, functions := range f.packages {
		for j := 0; j < len(functions); j += 3 {
			r := ran{pkg: uint32(i), function: uint32(j)}
			for k := range functions[j].blocks {
				r.counters = append(r.counters, uint32(k*j))
			}
			live = append(live, r)
		}
	}
	return f.counters(ulebCounters, live)
}

func discard(*coverage.Section) error { return nil }

// BenchmarkReadSet reads one binary and ten of its processes.
func BenchmarkReadSet(b *testing.B) {
	binary := large(100)
	meta, counters := binary.encode(), binary.process()
	folder := map[string][]byte{"m": meta}
	for i := range 10 {
		folder[fmt.Sprint(i)] = counters
	}
	set := inputs(folder)
	b.SetBytes(int64(len(meta) + 10*len(counters)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadSet(set, coverage.Limits{}, discard); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead reads a covmeta file.
func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, bytes.NewReader(large(100).encode())) }

// A folder of 100 MB, of a binary and hundreds of processes, costs no more
// than its buffers, one package, and four bytes for each block.
func TestMemoryStaysFlat(t *testing.T) {
	const ceiling = 16 << 20
	binary := large(100)
	meta, counters := binary.encode(), binary.process()
	folder := map[string][]byte{"m": meta}
	size := 100 << 20
	if testing.Short() {
		size = 10 << 20
	}
	for i := 0; len(meta)+i*len(counters) < size; i++ {
		folder[fmt.Sprintf("c%d", i)] = counters
	}
	set := inputs(folder)
	sections := 0
	most := readertest.HeapGrowth(func(look func()) {
		_, err := ReadSet(set, coverage.Limits{}, func(*coverage.Section) error {
			if sections++; sections%100 == 0 {
				look()
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	if most > ceiling || sections < 1000 {
		t.Errorf("the heap grew by %d bytes over %d sections, ceiling %d", most, sections, ceiling)
	}
}

// filled is size bytes of one kind, made as they are read.
func filled(with byte, size int64) io.Reader {
	text := string(bytes.Repeat([]byte{with}, 1<<16))
	return io.LimitReader(readertest.Repeat("", int(size>>16)+1, readertest.Always(text), ""), size)
}

// Neither do files that name sizes which they do not have, nor those that have
// them and say nothing.
func TestHostileMemory(t *testing.T) {
	const size, ceiling = 20 << 20, 64 << 20
	b := newBinary(two)
	b.packages = nil
	for range 2000 {
		b.packages = append(b.packages, []testFunction{two})
	}
	meta, counters := b.encode(), b.counters(ulebCounters, nil)
	for name, c := range map[string]struct{ meta, counters io.Reader }{
		"packages without end":  {io.MultiReader(bytes.NewReader(put(meta, 16, 1<<31)), filled(0, size)), bytes.NewReader(counters)},
		"as many as may be":     {io.MultiReader(bytes.NewReader(put(meta, 16, 1_000_000)), filled(1, size)), bytes.NewReader(counters)},
		"a table of strings":    {io.MultiReader(bytes.NewReader(put(meta[:metaHeader], 44, 1<<32-1)), filled(1, size)), bytes.NewReader(counters)},
		"functions without end": {bytes.NewReader(meta), io.MultiReader(bytes.NewReader(put(counters[:len(counters)-counterFooter], counterHeader+4, 1)), filled(1, size))},
		"counters without end":  {bytes.NewReader(meta), io.MultiReader(bytes.NewReader(put(counters[:len(counters)-counterFooter], counterHeader+4, 1)), bytes.NewReader([]byte{0xff, 0xff, 0xff, 0xff, 7, 0, 0}), filled(1, size))},
	} {
		t.Run(name, func(t *testing.T) {
			set := []coverage.Input{
				{Name: "m", Open: func() (io.ReadCloser, error) { return io.NopCloser(c.meta), nil }},
				{Name: "c", Open: func() (io.ReadCloser, error) { return io.NopCloser(c.counters), nil }},
			}
			most := readertest.HeapGrowth(func(look func()) {
				if _, err := ReadSet(set, coverage.Limits{}, discard); err == nil {
					t.Error("no error")
				}
				look()
			})
			if most > ceiling {
				t.Errorf("the heap grew by %d bytes, ceiling %d", most, ceiling)
			}
		})
	}
}

// A package as large as may be, which is one function of one block after the
// other, and that is not said to be broken until its end.
func TestLargestPackage(t *testing.T) {
	const ceiling = 64 << 20
	b := newBinary(testFunction{"m/a.go", nil}).encode()
	const pkgAt = metaHeader + 16 + 2
	size := largestPackage / 5 * 5
	data := put(put(b, metaHeader+8, uint32(size)), 8, uint32(pkgAt+size))
	function := bytes.LastIndex(data, []byte{0, 2, 4, 0}) // no blocks, a name, a file
	data = append(data[:function], 0xff, 0xff, 0xff, 0x7f, 2, 4)
	rest := filled(1, int64(pkgAt+size-len(data)))
	most := readertest.HeapGrowth(func(func()) {
		if _, err := Read(io.MultiReader(bytes.NewReader(data), rest), coverage.Limits{}, discard); !errors.Is(err, coverage.ErrSyntax) {
			t.Errorf("error %v", err)
		}
	})
	if most > ceiling {
		t.Errorf("the heap grew by %d bytes, ceiling %d", most, ceiling)
	}
}
