package cobertura

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/covls/covls/coverage"
)

// What the elements of a document are made of: totals, numbers and texts.

// A writer writes elements. Its errors stick and come out of Flush.
type writer struct {
	*bufio.Writer
	scratch [20]byte
}

// totals are what rates are made of. They count what is written, which is less
// than coverage.File.Summary counts where branches stand on no line that counts.
type totals struct{ lines, branches coverage.Ratio }

func (t *totals) add(o totals) {
	t.lines = t.lines.Add(o.lines)
	t.branches = t.branches.Add(o.branches)
}

func count(marks []coverage.Mark) (sum totals) {
	for _, m := range marks {
		if m.State == coverage.Excluded {
			continue
		}
		sum.lines.Total++
		if m.State != coverage.Uncovered {
			sum.lines.Covered++
		}
		sum.branches = sum.branches.Add(branchRatio(m))
	}
	return sum
}

func branchRatio(m coverage.Mark) coverage.Ratio {
	return coverage.Ratio{Covered: int64(m.Taken), Total: int64(m.Total)}
}

// rates writes what every element above the lines has. Nobody knows complexity,
// and the DTD requires it.
func (w *writer) rates(t totals) {
	w.attribute(" line-rate", rate(t.lines))
	w.attribute(" branch-rate", rate(t.branches))
	w.WriteString(` complexity="0"`)
}

// rate is a ratio from 0 to 1 with four decimals, truncated so that only all is
// 1 (semantics §4). None of none is 1, as Cobertura itself has it.
func rate(r coverage.Ratio) string {
	if r.Covered >= r.Total {
		return "1"
	}
	const scale = 10_000
	return fmt.Sprintf("0.%04d", r.Covered*scale/r.Total)
}

func (w *writer) percent(taken, total uint32) {
	w.uint(uint64(taken) * 100 / uint64(total))
	w.WriteByte('%')
}

func (w *writer) uint(n uint64) { w.Write(strconv.AppendUint(w.scratch[:0], n, 10)) }

func (w *writer) number(name string, n uint64) {
	w.WriteString(name)
	w.WriteString(`="`)
	w.uint(n)
	w.WriteByte('"')
}

func (w *writer) attribute(name, value string) {
	w.WriteString(name)
	w.WriteString(`="`)
	w.text(value)
	w.WriteByte('"')
}

// text escapes. What XML cannot express becomes U+FFFD, which only names of
// functions come to.
func (w *writer) text(s string) {
	// Its error is the writer's own, which sticks.
	_ = xml.EscapeText(w, []byte(s))
}

// expressible reports whether XML 1.0 has all of s's characters (§2.2).
func expressible(s string) bool {
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return false
			}
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			return false
		}
	}
	return true
}
