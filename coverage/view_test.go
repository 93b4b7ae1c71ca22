package coverage

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestBlobIDIsGits(t *testing.T) {
	// What `printf 'hello\n' | git hash-object --stdin` prints.
	want := "ce013625030ba8dba906f756967f9e9ca394464a"
	if got := hex(BlobID([]byte("hello\n"))); got != want {
		t.Errorf("BlobID = %s, want %s", got, want)
	}
}

func TestViewOf(t *testing.T) {
	at := time.Unix(1000, 0)
	unit := &Report{Name: "unit.info", Flags: []string{"unit"}, Time: at}
	integration := &Report{Name: "it.info", Flags: []string{"integration"}, Time: at.Add(time.Minute)}
	plain := &Report{Name: "lcov.info", Time: at}
	file := func(hits ...uint64) *File {
		f := &File{}
		for i, h := range hits {
			f.Lines = append(f.Lines, Line{Number: uint32(i + 1), Hits: h})
		}
		return f
	}
	states := func(v View) (s []State) {
		for _, m := range v.Marks {
			s = append(s, m.State)
		}
		return s
	}
	tests := []struct {
		name         string
		observations []Observation
		flags        []string
		want         []State
		stale        bool
		shares       []FlagCoverage
	}{
		{"nothing known", nil, nil, nil, false, []FlagCoverage{}},
		{"one report", []Observation{{plain, "now", file(1, 0)}}, nil, []State{Covered, Uncovered}, false,
			[]FlagCoverage{{Flag: "", State: Fresh, Lines: Ratio{1, 2}, Time: at}}},
		{"two flags, each its own share", []Observation{{unit, "now", file(1, 0)}, {integration, "now", file(0, 1)}}, nil,
			[]State{Covered, Covered}, false,
			[]FlagCoverage{{"integration", Fresh, Ratio{1, 2}, at.Add(time.Minute)}, {"unit", Fresh, Ratio{1, 2}, at}}},
		{"one flag selected", []Observation{{unit, "now", file(1, 0)}, {integration, "now", file(0, 1)}}, []string{"unit"},
			[]State{Covered, Uncovered}, false, []FlagCoverage{{"unit", Fresh, Ratio{1, 2}, at}}},
		{"other content is unknown, not shifted", []Observation{{plain, "before", file(1, 0)}}, nil,
			[]State{Unknown, Unknown}, true, []FlagCoverage{{Flag: "", State: Fresh, Time: at}}},
		{"unknown content is unknown", []Observation{{plain, "", file(1)}}, nil,
			[]State{Unknown}, true, []FlagCoverage{{Flag: "", State: Fresh, Time: at}}},
		{"one knows, one does not: what is known stands", []Observation{{unit, "now", file(0, 1)}, {integration, "before", file(1, 1, 1)}}, nil,
			[]State{Uncovered, Covered}, false, []FlagCoverage{{Flag: "integration", State: Fresh, Time: at.Add(time.Minute)}, {"unit", Fresh, Ratio{1, 2}, at}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := ViewOf("a.c", test.observations, "now", test.flags)
			if !slices.Equal(states(v), test.want) || v.Stale != test.stale {
				t.Errorf("states %v, stale %v; want %v, %v", states(v), v.Stale, test.want, test.stale)
			}
			if !reflect.DeepEqual(v.Flags, test.shares) {
				t.Errorf("flags %+v\nwant  %+v", v.Flags, test.shares)
			}
		})
	}
}

// The view of all flags, "" included, equals the view without a selection.
func TestAllFlagsAreTheTotal(t *testing.T) {
	reports := []*Report{{Name: "a", Flags: []string{"unit"}}, {Name: "b", Flags: []string{"unit", "it"}}, {Name: "c"}}
	var observations []Observation
	for i, r := range reports {
		observations = append(observations, Observation{r, "x", &File{Lines: []Line{{Number: uint32(i + 1), Hits: uint64(i)}, {Number: 9, Hits: 1}}}})
	}
	all := ViewOf("f", observations, "x", nil)
	flags := ViewOf("f", observations, "x", []string{"", "unit", "it"})
	if !reflect.DeepEqual(all, flags) {
		t.Errorf("all %+v\nflags %+v", all, flags)
	}
}

func hex(id ContentID) string {
	const digits = "0123456789abcdef"
	var s []byte
	for i := range len(id) {
		s = append(s, digits[id[i]>>4], digits[id[i]&15])
	}
	return string(s)
}
