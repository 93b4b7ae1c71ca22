package paths

import (
	"cmp"
	"iter"
	"slices"
	"sort"
)

// Files ordered by their ends. Read backwards, all paths that end in the same
// folders and name stand together, so the files that share a suffix are a range
// that two binary searches find, and the longest shared suffix is that of a
// neighbour of the place where the path would stand itself. Four bytes a file,
// and no limit on how many files share a name: a large monorepo has 20,000
// index.ts.

type endings struct {
	files []string
	order []uint32
	fold  bool // ASCII letters compare without regard to case
}

// sortEndings orders the files. A path's last eight bytes, compared as one
// number, settle most comparisons without looking at the path.
func sortEndings(files []string, fold bool) endings {
	type entry struct {
		key  uint64
		file uint32
	}
	entries := make([]entry, len(files))
	for i, file := range files {
		var key uint64
		for j := range 8 {
			key = key<<8 | uint64(fromEnd(file, j, fold))
		}
		entries[i] = entry{key, uint32(i)}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		if c := compareEnds(files[a.file], files[b.file], fold); c != 0 {
			return c
		}
		return cmp.Compare(files[a.file], files[b.file])
	})
	e := endings{files: files, fold: fold, order: make([]uint32, len(files))}
	for i, x := range entries {
		e.order[i] = x.file
	}
	return e
}

// fromEnd is the i-th byte of a path read backwards. Every path is read as if a
// slash stood before it, and zeros before that, so that "a.go" ends like
// "x/a.go" does.
func fromEnd(p string, i int, fold bool) byte {
	switch {
	case i < len(p):
		c := p[len(p)-1-i]
		if fold && 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		return c
	case i == len(p):
		return '/'
	}
	return 0
}

func compareEnds(a, b string, fold bool) int {
	for i := range max(len(a), len(b)) + 1 {
		x, y := fromEnd(a, i, fold), fromEnd(b, i, fold)
		if x != y {
			return cmp.Compare(x, y)
		}
	}
	return 0
}

// A span is the files that share the longest suffix with a path.
type span struct {
	in     *endings
	lo, hi int
	suffix string // what they share, as the path spells it; whole components
}

func (s span) len() int { return s.hi - s.lo }

// parts is how many components are shared.
func (s span) parts() int {
	if s.suffix == "" {
		return 0
	}
	return partCount(s.suffix)
}

// head lists the first n files of the span, in the order of their ends.
func (s span) head(n int) []string {
	var files []string
	for i := s.lo; i < s.hi && len(files) < n; i++ {
		files = append(files, s.in.at(i))
	}
	return files
}

func (e *endings) at(i int) string { return e.files[e.order[i]] }

// longest gives the files that share most components with p at its end; the
// span is empty when none shares the name. p has no slash at either end.
func (e *endings) longest(p string) span {
	at := sort.Search(len(e.order), func(i int) bool { return compareEnds(e.at(i), p, e.fold) >= 0 })
	n := 0
	for i := max(at-1, 0); i <= at && i < len(e.order); i++ {
		n = max(n, sharedEnd(e.at(i), p, e.fold))
	}
	if n == 0 {
		return span{in: e}
	}
	return e.span(p[len(p)-n:])
}

// span gives the files whose paths end in the components of suffix.
func (e *endings) span(suffix string) span {
	lo := sort.Search(len(e.order), func(i int) bool { return compareEnds(e.at(i), suffix, e.fold) >= 0 })
	hi := lo + sort.Search(len(e.order)-lo, func(i int) bool {
		return sharedEnd(e.at(lo+i), suffix, e.fold) != len(suffix)
	})
	return span{in: e, lo: lo, hi: hi, suffix: suffix}
}

// ending iterates over the files that end in suffix.
func (e *endings) ending(suffix string) iter.Seq[string] {
	return func(yield func(string) bool) {
		s := e.span(suffix)
		for i := s.lo; i < s.hi; i++ {
			if !yield(e.at(i)) {
				return
			}
		}
	}
}

// sharedEnd is how many bytes a and b share at their ends, in whole components.
func sharedEnd(a, b string, fold bool) int {
	whole := 0
	for i := 0; ; i++ {
		x, y := fromEnd(a, i, fold), fromEnd(b, i, fold)
		if x == '/' && y == '/' {
			whole = i
		}
		if x != y || i >= len(a) || i >= len(b) {
			return whole
		}
	}
}
