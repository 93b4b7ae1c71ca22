package llvmcov

import (
	"hash/maphash"
	"strings"

	"github.com/covls/covls/coverage"
)

// Functions. They come behind all files, in no order, one record for each
// instance of a template and for each unit that has a copy of a static
// function. What people call a function is what stands at one place, and that is
// how llvm-cov counts them; so instances at one place become one.

// A place is where a function begins.
type place struct{ file, line, col uint32 }

// functions are those that wait to be handed over, by file.
type functions struct {
	ids   map[string]uint32 // of files
	paths []string          // by id
	at    map[place]int     // its place in list
	list  []pendingFunction
}

type pendingFunction struct {
	coverage.Function
	file uint32
}

// most is how many functions wait. A program may have millions, and an instance
// that comes this much later than another of its place is a function of its own.
const most = 50_000

func (r *reader) function(int) error {
	r.source.records = 0
	p := &r.pending
	if len(p.list) >= most {
		if err := r.flush(); err != nil {
			return err
		}
	}
	if p.ids == nil {
		p.ids, p.at = map[string]uint32{}, map[place]int{}
	}
	var fn coverage.Function
	var at place
	listed := false
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "name":
			var text []byte
			text, _, err = r.Text()
			fn.Name = withoutFile(string(text))
		case "count":
			if r.row.cells[0], _, err = r.Int(); err == nil {
				fn.Hits = r.row.hits(0)
			}
		case "filenames":
			err = r.Elements(func(i int) (err error) {
				if i == 0 {
					at.file, listed, err = r.fileOf()
				}
				return err
			})
		case "regions":
			err = r.Elements(func(i int) error { return r.region(i, &at, &fn) })
		}
		return err
	})
	fn.Line = at.line
	switch {
	case err != nil:
		return err
	case !listed:
	case fn.Name == "" || fn.Line == 0:
		r.info.Dropped.Add(0, "a function without a name or a place")
	default:
		p.add(at, fn)
	}
	return nil
}

// fileOf reads a function's file, and reports whether the report lists it.
func (r *reader) fileOf() (id uint32, listed bool, err error) {
	text, _, err := r.Text()
	if err != nil {
		return 0, false, err
	}
	if _, listed = r.files[maphash.Bytes(r.seed, text)]; !listed {
		return 0, false, nil
	}
	p := &r.pending
	id, ok := p.ids[string(text)]
	if !ok {
		id = uint32(len(p.paths))
		p.paths = append(p.paths, string(text))
		p.ids[p.paths[id]] = id
	}
	return id, true, nil
}

// region reads [line, column, end line, end column, count, file, ...]. The first
// is where the function begins; in Rust it is the signature alone.
func (r *reader) region(i int, at *place, fn *coverage.Function) error {
	if err := r.record(); err != nil {
		return err
	}
	row, err := r.readRow()
	if i == 0 {
		at.line, at.col = row.line(0), row.col(1)
	}
	if row.cells[5] == 0 {
		fn.EndLine = max(fn.EndLine, row.line(2))
	}
	return err
}

// add combines the instances at a place. Of their names one is kept, the same
// whatever comes first.
func (p *functions) add(at place, fn coverage.Function) {
	i, ok := p.at[at]
	if !ok {
		p.at[at] = len(p.list)
		p.list = append(p.list, pendingFunction{fn, at.file})
		return
	}
	f := &p.list[i].Function
	f.Name = min(f.Name, fn.Name)
	f.Hits = coverage.AddHits(f.Hits, fn.Hits)
	f.EndLine = max(f.EndLine, fn.EndLine)
}

// flush hands over what waits, a section for each file.
func (r *reader) flush() error {
	p := &r.pending
	files := make([]coverage.File, len(p.paths))
	for _, fn := range p.list {
		files[fn.file].Functions = append(files[fn.file].Functions, fn.Function)
	}
	for i := range files {
		files[i].Sort(coverage.Sum)
		if err := r.emit(&coverage.Section{Path: p.paths[i], File: files[i]}); err != nil {
			return err
		}
	}
	clear(p.ids)
	clear(p.at)
	p.paths, p.list = p.paths[:0], p.list[:0]
	return nil
}

// withoutFile takes away the file that LLVM puts before the name of a static
// function: "main.c:quit". Methods of Objective-C have colons of their own.
func withoutFile(name string) string {
	file, rest, ok := strings.Cut(name, ":")
	if !ok || rest == "" || rest[0] == ':' || strings.HasPrefix(name, "-[") || strings.HasPrefix(name, "+[") || !strings.Contains(file, ".") {
		return name
	}
	return rest
}
