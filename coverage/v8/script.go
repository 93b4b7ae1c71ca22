package v8

import (
	"cmp"

	"github.com/covls/covls/coverage/v8/sourcemap"
)

// What a report says of one script, in V8's own words.

// A span is a stretch of a script, in UTF-16 units from its beginning, and how
// often it ran.
type span struct {
	start, end uint32 // end is exclusive
	count      uint64
}

// A function has its whole text first, with the number of calls, and then the
// blocks that ran another number of times. A block's count stands in the place
// of what is around it; the innermost is right.
type function struct {
	name   string
	blocks bool // V8 counted blocks, not only calls
	calls  uint64
	spans  []span
}

// A script is one text that V8 ran.
type script struct {
	url       string
	functions []function
	// used are stretches that ran, where only those are known: what
	// page.coverage gave before it had functions, and gives for styles.
	used []span
	// lines are the lengths of the script's lines without their breaks, and
	// origin where it was generated from. Both are nil where nothing is known.
	lines  []uint32
	origin *sourcemap.Map
	// size is the length of the script where the report has its text.
	size uint32
}

// ranges is how many ranges the script has.
func (s *script) ranges() int {
	n := len(s.used)
	for _, f := range s.functions {
		n += len(f.spans)
	}
	return n
}

// length is that of the script's text, as far as the function that is all of it
// tells; 0 where nothing does.
func (s *script) length() uint32 {
	if len(s.functions) > 0 && s.functions[0].name == "" && s.functions[0].spans[0].start == 0 {
		return s.functions[0].spans[0].end
	}
	return s.size
}

// compare orders ranges so that one comes before those inside it.
func (s span) compare(t span) int {
	return cmp.Or(cmp.Compare(s.start, t.start), cmp.Compare(t.end, s.end))
}
