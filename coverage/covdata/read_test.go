package covdata

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

func TestRead(t *testing.T) {
	b := newBinary(two)
	for kind, r := range map[string]io.Reader{
		"whole":       bytes.NewReader(b.encode()),
		"by the byte": iotest.OneByteReader(bytes.NewReader(b.encode())),
	} {
		got, info, err := readertest.Collect(Format, r, coverage.Limits{})
		if err != nil || info.Sections != 1 {
			t.Fatalf("%s: %+v, %v", kind, info, err)
		}
		readertest.Same(t, got["m/a.go"].Statements, statements(0, 0))
	}
	_, _, err := readOne(b.counters(ulebCounters, nil), coverage.Limits{})
	if !errors.Is(err, coverage.ErrTruncated) || !strings.Contains(err.Error(), "covmeta.01020300000000000000000000000000") {
		t.Errorf("counters alone: %v", err)
	}
}

// put gives data with a number of 32 bits somewhere else.
func put(data []byte, at int, v uint32) []byte {
	out := slices.Clone(data)
	binary.LittleEndian.PutUint32(out[at:], v)
	return out
}

// Numbers of a covmeta file that cannot be, such as sizes of gigabytes in a
// file of 200 bytes.
func TestReadRefuses(t *testing.T) {
	b := newBinary(two)
	meta := b.encode()
	strange, none := newBinary(two), newBinary()
	strange.mode, none.mode = 4, 0
	coarse := newBinary(two)
	coarse.granularity = 3
	const pkgAt = metaHeader + 16 + 2
	const stringsAt = pkgAt + pkgHeader + 4
	functionAt := bytes.Index(meta, []byte{2, 2, 4, 3, 10, 5}) // two blocks in the fifth string's file
	uleb := func(at int, v uint32) []byte {
		return slices.Concat(meta[:at], appendULEB(nil, v), meta[at+1:])
	}
	for name, c := range map[string]struct {
		data []byte
		want error
		says string
	}{
		"empty":                     {nil, coverage.ErrEmpty, ""},
		"another file":              {[]byte("mode: set\n"), coverage.ErrNotReport, ""},
		"version 2":                 {put(meta, 4, 2), coverage.ErrSyntax, "version 2"},
		"mode 4":                    {strange.encode(), coverage.ErrSyntax, "mode 4"},
		"granularity 3":             {coarse.encode(), coverage.ErrSyntax, "but for 3"},
		"longer than it is":         {put(meta, 8, 1<<31), coverage.ErrTruncated, ""},
		"endlessly long":            {put(meta, 12, 1<<31), coverage.ErrTruncated, ""},
		"two billion packages":      {put(meta, 16, 1<<31), coverage.ErrLimit, ""},
		"more packages than fit":    {put(meta, 16, 1000), coverage.ErrTruncated, ""},
		"table in the header":       {put(meta, 40, 8), coverage.ErrSyntax, "byte 8"},
		"table of 4 GB":             {put(meta, 44, 1<<32-1), coverage.ErrTruncated, ""},
		"package before its time":   {put(meta, metaHeader, 8), coverage.ErrSyntax, "byte 8"},
		"package behind the end":    {put(meta, metaHeader+4, 1), coverage.ErrSyntax, "package 1"},
		"package of 2 GB":           {put(meta, metaHeader+8, 1<<31), coverage.ErrLimit, ""},
		"package of 2 MB":           {put(meta, metaHeader+8, largestPackage), coverage.ErrTruncated, ""},
		"package of 10 bytes":       {put(meta, metaHeader+8, 10), coverage.ErrSyntax, "too short"},
		"two billion functions":     {put(meta, pkgAt+40, 1<<31), coverage.ErrSyntax, "more functions"},
		"function in the header":    {put(meta, pkgAt+pkgHeader, 4), coverage.ErrSyntax, "not where"},
		"function behind the end":   {put(meta, pkgAt+pkgHeader, 1<<31), coverage.ErrSyntax, "not where"},
		"two billion strings":       {uleb(stringsAt, 1<<31), coverage.ErrSyntax, "more strings"},
		"string of 2 GB":            {uleb(stringsAt+1, 1<<31), coverage.ErrSyntax, "a string"},
		"two billion blocks":        {uleb(functionAt, 1<<31), coverage.ErrSyntax, "a number"},
		"file of no name":           {uleb(functionAt+2, 5), coverage.ErrSyntax, "no name"},
		"number of 64 bits":         {slices.Concat(meta[:functionAt+3], []byte{0xff, 0xff, 0xff, 0xff, 0xff, 1}, meta[functionAt+4:]), coverage.ErrSyntax, "a number"},
		"functions that lie around": {slices.Concat(meta[:functionAt], []byte{1}, meta[functionAt+1:]), nil, ""},
		"no functions in no mode":   {none.encode(), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := readOne(c.data, coverage.Limits{})
			if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %v and %q", err, c.want, c.says)
			}
			// In a set it is dropped, unless it is larger than anything may be.
			sound := newBinary(two)
			sound.hash = hash{7}
			got, info, err := readSet(inputs(map[string][]byte{"m": c.data, "s": sound.encode(), "c": sound.counters(ulebCounters, nil)}), coverage.Limits{})
			if errors.Is(c.want, coverage.ErrLimit) {
				if !errors.Is(err, coverage.ErrLimit) {
					t.Errorf("in a set: error %v", err)
				}
			} else if c.want != nil && (err != nil || info.Dropped.Count == 0 || got["m/a.go"] == nil) {
				t.Errorf("in a set: %v, %+v, %v", got, info, err)
			}
		})
	}
}

// The same of covcounters files.
func TestCountersRefused(t *testing.T) {
	b := newBinary(two)
	data := b.counters(ulebCounters, []ran{{0, 0, []uint32{1, 300}}}, []ran{{0, 0, []uint32{1, 300}}})
	footer := len(data) - counterFooter
	one := b.counters(ulebCounters, []ran{{0, 0, []uint32{1, 300}}})
	payload := bytes.Index(one, []byte{2, 0, 0, 1, 0xac, 2}) // two counters
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"version 2":            {put(data, 4, 2), coverage.ErrSyntax},
		"flavor 3":             {put(data, 24, 3), coverage.ErrSyntax},
		"endless functions":    {put(data, counterHeader+4, 1<<31), coverage.ErrTruncated},
		"strings of 4 GB":      {put(data, counterHeader+8, 1<<32-1), coverage.ErrTruncated},
		"arguments of 4 GB":    {put(data, counterHeader+12, 1<<32-1), coverage.ErrTruncated},
		"no footer":            {put(data, footer, 7), coverage.ErrSyntax},
		"one segment too many": {put(data, footer+8, 3), coverage.ErrSyntax},
		"a counter of 64 bits": {slices.Concat(one[:payload+3], []byte{0xff, 0xff, 0xff, 0xff, 0xff}, one[payload+3:]), coverage.ErrSyntax},
		"billions of counters": {slices.Concat(one[:payload], appendULEB(nil, 1<<31), one[payload+1:]), coverage.ErrTruncated},
		"something behind":     {append(slices.Clone(one), "xy"...), coverage.ErrTruncated},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := readSet(inputs(map[string][]byte{"m": b.encode(), "c": c.data}), coverage.Limits{}); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			got, info, err := readSet(inputs(map[string][]byte{"m": b.encode(), "c": c.data, "d": one}), coverage.Limits{})
			if err != nil || info.Dropped.Count != 1 {
				t.Fatalf("beside sound ones: %+v, %v", info, err)
			}
			readertest.Same(t, got["m/a.go"].Statements, statements(1, 300))
		})
	}
}

// No part of a file is a file: what was cut off is never taken for whole.
func TestEveryPrefixIsRefused(t *testing.T) {
	b := newBinary(two, testFunction{"m/b.go", [][5]uint32{{1, 1, 2000, 2, 1}}})
	b.packages = append(b.packages, []testFunction{two})
	meta := b.encode()
	for n := range len(meta) {
		if _, _, err := readOne(meta[:n], coverage.Limits{}); err == nil {
			t.Errorf("%d of %d bytes of a covmeta file pass", n, len(meta))
		}
	}
	for _, way := range []flavor{ulebCounters, littleCounters} {
		counters := b.counters(way, []ran{{0, 0, []uint32{1, 300}}, {1, 0, []uint32{7, 70000}}})
		for n := range len(counters) {
			if _, _, err := readSet(inputs(map[string][]byte{"m": meta, "c": counters[:n]}), coverage.Limits{}); err == nil {
				t.Errorf("%d of %d bytes of a covcounters file pass", n, len(counters))
			}
		}
	}
}

// Blocks that make no sense are dropped one by one.
func TestDroppedBlocks(t *testing.T) {
	b := newBinary(testFunction{"m/a.go", [][5]uint32{{0, 1, 2, 2, 1}, two.blocks[0], {5, 1, 4, 1, 1}, {1, 1, coverage.MaxLine + 1, 1, 1}, two.blocks[1]}},
		testFunction{"", [][5]uint32{{1, 1, 1, 2, 1}}}, testFunction{"m/\x00.go", [][5]uint32{{1, 1, 1, 2, 1}}})
	got, info, err := readSet(inputs(map[string][]byte{"m": b.encode(), "c": b.counters(ulebCounters, []ran{{0, 0, []uint32{9, 5, 9, 9, 6}}})}), coverage.Limits{})
	if err != nil || info.Dropped.Count != 5 || len(got) != 1 {
		t.Fatalf("read %v, %+v: %v", got, info, err)
	}
	readertest.Same(t, got["m/a.go"].Statements, statements(5, 6))
}

func TestLimits(t *testing.T) {
	b := newBinary(two, testFunction{"m/b.go", two.blocks})
	meta, counters := b.encode(), b.counters(ulebCounters, []ran{{0, 0, []uint32{1, 300}}})
	set := inputs(map[string][]byte{"m": meta, "c": counters})
	fits := coverage.Limits{Sections: 2, Records: 4, StringSize: 6, Size: int64(len(meta) + len(counters))}
	if _, _, err := readSet(set, fits); err != nil {
		t.Errorf("limits that just fit: %v", err)
	}
	for name, limits := range map[string]coverage.Limits{
		"size":    {Size: fits.Size - 1},
		"records": {Records: 3},
		"files":   {Sections: 1},
	} {
		if _, _, err := readSet(set, limits); !errors.Is(err, coverage.ErrLimit) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, info, err := readSet(set, coverage.Limits{StringSize: 5}); err != nil || info.Dropped.Count != 4 {
		t.Errorf("long names: %+v, %v", info, err)
	}
	bomb := newBinary(testFunction{"m/a.go", slices.Repeat([][5]uint32{{1, 1, coverage.MaxLine, 1, 1}}, 3)})
	if _, _, err := readOne(bomb.encode(), coverage.Limits{}); !errors.Is(err, coverage.ErrLimit) {
		t.Errorf("blocks of ten million lines: %v", err)
	}
}

func TestSniff(t *testing.T) {
	b := newBinary(two)
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		string(b.encode()):                    coverage.Certain,
		string(b.counters(ulebCounters)):      coverage.Certain,
		"\x00cv":                              coverage.No,
		"":                                    coverage.No,
		"mode: set\n":                         coverage.No,
		"\x00\x00\x00\x00\x00\x00\x00\x00cvm": coverage.No,
	})
}
