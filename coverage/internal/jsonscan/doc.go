// Package jsonscan reads JSON as a stream of values that the caller pulls.
//
// encoding/json holds a whole value in memory and decodes what nobody asked
// for; a coverage report in JSON may be a gigabyte, of which a reader wants
// some numbers of every source file (formats §18, §19). A Scanner keeps a
// window on the input, decodes what is asked for and passes over the rest
// without building anything.
//
// It accepts what RFC 8259 calls JSON and nothing else, with two allowances
// that files in the wild need: keys may repeat, and strings may hold bytes that
// are not UTF-8, since paths may. Depth and string sizes are bounded. Errors
// are *coverage.ReadError with the place.
package jsonscan
