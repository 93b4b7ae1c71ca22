package sourcemap

import (
	"fmt"
	"slices"

	"github.com/covls/covls/coverage"
)

// The mappings: for every line of generated code, apart by semicolons, segments
// apart by commas, each of one, four or five numbers. A number is the distance
// from the same number of the segment before, in digits of five bits, least
// significant first, with the sign in the last bit (ECMA-426, "Mappings").

// maxPlace bounds lines and columns: what is beyond it is no place in a file.
const maxPlace = 1 << 30

// digits gives the value of each character of base 64, or -1.
var digits = func() (table [256]int8) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range table {
		table[i] = -1
	}
	for i := range len(alphabet) {
		table[alphabet[i]] = int8(i)
	}
	return table
}()

// A decoder reads the mappings of one map.
type decoder struct {
	line     uint32 // of the generated code
	begin    uint32 // column at which its first line begins
	base     int    // index of the map's first source
	sources  int
	most     int // segments allowed
	segments []Segment
	rest     []byte
}

// decode appends the segments of the mappings. Those that point to no source or
// no place are kept as unmapped: they still end the segment before them.
func (d *decoder) decode(mappings []byte) error {
	var fields [5]int64 // column, source, line, column, name; all but the first go on over lines
	fields[0] = int64(d.begin)
	d.rest = mappings
	d.segments = slices.Grow(d.segments, min(count(mappings), d.most))
	for len(d.rest) > 0 {
		switch c := d.rest[0]; c {
		case ';':
			d.line++
			fields[0] = 0
			d.rest = d.rest[1:]
			continue
		case ',':
			d.rest = d.rest[1:]
			continue
		}
		n, ok := d.fields(&fields)
		if !ok || n != 1 && n != 4 && n != 5 {
			return &coverage.ReadError{Format: format, Err: coverage.ErrSyntax, Detail: fmt.Sprintf("a mapping for line %d of the generated code cannot be read", d.line+1)}
		}
		if len(d.segments) >= d.most {
			return &coverage.ReadError{Format: format, Err: coverage.ErrLimit, Detail: fmt.Sprintf("more than %d mappings", d.most)}
		}
		if fields[0] < 0 || fields[0] > maxPlace || d.line > maxPlace {
			continue
		}
		d.segments = append(d.segments, d.segment(&fields, n))
	}
	return nil
}

// count is how many segments there are. Separators alone make none.
func count(mappings []byte) int {
	n, between := 0, true
	for _, c := range mappings {
		if c == ',' || c == ';' {
			between = true
		} else if between {
			n++
			between = false
		}
	}
	return n
}

func (d *decoder) segment(fields *[5]int64, n int) Segment {
	s := Segment{Line: d.line, Col: uint32(fields[0]), Source: Unmapped}
	source, line, col := fields[1], fields[2], fields[3]
	if n >= 4 && source >= 0 && source < int64(d.sources) && line >= 0 && line < coverage.MaxLine && col >= 0 && col <= maxPlace {
		s.Source, s.SourceLine, s.SourceCol = int32(d.base)+int32(source), uint32(line), uint32(col)
	}
	return s
}

// fields adds the numbers of the next segment and says how many there were.
func (d *decoder) fields(fields *[5]int64) (n int, ok bool) {
	for len(d.rest) > 0 && d.rest[0] != ',' && d.rest[0] != ';' {
		delta, ok := d.number()
		if !ok || n == len(fields) {
			return n, false
		}
		fields[n] += delta
		n++
	}
	return n, true
}

// number reads one number.
func (d *decoder) number() (int64, bool) {
	const most = 7 // digits of a number of 32 bits
	var value int64
	for i := 0; i < len(d.rest) && i < most; i++ {
		digit := digits[d.rest[i]]
		if digit < 0 {
			return 0, false
		}
		value |= int64(digit&31) << (5 * i)
		if digit&32 == 0 {
			d.rest = d.rest[i+1:]
			if value&1 != 0 {
				return -(value >> 1), true
			}
			return value >> 1, true
		}
	}
	return 0, false
}
