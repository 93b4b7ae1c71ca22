package lcov

import (
	"bytes"

	"github.com/covls/covls/coverage"
)

// Functions come in two spellings. FN gives a name its line and FNDA gives the
// name a count; from lcov 2.2 on FNL gives an index its lines, and FNA one of
// the names that the code at that index has, with a count. The older spelling
// knows functions by name only although a name can have several (overloads, the
// methods of different types); then the counts come in the functions' order.

// functions collects a section's functions.
type functions struct {
	list   []coverage.Function
	chains []chain          // beside list: which function has the same name next
	byName map[string]heads // the functions of a name
	early  []earlyCount     // FNDA records that came before their FN
	byPart map[uint64]span  // FNL: index → lines
}

// A chain links functions of the same name.
type chain struct {
	next    int32 // in list; 0 for none, since the first is nobody's next
	counted bool  // an FNDA was for it
}

// heads are the ends of a name's chain.
type heads struct {
	current int32 // the first without a count, or the last
	tail    int32
}

type earlyCount struct {
	name string
	hits uint64
}

type span struct{ start, end uint32 }

func newFunctions() functions {
	return functions{byName: map[string]heads{}, byPart: map[uint64]span{}}
}

func (f *functions) reset() {
	f.list, f.chains, f.early = f.list[:0], f.chains[:0], f.early[:0]
	clear(f.byName)
	clear(f.byPart)
}

// declare adds a function of the older spelling.
func (f *functions) declare(name []byte, lines span) {
	i := int32(len(f.list))
	f.list = append(f.list, coverage.Function{Name: string(name), Line: lines.start, EndLine: lines.end})
	f.chains = append(f.chains, chain{})
	h, known := f.byName[string(name)]
	if !known {
		h = heads{current: i}
	} else if f.chains[h.tail].next = i; f.chains[h.current].counted {
		h.current = i
	}
	h.tail = i
	f.byName[f.list[i].Name] = h
}

// count gives a name's next function its count.
func (f *functions) count(name []byte, hits uint64) {
	h, known := f.byName[string(name)]
	if !known {
		f.early = append(f.early, earlyCount{string(name), hits})
		return
	}
	fn := &f.list[h.current]
	fn.Hits = coverage.AddHits(fn.Hits, hits)
	if next := f.chains[h.current].next; next != 0 {
		h.current = next
		f.byName[fn.Name] = h
	} else {
		f.chains[h.current].counted = true
	}
}

// unnamed gives the counts that came early to their functions, and returns how
// many have none.
func (f *functions) unnamed() int {
	missing := 0
	early := f.early
	for _, e := range early {
		if _, known := f.byName[e.name]; known {
			f.count([]byte(e.name), e.hits)
		} else {
			missing++
		}
	}
	return missing
}

// functionRecord reads FN, FNDA, FNL and FNA.
func (p *parser) functionRecord(r []byte) {
	kind, field, _ := bytes.Cut(r, []byte(":"))
	ok := true
	switch string(kind) {
	case "FN":
		ok = p.fn(field)
	case "FNDA":
		ok = p.fnda(field)
	case "FNL":
		ok = p.fnl(field)
	case "FNA":
		ok = p.fna(field)
	default:
		return
	}
	if !ok {
		p.drop(r)
		return
	}
	p.records++
}

// fn reads FN:<line>[,<end>],<name>. A name may begin with a number and may hold
// commas, so the second field is an end only if it is all digits.
func (p *parser) fn(field []byte) bool {
	number, name, _ := bytes.Cut(field, []byte(","))
	start, ok := lineNumber(number)
	if !ok {
		return false
	}
	lines := span{start: start}
	if second, rest, more := bytes.Cut(name, []byte(",")); more {
		if n, ok := digits(second); ok {
			lines.end, name = lines.until(n), rest
		}
	}
	if !p.nameFits(name) {
		return false
	}
	p.functions.declare(name, lines)
	return true
}

// until takes an end line where it makes sense, else 0.
func (s span) until(end uint64) uint32 {
	if end < uint64(s.start) || end > coverage.MaxLine {
		return 0
	}
	return uint32(end)
}

// fnda reads FNDA:<hits>,<name>.
func (p *parser) fnda(field []byte) bool {
	number, name, _ := bytes.Cut(field, []byte(","))
	count, ok := hits(number)
	if !ok || !p.nameFits(name) {
		return false
	}
	p.functions.count(name, count)
	return true
}

// fnl reads FNL:<index>,<line>[,<end>].
func (p *parser) fnl(field []byte) bool {
	number, rest, _ := bytes.Cut(field, []byte(","))
	first, last, _ := bytes.Cut(rest, []byte(","))
	index, ok := digits(number)
	start, lined := lineNumber(first)
	if !ok || !lined {
		return false
	}
	lines := span{start: start}
	if end, ok := digits(last); ok {
		lines.end = lines.until(end)
	}
	p.functions.byPart[index] = lines
	return true
}

// fna reads FNA:<index>,<hits>,<name>.
func (p *parser) fna(field []byte) bool {
	number, rest, _ := bytes.Cut(field, []byte(","))
	second, name, _ := bytes.Cut(rest, []byte(","))
	index, ok := digits(number)
	count, counted := hits(second)
	lines, known := p.functions.byPart[index]
	if !ok || !counted || !known || !p.nameFits(name) {
		return false
	}
	p.section.File.Functions = append(p.section.File.Functions,
		coverage.Function{Name: string(name), Line: lines.start, EndLine: lines.end, Hits: count})
	return true
}

func (p *parser) nameFits(name []byte) bool {
	return len(name) > 0 && len(name) <= p.limits.StringSize
}
