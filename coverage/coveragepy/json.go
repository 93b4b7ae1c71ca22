package coveragepy

import (
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The data files of versions 3 and 4: a sentence that asks not to read it, then
// {"lines": {path: [line, …]}}, or "arcs" with pairs in place of the lines.

func (r *reader) readJSON(text io.Reader) error {
	prefix := make([]byte, len(jsonPrefix))
	if _, err := io.ReadFull(text, prefix); err != nil {
		return fail(fmt.Errorf("%w: its first sentence is incomplete", coverage.ErrTruncated))
	}
	r.info.Producer = "coverage.py 4"
	s := jsonscan.New(text, name, r.limits)
	measured := false
	err := s.Members(func(key []byte) error {
		switch string(key) {
		case "lines":
			measured = true
			return s.Members(func(path []byte) error { return r.jsonFile(s, string(path), r.jsonLine) })
		case "arcs":
			measured = true
			return s.Members(func(path []byte) error { return r.jsonFile(s, string(path), r.jsonArc) })
		}
		return nil
	})
	if err == nil {
		err = s.End()
	}
	if err == nil && !measured {
		err = fmt.Errorf("%w: it has neither lines nor arcs", coverage.ErrEmpty)
	}
	return fail(err)
}

// jsonFile reads one source file's array, whose elements one reads.
func (r *reader) jsonFile(s *jsonscan.Scanner, path string, one func(*jsonscan.Scanner) error) error {
	r.section.Path = path
	err := s.Elements(func(i int) error {
		if i >= r.limits.Records {
			return fmt.Errorf("%w: %s has more than %d records", coverage.ErrLimit, path, r.limits.Records)
		}
		return one(s)
	})
	if err != nil {
		return err
	}
	r.section.File.Sort(coverage.Sum)
	r.linesOfJumps()
	return r.flush()
}

func (r *reader) jsonLine(s *jsonscan.Scanner) error {
	n, ok, err := s.Int()
	if ok {
		r.line(n)
	}
	return err
}

func (r *reader) jsonArc(s *jsonscan.Scanner) error {
	var ends [2]int64
	found := 0
	err := s.Elements(func(i int) error {
		n, ok, err := s.Int()
		if ok && i < len(ends) {
			ends[i] = n
			found++
		}
		return err
	})
	if err != nil || found != len(ends) {
		return err
	}
	if j, ok := r.jumpOf(ends[0], ends[1]); ok {
		r.section.File.Jumps = append(r.section.File.Jumps, j)
	}
	return nil
}
