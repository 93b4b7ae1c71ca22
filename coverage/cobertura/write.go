package cobertura

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
)

// Writing. The document has the elements and attributes of the DTD that is
// called coverage-04, and three properties that its readers want:
//
//   - Totals stand before what they count, in the root and in every package. So
//     the files are gone through twice, and never held.
//   - There is always a source, because gcovr refuses a report without one.
//   - There is no DOCTYPE, which would have validating parsers fetch the DTD from
//     the network on every read.
//
// Cobertura holds less than the model. What only ran and what was counted once
// come out alike, as one hit. Excluded lines are left out with what stands on
// them. Of branches there is how many were taken on a line, and only on lines
// that count. Of a function there is its name, where it begins and how often it
// ran, and nothing where its line is not known. Statements, and the parts of a
// line that formats know without branches, have no place.

// errChanged means that the second look at the files differed from the first.
var errChanged = errors.New("the files changed while they were being written: write them again")

// Write writes a Cobertura document of the files, in their order. The paths are
// relative to root, the one source that is named; "" stands for wherever the
// reader looks, and is written ".".
//
// files is gone through twice and must yield the same both times; each path
// once. A package of the document is a run of files of one folder, so that files
// in the order of ByFolder make one package a folder.
//
// made is the document's timestamp. The zero time is written 0, which keeps the
// output the same from run to run; but Codecov refuses a report that says it is
// older than twelve hours.
//
// A path with characters that XML 1.0 cannot express is an error, and nothing is
// written then.
func Write(w io.Writer, root string, made time.Time, files iter.Seq2[string, *coverage.File]) error {
	plan, err := survey(root, files)
	if err != nil {
		return fmt.Errorf("write cobertura: %w", err)
	}
	out := &writer{Writer: bufio.NewWriterSize(w, 64<<10)}
	out.begin(root, made, plan)
	err = out.packages(plan, files)
	out.end()
	if flushed := out.Flush(); flushed != nil {
		err = flushed
	}
	if err != nil {
		return fmt.Errorf("write cobertura: %w", err)
	}
	return nil
}

// ByFolder orders paths by folder and then by name: the order in which Write
// makes one package a folder. Paths have slashes.
func ByFolder(a, b string) int {
	return cmp.Or(cmp.Compare(path.Dir(a), path.Dir(b)), cmp.Compare(a, b))
}

// A plan is what is known of the files before they are written.
type plan struct {
	files    int
	all      totals
	packages []packagePlan
}

// A packagePlan is a run of files of one folder.
type packagePlan struct {
	folder string
	sum    totals
}

// survey goes through the files for the first time.
func survey(root string, files iter.Seq2[string, *coverage.File]) (plan, error) {
	var p plan
	if !expressible(root) {
		return p, fmt.Errorf("the root %q holds characters that XML cannot express: name another", root)
	}
	for name, f := range files {
		if !expressible(name) {
			return p, fmt.Errorf("the path %q holds characters that XML cannot express: exclude the file", name)
		}
		p.add(path.Dir(name), count(marksOf(f)))
	}
	return p, nil
}

// add counts one more file.
func (p *plan) add(folder string, sum totals) {
	last := len(p.packages) - 1
	if last < 0 || p.packages[last].folder != folder {
		p.packages = append(p.packages, packagePlan{folder: strings.Clone(folder)})
		last++
	}
	p.packages[last].sum.add(sum)
	p.all.add(sum)
	p.files++
}

// packages writes every package, and an error if they are not those of the plan.
func (w *writer) packages(want plan, files iter.Seq2[string, *coverage.File]) error {
	var got plan
	for name, f := range files {
		before := len(got.packages)
		marks := marksOf(f)
		sum := count(marks)
		got.add(path.Dir(name), sum)
		if len(got.packages) > len(want.packages) || !expressible(name) {
			return errChanged
		}
		if n := len(got.packages); n > before {
			w.endPackage(before)
			w.beginPackage(want.packages[n-1])
		}
		w.class(name, f.Functions, f.Branches, marks, sum)
	}
	w.endPackage(len(got.packages))
	if got.files != want.files || got.all != want.all {
		return errChanged
	}
	return nil
}
