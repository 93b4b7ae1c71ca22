package coverlet

import (
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The report as a whole: modules and their source files, one of those in memory.

// A reader is one call of Read.
type reader struct {
	*jsonscan.Scanner
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	info    coverage.ReadInfo
	section coverage.Section
	ways    []way // out of the decisions of the source file at hand
	records int   // of it
	methods int   // of the report
	members int   // of the outermost object
}

func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	rd := &reader{Scanner: jsonscan.New(r, name, limits), limits: limits, emit: emit}
	kind, err := rd.Kind()
	if err != nil {
		return rd.info, err
	}
	if kind != jsonscan.Object {
		return rd.info, &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "it should be an object with a member for each module"}
	}
	err = rd.Members(func([]byte) error {
		rd.members++
		return rd.Members(rd.sourceFile)
	})
	if err == nil {
		err = rd.End()
	}
	if err == nil && rd.methods == 0 && rd.members > 0 {
		err = &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "no method in it has Lines"}
	}
	return rd.info, err
}

// sourceFile reads one source file of a module and emits it. One without a
// method that was measured says nothing and is left out.
func (r *reader) sourceFile(key []byte) error {
	r.section.Path = string(key)
	r.section.File.Reset()
	r.ways, r.records = r.ways[:0], 0
	before := r.methods
	err := r.Members(func([]byte) error { return r.Members(r.method) })
	if err != nil || r.methods == before {
		return err
	}
	if r.section.Path == "" {
		r.info.Dropped.Add(0, "a source file without a name")
		return nil
	}
	if r.info.Sections >= r.limits.Sections {
		return r.limit("more than %d source files", r.limits.Sections)
	}
	f := &r.section.File
	f.Branches = appendBranches(f.Branches, r.ways)
	// A line may hold code of several methods: of a property, or of a lambda and
	// what is around it. It ran as often as the one that ran most.
	f.Sort(coverage.Max)
	r.info.Sections++
	return r.emit(&r.section)
}

// number reads a number from 0 to most; ok is false for all else.
func (r *reader) number(most int64) (n uint32, ok bool, err error) {
	i, ok, err := r.Int()
	if !ok || i < 0 || i > most {
		return 0, false, err
	}
	return uint32(i), true, nil
}

// record counts one more entry against the limit.
func (r *reader) record() error {
	if r.records++; r.records > r.limits.Records {
		return r.limit("more than %d records for one source file", r.limits.Records)
	}
	return nil
}

func (r *reader) limit(format string, n int) error {
	return &coverage.ReadError{Format: name, Offset: r.Offset(), Err: coverage.ErrLimit, Detail: fmt.Sprintf(format, n)}
}
