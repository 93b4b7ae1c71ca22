package coveragepyjson

import (
	"strconv"

	"github.com/covls/covls/coverage"
)

// Contexts are coverage.py's word for what was running: a test, mostly. The
// report has them by line, and the model has the lines of each test.

// contexts reads the names of what ran a line. The one without a name is what
// ran outside of all tests, such as imports.
func (r *reader) contexts(key []byte) error {
	line, err := strconv.ParseUint(string(key), 10, 32)
	if err != nil || line < 1 || line > coverage.MaxLine {
		r.info.Dropped.Add(0, "%.20q is no line number", key)
		return nil
	}
	src := &r.source
	return r.Elements(func(int) error {
		if err := r.record(); err != nil {
			return err
		}
		name, ok, err := r.Text()
		if err != nil || !ok || len(name) == 0 {
			return err
		}
		i, known := src.testAt[string(name)]
		if !known {
			i = len(src.tests)
			src.tests = append(src.tests, coverage.TestLines{Name: string(name)})
			src.testAt[src.tests[i].Name] = i
		}
		src.tests[i].Lines = append(src.tests[i].Lines, uint32(line))
		return nil
	})
}
