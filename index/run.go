package index

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/formats"
	"github.com/covls/covls/coverage/v8"
	"github.com/covls/covls/index/store"
)

// One run, several formats (semantics §4). vitest, jest and nyc write
// lcov.info, coverage-final.json and more side by side; added up, every hit
// would count two or three times. Reports of different formats with the same
// flags, in the same folder or its standard neighbour, at most a minute apart
// and agreeing on the lines they share, are one run, and the richest of them
// speaks for it. Nothing is thrown away: a file that only the poorer format
// mentions still counts.

// sameRun is how far apart the reports of one run are written.
const sameRun = time.Minute

// agreementSample is how many shared files are compared, line by line. Reports
// of different runs differ in nearly every file, so a few dozen are plenty.
const agreementSample = 32

// agreement is the share of shared lines, in percent, on which two formats of
// one run agree. It is not 100 because converters of block formats paint a few
// more lines (formats §6.1). Those of V8's ranges paint whole lines, and call a
// line run when only its beginning did: of code that tsc made, 8 in 100 of c8's
// lines (formats §8).
const (
	agreement   = 98
	agreementV8 = 90
)

// pair is two versions of two names, whose comparison is remembered.
type pair struct {
	rich, poor       uint32
	richSeq, poorSeq uint64
}

// groupRuns finds out which reports are shadowed by a richer one, and returns
// the names whose answer changed.
func (w *Workspace) groupRuns() (changed []uint32, err error) {
	groups := map[string][]*slot{}
	for _, s := range w.slots {
		if s.run != nil {
			key := home(s.Name.Name) + "\x00" + strings.Join(s.report.Flags, ",")
			groups[key] = append(groups[key], s)
		}
	}
	shadow := map[uint32][]uint32{}
	compared := map[pair]bool{}
	for _, group := range groups {
		for _, poor := range group {
			for _, rich := range group {
				same, err := w.oneRun(rich, poor, compared)
				if err != nil {
					return nil, err
				}
				if same {
					shadow[poor.ID] = append(shadow[poor.ID], rich.ID)
				}
			}
			slices.Sort(shadow[poor.ID])
		}
	}
	for id := range w.byID {
		if !slices.Equal(shadow[id], w.shadow[id]) {
			changed = append(changed, id)
		}
	}
	w.shadow, w.compared = shadow, compared
	return changed, nil
}

// oneRun reports whether rich stands for poor.
func (w *Workspace) oneRun(rich, poor *slot, compared map[pair]bool) (bool, error) {
	if formats.Richness(rich.run.Format) <= formats.Richness(poor.run.Format) {
		return false, nil
	}
	if time.Duration(max(rich.run.Time, poor.run.Time)-min(rich.run.Time, poor.run.Time)) > sameRun {
		return false, nil
	}
	key := pair{rich.ID, poor.ID, rich.Seq, poor.Seq}
	same, known := w.compared[key]
	if !known {
		var err error
		percent := agreement
		if rich.run.Format == v8.Format.Name {
			percent = agreementV8
		}
		if same, err = w.agree(rich.ID, poor.ID, percent); err != nil {
			return false, err
		}
	}
	compared[key] = same
	return same, nil
}

// agree compares a sample of the files that both names speak of, and reports
// whether they say the same of that many of the lines that both have.
func (w *Workspace) agree(a, b uint32, percent int) (bool, error) {
	var shared []*entry
	for _, e := range w.entries {
		if e.ref(a) != nil && e.ref(b) != nil {
			shared = append(shared, e)
		}
	}
	step := max(1, len(shared)/agreementSample)
	var equal, total int
	for i := 0; i < len(shared); i += step {
		x, err := w.load(shared[i].id, *shared[i].ref(a))
		if err != nil {
			return false, err
		}
		y, err := w.load(shared[i].id, *shared[i].ref(b))
		if err != nil {
			return false, err
		}
		e, t := compareLines(x.Lines, y.Lines)
		equal, total = equal+e, total+t
	}
	return total > 0 && equal*100 >= total*percent, nil
}

// compareLines counts the lines that both have, and those on which they agree.
func compareLines(a, b []coverage.Line) (equal, total int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].Number < b[0].Number:
			a = a[1:]
		case a[0].Number > b[0].Number:
			b = b[1:]
		default:
			total++
			if a[0].Ran() == b[0].Ran() {
				equal++
			}
			a, b = a[1:], b[1:]
		}
	}
	return equal, total
}

// richest leaves out the observations that a richer format of the same run
// gives as well. One that has no lines speaks for nobody: ranges of text are
// none until the source that they were measured on has been found.
func (w *Workspace) richest(refs []store.FileRef) []store.FileRef {
	if len(refs) < 2 || len(w.shadow) == 0 {
		return refs
	}
	out := make([]store.FileRef, 0, len(refs))
	for _, ref := range refs {
		rich := w.shadow[ref.Name]
		if !slices.ContainsFunc(refs, func(r store.FileRef) bool { return r.Lines.Total > 0 && slices.Contains(rich, r.Name) }) {
			out = append(out, ref)
		}
	}
	return out
}

// richestOf is the name among those whose format knows most.
func (w *Workspace) richestOf(names []uint32) uint32 {
	return slices.MaxFunc(names, func(a, b uint32) int {
		return cmp.Compare(formats.Richness(w.byID[a].run.Format), formats.Richness(w.byID[b].run.Format))
	})
}

// home is the folder that a run belongs to: tools put what they write for
// people and what they write for themselves into two folders side by side, or
// one into the other.
func home(name string) string {
	dir := path.Dir(name)
	if strings.HasSuffix(name, "/") && dir != "." {
		dir = path.Dir(dir) // a folder of GOCOVERDIR's, beside the profile made of it
	}
	for {
		parent, base := path.Dir(dir), path.Base(dir)
		switch {
		case base == "coverage", base == ".nyc_output", base == "coverage-reports":
		case path.Base(parent) == "coverage" && (base == "tmp" || base == "lcov"): // c8's raw data, SimpleCov's lcov
		case path.Base(parent) == "coverage-reports" && base == "raw": // monocart's
		default:
			return dir
		}
		dir = parent
	}
}
