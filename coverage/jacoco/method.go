package jacoco

import (
	"path"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// Methods. They become the functions of their class's source file.

// A class is the state of the class being read.
type class struct {
	name    string // with its outer classes, without its package: "Calc$Inner"
	source  string // base name of its file; empty where the report does not say
	hasLine bool   // a method says where it is
	methods []method

	inMethod bool
}

// A method is one that was read.
type method struct {
	name, desc string
	line       uint32
	covered    bool
	known      bool // a counter said whether it ran
}

// methods are a package's functions, by the source file that they wait for.
// Classes of JaCoCo 0.7 do not name their file, so theirs are kept by
// the name that the file should have, without its extension.
type methods struct {
	bySource map[string][]coverage.Function
	byStem   map[string][]coverage.Function
}

func (m *methods) reset() {
	if m.bySource == nil {
		m.bySource, m.byStem = map[string][]coverage.Function{}, map[string][]coverage.Function{}
	}
	clear(m.bySource)
	clear(m.byStem)
}

// take gives the functions of a source file, once.
func (m *methods) take(source string) []coverage.Function {
	stem := strings.TrimSuffix(source, path.Ext(source))
	functions := append(m.bySource[source], m.byStem[stem]...)
	delete(m.bySource, source)
	delete(m.byStem, stem)
	return functions
}

// beginClass opens a source file too: gcovr 8.3 puts the lines right into
// the class.
func (r *reader) beginClass() error {
	class := class{methods: r.class.methods[:0], source: r.attr("sourcefilename")}
	class.name = r.attr("name")
	class.name = class.name[strings.LastIndexByte(class.name, '/')+1:]
	r.class = class
	r.file.begin(class.source)
	return r.count()
}

func (r *reader) beginMethod() error {
	c := &r.class
	m := method{}
	s := r.scan
	for i := range s.Attrs() {
		switch string(s.AttrName(i)) {
		case "name":
			m.name = string(s.AttrValue(i))
		case "desc":
			m.desc = string(s.AttrValue(i))
		case "line":
			if n, ok := xmlscan.Uint(s.AttrValue(i)); ok && n > 0 && n <= coverage.MaxLine {
				m.line, c.hasLine = uint32(n), true
			}
		}
	}
	c.methods = append(c.methods, m)
	c.inMethod = true
	return r.count()
}

func (c *class) endMethod() { c.inMethod = false }

// counter reads a counter of a method, where METHOD says whether it ran, or of
// a source file, where LINE may be needed. All others are sums.
func (r *reader) counter() {
	kind, _ := r.scan.Attr("type")
	switch {
	case r.class.inMethod && string(kind) == "METHOD":
		m := &r.class.methods[len(r.class.methods)-1]
		m.covered, m.known = r.number("covered") > 0, true
	case r.file.open && string(kind) == "LINE":
		r.file.counted = true
		r.file.missed, r.file.covered = r.number("missed"), r.number("covered")
	}
}

// number is an attribute's number, 0 where there is none.
func (r *reader) number(name string) uint64 {
	value, _ := r.scan.Attr(name)
	n, _ := xmlscan.Uint(value)
	return n
}

// endClass puts the class's methods where their source file will find them.
func (r *reader) endClass() error {
	c := &r.class
	switch {
	case r.file.lines > 0: // then the name of its file is a whole path
		return r.finish(c.source, coverage.FilePath, c.functions())
	case c.source != "":
		r.methods.bySource[c.source] = append(r.methods.bySource[c.source], c.functions()...)
	case c.hasLine:
		stem, _, _ := strings.Cut(c.name, "$")
		r.methods.byStem[stem] = append(r.methods.byStem[stem], c.functions()...)
	case len(c.methods) > 0:
		r.drop("the class %.200s has no debug information: compile it with -g to see its lines", c.name)
	}
	r.file.open = false
	return nil
}

// functions gives those methods that have a place; a Groovy compiler, for one,
// makes up others. Names are qualified by the class, because the constructors
// of an enum and of its constants may share a line. What is still twice, an
// overload that the compiler made up, is told apart by its descriptor. Both
// only depend on the class, so that reports of two runs agree on every name.
func (c *class) functions() []coverage.Function {
	type place struct {
		name string
		line uint32
	}
	count := map[place]int{}
	for _, m := range c.methods {
		count[place{m.name, m.line}]++
	}
	functions := make([]coverage.Function, 0, len(c.methods))
	for _, m := range c.methods {
		if m.line == 0 || !m.known || m.name == "" {
			continue
		}
		f := coverage.Function{Name: c.name + "." + m.name, Line: m.line, Executed: m.covered}
		if count[place{m.name, m.line}] > 1 {
			f.Name += m.desc
		}
		functions = append(functions, f)
	}
	return functions
}
