package exclusion

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// Every line of the sources below is instrumented, begins a function and has a
// branch, an exceptional one and a statement.
func instrumented(source string) *coverage.File {
	f := &coverage.File{}
	for n := uint32(1); n <= uint32(strings.Count(source, "\n")); n++ {
		f.Lines = append(f.Lines, coverage.Line{Number: n, Hits: 1})
		f.Functions = append(f.Functions, coverage.Function{Name: fmt.Sprint(n), Line: n})
		f.Statements = append(f.Statements, coverage.Statement{Line: n, Weight: 1})
		f.Branches = append(f.Branches,
			coverage.Branch{Line: n, Arm: 0},
			coverage.Branch{Line: n, Arm: 1, Bits: coverage.Exception})
	}
	return f
}

func TestApply(t *testing.T) {
	tests := []struct {
		name, source string
		excluded     string // lines
		branches     string // line.arm of those that are left
	}{
		{"none", "a\nb\n", "[]", "1.0 1.1 2.0 2.1"},
		{"a line", "a\nb // LCOV_EXCL_LINE\n", "[2]", "1.0 1.1"},
		{"a section without its STOP", "a\nb /* LCOV_EXCL_START */\nc\nd // LCOV_EXCL_STOP\n", "[2 3]", "1.0 1.1 4.0 4.1"},
		{"a section to the end", "a // GCOVR_EXCL_START\nb\n", "[1 2]", ""},
		{"START and STOP on one line", "a // GCOV_EXCL_START GCOV_EXCL_STOP\nb\n", "[]", "1.0 1.1 2.0 2.1"},
		{"branches of a line", "a // LCOV_EXCL_BR_LINE\nb\n", "[]", "2.0 2.1"},
		{"branches of a section", "a // LCOV_EXCL_BR_START\nb\nc // LCOV_EXCL_BR_STOP\n", "[]", "3.0 3.1"},
		{"exceptions", "a // LCOV_EXCL_EXCEPTION_BR_LINE\nb\n", "[]", "1.0 2.0 2.1"},
		{"a STOP ends its own kind", "a // LCOV_EXCL_START\nb // LCOV_EXCL_BR_STOP\nc\n", "[1 2 3]", ""},
		{"another tool's", "a // XCOV_EXCL_LINE\nb // _EXCL_LINE\n", "[]", "1.0 1.1 2.0 2.1"},
	}
	for _, test := range tests {
		f := instrumented(test.source)
		Apply(f, []byte(test.source))
		var branches []string
		for _, b := range f.Branches {
			branches = append(branches, fmt.Sprintf("%d.%d", b.Line, b.Arm))
		}
		if got := fmt.Sprint(f.Excluded); got != test.excluded || strings.Join(branches, " ") != test.branches {
			t.Errorf("%s: excluded %s and left branches %v, want %s and %s", test.name, got, branches, test.excluded, test.branches)
		}
		if left := len(f.Lines) - len(f.Excluded); len(f.Functions) != left || len(f.Statements) != left {
			t.Errorf("%s: %d functions and %d statements are left, want %d", test.name, len(f.Functions), len(f.Statements), left)
		}
		again := f.Clone()
		if Apply(again, []byte(test.source)); fmt.Sprint(again) != fmt.Sprint(f) {
			t.Errorf("%s: applied twice: %v, want %v", test.name, again, f)
		}
	}
}
