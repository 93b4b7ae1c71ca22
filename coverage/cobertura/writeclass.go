package cobertura

import (
	"cmp"
	"path"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
)

// The elements of a document, from the root to a class. One line of text an
// element, and no indentation: a report is mostly lines.

func (w *writer) begin(root string, made time.Time, p plan) {
	var seconds uint64 // since 1970, as Java's and .NET's writers have it
	if t := made.Unix(); t > 0 {
		seconds = uint64(t)
	}
	w.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<coverage")
	w.rates(p.all)
	w.number(" lines-covered", uint64(p.all.lines.Covered))
	w.number(" lines-valid", uint64(p.all.lines.Total))
	w.number(" branches-covered", uint64(p.all.branches.Covered))
	w.number(" branches-valid", uint64(p.all.branches.Total))
	w.WriteString(` version="covls"`)
	w.number(" timestamp", seconds)
	w.WriteString(">\n<sources>\n<source>")
	w.text(cmp.Or(root, "."))
	w.WriteString("</source>\n</sources>\n<packages>\n")
}

func (w *writer) end() { w.WriteString("</packages>\n</coverage>\n") }

// beginPackage names the package as tools do that have folders and no packages:
// with dots, which readers take apart to show a tree.
func (w *writer) beginPackage(p packagePlan) {
	name := p.folder
	if name != "." {
		name = strings.ReplaceAll(strings.Trim(name, "/"), "/", ".")
	}
	w.WriteString("<package")
	w.attribute(" name", name)
	w.rates(p.sum)
	w.WriteString(">\n<classes>\n")
}

// endPackage ends the package that is open once there were any.
func (w *writer) endPackage(packages int) {
	if packages > 0 {
		w.WriteString("</classes>\n</package>\n")
	}
}

// class writes a source file as one class.
func (w *writer) class(name string, functions []coverage.Function, branches []coverage.Branch, marks []coverage.Mark, sum totals) {
	w.WriteString("<class")
	w.attribute(" name", path.Base(name))
	w.attribute(" filename", name)
	w.rates(sum)
	w.WriteString(">\n<methods>\n")
	w.methods(functions, marks, sum)
	w.WriteString("</methods>\n<lines>\n")
	for _, m := range marks {
		if m.State == coverage.Excluded {
			continue
		}
		w.beginLine(m, m.Hits)
		var decisions []coverage.Branch
		decisions, branches = branchesOf(branches, m.Line)
		w.endLine(m, decisions)
	}
	w.WriteString("</lines>\n</class>\n")
}

// methods writes functions. A method is its first line only, as in Istanbul's
// reports: readers take the place and the hits of a method from its lines, and
// the other lines ran more or less often than the function did.
//
// Some readers, Codecov among them, add the lines of methods to those of the
// class. So the line says of its branches what it says in the class, there is no
// method on an excluded line, and none in a class without lines, where readers
// let methods stand in.
func (w *writer) methods(functions []coverage.Function, marks []coverage.Mark, sum totals) {
	if sum.lines.Total == 0 {
		return
	}
	for _, fn := range functions {
		for len(marks) > 0 && marks[0].Line < fn.Line {
			marks = marks[1:]
		}
		m := coverage.Mark{Line: fn.Line}
		if len(marks) > 0 && marks[0].Line == fn.Line {
			m = marks[0]
		}
		if fn.Line == 0 || m.State == coverage.Excluded {
			continue
		}
		own := totals{lines: coverage.Ratio{Total: 1}, branches: branchRatio(m)}
		if fn.Ran() {
			own.lines.Covered = 1
		}
		w.WriteString("<method")
		w.attribute(" name", cmp.Or(fn.Name, "(anonymous)"))
		w.WriteString(` signature=""`)
		w.rates(own)
		w.WriteString("><lines>")
		w.beginLine(m, fn.Shown())
		w.WriteString("/></lines></method>\n")
	}
}
