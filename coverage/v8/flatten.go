package v8

import (
	"slices"

	"github.com/covls/covls/coverage"
)

// From functions and blocks to one count for every stretch of a script. Inner
// functions lie in outer ones as blocks do, and count in their place.

// flatten gives every stretch of a script that is in a function its count,
// ascending and apart, neighbours that count the same being one.
func flatten(s *script) []span {
	var all []span
	for _, f := range s.functions {
		all = append(all, f.spans...)
	}
	// A function that fills a block is inside it: the order among equals stays.
	slices.SortStableFunc(all, span.compare)
	var flat []span
	var open []span
	at := uint32(0)
	upTo := func(p uint32) {
		for len(open) > 0 && at < p {
			top := open[len(open)-1]
			flat = appendSpan(flat, span{at, min(p, top.end), top.count})
			if at = min(p, top.end); at == top.end {
				open = open[:len(open)-1]
			}
		}
	}
	for _, x := range all {
		upTo(x.start)
		for len(open) > 0 && open[len(open)-1].end <= x.start {
			open = open[:len(open)-1]
		}
		at = x.start
		if n := len(open); n > 0 {
			x.end = min(x.end, open[n-1].end)
		}
		if x.start < x.end {
			open = append(open, x)
		}
	}
	if len(open) > 0 {
		upTo(open[0].end)
	}
	return flat
}

func appendSpan(flat []span, s span) []span {
	if s.start >= s.end {
		return flat
	}
	if n := len(flat); n > 0 && flat[n-1].end == s.start && flat[n-1].count == s.count {
		flat[n-1].end = s.end
		return flat
	}
	return append(flat, s)
}

// initializer reports whether V8 made the function up: the code that sets the
// fields of a class is one to it, and none to whoever wrote the class.
func (f *function) initializer() bool {
	return f.name == "<instance_members_initializer>" || f.name == "<static_initializer>"
}

// undivided reports whether the function ran and only its calls were counted.
func (f *function) undivided() bool { return !f.blocks && f.calls > 0 }

// fill says of an original file, one that V8 ran as it was written, what the
// script says.
func fill(f *coverage.File, s *script) {
	f.Reset()
	at := func(p uint32) coverage.Place { return coverage.Place{Col: p} }
	for _, x := range flatten(s) {
		f.Ranges = append(f.Ranges, coverage.Range{Start: at(x.start), End: at(x.end), Hits: x.count})
	}
	for _, fn := range s.functions {
		if !fn.initializer() {
			f.Calls = append(f.Calls, coverage.Call{
				Start: at(fn.spans[0].start), End: at(fn.spans[0].end),
				Name: fn.name, Undivided: fn.undivided(), Hits: fn.calls,
			})
		}
	}
	if len(s.functions) == 0 {
		fillUsed(f, s)
	}
	f.Sort(coverage.Sum)
}

// fillUsed fills in a script of which only the text that ran is known. That it
// ran is known and not how often, and the rest did not run.
func fillUsed(f *coverage.File, s *script) {
	slices.SortFunc(s.used, span.compare)
	at := uint32(0)
	add := func(start, end uint32, ran bool) {
		if start < end {
			f.Ranges = append(f.Ranges, coverage.Range{Start: coverage.Place{Col: start}, End: coverage.Place{Col: end}, Executed: ran})
		}
	}
	for _, u := range s.used {
		add(at, u.start, false)
		add(max(at, u.start), u.end, true)
		at = max(at, u.end)
	}
	add(at, s.size, false)
}
