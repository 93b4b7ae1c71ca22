package llvmcov

import (
	"bytes"
	"math"
	"strconv"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// Rows. Segments, branches and regions are short arrays of numbers and booleans,
// and they are nearly all of a report. So one is taken as the bytes it has in the
// report, and read into one place that is used again, without anything allocated.

// longestRow is how many bytes a row may have: nine numbers, each on a line of
// its own and far to the right, are not half of it.
const longestRow = 4 << 10

// A row is the last one that was read. Cells that were missing are 0.
type row struct {
	cells [9]int64
	n     int // how many there were
}

// readRow reads the next value as a row. One that is no array has no cells.
func (r *reader) readRow() (*row, error) {
	kind, err := r.Kind()
	if err != nil || kind != jsonscan.Array {
		r.row = row{}
		return &r.row, err
	}
	raw, err := r.Raw()
	if err == nil {
		r.row.parse(raw[1 : len(raw)-1])
	}
	return &r.row, err
}

// parse takes the cells from what is between the brackets, up to the first that
// is neither a number nor a name; true is 1.
func (r *row) parse(text []byte) {
	*r = row{}
	for i := range r.cells {
		p := 0
		for p < len(text) && text[p] <= ' ' {
			p++
		}
		text = text[p:]
		if len(text) == 0 {
			return
		}
		switch c := text[0]; {
		case c == 't':
			r.cells[i] = 1
		case c == '-' || '0' <= c && c <= '9':
			r.cells[i] = integer(text)
		case c != 'f' && c != 'n':
			return
		}
		r.n = i + 1
		comma := bytes.IndexByte(text, ',')
		if comma < 0 {
			return
		}
		text = text[comma+1:]
	}
}

// integer reads the number that text begins with. What does not fit becomes the
// nearest that does.
func integer(text []byte) int64 {
	const safe = 18 // digits that fit whatever they are
	n, p := int64(0), 0
	sign := int64(1)
	if text[0] == '-' {
		sign, p = -1, 1
	}
	first := p
	for p < len(text) && '0' <= text[p] && text[p] <= '9' && p-first < safe {
		n = n*10 + int64(text[p]-'0')
		p++
	}
	if p == len(text) || text[p] == ',' || text[p] <= ' ' {
		return sign * n
	}
	return oddInteger(text)
}

// oddInteger reads a number that is long, or has a fraction or an exponent.
func oddInteger(text []byte) int64 {
	end := bytes.IndexAny(text, ", \t\r\n")
	if end < 0 {
		end = len(text)
	}
	if n, err := strconv.ParseInt(string(text[:end]), 10, 64); err == nil {
		return n
	}
	x, _ := strconv.ParseFloat(string(text[:end]), 64)
	switch {
	case x >= math.MaxInt64:
		return math.MaxInt64
	case x <= math.MinInt64:
		return math.MinInt64
	}
	return int64(x)
}

// line gives a cell as a line, or 0.
func (r *row) line(i int) uint32 { return within(r.cells[i], coverage.MaxLine) }

// col gives a cell as a column, or 0.
func (r *row) col(i int) uint32 { return within(r.cells[i], math.MaxUint32) }

func within(n, most int64) uint32 {
	if n < 0 || n > most {
		return 0
	}
	return uint32(n)
}

// hits gives a cell as a count. llvm-cov writes every count of 2^63 and more as
// the greatest there is, and such a counter ran below zero; see
// coverage.ClampHits. Older versions wrote it as the negative that it is.
func (r *row) hits(i int) uint64 {
	if n := r.cells[i]; n > 0 && n < math.MaxInt64 {
		return uint64(n)
	}
	return 0
}

func (r *row) yes(i int) bool { return r.cells[i] != 0 }
