package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/formats"
	"github.com/covls/covls/index/history"
	"github.com/covls/covls/index/paths"
	"github.com/covls/covls/index/store"
)

// Reading a slot: from report files to sections that know their source file.
// Which file a section means can only be told when all of them are known (see
// package paths), so a report is held in the store's encoding, about two bytes
// a line, until it has been read to its end. That also makes a report that
// breaks off in the middle harmless: nothing of it has gone anywhere.

// maxExamples is how many unresolved paths a run remembers for `covls status`.
const maxExamples = 5

// A section is what a report says of a source file it names.
type section struct {
	reported coverage.Section // File is empty; the rest says what file is meant
	value    []byte           // the encoded File
	path     string           // the workspace file; "" when there is none
}

// A reading is a slot's new content.
type reading struct {
	format   *coverage.Format
	time     int64 // the newest member's
	size     int64
	sections []section // after resolve: those that were found, by path
	run      store.Run
	mappings map[string]string // what its paths are resolved with

	producer string
	python   *pythonProject // of a data file of coverage.py; nil without settings

	// What git says of the time when the report was written; asked for once,
	// and only if a source is newer than the report.
	asked bool
	head  history.Commit
	blobs map[string]coverage.ContentID
}

// read reads all members of a slot and finds the files that they speak of.
func (w *Workspace) read(ctx context.Context, name string, members []member) (*reading, error) {
	w.reads.Add(1)
	r, resolver, err := w.gather(ctx, name, members, func(f *coverage.File) []byte { return store.EncodeObservation("", f) })
	if err != nil {
		return nil, err
	}
	r.resolve(resolver)
	r.omit(w.root)
	r.run.Format, r.run.Time, r.run.Size = r.format.Name, r.time, r.size
	return r, nil
}

// gather collects the sections of all members, with as much of their data as
// keep gives, and what there is to be learned from their paths.
func (w *Workspace) gather(ctx context.Context, name string, members []member, keep func(*coverage.File) []byte) (*reading, *paths.Resolver, error) {
	r := &reading{}
	for _, m := range members {
		r.time, r.size = max(r.time, m.stamp.MTime), r.size+m.stamp.Size
	}
	mappings := w.pathMappings()
	if w.isPythonData(members[0].rel) {
		r.python = w.pythonProjectOf(members[0].rel)
		r.python.mappings(mappings)
	}
	r.mappings = mappings
	resolver := w.tree.Resolver(path.Dir(name), mappings)
	err := w.scan(ctx, r, members, func(s *coverage.Section) error {
		resolver.Add(s)
		reported := *s
		reported.File = coverage.File{}
		r.sections = append(r.sections, section{reported: reported, value: keep(&s.File)})
		return nil
	})
	return r, resolver, err
}

// scan emits the sections of all members.
func (w *Workspace) scan(ctx context.Context, r *reading, members []member, emit func(*coverage.Section) error) error {
	f, err := w.detectAny(ctx, members)
	switch {
	case err != nil && len(members) == 1 && !errors.Is(err, formats.ErrArchive):
		return err
	case err == nil && f.ReadSet != nil:
		return w.readSet(ctx, r, f, members, emit)
	default:
		return w.readMembers(ctx, r, members, emit)
	}
}

// detectAny tells the format by the first member that has one. A process that
// was killed leaves an empty file, and that says nothing of the others.
func (w *Workspace) detectAny(ctx context.Context, members []member) (f *coverage.Format, err error) {
	for _, m := range members {
		if f, err = w.detect(ctx, m); err == nil || ctx.Err() != nil {
			break
		}
	}
	return f, err
}

// detect tells the format of a member by its first bytes, unless the
// configuration names one. Of an archive, only reading it tells.
func (w *Workspace) detect(ctx context.Context, m member) (*coverage.Format, error) {
	file, err := w.openMember(ctx, m)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head := make([]byte, formats.HeadSize)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read the report: %w", err)
	}
	f, err := formats.Detect(head[:n])
	if name := w.formatOf(m.rel); name != "" && !errors.Is(err, formats.ErrArchive) {
		return formats.ByName(name)
	}
	return f, err
}

// readSet reads members that only make sense together.
func (w *Workspace) readSet(ctx context.Context, r *reading, f *coverage.Format, members []member, emit func(*coverage.Section) error) error {
	inputs := make([]coverage.Input, len(members))
	for i, m := range members {
		inputs[i] = coverage.Input{Name: path.Base(m.rel), Open: func() (io.ReadCloser, error) { return w.openMember(ctx, m) }}
	}
	result, err := formats.ReadSet(f, inputs, w.options.Limits, emit)
	r.format, r.run.Dropped = f, result.Info.Dropped
	r.producer = result.Info.Producer
	return err
}

// readMembers reads members that each are a report. Of several, a broken one is
// left out and counted, since processes of one run may be killed; what is left
// must be of one format.
func (w *Workspace) readMembers(ctx context.Context, r *reading, members []member, emit func(*coverage.Section) error) error {
	var failed error
	for _, m := range members {
		before := len(r.sections)
		result, err := w.readMember(ctx, m, emit)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && r.format != nil && r.format != result.Format:
			err = fmt.Errorf("%w: it is %s, and other files of the same name are %s", coverage.ErrSyntax, result.Format.Name, r.format.Name)
		case err == nil:
			r.format = result.Format
			r.run.Dropped.Merge(result.Info.Dropped)
			r.producer = result.Info.Producer
		}
		if err != nil {
			r.sections = r.sections[:before]
			r.run.Dropped.Add(0, "%s: %v", m.rel, err)
			failed = err
		}
	}
	if r.format == nil {
		return failed
	}
	return nil
}

func (w *Workspace) readMember(ctx context.Context, m member, emit func(*coverage.Section) error) (formats.Result, error) {
	file, err := w.openMember(ctx, m)
	if err != nil {
		return formats.Result{}, err
	}
	defer file.Close()
	return formats.Read(file, w.formatOf(m.rel), w.options.Limits, emit)
}

func (w *Workspace) openMember(ctx context.Context, m member) (io.ReadCloser, error) {
	file, err := os.Open(filepath.Join(w.root, filepath.FromSlash(m.rel)))
	if err != nil {
		return nil, fmt.Errorf("open the report: %w", err)
	}
	return contextReader{ctx, file}, nil
}

// resolve finds every section's file and sorts the sections by it; what cannot
// be found, or fits several files, is counted and left out.
func (r *reading) resolve(resolver *paths.Resolver) {
	kept := r.sections[:0]
	unresolved := map[string]bool{}
	for _, s := range r.sections {
		match, verdict := resolver.Resolve(&s.reported)
		if verdict != paths.Found {
			unresolved[s.reported.Path] = true
			continue
		}
		s.path = match.Path
		kept = append(kept, s)
	}
	clear(r.sections[len(kept):])
	slices.SortStableFunc(kept, func(a, b section) int { return cmp.Compare(a.path, b.path) })
	r.sections = kept
	r.run.Unresolved = len(unresolved)
	for p := range unresolved {
		r.run.Examples = append(r.run.Examples, p)
	}
	slices.Sort(r.run.Examples)
	r.run.Examples = slices.Clip(r.run.Examples[:min(len(r.run.Examples), maxExamples)])
}

// next takes the sections of the next source file off the reading and combines
// them, still encoded: nearly all of them say what they said before, which their
// hash tells without decoding.
func (r *reading) next() (path string, value []byte, err error) {
	n := 1
	for n < len(r.sections) && r.sections[n].path == r.sections[0].path {
		n++
	}
	same := r.sections[:n]
	r.sections = r.sections[n:]
	if n == 1 {
		return same[0].path, same[0].value, nil
	}
	value, err = r.combine(same)
	return same[0].path, value, err
}

func (r *reading) combine(sections []section) ([]byte, error) {
	merged := &coverage.File{}
	for _, s := range sections {
		o, err := store.DecodeObservation(s.value)
		if err != nil {
			return nil, err
		}
		merged = coverage.Merge(merged, o.File, r.format.Duplicates)
	}
	if r.format.Settle != nil {
		r.format.Settle(merged)
	}
	return store.EncodeObservation("", merged), nil
}

// contextReader ends a long read when nobody wants it any more. An archive is
// read at many places, which the file allows.
type contextReader struct {
	ctx context.Context
	*os.File
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.File.Read(p)
}

func (c contextReader) ReadAt(p []byte, off int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.File.ReadAt(p, off)
}

// describe turns an error of reading into words for a person.
func describe(name string, err error) coverage.Problem {
	p := coverage.Problem{Message: fmt.Sprintf("%s: %v", name, err), Hint: "run the tests again; what it said before is still shown"}
	var other *formats.NotReadable
	switch {
	case errors.Is(err, coverage.ErrEmpty):
		p.Hint = "the tool has not finished, or measured nothing: run the tests again"
	case errors.Is(err, coverage.ErrTruncated):
		p.Hint = "it is still being written, or its tool was killed: run the tests again"
	case errors.As(err, &other):
		plain := *other
		plain.Hint = ""
		p.Message, p.Hint = name+" is "+plain.Error(), other.Hint
	case errors.Is(err, coverage.ErrNotReport):
		p.Hint = "name it under exclude-reports in covls.yaml if it is meant to be there"
	case errors.Is(err, coverage.ErrLimit):
		p.Hint = "split the report, or leave generated code out of it"
	case errors.Is(err, os.ErrPermission):
		p.Hint = "make the file readable for you"
	}
	return p
}
