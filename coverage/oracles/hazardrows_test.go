package oracles

import "github.com/covls/covls/coverage"

// What must come of each hostile or malformed file of the corpus, row by row of
// its EXPECT.tsv. A file that is refused has an error; one that is read has the
// lines below and the number of records that were left out.

// An outcome is what a row wishes for.
type outcome struct {
	lines   map[string]map[int]uint64 // hits, by the path that the report names
	dropped int
	err     error
	says    string // a part of the error, or of what is said of the first dropped record
}

type lines = map[int]uint64

func refused(err error, says string) outcome { return outcome{err: err, says: says} }

func accepted(path string, l lines) outcome {
	return outcome{lines: map[string]map[int]uint64{path: l}}
}

var hazards = map[string]outcome{
	"xml/billion-laughs.cobertura.xml": refused(coverage.ErrSyntax, "entities of a document type are never expanded"),
	"xml/external-entity.jacoco.xml":   refused(coverage.ErrNotReport, "entities of a document type are never expanded"),
	"xml/external-dtd.jacoco.xml":      accepted("a/A.java", lines{1: 1}),
	"xml/deep-nesting.xml":             refused(coverage.ErrLimit, "nested deeper"),
	"xml/utf16le-bom.cobertura.xml":    accepted("c.cs", lines{1: 1}),
	"xml/utf8-bom.clover.xml":          accepted("/a.php", lines{1: 1}),
	"xml/path-traversal.cobertura.xml": {lines: map[string]map[int]uint64{
		"../../../../etc/passwd": {1: 1}, `C:\Windows\win.ini`: {1: 1}, "file:///etc/shadow": {1: 1},
	}},
	"xml/truncated.cobertura.xml": refused(coverage.ErrTruncated, ""),

	"lcov/path-traversal.info": {
		lines:   map[string]map[int]uint64{"../../../../etc/passwd": {1: 1}, "/proc/self/mem": {1: 1}},
		dropped: 1, says: "a section without a usable file name",
	},
	"lcov/negative-and-huge.info": {
		lines:   map[string]map[int]uint64{"a.c": {1: 0, 2: coverage.MaxHits, 3: 0, 4: 1_000_000, 5: 3}},
		dropped: 7, says: "DA:6,=====",
	},
	"lcov/crlf.info":             accepted(`C:\src\a.c`, lines{1: 1, 2: 0}),
	"lcov/duplicate-sf.info":     accepted("x.c", lines{1: 3, 2: 5, 3: 4}),
	"lcov/comments-unknown.info": {lines: map[string]map[int]uint64{"x.c": {1: 1}, "y.c": {1: 0}}},
	"lcov/long-line.info":        {lines: map[string]map[int]uint64{"a.c": {1: 1}}, dropped: 1, says: "FN:1,AAAA"},

	"json/deep.json":              refused(coverage.ErrNotReport, "JSON of no known kind"),
	"json/istanbul-nulls.json":    {lines: map[string]map[int]uint64{"/a.js": {1: 1}}, dropped: 2, says: "a statement without a line"},
	"json/istanbul-infinity.json": refused(coverage.ErrSyntax, "Infinity is not JSON"),
	"json/v8-bad-ranges.json":     {lines: map[string]map[int]uint64{"file:///w/a.js": {}}, dropped: 3, says: "a range that is none"},
	"json/source-map-bomb.js.map": refused(coverage.ErrNotReport, "a source map"),

	"zip/slip.zip":      {lines: map[string]map[int]uint64{"a.c": {1: 1}, "b.c": {1: 1}}},
	"zip/lcov.info.gz":  accepted("src/a.c", lines{1: 1}),
	"zip/lcov.info.bz2": accepted("src/a.c", lines{1: 1}),
	"zip/lcov.info.xz":  accepted("src/a.c", lines{1: 1}),

	"go/bad-mode.out": refused(coverage.ErrNotReport, ""),
	"go/no-mode.out":  refused(coverage.ErrNotReport, "lacks its mode line"),
	"go/crlf.out":     accepted("m/a.go", lines{1: 3, 2: 3}),

	"gcov/garbage.gcov": {lines: map[string]map[int]uint64{"a.c": {1: 0, 2: 1, 3: 0, 4: 10_500}}, dropped: 1, says: "no line of gcov's"},

	"sqlite/truncated.coverage":    refused(coverage.ErrTruncated, "5000 of the database's 53248 bytes"),
	"sqlite/not-coverage.coverage": refused(coverage.ErrNotReport, "SQLite database"),

	"misc/empty.info": refused(coverage.ErrEmpty, ""),
	"misc/html.info":  refused(coverage.ErrNotReport, "an HTML page"),
}
