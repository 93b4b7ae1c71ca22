package formats

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/covls/covls/coverage"
)

// Zip archives, as a source of bytes. What an archive holds stands at its end,
// so it cannot be read as a stream; a file can be read anywhere, and what comes
// through a pipe is held in memory. Nothing is ever written to a disk, and no
// name in an archive is used as a path: ../../evil.info is a text like any other.

const (
	// mostEntries is how many entries are looked at. The HTML beside a report
	// has a page for every source file, so there may be thousands.
	mostEntries = 10_000
	// mostDirectory is how much of an archive is read to learn what it holds.
	// An entry takes some 120 bytes of it, and twice as many in memory.
	mostDirectory = 8 << 20
	// mostPiped is how large an archive may be that has to be held in memory.
	mostPiped = 256 << 20

	encrypted = 1 // a bit of an entry's flags
)

// What an entry is of which nobody can tell what it holds.
var (
	locked = &NotReadable{What: "an encrypted file", Hint: "unpack it: covls knows no passwords", packed: true}
	exotic = &NotReadable{What: "a file packed in a rare way", Hint: "pack it again with deflate, as zip does by default", packed: true}
)

// An archive is an open zip archive.
type archive struct {
	source  *source
	limits  coverage.Limits
	entries []*entry
	more    int   // entries that are not looked at
	total   int64 // bytes unpacked
	// over is set when total is beyond the limit: then nothing more is read.
	over error
}

// An entry is a file of an archive.
type entry struct {
	*zip.File
	reached int64 // how much of it was unpacked
}

// A source reads an archive anywhere, and counts.
type source struct {
	r io.ReaderAt
	counter
	most int64 // that may be read; 0 means any number
}

func (s *source) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.r.ReadAt(p, off)
	s.add(n, err)
	if s.most > 0 && s.n > s.most {
		return 0, &coverage.ReadError{Format: "zip", Err: coverage.ErrLimit, Detail: "it holds too many files"}
	}
	return n, err
}

// openArchive reads what an archive holds. w is r with its head read.
func openArchive(r io.Reader, w *wrapped, limits coverage.Limits) (*archive, error) {
	at, size, err := randomAccess(r, w)
	if err != nil {
		return nil, err
	}
	a := &archive{source: &source{r: at, most: mostDirectory}, limits: limits}
	directory, err := zip.NewReader(a.source, size)
	switch {
	case errors.Is(err, zip.ErrInsecurePath): // a name that would be bad to unpack to
	case errors.Is(err, zip.ErrFormat):
		return nil, &coverage.ReadError{Format: "zip", Err: coverage.ErrTruncated, Detail: "its directory, which comes last, is missing"}
	case err != nil:
		return nil, unpackError("zip", &a.source.counter, err)
	}
	a.source.most = 0
	for i, file := range directory.File {
		switch {
		case file.FileInfo().IsDir():
		case i >= mostEntries:
			a.more++
		default:
			a.entries = append(a.entries, &entry{File: file})
		}
	}
	return a, nil
}

// randomAccess gives an archive as something that can be read anywhere. Files
// and texts in memory can; all else is held in memory.
func randomAccess(r io.Reader, w *wrapped) (io.ReaderAt, int64, error) {
	if at, ok := r.(io.ReaderAt); ok {
		switch sized := r.(type) {
		case interface{ Size() int64 }:
			return at, sized.Size(), nil
		case interface{ Stat() (fs.FileInfo, error) }:
			if info, err := sized.Stat(); err == nil && info.Mode().IsRegular() {
				return at, info.Size(), nil
			}
		}
	}
	var all bytes.Buffer
	switch _, err := io.CopyN(&all, w, mostPiped+1); {
	case err == nil:
		return nil, 0, &coverage.ReadError{Format: "zip", Err: coverage.ErrLimit, Detail: fmt.Sprintf("an archive that is no file may have %d MiB at most", mostPiped>>20)}
	case !errors.Is(err, io.EOF):
		return nil, 0, fmt.Errorf("reading the report: %w", err)
	}
	return bytes.NewReader(all.Bytes()), int64(all.Len()), nil
}

// open gives an entry's text, like open for a report of its own.
func (a *archive) open(e *entry) (io.ReadCloser, error) {
	if e.Flags&encrypted != 0 {
		return nil, locked
	}
	from := a.source.n
	raw, err := e.Open()
	switch {
	case errors.Is(err, zip.ErrAlgorithm):
		return nil, exotic
	case err != nil:
		return nil, unpackError("zip", &a.source.counter, err)
	}
	unpacked := &bounded{r: raw, most: a.limits.Size, packed: &a.source.counter, from: from, name: "zip"}
	text, err := open(a.metered(e, unpacked), a.limits)
	if err != nil {
		raw.Close()
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{a.metered(e, text), raw}, nil
}

// A meter counts what is unpacked of an archive, once, however often an entry is
// read and however many layers it has.
type meter struct {
	a *archive
	e *entry
	r io.Reader
	n int64
}

func (a *archive) metered(e *entry, r io.Reader) *meter { return &meter{a: a, e: e, r: r} }

func (m *meter) Read(p []byte) (int, error) {
	if m.a.over != nil {
		return 0, m.a.over
	}
	n, err := m.r.Read(p)
	m.n += int64(n)
	if m.n > m.e.reached {
		m.a.total += m.n - m.e.reached
		m.e.reached = m.n
	}
	if m.a.total > m.a.limits.Size {
		m.a.over = &coverage.ReadError{Format: "zip", Err: coverage.ErrLimit, Detail: fmt.Sprintf("it unpacks to more than %d bytes", m.a.limits.Size)}
		return 0, m.a.over
	}
	return n, err
}

// fatal is what ends the reading of all entries: too much data, or a disk that
// cannot be read.
func (a *archive) fatal() error {
	if a.over != nil {
		return a.over
	}
	return a.source.err
}
