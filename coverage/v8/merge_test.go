package v8

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage/corpustest"
)

// The vectors of the library that other tools merge with.

type vectorScript struct {
	URL       string           `json:"url"`
	Functions []vectorFunction `json:"functions"`
}

type vectorFunction struct {
	Name   string       `json:"functionName"`
	Blocks bool         `json:"isBlockCoverage"`
	Ranges []vectorSpan `json:"ranges"`
	// Calls are given where functions with and without blocks were merged.
	Calls uint64 `json:"count"`
}

type vectorSpan struct {
	Start uint32 `json:"startOffset"`
	End   uint32 `json:"endOffset"`
	Count uint64 `json:"count"`
}

func (v vectorScript) script() *script {
	s := &script{url: v.URL}
	for _, f := range v.Functions {
		fn := function{name: f.Name, blocks: f.Blocks}
		for _, r := range f.Ranges {
			fn.spans = append(fn.spans, span{r.Start, r.End, r.Count})
		}
		fn.calls = max(f.Calls, fn.spans[0].count)
		s.functions = append(s.functions, fn)
	}
	return s
}

func vectorOf(s *script) vectorScript {
	v := vectorScript{URL: s.url}
	for _, f := range s.functions {
		fn := vectorFunction{Name: f.name, Blocks: f.blocks}
		for _, x := range f.spans {
			fn.Ranges = append(fn.Ranges, vectorSpan{x.start, x.end, x.count})
		}
		if f.calls != f.spans[0].count {
			fn.Calls = f.calls
		}
		v.Functions = append(v.Functions, fn)
	}
	return v
}

func TestMergeVectors(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(corpustest.Dir(t), "v8/fetched/demurgos+v8-coverage/tests/merge/*/test.json"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, name := range names {
		var tests []struct {
			Name     string
			Inputs   []struct{ Result []vectorScript }
			Expected struct{ Result []vectorScript }
		}
		decode(t, name, &tests)
		for _, test := range tests {
			t.Run(test.Name, func(t *testing.T) {
				var scripts []*script
				for _, input := range test.Inputs {
					scripts = append(scripts, input.Result[0].script())
				}
				if diff := cmp.Diff(test.Expected.Result[0], vectorOf(merge(scripts))); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// Programs that were run several times: cov.all is what V8 itself counted when
// one process did all that the others did one by one.
func TestMergePrograms(t *testing.T) {
	dirs, err := filepath.Glob(filepath.Join(corpustest.Dir(t), "v8/fetched/demurgos+v8-coverage/tests/programs/*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			runs, _ := filepath.Glob(filepath.Join(dir, "cov.[0-9].json"))
			var scripts []*script
			for _, run := range runs {
				var v vectorScript
				decode(t, run, &v)
				scripts = append(scripts, v.script())
			}
			var all vectorScript
			decode(t, filepath.Join(dir, "cov.all.json"), &all)
			got, want := flattened(merge(scripts)), flattened(all.script())
			if !slices.Equal(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

func flattened(s *script) []span { sortFunctions(s.functions); return flatten(s) }

func decode(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// Whatever trees are added up, every place has the sum of its counts.
func TestMergePlaceByPlace(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var want [size]uint64
		var scripts []*script
		for range 1 + r.IntN(4) {
			f := function{spans: []span{{0, size, r.Uint64N(4)}}}
			f.spans = nest(r, 0, size, 3, f.spans)
			for i, n := range counts(f.spans) {
				want[i] += n
			}
			scripts = append(scripts, &script{functions: []function{f}})
		}
		merged := merge(scripts)
		if got := counts(merged.functions[0].spans); got != want {
			t.Fatalf("%v: got %v, want %v", merged.functions, got, want)
		}
	}
}

const size = 30

// nest adds random ranges inside [start, end).
func nest(r *rand.Rand, start, end uint32, depth int, out []span) []span {
	for at := start; depth > 0 && at < end; {
		from := at + r.Uint32N(end-at)
		to := from + 1 + r.Uint32N(end-from)
		out = append(out, span{from, to, r.Uint64N(4)})
		out = nest(r, from, to, depth-1, out)
		at = to + r.Uint32N(3)
	}
	return out
}

// counts paints ranges, each over those around it.
func counts(spans []span) (out [size]uint64) {
	for _, s := range spans {
		for i := s.start; i < s.end; i++ {
			out[i] = s.count
		}
	}
	return out
}
