package v8

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

func textRange(start, end uint32, hits uint64) coverage.Range {
	return coverage.Range{Start: coverage.Place{Col: start}, End: coverage.Place{Col: end}, Hits: hits}
}

func module(end uint32) coverage.Call {
	return coverage.Call{End: coverage.Place{Col: end}, Hits: 1}
}

// verdicts writes marks down: "1:2 2:0 3:1p".
func verdicts(f *coverage.File) string {
	var out []string
	for _, m := range f.Marks() {
		v := fmt.Sprintf("%d:%s", m.Line, verdict(m))
		if m.Bits&coverage.InexactHits != 0 {
			v += "?"
		}
		out = append(out, strings.Replace(v, " partial", "p", 1))
	}
	return strings.Join(out, " ")
}

func TestRefine(t *testing.T) {
	line := func(line, from, to uint32, hits uint64) coverage.Range {
		return coverage.Range{Start: coverage.Place{Line: line, Col: from}, End: coverage.Place{Line: line, Col: to}, Hits: hits}
	}
	tests := []struct {
		name, source string
		file         coverage.File
		want         string // verdicts; "other source" for the error
	}{
		{"tokens decide, not blanks", "a();\n\n  // b\nc();\n", coverage.File{Ranges: []coverage.Range{textRange(0, 4, 2), textRange(4, 9, 0), textRange(9, 17, 1)}}, "1:2 4:1"},
		{"a block in the middle of a line", "a ? b : c\n", coverage.File{Ranges: []coverage.Range{textRange(0, 6, 2), textRange(6, 9, 0)}}, "1:2p"},
		{"the first token did not run", "} else { a()\n", coverage.File{Ranges: []coverage.Range{textRange(0, 7, 0), textRange(7, 13, 3)}}, "1:3p"},
		{"text in no range", "a\nb\nc\n", coverage.File{Ranges: []coverage.Range{textRange(2, 3, 1)}}, "2:1"},
		{"text that ran, uncounted", "a\nb\n", coverage.File{Ranges: []coverage.Range{{End: coverage.Place{Col: 2}, Executed: true}, textRange(2, 4, 0)}}, "1:1? 2:0"},
		{"ranges by line", "type A = 1\nfoo( bar)\n", coverage.File{Ranges: []coverage.Range{line(2, 0, 4, 3), {Start: coverage.Place{Line: 2, Col: 4}, End: coverage.Place{Line: 3}}}}, "2:3p"},
		{"both kinds add up", "a\n", coverage.File{Ranges: []coverage.Range{textRange(0, 2, 1), line(1, 0, 1, 2)}}, "1:3"},
		{"offsets beyond the source", "a\n", coverage.File{Ranges: []coverage.Range{textRange(0, 3, 1)}}, "other source"},
		{"lines beyond the source", "a\n", coverage.File{Ranges: []coverage.Range{line(3, 0, 1, 1)}}, "other source"},
		{"a source that grew", "a\nb\n", coverage.File{Ranges: []coverage.Range{textRange(0, 3, 1)}, Calls: []coverage.Call{module(3)}}, "other source"},
		{"a part of the source, as between two snapshots", "a\nb\n", coverage.File{Ranges: []coverage.Range{textRange(0, 3, 1)}}, "1:1 2:1"},
		{"a mark that did not run", "\ufeffa\nb\n", coverage.File{Ranges: []coverage.Range{textRange(0, 2, 1), textRange(2, 4, 0)}, Calls: []coverage.Call{module(4)}}, "1:1 2:0"},
		{"old Node's wrapper", "a\nb\n", coverage.File{Ranges: []coverage.Range{textRange(0, 64, 1), textRange(64, 66, 0), textRange(66, 68, 1)}, Calls: []coverage.Call{module(68)}}, "1:1 2:0"},
		{"nothing", "a\n", coverage.File{}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := test.file.Clone()
			err := Refine(&test.file, []byte(test.source))
			if test.want == "other source" {
				if err == nil || !cmp.Equal(before, test.file.Clone()) {
					t.Errorf("got %v, %v", &test.file, err)
				}
				return
			}
			if got := verdicts(&test.file); err != nil || got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

// Branches are those of the text, whichever blocks a run has.
func TestBranches(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"a decision", "a ? b : c", "cond-expr@2.0 cond-expr@2.1"},
		{"one in another", "a ? b ? c : d : e", "cond-expr@2.0 cond-expr@2.1 cond-expr@6.0 cond-expr@6.1"},
		{"colons of other kinds", "x: for (;;) a ? {b: c, d: [e ? 1 : 2]} : f", "cond-expr@14.0 cond-expr@14.1 cond-expr@29.0 cond-expr@29.1"},
		{"optional chains and names are none", "a?.b; f(x?: y, z?) ", ""},
		{"right sides", "a && b || c ?? d; e ||= f", "binary-expr@2.0 binary-expr@7.0 binary-expr@12.0 binary-expr@20.0"},
		{"if and else", "if (a) { b } else if (c) d; else e", "if@0.0 if@0.1 if@18.0 if@18.1"},
		{"if alone", "if (a) b; c", "if@0.0"},
		{"an else of the inner if", "if (a) if (b) c; else d", "if@0.0 if@7.0 if@7.1"},
		{"cases", "switch (a) { case 1: case 2: b; default: c }", "switch@13.0 switch@21.0 switch@32.0"},
		{"words that are names", "a.if(b); ({case: 1, default: 2}); export default c", ""},
		{"in text", "`${a ? b : c}` + 'd ? e : f' // g ? h : i", "cond-expr@5.0 cond-expr@5.1"},
		{"a bracket without an end", "if (a ? b : c", "cond-expr@6.0 cond-expr@6.1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			size := uint32(len(test.source))
			spell := func(f coverage.File) string {
				if err := Refine(&f, []byte(test.source)); err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, b := range f.Branches {
					got = append(got, fmt.Sprintf("%s@%d.%d", b.Label, b.Block, b.Arm))
				}
				return strings.Join(got, " ")
			}
			ranges := []coverage.Range{textRange(0, size, 1)}
			if got := spell(coverage.File{Ranges: ranges}); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			whole := coverage.Call{Name: "f", End: coverage.Place{Col: size}, Undivided: true, Hits: 1}
			if got := spell(coverage.File{Ranges: ranges, Calls: []coverage.Call{whole}}); got != "" {
				t.Errorf("in a function without counted blocks: %q", got)
			}
		})
	}
}

// It is all the same whether runs are added up before they are refined or after.
func TestMergingCommutesWithRefining(t *testing.T) {
	source := []byte("if (a) { b ? c : d } else {\n  e && f; // g\n}\n\nswitch (h) {\n  case 1: i(); break;\n  default: `j\n  k ${l || m}`\n}\n")
	size := uint32(len(source))
	random := func(r *rand.Rand) *coverage.File {
		f := &coverage.File{}
		for at := uint32(0); at < size; {
			end := min(at+1+r.Uint32N(20), size)
			f.Ranges = append(f.Ranges, textRange(at, end, r.Uint64N(2)))
			at = end
		}
		f.Sort(coverage.Sum)
		return f
	}
	refine := func(f *coverage.File) *coverage.File {
		if err := Refine(f, source); err != nil {
			t.Fatal(err)
		}
		return f
	}
	states := func(f *coverage.File) (out []string) {
		for _, m := range f.Marks() {
			out = append(out, fmt.Sprint(m.Line, m.State, m.Taken, m.Total))
		}
		return out
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		a, b := random(r), random(r)
		before := refine(coverage.Merge(a, b, coverage.Sum))
		after := coverage.Merge(refine(a), refine(b), coverage.Sum)
		if diff := cmp.Diff(states(before), states(after)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(before.Ranges, after.Ranges); diff != "" {
			t.Fatal(diff)
		}
	}
}

// To find where statements end costs no more on hostile source.
func TestHostileSource(t *testing.T) {
	for name, source := range map[string]string{
		"ifs":      strings.Repeat("if(a)", 50_000),
		"elses":    strings.Repeat("if(a)b;else ", 20_000),
		"brackets": strings.Repeat("({[", 50_000),
		"hints":    strings.Repeat("/* istanbul ignore next */ a\n+ ", 20_000),
		"slashes":  strings.Repeat("=/[", 50_000),
		"decision": strings.Repeat("a?", 50_000) + strings.Repeat(":b", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			f := &coverage.File{Ranges: []coverage.Range{textRange(0, uint32(len(source)), 1)}}
			if err := Refine(f, []byte(source)); err != nil {
				t.Error(err)
			}
		})
	}
}
