package formats

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// JSON that no format claimed, by its keys. JSON has no root that
// names a kind, so a kind is a set of keys at depths; the keys of the first few
// values are in the head even where the document is a gigabyte.

// A shape is the keys that objects in a document have, by depth: the outermost
// object's, those of its members that are objects or lists of objects, and so
// on. Lists add no depth.
type shape struct {
	keys [levels][]string
}

// levels is how deep kinds are told apart: Istanbul's summary needs the third.
const levels = 3

// keysWanted bounds how many keys of each depth are kept. Kinds show early.
const keysWanted = 64

// A jsonKind is what a document is if it has all the keys, by depth.
type jsonKind struct {
	keys [levels]string // for each depth, apart by spaces
	is   *NotReadable
}

// jsonKinds are asked in order.
var jsonKinds = []jsonKind{
	{[levels]string{"gcovr/summary_format_version"}, other("a gcovr summary, which has no lines", "run `gcovr --json`")},
	{[levels]string{"type coverage", "source hits"}, data("Dart's hit map", "run `dart run coverage:format_coverage --lcov`")},
	{[levels]string{"schemaVersion files"}, other("Stryker mutation results", "")},
	{[levels]string{"parent pid argv"}, other("nyc's notes on a process", "")},
	{[levels]string{"processes"}, other("nyc's notes on processes", "")},
	{[levels]string{"", "lines", "pct"}, other("a summary without lines, as Istanbul's json-summary reporter writes", "have it write lcov or json")},
	{[levels]string{"children coveragePercent"}, data("covdir JSON", writeLcov)},
	{[levels]string{"targets", "files"}, data("an xccov report", "convert it to Cobertura, for example with slather")},
	{[levels]string{"lineCoverage coveredLines"}, data("an xccov report", "convert it to Cobertura, for example with slather")},
	{[levels]string{"", "isExecutable line"}, data("an xccov archive", "convert it to Cobertura, for example with slather")},
	{[levels]string{"version mappings"}, other("a source map", "")},
	{[levels]string{"version sections"}, other("a source map", "")},
	{[levels]string{"type reportPath"}, data("monocart's own report", "have it write lcov")},
}

// unknownJSON is all that can be said of most JSON there is.
var unknownJSON = other("JSON of no known kind", "")

// recogniseJSON names a document by its keys. It is nil where the head is not
// JSON after all: many a log begins with a bracket.
func recogniseJSON(head []byte) error {
	var found shape
	err := found.read(jsonscan.New(bytes.NewReader(head), "json", coverage.Limits{}), 0)
	if len(found.keys[0]) == 0 {
		switch {
		case errors.Is(err, coverage.ErrSyntax):
			return nil
		case err == nil && len(bytes.Trim(head, "{}[] \t\r\n")) == 0:
			// What nyc and jest write when nothing was measured.
			return coverage.ErrEmpty
		}
	}
	for _, kind := range jsonKinds {
		if found.has(kind.keys) {
			return kind.is
		}
	}
	return unknownJSON
}

// read collects the keys of the next value. Errors end it: the head is cut off
// somewhere, and what was found until then counts.
func (f *shape) read(s *jsonscan.Scanner, depth int) error {
	if depth == len(f.keys) {
		return nil
	}
	kind, err := s.Kind()
	switch {
	case err != nil:
		return err
	case kind == jsonscan.Array:
		return s.Elements(func(int) error { return f.read(s, depth) })
	}
	return s.Members(func(key []byte) error {
		if name := string(key); len(f.keys[depth]) < keysWanted && !slices.Contains(f.keys[depth], name) {
			f.keys[depth] = append(f.keys[depth], name)
		}
		return f.read(s, depth+1)
	})
}

// has reports whether the document has all the keys.
func (f *shape) has(keys [levels]string) bool {
	for depth, wanted := range keys {
		for key := range strings.FieldsSeq(wanted) {
			if !slices.Contains(f.keys[depth], key) {
				return false
			}
		}
	}
	return true
}
