// Package readertest has what the tests of all readers need: reading a report
// the way an index does, and the promises that coverage.Reader makes whatever
// the format is, each as one test. It is imported by tests only.
//
// There are twenty readers, and what is said of one of them must be said of all:
// that half a report is never taken for a whole one, that 100 MB need the memory
// of one file, that nothing hostile comes through. Said in one place, it is said
// in the strictest of the ways that any of them needed. What is particular to a
// format, its documents, numbers, known differences and the reasons for them,
// stays with the format.
//
// What fails says so through t, and gives the report's name first where there is
// one. Nothing here is for measuring by a clock.
package readertest
