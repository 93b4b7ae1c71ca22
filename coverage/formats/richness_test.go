package formats

import (
	"slices"
	"testing"
)

// Every format has a rank of its own: with none, or with that of another one, it
// would be added to what it should give way to.
func TestRichness(t *testing.T) {
	for _, name := range Names() {
		if Richness(name) == 0 {
			t.Errorf("%s has no rank", name)
		}
	}
	if len(byRichness) != len(slices.Compact(slices.Sorted(slices.Values(byRichness)))) {
		t.Errorf("a format has two ranks: %v", byRichness)
	}
	if Richness("lkov") != 0 {
		t.Error("a format that there is not has a rank")
	}
	for _, pair := range [][2]string{
		{"v8", "istanbul"}, {"istanbul", "lcov"}, {"istanbul", "clover"}, {"covdata", "go"}, {"gcovr", "cobertura"},
		{"llvm-cov", "codecov"}, {"coverlet", "opencover"}, {"simplecov", "simplecov-json"}, {"gcovr", "gcov"},
		{"coveragepy", "coveragepy-json"}, {"coveragepy-json", "lcov"}, {"lcov", "cobertura"}, {"cobertura", "clover"},
	} {
		if Richness(pair[0]) <= Richness(pair[1]) {
			t.Errorf("%s does not speak for %s", pair[0], pair[1])
		}
	}
}
