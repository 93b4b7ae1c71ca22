package covdata

import (
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// Whatever two files hold, reading them alone and together ends, in files that
// keep the model's promises or in one of the known errors.
func FuzzReadSet(f *testing.F) {
	b := newBinary(two, testFunction{"m/b.go", [][5]uint32{{1, 1, 2000, 2, 0}}})
	b.packages = append(b.packages, nil, []testFunction{two})
	live := []ran{{0, 0, []uint32{1, 300}}, {2, 0, []uint32{7, 1<<32 - 1}}, {9, 9, nil}}
	for _, way := range []flavor{ulebCounters, littleCounters, bigCounters} {
		f.Add(b.encode(), b.counters(way, live, live))
		b.mode = 1
	}
	f.Add(b.encode()[:200], b.counters(ulebCounters, live)[:70])
	f.Add([]byte(nil), []byte("mode: set\n"))
	f.Add(put(b.encode(), metaHeader+8, 1<<30), put(b.counters(ulebCounters, live), 32, 1<<30))
	limits := coverage.Limits{Sections: 100, Records: 1000, StringSize: 200, Size: 1 << 20}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		for _, data := range [][]byte{first, second} {
			got, _, err := readOne(data, limits)
			checkModel(t, got, err)
		}
		got, _, err := readSet(inputs(map[string][]byte{"1": first, "2": second, "3": b.encode()}), limits)
		checkModel(t, got, err)
	})
}

// checkModel checks what every reader promises, and what a block has: an extent and
// statements.
func checkModel(t *testing.T, got map[string]*coverage.File, err error) {
	t.Helper()
	if !readertest.Known(t, err) {
		return
	}
	for path, file := range got {
		readertest.Sound(t, path, file)
		for _, s := range file.Statements {
			if s.EndLine == 0 || s.Weight == 0 {
				t.Errorf("%q: block %+v", path, s)
			}
		}
	}
}
