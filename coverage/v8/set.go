package v8

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/covls/covls/coverage"
)

// The folder that NODE_V8_COVERAGE names: a file for every process and worker.
// Most of them ran the same scripts, so their ranges are added up file by file
// and never held twice. Source maps are read in a second pass, one at a time,
// when it is known which scripts there are.

// ReadSet reads the files of one run: see coverage.Format. A process that was
// killed leaves half a file; that one is dropped, and the rest is used.
func ReadSet(files []coverage.Input, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	w := newWriter(limits, emit)
	t := totals{versions: map[string][]*version{}}
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b coverage.Input) int {
		return cmp.Or(cmp.Compare(writtenAt(a.Name), writtenAt(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	mapped := files[:0] // those with source maps
	good := 0
	var failed error
	for _, file := range files {
		scripts, maps, err := readScripts(file, w)
		if err == nil {
			err = t.add(scripts)
		}
		switch {
		case err == nil:
			good++
			if maps {
				mapped = append(mapped, file)
			}
		case errors.Is(err, coverage.ErrLimit):
			return w.info, err
		default:
			failed = err
			w.info.Dropped.Add(0, "%s: %v", file.Name, err)
		}
	}
	if good == 0 && failed != nil {
		return w.info, failed
	}
	return w.info, t.write(mapped, w)
}

// writtenAt is the time in a file's name, coverage-<pid>-<ms>-<thread>.json, in
// milliseconds; 0 for other names.
func writtenAt(name string) int64 {
	parts := strings.Split(name, "-")
	if len(parts) != 4 {
		return 0
	}
	ms, _ := strconv.ParseInt(parts[2], 10, 64)
	return ms
}

// readScripts reads a file's scripts and says whether it has source maps, which
// it passes over.
func readScripts(file coverage.Input, out *writer) (scripts []*script, maps bool, err error) {
	var w waiting
	var r *reader
	err = open(file, out, func(opened *reader) {
		r = opened
		r.keep, r.complete = w.add, w.add
	})
	return w.scripts, r != nil && r.maps, err
}

// open reads a file as far as set up.
func open(file coverage.Input, w *writer, setUp func(*reader)) error {
	content, err := file.Open()
	if err != nil {
		return fmt.Errorf("opening it: %w", err)
	}
	defer content.Close()
	r := newReader(content, w.limits, &w.info.Dropped)
	setUp(r)
	return r.document()
}

// totals are the sums of all files so far.
type totals struct {
	versions map[string][]*version // by URL, the newest last
	order    []string
	ranges   int
}

// A version is one text of a script: a build may have run between processes.
type version struct {
	*script
	size uint32 // 0 while no process said how long the text is
}

// add adds up the scripts of one more file.
func (t *totals) add(scripts []*script) error {
	for _, s := range scripts {
		v := t.version(s)
		if v.script == nil {
			v.script = merge([]*script{s})
		} else {
			t.ranges -= v.ranges()
			v.script = merge([]*script{v.script, s})
		}
		if t.ranges += v.ranges(); t.ranges > mostRanges {
			return tooManyRanges()
		}
	}
	return nil
}

// version finds the text that a process ran among those seen, and makes it the
// newest.
func (t *totals) version(s *script) *version {
	size := s.length()
	known := t.versions[s.url]
	if known == nil {
		t.order = append(t.order, s.url)
	}
	i := slices.IndexFunc(known, func(v *version) bool { return v.size == size || v.size == 0 || size == 0 })
	if i < 0 {
		v := &version{size: size}
		t.versions[s.url] = append(known, v)
		return v
	}
	v := known[i]
	v.size = max(v.size, size)
	t.versions[s.url] = append(slices.Delete(known, i, i+1), v)
	return v
}

// write emits the newest version of every script, first those for which one of
// the files has a source map, as the map comes along.
func (t *totals) write(files []coverage.Input, w *writer) error {
	left := map[string]*script{}
	for _, url := range t.order {
		versions := t.versions[url]
		left[url] = versions[len(versions)-1].script
		if n := len(versions) - 1; n > 0 {
			w.info.Dropped.Add(0, "%s: processes ran %d older versions of it, which are left out", url, n)
		}
	}
	for i := len(files) - 1; i >= 0; i-- {
		err := open(files[i], w, func(r *reader) {
			r.mapped = func(url string, o origin) error {
				s := left[url]
				if s == nil {
					return nil
				}
				delete(left, url)
				return w.script(o.of(s))
			}
		})
		if err != nil {
			return err
		}
	}
	for _, url := range t.order {
		if s := left[url]; s != nil {
			if err := w.script(s); err != nil {
				return err
			}
		}
	}
	return nil
}
