package covdata

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// statements are those of two in m/a.go with their hits.
func statements(first, second uint64) []coverage.Statement {
	return []coverage.Statement{
		{Line: 3, Col: 9, EndLine: 5, EndCol: 1, Weight: 2, Hits: first},
		{Line: 7, Col: 0, EndLine: 9, EndCol: 299, Weight: 1, Hits: second},
	}
}

func TestReadSet(t *testing.T) {
	const most = 1<<32 - 1
	b := newBinary(two)
	meta := b.encode()
	other := newBinary(two)
	other.hash = hash{9}
	newer := newBinary(two)
	newer.version, newer.hash = 2, hash{8}
	one := func(counters ...uint32) []ran { return []ran{{0, 0, counters}} }
	whole := b.counters(ulebCounters, one(1, 0))
	for name, c := range map[string]struct {
		files   map[string][]byte
		want    []coverage.Statement
		dropped string // a part of the first message; empty for none
	}{
		"one process":        {map[string][]byte{"m": meta, "c": b.counters(ulebCounters, one(5, 0))}, statements(5, 0), ""},
		"no process":         {map[string][]byte{"m": meta}, statements(0, 0), ""},
		"nothing ran":        {map[string][]byte{"m": meta, "c": b.counters(ulebCounters, nil)}, statements(0, 0), ""},
		"three processes":    {map[string][]byte{"m": meta, "1": whole, "2": whole, "3": b.counters(ulebCounters, one(200, 300))}, statements(202, 300), ""},
		"raw":                {map[string][]byte{"m": meta, "c": b.counters(littleCounters, one(5, most))}, statements(5, most), ""},
		"raw, big end first": {map[string][]byte{"m": meta, "c": b.counters(bigCounters, one(5, most))}, statements(5, most), ""},
		"saturates":          {map[string][]byte{"m": meta, "1": whole, "2": b.counters(ulebCounters, one(most, most))}, statements(most, most), ""},
		"several segments":   {map[string][]byte{"m": meta, "c": b.counters(ulebCounters, one(1, 2), nil, one(3, 4))}, statements(4, 6), ""},
		"a meta twice":       {map[string][]byte{"m": meta, "n": meta, "c": whole}, statements(1, 0), ""},
		"two binaries":       {map[string][]byte{"m": meta, "n": other.encode(), "1": whole, "2": other.counters(ulebCounters, one(3, 4))}, statements(4, 4), ""},

		"a process killed half-way":  {map[string][]byte{"m": meta, "1": whole, "2": b.counters(ulebCounters, one(300, 300))[:60]}, statements(1, 0), "2: it ends"},
		"an empty file":              {map[string][]byte{"m": meta, "1": whole, "2": nil}, statements(1, 0), "the report is empty: 2"},
		"something else":             {map[string][]byte{"m": meta, "1": whole, "2": []byte("mode: set\n")}, statements(1, 0), "2: it begins neither"},
		"counters without a meta":    {map[string][]byte{"m": meta, "1": whole, "2": other.counters(ulebCounters, one(3, 4))}, statements(1, 0), "belong to covmeta.09000000000000000000000000000000"},
		"a broken meta beside":       {map[string][]byte{"m": meta, "1": whole, "n": other.encode()[:130]}, statements(1, 0), "n: it ends too soon"},
		"a broken copy":              {map[string][]byte{"a": meta[:100], "m": meta, "1": whole}, statements(1, 0), "a: it ends too soon"},
		"a newer version":            {map[string][]byte{"m": meta, "1": whole, "n": newer.encode()}, statements(1, 0), "n: it is of version 2"},
		"something else, no process": {map[string][]byte{"m": meta, "2": []byte("mode: set\n")}, statements(0, 0), "2: it begins neither"},
		"its only counters broken":   {map[string][]byte{"m": meta, "1": whole, "n": other.encode(), "2": other.counters(ulebCounters, one(3, 4))[:50]}, statements(1, 0), "2: it ends"},
		"no such package":            {map[string][]byte{"m": meta, "c": b.counters(ulebCounters, []ran{{7, 0, []uint32{9, 9}}, {0, 0, []uint32{1, 2}}})}, statements(1, 2), "package 7"},
		"the package behind":         {map[string][]byte{"m": meta, "c": b.counters(ulebCounters, []ran{{1, 0, []uint32{9, 9}}, {0, 0, []uint32{1, 2}}})}, statements(1, 2), "package 1"},
		"no such function":           {map[string][]byte{"m": meta, "c": b.counters(ulebCounters, []ran{{0, 1, []uint32{9, 9}}, {0, 0, []uint32{1, 2}}})}, statements(1, 2), "function 1"},
		"too few counters":           {map[string][]byte{"m": meta, "c": b.counters(ulebCounters, []ran{{0, 0, []uint32{9}}, {0, 0, []uint32{1, 2}}})}, statements(1, 2), "1 counters"},
		"too many counters":          {map[string][]byte{"m": meta, "c": b.counters(ulebCounters, []ran{{0, 0, []uint32{9, 9, 9}}, {0, 0, []uint32{1, 2}}})}, statements(1, 2), "3 counters"},
	} {
		t.Run(name, func(t *testing.T) {
			got, info, err := readSet(inputs(c.files), coverage.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || got["m/a.go"] == nil {
				t.Fatalf("read %v", got)
			}
			readertest.Same(t, got["m/a.go"].Statements, c.want)
			if (info.Dropped.Count > 0) != (c.dropped != "") || !strings.Contains(info.Dropped.First, c.dropped) {
				t.Errorf("dropped %+v, want %q", info.Dropped, c.dropped)
			}
		})
	}
}

// Binaries of different modes are no clash: each is read in its own.
func TestModes(t *testing.T) {
	set, count, atomic := newBinary(two), newBinary(two), newBinary(two)
	set.mode, set.hash = 1, hash{1}
	count.mode, count.hash = 2, hash{2}
	atomic.mode, atomic.hash = 3, hash{3}
	in := map[string][]byte{}
	for name, b := range map[string]*binaryFile{"set": set, "count": count, "atomic": atomic} {
		in[name] = b.encode()
		in[name+".counters"] = b.counters(ulebCounters, []ran{{0, 0, []uint32{1, 0}}})
		in[name+".counters2"] = b.counters(ulebCounters, []ran{{0, 0, []uint32{1, 0}}})
	}
	got, info, err := readSet(inputs(in), coverage.Limits{})
	if err != nil || info.Dropped.Count > 0 {
		t.Fatal(err, info)
	}
	want := statements(4, 0)
	want[0].Executed = true
	readertest.Same(t, got["m/a.go"].Statements, want)
}

// With one counter a function, a function is a block without extent.
func TestPerFunction(t *testing.T) {
	b := newBinary(testFunction{"m/a.go", [][5]uint32{{3, 1, 3, 1, 1}}}, testFunction{"m/a.go", [][5]uint32{{9, 1, 9, 1, 1}}})
	b.granularity = perFunction
	got, _, err := readSet(inputs(map[string][]byte{"m": b.encode(), "c": b.counters(ulebCounters, []ran{{0, 1, []uint32{6}}})}), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	readertest.Same(t, readertest.Shown(got["m/a.go"]), [][2]uint64{{3, 0}, {9, 6}})
}

func TestPackages(t *testing.T) {
	b := newBinary()
	b.packages = [][]testFunction{
		{two, {"m/b.go", [][5]uint32{{1, 1, 2, 2, 1}}}, {"m/b.go", nil}},
		{},
		{{"n/empty.go", [][5]uint32{{1, 1, 1, 2, 0}}}, {"/src/n/c.go", [][5]uint32{{4, 1, 6, 2, 1}}}},
	}
	kinds := map[string]coverage.PathKind{}
	var lines [][2]uint64
	_, err := ReadSet(inputs(map[string][]byte{"m": b.encode(), "c": b.counters(ulebCounters, []ran{{2, 1, []uint32{3}}, {0, 1, []uint32{4}}})}), coverage.Limits{}, func(s *coverage.Section) error {
		kinds[s.Path] = s.Kind
		if s.Path == "/src/n/c.go" || s.Path == "m/b.go" {
			lines = append(lines, readertest.Shown(&s.File)...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	readertest.Same(t, kinds, map[string]coverage.PathKind{"m/a.go": coverage.ImportPath, "m/b.go": coverage.ImportPath, "n/empty.go": coverage.ImportPath, "/src/n/c.go": coverage.FilePath})
	readertest.Same(t, lines, [][2]uint64{{1, 4}, {2, 4}, {4, 3}, {5, 3}, {6, 3}})
}

// Sets of which nothing can be used, and errors that are not a file's own.
func TestReadSetFails(t *testing.T) {
	b := newBinary(two)
	whole := b.counters(ulebCounters, []ran{{0, 0, []uint32{1, 0}}})
	disk := errors.New("disk on fire")
	failing := func(open func() (io.ReadCloser, error)) []coverage.Input {
		return append(inputs(map[string][]byte{"m": b.encode(), "c": whole}), coverage.Input{Name: "x", Open: open})
	}
	for name, c := range map[string]struct {
		set  []coverage.Input
		want error
		says string
	}{
		"no files":             {nil, coverage.ErrEmpty, ""},
		"an empty file":        {inputs(map[string][]byte{"m": nil}), coverage.ErrEmpty, "m"},
		"no meta":              {inputs(map[string][]byte{"c": whole}), coverage.ErrTruncated, "c: the counters belong to covmeta.01020300000000000000000000000000"},
		"a broken meta":        {inputs(map[string][]byte{"m": b.encode()[:150], "c": whole}), coverage.ErrTruncated, "m: it ends"},
		"broken counters":      {inputs(map[string][]byte{"m": b.encode(), "c": whole[:50]}), coverage.ErrTruncated, "c: it ends"},
		"counters of no name":  {inputs(map[string][]byte{"m": b.encode(), "c": whole[:20]}), coverage.ErrTruncated, "c: it ends"},
		"the disk":             {failing(func() (io.ReadCloser, error) { return nil, disk }), disk, "x"},
		"the disk, while open": {failing(func() (io.ReadCloser, error) { return io.NopCloser(iotest.ErrReader(disk)), nil }), disk, "x"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := readSet(c.set, coverage.Limits{})
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %v and %q", err, c.want, c.says)
			}
		})
	}
	for _, gone := range []error{fs.ErrNotExist, fs.ErrPermission} {
		got, info, err := readSet(failing(func() (io.ReadCloser, error) { return nil, gone }), coverage.Limits{})
		if err != nil || info.Dropped.Count != 1 || len(got) != 1 {
			t.Errorf("%v: read %v, %+v: %v", gone, got, info, err)
		}
	}
	enough := errors.New("enough")
	if _, err := ReadSet(inputs(map[string][]byte{"m": b.encode()}), coverage.Limits{}, func(*coverage.Section) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("emit's error: got %v", err)
	}
}

// A file that changes between its two readings makes the set useless, and not
// half of it wrong.
func TestReadSetChanges(t *testing.T) {
	b, longer := newBinary(two), newBinary(two, two)
	counters := b.counters(ulebCounters, []ran{{0, 0, []uint32{1, 0}}})
	for name, c := range map[string]struct {
		meta, counters []byte // after each file was opened once, or the meta file twice
	}{
		"a longer meta":    {longer.encode(), counters},
		"a shorter meta":   {b.encode()[:150], counters},
		"shorter counters": {b.encode(), counters[:50]},
	} {
		opened := map[string]int{}
		then := map[string][]byte{"m": c.meta, "c": c.counters}
		before := map[string][]byte{"m": b.encode(), "c": counters}
		var set []coverage.Input
		for _, file := range []string{"c", "m"} {
			set = append(set, coverage.Input{Name: file, Open: func() (io.ReadCloser, error) {
				data := before[file]
				if opened[file]++; opened[file] > map[string]int{"c": 1, "m": 2}[file] {
					data = then[file]
				}
				return io.NopCloser(bytes.NewReader(data)), nil
			}})
		}
		if _, _, err := readSet(set, coverage.Limits{}); !errors.Is(err, coverage.ErrTruncated) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
