package cli

import (
	"strconv"
	"strings"

	"github.com/covls/covls/coverage"
)

// A lineRange is lines from First to Last, 1-based, both included.
type lineRange struct{ First, Last uint32 }

// missingRanges are the uncovered lines, as few ranges as they fit in: lines
// without code between two of them do not cut a range apart, since nobody could
// cover them.
func missingRanges(marks []coverage.Mark) (ranges []lineRange, lines int) {
	open := false
	for _, m := range marks {
		switch {
		case m.State == coverage.Excluded:
		case m.State != coverage.Uncovered:
			open = false
		case open:
			ranges[len(ranges)-1].Last = m.Line
			lines++
		default:
			ranges = append(ranges, lineRange{m.Line, m.Line})
			lines++
			open = true
		}
	}
	return ranges, lines
}

// rangesText gives "3, 7-9".
func rangesText(ranges []lineRange) string {
	var b strings.Builder
	for i, r := range ranges {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.FormatUint(uint64(r.First), 10))
		if r.Last > r.First {
			b.WriteByte('-')
			b.WriteString(strconv.FormatUint(uint64(r.Last), 10))
		}
	}
	return b.String()
}
