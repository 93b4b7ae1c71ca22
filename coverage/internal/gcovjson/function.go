package gcovjson

import (
	"bytes"
	"strconv"

	"github.com/covls/covls/coverage"
)

// Functions. gcov says where one begins and ends in numbers, gcovr as lineno
// and, since 8.0, as a pair of texts: "pos": ["7:5", "9:1"].

func (r *Reader) function(int) error {
	if err := r.record(); err != nil {
		return err
	}
	var fn coverage.Function
	var demangled string
	var col uint32
	var excluded bool
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "name":
			fn.Name, err = r.text()
		case "demangled_name":
			demangled, err = r.text()
		case "start_line", "lineno":
			fn.Line, err = r.number(coverage.MaxLine)
		case "start_column":
			col, err = r.number(coverage.MaxLine)
		case "end_line":
			fn.EndLine, err = r.number(coverage.MaxLine)
		case "pos":
			err = r.Elements(func(i int) error { return r.position(i, &fn, &col) })
		case "execution_count":
			fn.Hits, err = r.hits()
		case "gcovr/excluded":
			excluded, err = r.yes()
		}
		return err
	})
	if err != nil {
		return err
	}
	if i := r.owner([]byte(fn.Name)); i > 0 {
		r.owners[i-1] = col
	}
	if demangled != "" {
		fn.Name = demangled
	}
	switch {
	case excluded:
	case fn.Name == "" || fn.Line == 0:
		r.Dropped.Add(0, "%s: a function without a name or a line", r.path)
	default:
		r.file.Functions = append(r.file.Functions, fn)
	}
	return nil
}

// position reads one text of gcovr's pos: where the function begins, then where
// it ends.
func (r *Reader) position(i int, fn *coverage.Function, col *uint32) error {
	text, _, err := r.Text()
	line, column, _ := bytes.Cut(text, []byte{':'})
	n, _ := strconv.ParseUint(string(line), 10, 32)
	if n > coverage.MaxLine {
		n = 0
	}
	switch i {
	case 0:
		c, _ := strconv.ParseUint(string(column), 10, 32)
		*col = uint32(c)
	case 1:
		fn.EndLine = uint32(n)
	}
	return err
}

func (r *Reader) text() (string, error) {
	text, _, err := r.Text()
	return string(text), err
}
