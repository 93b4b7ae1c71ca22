package simplecov

import (
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The two kinds of report as a whole: one source file in memory.

// A reader is one call of Read.
type reader struct {
	*jsonscan.Scanner
	name    string
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	info    coverage.ReadInfo
	section coverage.Section
	known   bool // something in the report made it one of these

	records   int // of the source file at hand
	decisions []decision
	arms      []arm
	listed    []listedArm
	kinds     map[string]string // of decisions and arms: few that repeat
	tests     tests
}

func newReader(r io.Reader, name string, limits coverage.Limits, emit func(*coverage.Section) error) *reader {
	limits = limits.OrDefault()
	return &reader{
		Scanner: jsonscan.New(r, name, limits), name: name, limits: limits, emit: emit,
		kinds: map[string]string{},
	}
}

// readSet reads a result set: a member for each command, and in it one for each
// source file. What a command says of tests comes behind its files, so that
// these have a second section each.
func readSet(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	rd := newReader(r, setName, limits, emit)
	kind, err := rd.Kind()
	if err != nil {
		return rd.info, err
	}
	empty := kind == jsonscan.Object // what SimpleCov writes before the first run
	err = rd.Members(func([]byte) error {
		empty = false
		rd.tests.forget()
		return rd.Members(func(key []byte) error {
			switch string(key) {
			case "coverage":
				return rd.coverage()
			case "contexts":
				return rd.contextMap()
			}
			return nil
		})
	})
	return rd.end(err, empty, "no member of it has coverage, as commands do")
}

// readJSON reads the report of a formatter.
func readJSON(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	rd := newReader(r, jsonName, limits, emit)
	err := rd.Members(func(key []byte) error {
		switch string(key) {
		case "meta":
			return rd.Members(rd.meta)
		case "contexts":
			return rd.testNames()
		case "coverage":
			return rd.coverage()
		case "files":
			return rd.files()
		}
		return nil
	})
	return rd.end(err, false, "it has neither coverage nor files")
}

// end is what a report comes to that was read to its last member.
func (r *reader) end(err error, empty bool, missing string) (coverage.ReadInfo, error) {
	if err == nil {
		err = r.End()
	}
	if err == nil && !r.known && !empty {
		err = &coverage.ReadError{Format: r.name, Err: coverage.ErrNotReport, Detail: missing}
	}
	return r.info, err
}

// meta reads what the report says of itself: the folder that its paths begin in.
func (r *reader) meta(key []byte) error {
	if string(key) != "root" {
		return nil
	}
	text, ok, err := r.Text()
	if ok && len(text) > 0 {
		r.section.Roots = []string{string(text)}
	}
	return err
}

// coverage reads source files by their paths.
func (r *reader) coverage() error {
	kind, err := r.Kind()
	r.known = r.known || kind == jsonscan.Object
	if err != nil {
		return err
	}
	return r.Members(func(key []byte) error {
		r.begin(string(key))
		if err := r.sourceFile(); err != nil {
			return err
		}
		return r.finish()
	})
}

// files reads the list that the gem simplecov-json writes.
func (r *reader) files() error {
	kind, err := r.Kind()
	r.known = r.known || kind == jsonscan.Array
	if err != nil {
		return err
	}
	return r.Elements(func(i int) error {
		r.begin("")
		err := r.Members(func(key []byte) error {
			switch string(key) {
			case "filename":
				text, _, err := r.Text()
				r.section.Path = string(text)
				return err
			case "coverage":
				return r.sourceFile()
			}
			return nil
		})
		if err == nil && r.section.Path == "" {
			r.info.Dropped.Add(0, "file %d of the list has no name", i+1)
			return nil
		}
		if err != nil {
			return err
		}
		return r.finish()
	})
}

func (r *reader) limit(format string, n int) error {
	return &coverage.ReadError{Format: r.name, Offset: r.Offset(), Err: coverage.ErrLimit, Detail: fmt.Sprintf(format, n)}
}
