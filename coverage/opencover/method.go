package opencover

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// Methods. One is kept until it ends, because its file, and which of its points
// a branch belongs to, may be known only then.

type method struct {
	open     bool
	name     string
	file     string // by its FileRef, for points that name none
	hits     uint64 // by its MethodPoint
	counted  bool   // there is one
	points   []point
	branches []branch
	inPoint  bool // the last of points has not ended
	refs     []testRef
}

func (r *reader) beginMethod() {
	r.method.reset()
	r.method.open = !r.leaveOut()
}

func (m *method) reset() {
	clear(m.points) // lets go of the paths
	clear(m.branches)
	clear(m.refs)
	*m = method{points: m.points[:0], branches: m.branches[:0], refs: m.refs[:0]}
}

// entered takes the MethodPoint, which counts calls.
func (m *method) entered(s *xmlscan.Scanner) {
	vc, _ := s.Attr("vc")
	m.hits, m.counted = parseCount(vc)
}

// shortName is a method's name without the type that it returns, which stands in
// front and may hold spaces: "System.Void A.B::C(System.String)".
func shortName(full []byte) string {
	owner := bytes.Index(full, []byte("::"))
	if owner < 0 {
		owner = len(full)
	}
	return string(full[bytes.LastIndexByte(full[:owner], ' ')+1:])
}

// endMethod hands the method to the sections of its files, nearly always one.
func (r *reader) endMethod() error {
	m := &r.method
	defer m.reset()
	m.placeBranches()
	for i := range m.points {
		p := &m.points[i]
		if p.file = cmp.Or(p.file, m.file); p.file == "" {
			r.drop("the method %.200q does not say which file it is in, or its module does not list that", m.name)
			return nil
		}
	}
	r.addTests()
	if err := r.addFunction(); err != nil {
		return err
	}
	if err := r.addPoints(); err != nil {
		return err
	}
	return r.addBranches()
}

// addPoints adds the points as statements. Two at one place are the same code
// compiled twice, as what follows a finally block is, and were reached together:
// the greater count is the place's. In different methods they are different
// code, as a field's initial value in each constructor, and add up later.
func (r *reader) addPoints() error {
	points := r.method.points
	if !slices.IsSortedFunc(points, byPlace) {
		slices.SortFunc(points, byPlace)
	}
	for i, p := range points {
		if err := r.into(p.file); err != nil {
			return err
		}
		statements := &r.section.File.Statements
		if i > 0 && byPlace(points[i-1], p) == 0 {
			last := &(*statements)[len(*statements)-1]
			last.Hits = max(last.Hits, p.Hits)
			continue
		}
		*statements = append(*statements, p.Statement)
		// Every line of the point counts, since each may become a line of the file.
		if err := r.count(1 + int(max(p.EndLine, p.Line)-p.Line)); err != nil {
			return err
		}
	}
	return nil
}

func byPlace(a, b point) int {
	if a.file == b.file && a.Line != b.Line { // nearly always
		return cmp.Compare(a.Line, b.Line)
	}
	return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
		cmp.Compare(a.EndLine, b.EndLine), cmp.Compare(a.EndCol, b.EndCol))
}

// addFunction adds the method to the file of its first point. Methods that the
// compiler made up have no points, and so no place.
func (r *reader) addFunction() error {
	m := &r.method
	if len(m.points) == 0 || m.name == "" {
		return nil
	}
	if err := r.into(m.points[0].file); err != nil {
		return err
	}
	r.section.File.Functions = append(r.section.File.Functions, m.function())
	return r.count(1)
}

// function is the method as a function where its first point begins.
func (m *method) function() coverage.Function {
	first := &m.points[0]
	fn := coverage.Function{Name: m.name, Line: first.Line, Hits: m.hits}
	if !m.counted {
		fn.Hits = first.Hits
	}
	ran := false
	for i := range m.points {
		if p := &m.points[i]; p.file == first.file {
			fn.EndLine = max(fn.EndLine, p.Line, p.EndLine)
			ran = ran || p.Ran()
		}
	}
	// One that was entered before the measurement began has run all the same.
	fn.Executed = ran && fn.Hits == 0
	return fn
}

// placeBranches gives a line to the branches that have none: that of the last
// point before the jump. One before all points is the compiler's own, and stays
// without.
func (m *method) placeBranches() {
	bare := func(b branch) bool { return b.Line == 0 }
	if !slices.ContainsFunc(m.branches, bare) {
		return
	}
	slices.SortStableFunc(m.points, func(a, b point) int { return cmp.Compare(a.offset, b.offset) })
	for i := range m.branches {
		b := &m.branches[i]
		if b.Line > 0 {
			continue
		}
		after, _ := slices.BinarySearchFunc(m.points, b.offset+1, func(p point, offset uint64) int {
			return cmp.Compare(p.offset, offset)
		})
		if after > 0 {
			b.Line, b.file = m.points[after-1].Line, m.points[after-1].file
		}
	}
}

// addBranches adds the branches. A jump was reached if it was left by any way.
func (r *reader) addBranches() error {
	m := &r.method
	for i := range m.branches {
		m.branches[i].file = cmp.Or(m.branches[i].file, m.file)
	}
	slices.SortFunc(m.branches, func(a, b branch) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Block, b.Block), cmp.Compare(a.Arm, b.Arm))
	})
	for rest := m.branches; len(rest) > 0; {
		n, reached := 0, false
		for ; n < len(rest) && rest[n].sameJump(rest[0]); n++ {
			reached = reached || rest[n].Ran()
		}
		if err := r.addJump(rest[:n], reached); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

func (b branch) sameJump(other branch) bool {
	return b.file == other.file && b.Line == other.Line && b.Block == other.Block
}

// addJump adds the ways out of one jump, unless it has no place.
func (r *reader) addJump(ways []branch, reached bool) error {
	if ways[0].Line == 0 || ways[0].file == "" {
		return nil
	}
	if err := r.into(ways[0].file); err != nil {
		return err
	}
	for _, way := range ways {
		if reached {
			way.Bits = coverage.Evaluated
		}
		r.section.File.Branches = append(r.section.File.Branches, way.Branch)
	}
	return r.count(len(ways))
}
