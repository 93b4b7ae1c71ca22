package formats

import "regexp"

// Why numbers are not the tools' (see table_test.go). Whether every single line
// is as it should be is for the readers' own tests to say: they name the lines.

// A reason is why a number of some reports is not the tool's.
type reason struct {
	report *regexp.Regexp // of the format's name, a space, and the report's
	column column
	text   string
}

const (
	excluded = "comments in the sources take lines out, with their branches. gcov and llvm-cov do not know them, lcov and gcovr do, " +
		"and so does covls; the lines that are left have the tool's counts"
	macros = "comments in the sources take branches out, and LLVM 22 counts the one way out that the 0 of `do … while (0)` in a macro has"
	skip   = "without expansions, which -skip-expansions leaves out, no branch of a macro is known"
	copies = "llvm-cov's lcov has functions and their branches once for every unit or instance that holds a copy; its totals count the " +
		"source once"
	summaryOnly = "llvm-cov export -summary-only has totals and no lines, and is refused with that reason"
	noSource    = "gcov did not find the sources and annotated nothing, which is said when it is read"
	llvmGcov    = "llvm-cov gcov counts by its own rules, and there are no other numbers of this run to hold it against"

	concatenated = "three profiles in one file, which the Go tools refuse; the reader's own test holds it against a second reading of the text"
	noDebug      = "classes that were compiled without -g have no lines, so there is nothing to show"
	docstrings   = "coverage.py 6.5 gives a count to docstrings and excluded lines in this format, and in no other. What it counts " +
		"otherwise is equal"
	withLibrary = "the C++ library's headers are in it as well, which lcov took out of lcov.info; the program's own lines are equal"
	pythonWays  = "coverage.py 6.5 counts the ends of comprehensions and of lambdas as branches, and the step back to a decorator; its later versions " +
		"do not, and neither does covls. All other branches are equal"
	oldBranches  = "coverage.py before 7.6.2 writes branches by the line that they lead to, so they cannot be known for what they are, and are left out"
	defaultValue = "Istanbul writes the branches of a line with the line, and a default value on a line without a statement has none to go with; " +
		"its lcov and JSON have it"
	plainFunctions = "PHPUnit's own total counts methods, and the format has functions outside of classes as well"
	fractions      = "monocart writes a fraction for lines of which a part was missed, and nothing of the branches of others"

	wholeLines = "c8 calls blanks, comments and types lines too, and gives a block's count only to lines that it covers from their " +
		"first column; covls goes by the code on a line, and leaves out what a comment takes out"
	c8Ways      = "to c8 every function and every block that V8 counts is a branch; covls has the ways out of the decisions in the source"
	c8Functions = "c8 lists the initializers that V8 makes for the fields of a class, and those that a comment takes out, " +
		"and does not list functions without a name; with --all it adds files that never ran. Functions that both have are equal"
	monocartCounts = "to monocart a block that ran less often than what is around it, and did run, ran as often, and a comment for Istanbul takes nothing out"
	generated      = "V8 counted generated code, whose decisions are not those of the source"
	monocartWays   = "monocart counts by the source alone, and covls by the blocks that V8 has for it"
	neverCompiled  = "monocart lists functions that V8 never compiled and files that never ran, and those that a comment takes out for others"
)

// reasons are asked in order.
var reasons = []reason{
	{regexp.MustCompile(`^gcov .*/text-source-missing/`), lines, noSource},
	{regexp.MustCompile(`^gcov llvm-cov/`), lines, llvmGcov},
	{regexp.MustCompile(`^gcov gcov/generated/c/`), lines, excluded},
	{regexp.MustCompile(`^llvm-cov .*/summary-only`), lines, summaryOnly},
	{regexp.MustCompile(`^llvm-cov .*-c(-mcdc)?/export`), lines, excluded},
	{regexp.MustCompile(`^llvm-cov .*/export-skip`), branches, skip},
	{regexp.MustCompile(`^llvm-cov .*clang14-c/export`), branches, excluded},
	{regexp.MustCompile(`^llvm-cov .*clang22-c(-mcdc)?/export`), branches, macros},
	{regexp.MustCompile(`^lcov llvm-cov/`), branches, copies},
	{regexp.MustCompile(`^lcov llvm-cov/`), functions, copies},

	{regexp.MustCompile(`^go .*/concatenated/`), lines, concatenated},
	{regexp.MustCompile(`^jacoco .*-nodebug`), lines, noDebug},
	{regexp.MustCompile(`^lcov coveragepy/`), lines, docstrings},
	{regexp.MustCompile(`^lcov coveragepy/`), branches, oldBranches},
	{regexp.MustCompile(`^lcov .*/all.info`), lines, withLibrary},
	{regexp.MustCompile(`^lcov .*/all.info`), branches, withLibrary},
	{regexp.MustCompile(`^lcov .*/all.info`), functions, withLibrary},
	{regexp.MustCompile(`^coveragepy `), branches, pythonWays},
	{regexp.MustCompile(`^(clover|cobertura) istanbul/generated/nyc-plain/`), branches, defaultValue},
	{regexp.MustCompile(`^cobertura phpunit/`), functions, plainFunctions},
	{regexp.MustCompile(`^codecov monocart/`), branches, fractions},

	{regexp.MustCompile(`^v8 monocart/`), lines, monocartCounts},
	{regexp.MustCompile(`^v8 monocart/`), branches, monocartWays},
	{regexp.MustCompile(`^v8 monocart/`), functions, neverCompiled},
	{regexp.MustCompile(`^v8 `), lines, wholeLines},
	{regexp.MustCompile(`^v8 .*/(ts-|tsc-|esbuild-)`), branches, generated},
	{regexp.MustCompile(`^v8 `), branches, c8Ways},
	{regexp.MustCompile(`^v8 `), functions, c8Functions},
}

// foreign are the formats of which no report was made from the programs, and why.
var foreign = map[string]string{
	"opencover":      "OpenCover runs on Windows, coverlet and altcover need .NET",
	"coverlet":       "it needs .NET",
	"simplecov-json": "the formatter is not the one that ran",
}
