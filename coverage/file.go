package coverage

// The shapes that readers emit, the index stores and the merge combines. They
// are plain slices in ascending order: a file of 20,000 lines must be merged
// in well under a millisecond, and sorted slices merge in one pass without
// hashing. Nothing here is indexed by line number, because a report decides
// those numbers and may write 4,000,000,000 (formats §17).

// MaxHits is where every count saturates: the largest that fits a signed 64
// bit integer, since most producers and consumers of reports use one.
const MaxHits = 1<<63 - 1

// MaxLine is the greatest line number that a reader passes on. Records beyond
// it are dropped and counted: no source file is that long, and a hostile
// report must not decide how much anybody allocates.
const MaxLine = 10_000_000

// A File is what one report, or the merge of several, says of one source file.
// All slices ascend by line (and then by the rest of their identity) and hold
// each identity once; Sort establishes that.
type File struct {
	// Lines are the instrumented lines. A line that is not here was never
	// instrumented, which is not the same as never run.
	Lines []Line
	// Statements are sub-line regions: Istanbul statements, the statements of
	// Go blocks. Formats that know only lines leave them empty.
	Statements []Statement
	// Branches are those that the format identifies.
	Branches []Branch
	// BranchCounts are those of which the format only says how many of a
	// line's branches were taken (Cobertura, JaCoCo).
	BranchCounts []BranchCount
	Functions    []Function
	// Excluded are lines that the tool, or a pragma in the source, took out.
	Excluded []uint32
	// Ranges are counts of source text, and Calls those of functions whose line
	// only the source can tell: see range.go.
	Ranges []Range
	Calls  []Call
	// Tests say which test ran which lines, where the report knows; by name.
	Tests []TestLines
	// Jumps are what formats have that record ways and not branches, until
	// Refine turns them into Branches.
	Jumps []Jump
}

// LineBits says what is known of a line beside its count.
type LineBits uint8

const (
	// Executed is set where the line ran by a format without counts.
	Executed LineBits = 1 << iota
	// Part is set where the format says that only a part of the line ran and
	// gives that part no identity (JaCoCo's mi>0 && ci>0, gcov's "*").
	Part
	// Whole is set where such a format says that all of the line ran. It wins
	// over Part: what one run missed, another one may have run.
	Whole
)

// A Line is one instrumented line.
type Line struct {
	Number uint32 // 1-based
	Bits   LineBits
	Hits   uint64 // counted executions, at most MaxHits
}

// Ran reports whether the line was executed at all.
func (l Line) Ran() bool { return l.Hits > 0 || l.Bits&Executed != 0 }

// Shown is the number of hits to display: the greater of count and bit.
func (l Line) Shown() uint64 { return shown(l.Hits, l.Bits&Executed != 0) }

// Inexact reports whether the line ran and nobody knows how often.
func (l Line) Inexact() bool { return l.Hits == 0 && l.Bits&Executed != 0 }

// A Statement is a region of code with a count of its own. Its identity is its
// place.
type Statement struct {
	Line, Col       uint32 // where it begins; Line is 1-based, Col 0-based in the format's unit
	EndLine, EndCol uint32 // exclusive; 0, 0 where the format does not say
	Weight          uint32 // how many statements stand behind it: a Go block's NumStmt, else 1
	Executed        bool   // ran, by a format without counts
	Hits            uint64
}

// Ran reports whether the statement was executed at all.
func (s Statement) Ran() bool { return s.Hits > 0 || s.Executed }

// BranchBits says what is known of a branch beside its count.
type BranchBits uint8

const (
	// Evaluated is set where the decision was reached; lcov writes "-" for
	// branches where it was not.
	Evaluated BranchBits = 1 << iota
	// Taken is set where the branch was taken by a format without counts.
	Taken
	// Exception marks the edge that an exception takes (lcov's "e").
	Exception
	// Fallthrough marks the edge to the next block (lcov's "f").
	Fallthrough
	// Unreachable marks a branch that a directive declared so (lcov's "U").
	Unreachable
)

// A Branch is one way out of a decision. Its identity is Line, Block, Arm and
// Label together.
type Branch struct {
	Line  uint32
	Block uint32 // the decision on that line: lcov's block, Istanbul's column
	Arm   uint32 // which way out of it
	Bits  BranchBits
	Hits  uint64
	// Label is the decision's kind ("if", "cond-expr") or free text from the
	// report ("jump to line 7"), empty in most formats.
	Label string
}

// Ran reports whether the branch was taken at all.
func (b Branch) Ran() bool { return b.Hits > 0 || b.Bits&Taken != 0 }

// A BranchCount is how many of a line's branches were taken, from formats that
// do not say which.
type BranchCount struct {
	Line         uint32
	Taken, Total uint32
}

// A Function is a named piece of code. Its identity is its name and line.
type Function struct {
	Name          string
	Line, EndLine uint32 // EndLine is 0 where the report does not say
	Executed      bool   // ran, by a format without counts
	Hits          uint64
}

// Ran reports whether the function was executed at all.
func (f Function) Ran() bool { return f.Hits > 0 || f.Executed }

// Shown is the number of hits to display.
func (f Function) Shown() uint64 { return shown(f.Hits, f.Executed) }

// Empty reports whether the file says nothing at all.
func (f *File) Empty() bool {
	return len(f.Lines) == 0 && len(f.Statements) == 0 && len(f.Branches) == 0 &&
		len(f.BranchCounts) == 0 && len(f.Functions) == 0 && len(f.Excluded) == 0 &&
		len(f.Ranges) == 0 && len(f.Calls) == 0 && len(f.Tests) == 0 && len(f.Jumps) == 0
}

// Reset empties f and keeps its memory, for readers that reuse one File.
func (f *File) Reset() {
	f.Lines = f.Lines[:0]
	f.Statements = f.Statements[:0]
	f.Branches = f.Branches[:0]
	f.BranchCounts = f.BranchCounts[:0]
	f.Functions = f.Functions[:0]
	f.Excluded = f.Excluded[:0]
	f.Ranges = f.Ranges[:0]
	f.Calls = f.Calls[:0]
	f.Tests = f.Tests[:0]
	f.Jumps = f.Jumps[:0]
}

// Clone returns a copy that shares nothing with f but strings.
func (f *File) Clone() *File {
	return &File{
		Lines:        append([]Line(nil), f.Lines...),
		Statements:   append([]Statement(nil), f.Statements...),
		Branches:     append([]Branch(nil), f.Branches...),
		BranchCounts: append([]BranchCount(nil), f.BranchCounts...),
		Functions:    append([]Function(nil), f.Functions...),
		Excluded:     append([]uint32(nil), f.Excluded...),
		Ranges:       append([]Range(nil), f.Ranges...),
		Calls:        append([]Call(nil), f.Calls...),
		Tests:        cloneTests(f.Tests),
		Jumps:        append([]Jump(nil), f.Jumps...),
	}
}

// AddHits adds two counts and saturates at MaxHits.
func AddHits(a, b uint64) uint64 {
	if a > MaxHits || b > MaxHits-a {
		return MaxHits
	}
	return a + b
}

// ClampHits makes a count fit to be kept. A value of 2^63 or more is a counter
// that ran below zero (LLVM and gcov races: mozilla/grcov#525), so its true
// value is unknown and 0 is what other tools settled on; the line stays
// instrumented.
func ClampHits(n uint64) uint64 {
	if n > MaxHits {
		return 0
	}
	return n
}

func shown(hits uint64, executed bool) uint64 {
	if hits == 0 && executed {
		return 1
	}
	return hits
}
