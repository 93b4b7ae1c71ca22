package gcov

import (
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/gcovjson"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// gcov's JSON: a document for each object file, in files of their own or, with
// --stdout, one a line. Where the compiler ran is said once a document, up to
// GCC 13 behind the files, so files whose paths need it wait. They are those of
// one unit without the system's headers, whose paths are absolute.

// A document is one document's state.
type document struct {
	*sections
	*gcovjson.Reader
	roots   []string           // where the compiler ran
	waiting []coverage.Section // relative paths, before that was said
	records int                // in waiting
	gcc     bool               // the document says that it is gcov's
}

func (s *sections) readJSON(in io.Reader) error {
	scanner := jsonscan.New(in, name, s.limits)
	files := gcovjson.NewReader(scanner, name, s.limits)
	for more, err := true, error(nil); more; {
		d := document{sections: s, Reader: files}
		if err = d.read(); err == nil {
			more, err = scanner.More()
		}
		s.info.Dropped = files.Dropped
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *document) read() error {
	err := d.Members(func(key []byte) error {
		switch string(key) {
		case "gcc_version":
			d.gcc = true
		case "current_working_directory":
			text, ok, err := d.Text()
			if ok && len(text) > 0 {
				d.roots = []string{string(text)}
			}
			return err
		case "files":
			return d.Elements(d.file)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !d.gcc:
		return &coverage.ReadError{Format: name, Offset: d.Offset(), Err: coverage.ErrNotReport, Detail: "a document without gcc_version"}
	}
	for i := range d.waiting {
		d.waiting[i].Roots = d.roots
		if err := d.emit(&d.waiting[i]); err != nil {
			return err
		}
	}
	return nil
}

func (d *document) file(int) error {
	path, f, err := d.File()
	switch {
	case err != nil:
		return err
	case path == "":
		d.Dropped.Add(0, "a source file without a name")
		return nil
	case path[0] == '/' || d.roots != nil:
		return d.emit(&coverage.Section{Path: path, Roots: d.roots, File: *f})
	}
	d.records += len(f.Lines) + len(f.Branches) + len(f.Functions)
	if d.records > d.limits.Records {
		return &coverage.ReadError{Format: name, Offset: d.Offset(), Err: coverage.ErrLimit, Detail: "too many records for one unit"}
	}
	d.waiting = append(d.waiting, coverage.Section{Path: path, File: *f.Clone()})
	return nil
}
