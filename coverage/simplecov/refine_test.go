package simplecov

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

// Every source has its verdict on the right: which of lines, branches and
// methods are out on that line.
func TestExclusions(t *testing.T) {
	tests := []struct{ name, source string }{
		{"nocov", `
			a          |
			# :nocov:  | l b m
			b          | l b m
			  #:nocov: because | l b m
			c          |
			x # :nocov: |
			# nocov    |`},
		{"nocov to the end", `
			# :nocov: | l b m
			a         | l b m`},
		{"a block, and code behind which it stands", `
			a # simplecov:disable | l b m
			b                     |
			# simplecov:disable   | l b m
			c                     | l b m
			d # simplecov:enable  | l b m
			#simplecov : enable reasons | l b m
			e                     |`},
		{"what is counted", `
			# simplecov:disable line, branch | l b
			a                                | l b
			# simplecov:enable branch        | l b
			# simplecov:disable method       | l m
			# simplecov:enable line          | l m
			# simplecov:disable line         | l m
			b                                | l m`},
		{"an unknown word is a reason", `
			a # simplecov:disable cyclomatic | l b m
			b # simplecov:disabled           |`},
		{"no comments", `
			a = "# simplecov:disable"        |
			b = '\'# simplecov:disable'      |
			c = "#{x}" # simplecov:disable   | l b m
			d = <<~TEXT                      |
			  # simplecov:disable            |
			TEXT                             |
			e                                |
			=begin                           |
			# simplecov:disable              |
			=end                             |
			it's # why # simplecov:disable   | l b m
			f <<G                            |
			# simplecov:disable branch       | b
			# simplecov:enable               | b
			__END__                          |
			# simplecov:disable              |`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var source []string
			var want []string
			for row := range strings.SplitSeq(strings.TrimPrefix(test.source, "\n"), "\n") {
				code, verdict, _ := strings.Cut(strings.TrimPrefix(row, "\t\t\t"), "|")
				source = append(source, strings.TrimRight(code, " "))
				want = append(want, strings.TrimSpace(verdict))
			}
			for _, end := range []string{"\n", "\r\n"} {
				out := exclusionsOf([]byte(strings.Join(source, end) + end))
				var got []string
				for i := range source {
					line, words := region{uint32(i + 1), uint32(i + 1)}, []string{}
					for _, kind := range []struct {
						word    string
						regions []region
					}{{"l", out.lines}, {"b", out.branches}, {"m", out.methods}} {
						if overlapsAny(kind.regions, line) {
							words = append(words, kind.word)
						}
					}
					got = append(got, strings.Join(words, " "))
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%q: %s", end, diff)
				}
			}
		})
	}
}

// Branches and methods are out where they reach into a region, and branches
// also where they are shown in one.
func TestRefine(t *testing.T) {
	source := []byte("if a\n  b\n# :nocov:\nelse\n  c\n# :nocov:\nend\nx ? y : z # simplecov:disable branch\ndef m\nend\n")
	f := &coverage.File{
		Lines: []coverage.Line{{Number: 1, Hits: 1}, {Number: 2, Hits: 1}, {Number: 5}, {Number: 8, Hits: 1}, {Number: 9, Hits: 1}},
		Branches: []coverage.Branch{
			{Line: 1, Arm: 0, Hits: 1, Label: label("then", 2, 2)},
			{Line: 1, Arm: 1, Label: label("else", 5, 5)},
			{Line: 1, Arm: 2, Label: label("when", 2, 4)},
			{Line: 1, Arm: 3, Label: label("when", 7, 7)}, // shown on line 6
			{Line: 8, Label: label("then", 8, 8)},
			{Line: 9},
		},
		Functions: []coverage.Function{{Name: "a", Line: 1, EndLine: 7}, {Name: "m", Line: 9, EndLine: 10}},
	}
	want := f.Clone()
	want.Excluded = []uint32{3, 4, 5, 6}
	want.Branches = append(want.Branches[:1], want.Branches[5])
	want.Functions = want.Functions[1:]
	for range 2 {
		if err := Refine(f, source); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, f.Clone()); diff != "" {
			t.Fatal(diff)
		}
	}
	if got := f.Summary().Lines; got != (coverage.Ratio{Covered: 4, Total: 4}) {
		t.Errorf("got %v lines", got)
	}
}

func TestReach(t *testing.T) {
	for text, want := range map[string]region{
		label("then", 4, 4): {4, 4}, label("in on line", 4, 9): {4, 9}, "": {7, 7}, "else": {7, 7},
		"x on line y": {7, 7}, "x on lines 3": {3, 3}, "x on lines -": {7, 7}, "x on lines 3-99999999999": {7, 7},
	} {
		if got := reach(coverage.Branch{Line: 7, Label: text}); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func FuzzRefine(f *testing.F) {
	f.Add("# :nocov:\na\n# :nocov:\nb # simplecov:disable branch, line\n")
	f.Add("x = <<~A, <<B\n# simplecov:disable\n A\nB\n# simplecov:disable method\n=begin\n=end\n__END__\n'\\")
	f.Fuzz(func(t *testing.T, source string) {
		once := &coverage.File{
			Lines:     []coverage.Line{{Number: 2}},
			Branches:  []coverage.Branch{{Line: 2, Label: label("then", 3, 4)}},
			Functions: []coverage.Function{{Line: 1, EndLine: 3}},
		}
		if err := Refine(once, []byte(source)); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(source, "\n") + 1; len(once.Excluded) > n {
			t.Fatalf("%d of %d lines are out", len(once.Excluded), n)
		}
		again := once.Clone()
		if err := Refine(again, []byte(source)); err != nil || !cmp.Equal(once.Clone(), again.Clone()) {
			t.Fatalf("a second time: %v, %s", err, cmp.Diff(once.Clone(), again.Clone()))
		}
	})
}
