package readertest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/covls/covls/coverage"
)

// Comparing. To a File, a list without elements and no list are the same, as
// they are to everybody who reads one.

// Equal reports whether two files say the same. It is for files of any size;
// Diff says what differs.
func Equal(a, b *coverage.File) bool {
	return slices.Equal(a.Lines, b.Lines) && slices.Equal(a.Statements, b.Statements) &&
		slices.Equal(a.Branches, b.Branches) && slices.Equal(a.BranchCounts, b.BranchCounts) &&
		slices.Equal(a.Functions, b.Functions) && slices.Equal(a.Excluded, b.Excluded) &&
		slices.Equal(a.Ranges, b.Ranges) && slices.Equal(a.Calls, b.Calls) &&
		slices.EqualFunc(a.Tests, b.Tests, func(x, y coverage.TestLines) bool {
			return x.Name == y.Name && slices.Equal(x.Lines, y.Lines)
		}) && slices.Equal(a.Jumps, b.Jumps)
}

// Diff says where two values of one type differ: want with a -, got with a +. It
// is empty where they do not.
func Diff(want, got any) string { return cmp.Diff(want, got, cmpopts.EquateEmpty()) }

// Same fails the test where two values differ.
func Same(t testing.TB, got, want any) {
	t.Helper()
	if diff := Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
