package lcov

import "github.com/covls/covls/coverage"

// Most of any tracefile is DA:<line>,<count> in plain digits. Those records are
// read here in one pass over their bytes, without looking for the line break
// first; everything else about them (checksums, floats, CR, nonsense) is left
// to da.

// plainLine reads such a record at the start of text and returns its size with
// the line break, or 0 where the record is anything else.
func plainLine(text []byte) (l coverage.Line, size int) {
	if len(text) < len("DA:0,0\n") || text[0] != 'D' || text[1] != 'A' || text[2] != ':' {
		return l, 0
	}
	i, number, count := len("DA:"), uint64(0), uint64(0)
	for ; i < len(text); i++ {
		d := text[i] - '0'
		if d > 9 {
			break
		}
		// Line numbers past the greatest cannot wrap around to a good one:
		// the loop below refuses records of more than 24 bytes.
		number = number*10 + uint64(d)
	}
	if i == len("DA:") || i >= len(text) || text[i] != ',' {
		return l, 0
	}
	i++
	first := i
	for ; i < len(text); i++ {
		d := text[i] - '0'
		if d > 9 {
			break
		}
		count = count*10 + uint64(d)
	}
	const longest = 24 // both numbers fit 64 bits
	if i == first || i > longest || i >= len(text) || text[i] != '\n' || number < 1 || number > coverage.MaxLine {
		return l, 0
	}
	if count > coverage.MaxHits {
		return l, 0
	}
	return coverage.Line{Number: uint32(number), Hits: count}, i + 1
}
