package python

import "slices"

// The walk goes over the tree along the ways that execution can take. It finds
// two things at once: the lines that are reached, since the compiler drops the
// others, and what every line leads to. Both follow CPython's code generator:
// handlers are reached whenever their try is, what follows a with always is,
// since the with may swallow an exception, and nothing follows a loop that only
// ends by a break that it does not have.

// A path is how execution arrives somewhere.
type path struct {
	alive bool
	from  []uint32 // the lines it may come from
}

func (p path) join(q path) path {
	return path{p.alive || q.alive, append(p.from, q.from...)}
}

// An edge leads from a line to another, or to the end of what begins on -to.
type edge struct {
	from uint32
	to   int32
}

// A walk is what was found so far.
type walk struct {
	lines     []uint32 // reached lines with code, ascending
	edges     []edge
	decisions []uint32
	catches   []uint32 // where exceptions lead: handlers, finally, with
	// unsure are lines that lead somewhere by ways that are not followed: out
	// of a with or through a finally.
	unsure lineSet

	exit   int32 // where return leads, 0 outside of functions
	loops  []loop
	guards int // with and try statements around, within the function
	jumps  int // returns, breaks, continues and raises so far
}

// A loop that the walk is in.
type loop struct {
	top    uint32
	guards int  // how many were around it
	broken bool // a break was reached
	breaks []uint32
}

func walkModule(module []statement) *walk {
	w := &walk{unsure: lineSet{}}
	w.leave(w.block(module, path{alive: true}), -1)
	slices.Sort(w.lines)
	w.lines = slices.Compact(w.lines)
	return w
}

// leave leads all lines of a path to the same place.
func (w *walk) leave(p path, to int32) {
	for _, from := range p.from {
		if int32(from) != to {
			w.edges = append(w.edges, edge{from, to})
		}
	}
}

// enter is execution coming to a line with code.
func (w *walk) enter(p path, line uint32) path {
	w.leave(p, int32(line))
	w.lines = append(w.lines, line)
	return path{true, []uint32{line}}
}

func (w *walk) block(statements []statement, p path) path {
	for i := range statements {
		if !p.alive {
			break
		}
		p = w.statement(&statements[i], p)
	}
	return p
}

func (w *walk) statement(s *statement, p path) path {
	switch s.kind {
	case kindNothing:
		return p
	case kindSimple:
		return w.enter(p, s.line)
	case kindReturn, kindRaise, kindBreak, kindContinue:
		w.enter(p, s.line)
		w.jump(s)
		return path{}
	case kindIf:
		return w.ifElse(s, p)
	case kindWhile, kindFor:
		return w.loop(s, p)
	case kindTry:
		return w.try(s, p)
	case kindWith:
		return w.with(s, p)
	case kindMatch:
		return w.match(s, p)
	}
	return w.definition(s, p)
}

// jump is a statement after which the next one is not reached.
func (w *walk) jump(s *statement) {
	w.jumps++
	var around *loop
	guards := w.guards
	if n := len(w.loops); n > 0 {
		around = &w.loops[n-1]
	}
	if s.kind == kindBreak || s.kind == kindContinue {
		if around == nil {
			return
		}
		guards -= around.guards
		around.broken = around.broken || s.kind == kindBreak
	}
	switch {
	case guards > 0:
		w.unsure.add(s.line, s.line)
	case s.kind == kindBreak:
		around.breaks = append(around.breaks, s.line)
	case s.kind == kindContinue:
		w.leave(path{from: []uint32{s.line}}, int32(around.top))
	case w.exit != 0:
		w.leave(path{from: []uint32{s.line}}, w.exit)
	}
}

func (w *walk) ifElse(s *statement, p path) path {
	var out path
	for _, c := range s.clauses {
		p = w.enter(p, c.line)
		w.decisions = append(w.decisions, c.line)
		if c.test != never {
			out = out.join(w.block(c.body, path{true, []uint32{c.line}}))
		}
		if c.test == always {
			return out
		}
	}
	return out.join(w.block(s.other, p))
}

func (w *walk) loop(s *statement, p path) path {
	c := s.clauses[0]
	p = w.enter(p, s.line)
	w.decisions = append(w.decisions, s.line)
	w.loops = append(w.loops, loop{top: s.line, guards: w.guards})
	if c.test != never {
		w.leave(w.block(c.body, path{true, []uint32{s.line}}), int32(s.line))
	}
	l := w.loops[len(w.loops)-1]
	w.loops = w.loops[:len(w.loops)-1]
	if c.test == always {
		p = path{}
	}
	return w.block(s.other, p).join(path{l.broken, l.breaks})
}

// try walks a try statement. The line of finally is reached on every way out,
// also when an exception goes through that nobody catches.
func (w *walk) try(s *statement, p path) path {
	p = w.enter(p, s.line)
	jumps := w.jumps
	w.guards++
	out := w.block(s.clauses[0].body, p)
	if s.final == nil {
		w.guards--
	}
	out = w.block(s.other, out)
	for _, handler := range s.clauses[1:] {
		w.catches = append(w.catches, handler.line)
		out = out.join(w.block(handler.body, w.enter(path{}, handler.line)))
	}
	if s.final == nil {
		return out
	}
	w.guards--
	w.catches = append(w.catches, s.final[0].begin())
	last := w.block(s.final, path{true, out.from})
	if w.jumps > jumps {
		for _, line := range last.from {
			w.unsure.add(line, line)
		}
	}
	return path{out.alive && last.alive, last.from}
}

// with walks a with statement, whose line runs again when its body is left.
func (w *walk) with(s *statement, p path) path {
	p = w.enter(p, s.line)
	w.catches = append(w.catches, s.line)
	w.guards++
	w.leave(w.block(s.clauses[0].body, p), int32(s.line))
	w.guards--
	return path{true, []uint32{s.line}}
}

func (w *walk) match(s *statement, p path) path {
	p = w.enter(p, s.line)
	var out path
	for _, c := range s.clauses {
		p = w.enter(p, c.line)
		if c.test != always {
			w.decisions = append(w.decisions, c.line)
		}
		if c.test != never {
			out = out.join(w.block(c.body, path{true, []uint32{c.line}}))
		}
		if c.test == always {
			return out
		}
	}
	return out.join(p)
}

// definition walks a function or a class, whose body runs at another time or in
// a scope of its own.
func (w *walk) definition(s *statement, p path) path {
	begin := s.begin()
	for _, line := range s.decorators {
		p = w.enter(p, line)
	}
	p = w.enter(p, s.line)
	around := *w
	w.loops, w.guards, w.exit = nil, 0, 0
	if s.kind == kindFunction {
		w.exit = -int32(begin)
	}
	w.leave(w.block(s.clauses[0].body, path{alive: true}), -int32(begin))
	w.loops, w.guards, w.exit, w.jumps = around.loops, around.guards, around.exit, around.jumps
	return p
}

// decide gives the decisions whose ways are all known. Ways into what is taken
// out are none, and a line with one way left decides nothing.
func (w *walk) decide(a *Analysis) []Decision {
	targets := map[uint32][]int32{}
	for _, line := range w.decisions {
		if !w.unsure.has(line) && !a.IsExcluded(line) {
			targets[line] = nil
		}
	}
	for _, e := range w.edges {
		known, decides := targets[e.from]
		to := a.FirstLine(e.to)
		if decides && (to < 0 || !a.IsExcluded(uint32(to))) {
			targets[e.from] = append(known, to)
		}
	}
	var decisions []Decision
	for line, to := range targets {
		slices.Sort(to)
		if to = slices.Compact(to); len(to) > 1 {
			decisions = append(decisions, Decision{line, to})
		}
	}
	slices.SortFunc(decisions, func(a, b Decision) int { return int(a.Line) - int(b.Line) })
	return decisions
}
