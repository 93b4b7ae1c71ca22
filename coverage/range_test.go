package coverage

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func at(start, end uint32, hits uint64) Range {
	return Range{Start: Place{0, start}, End: Place{0, end}, Hits: hits}
}

func TestRangesAddUp(t *testing.T) {
	tests := []struct {
		name       string
		a, b, want []Range
	}{
		{"the same text", []Range{at(0, 9, 1)}, []Range{at(0, 9, 2)}, []Range{at(0, 9, 3)}},
		{"one says more of a part", []Range{at(0, 4, 1), at(4, 6, 0), at(6, 9, 1)}, []Range{at(0, 9, 2)}, []Range{at(0, 4, 3), at(4, 6, 2), at(6, 9, 3)}},
		{"parts that make up a whole", []Range{at(0, 4, 1), at(4, 9, 0)}, []Range{at(0, 4, 0), at(4, 9, 1)}, []Range{at(0, 9, 1)}},
		{"text that only one knows", []Range{at(0, 2, 1)}, []Range{at(5, 9, 1)}, []Range{at(0, 2, 1), at(5, 9, 1)}},
		{"an overlap", []Range{at(0, 6, 1)}, []Range{at(4, 9, 1)}, []Range{at(0, 4, 1), at(4, 6, 2), at(6, 9, 1)}},
		{"neighbours that become equal", []Range{at(0, 4, 1)}, []Range{at(4, 9, 1)}, []Range{at(0, 9, 1)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Merge(&File{Ranges: test.a}, &File{Ranges: test.b}, Sum).Ranges
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
			unsorted := &File{Ranges: slices.Concat(test.b, test.a)}
			if unsorted.Sort(Sum); !slices.Equal(unsorted.Ranges, test.want) {
				t.Errorf("sorted: got %v, want %v", unsorted.Ranges, test.want)
			}
		})
	}
}

// Whatever is added up, every place has the sum of what was said of it.
func TestRangesPlaceByPlace(t *testing.T) {
	const size = 20
	r := rand.New(rand.NewPCG(9, 10))
	for range 2000 {
		var counts [size]uint64
		var known [size]bool
		f := &File{}
		for range r.IntN(8) {
			x := at(r.Uint32N(size), r.Uint32N(size), r.Uint64N(3))
			f.Ranges = append(f.Ranges, x)
			for i := x.Start.Col; i < x.End.Col; i++ {
				counts[i] += x.Hits
				known[i] = true
			}
		}
		f.Sort(Sum)
		covered := 0
		for i, x := range f.Ranges {
			for p := x.Start.Col; p < x.End.Col; p++ {
				if covered++; !known[p] || counts[p] != x.Hits {
					t.Fatalf("%v: place %d ran %d times, want %d", f.Ranges, p, x.Hits, counts[p])
				}
			}
			if i > 0 && f.Ranges[i-1].End.Compare(x.Start) > 0 {
				t.Fatalf("%v overlap", f.Ranges)
			}
		}
		for _, k := range known {
			if k {
				covered--
			}
		}
		if covered != 0 {
			t.Fatalf("%v: %d places are missing", f.Ranges, -covered)
		}
	}
}
