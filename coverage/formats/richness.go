package formats

import "slices"

// One run often writes several formats (semantics §4), and the one that knows
// most of it speaks for it. The order is that of formats §16, carried on by two
// rules: what others are made from comes before what is made from it (.coverage
// before coverage.xml, V8's own data before Istanbul's), unless the tool takes
// out on the way what nobody wants to see, as gcovr does; and statements and
// identified branches come before lines and counts.

// byRichness are the formats' names, from the one that knows least.
var byRichness = []string{
	"sonar", "codecov", "coveralls",
	"clover", "cobertura", "jacoco",
	"lcov",
	"simplecov-json", "simplecov",
	"opencover", "coverlet",
	"gcov", "gcovr",
	"coveragepy-json", "coveragepy",
	"llvm-cov",
	"go", "covdata",
	"istanbul", "v8",
}

// Richness orders formats by how much they know of a run. It is 0 for a name
// that is no format's, and no two formats have the same.
func Richness(name string) int { return slices.Index(byRichness, name) + 1 }
