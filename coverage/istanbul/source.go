package istanbul

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/v8/sourcemap"
)

// One source file, while its member is read, and what becomes of it.

// A source is what was read of one file so far.
type source struct {
	path      string
	mapped    bool           // it has a statementMap
	generated bool           // its places are those of generated code
	origin    *sourcemap.Map // where that was generated from, nil when it is not known
	rule      coverage.Rule  // how records of one place combine

	statements table[statement]
	functions  table[function]
	branches   table[branch]
	arms       []uint64 // counts of all branches; each knows its share
	places     []place  // and the places of those arms
	records    int
}

type statement struct {
	place   place
	hits    uint64
	counted bool
}

type function struct {
	name    string
	place   place  // of the declaration, or what comes nearest
	end     uint32 // the body's last line, 0 where it is not known
	decl    place  // as the report has them
	body    place
	hits    uint64
	counted bool
}

func (s *source) reset(path string) {
	s.path, s.mapped, s.generated, s.origin = path, false, false, nil
	// One file lists a place once; where a tool does it twice, it is the same
	// run.
	s.rule = coverage.Max
	s.statements.reset()
	s.functions.reset()
	s.branches.reset()
	s.arms = s.arms[:0]
	s.places = s.places[:0]
	s.records = 0
}

// record counts one more entry against the limit.
func (r *reader) record() error {
	if r.source.records++; r.source.records > r.limits.Records {
		return r.limit("more than %d records for one source file", r.limits.Records)
	}
	return nil
}

func (r *reader) statement(key id) error {
	if err := r.record(); err != nil {
		return err
	}
	p, err := r.place()
	r.source.statements.row(key).place = p
	return err
}

func (r *reader) statementHits(key id) error {
	if err := r.record(); err != nil {
		return err
	}
	n, ok, err := r.hits()
	row := r.source.statements.row(key)
	row.hits, row.counted = n, ok
	return err
}

func (r *reader) function(key id) error {
	if err := r.record(); err != nil {
		return err
	}
	var name string
	var decl, body, line place
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "name":
			var text []byte
			text, _, err = r.Text()
			name = string(text)
		case "decl":
			decl, err = r.place()
		case "loc":
			body, err = r.place()
		case "line": // what fnMaps had before decl
			line.line, _, err = r.number(coverage.MaxLine)
		}
		return err
	})
	row := r.source.functions.row(key)
	row.name, row.place, row.end = name, known(decl, line, body), body.endLine
	row.decl, row.body = decl, body
	return err
}

func (r *reader) functionHits(key id) error {
	if err := r.record(); err != nil {
		return err
	}
	n, ok, err := r.hits()
	row := r.source.functions.row(key)
	row.hits, row.counted = n, ok
	return err
}
