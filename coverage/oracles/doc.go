// Package oracles holds covls against other people's tools, which is the only
// way to know that a number is right. It has tests and nothing else.
//
// Each test runs a tool as a process of its own, on the very data that covls
// reads, and compares line by line, hits included, and in totals. A number from
// a file that a tool once wrote proves that the file was understood; a tool that
// is run proves it of data that nobody has seen before, too. Where tools mean
// different things by a line, the lines are listed with the rule that makes them
// differ, and a listed line that turns out to be equal fails the test as well.
//
// What runs: Istanbul's own library for its reports (istanbul_test.go), c8's and
// monocart's converters for what V8 counts (v8_test.go), gcov, gcovr and lcov on
// one run of one program (gcc_test.go). The tools that read what covls writes,
// and those of a single format, are run in the packages of those formats.
//
// The package is also where every hostile file of the corpus meets every reader
// (hazards_test.go), and where reports of half a gigabyte are read in bounded
// memory (large_test.go, a benchmark).
package oracles
