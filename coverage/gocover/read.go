package gocover

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
)

// longestLine bounds a line of a profile: a file name of the greatest length,
// and the numbers behind it. Longer ones are dropped as they come.
const longestLine = 1 << 20

// Read reads a profile: see coverage.Reader. A section is a run of blocks of
// one file, of which a profile may have several. Mode lines may come again at
// any place, as they do where profiles were concatenated, and hold for what
// follows them.
//
// A profile whose mode is none of the known ones is refused: whether its
// numbers are counts is anybody's guess.
func Read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	p := &reader{limits: limits.OrDefault()}
	p.sections = NewSections(limits, emit, p.fail)
	err := p.all(r)
	p.info.Sections = p.sections.Emitted()
	return p.info, err
}

// A reader is the state of one Read.
type reader struct {
	limits   coverage.Limits
	sections *Sections
	info     coverage.ReadInfo
	line     int
	size     int64
	began    bool // a mode line was seen
	counts   bool // the mode counts
}

// all reads the profile to its end.
func (p *reader) all(r io.Reader) error {
	lines := bufio.NewReaderSize(r, longestLine)
	for {
		line, err := lines.ReadSlice('\n')
		p.size += int64(len(line))
		p.line++
		if p.size > p.limits.Size {
			return p.fail(coverage.ErrLimit, fmt.Sprintf("it has more than %d bytes", p.limits.Size))
		}
		var failed error
		switch {
		case err == nil || errors.Is(err, io.EOF):
			failed = p.record(line, err != nil)
		case errors.Is(err, bufio.ErrBufferFull):
			failed = p.skip(lines)
		default:
			return p.fail(err, "")
		}
		if failed != nil {
			return failed
		}
		if errors.Is(err, io.EOF) {
			return p.end()
		}
	}
}

// record reads one line; cut says that it has no line break.
func (p *reader) record(line []byte, cut bool) error {
	line = bytes.TrimRight(line, "\r\n")
	if len(bytes.TrimSpace(line)) == 0 {
		return nil
	}
	if word, ok := modeWord(line); ok {
		return p.mode(word, cut)
	}
	if !p.began {
		if cut && bytes.HasPrefix([]byte("mode:"), line) {
			return p.fail(coverage.ErrTruncated, "the mode line is incomplete")
		}
		return p.fail(coverage.ErrNotReport, "it does not begin with a mode line")
	}
	file, b, ok := parseBlock(line)
	switch {
	case !ok && cut:
		return p.fail(coverage.ErrTruncated, "the last line is incomplete")
	case !ok || !p.sections.AcceptsFile(file) || !p.sections.AcceptsBlock(b):
		const shown = 80
		p.info.Dropped.Add(p.line, "cannot read %q", line[:min(len(line), shown)])
		return nil
	}
	if err := p.sections.File(file); err != nil {
		return err
	}
	return p.sections.Block(b, p.counts)
}

// mode takes the mode from a mode line on.
func (p *reader) mode(word []byte, cut bool) error {
	counts, known := modes[string(word)]
	if !known {
		if cut {
			return p.fail(coverage.ErrTruncated, "the mode line is incomplete")
		}
		const shown = 40
		return p.fail(coverage.ErrSyntax, fmt.Sprintf("the mode %q is none of set, count and atomic", word[:min(len(word), shown)]))
	}
	p.began, p.counts = true, counts
	return nil
}

// end finishes a report that was read to its end.
func (p *reader) end() error {
	if !p.began {
		return p.fail(coverage.ErrEmpty, "")
	}
	return p.sections.Flush()
}

// skip drops the rest of a line that is too long.
func (p *reader) skip(lines *bufio.Reader) error {
	if !p.began {
		return p.fail(coverage.ErrNotReport, "it does not begin with a mode line")
	}
	p.info.Dropped.Add(p.line, "a line of more than %d bytes", longestLine)
	for {
		rest, err := lines.ReadSlice('\n')
		p.size += int64(len(rest))
		switch {
		case p.size > p.limits.Size:
			return p.fail(coverage.ErrLimit, fmt.Sprintf("it has more than %d bytes", p.limits.Size))
		case err == nil, errors.Is(err, io.EOF):
			return nil // an end is met again by the next read
		case !errors.Is(err, bufio.ErrBufferFull):
			return p.fail(err, "")
		}
	}
}

func (p *reader) fail(err error, detail string) error {
	return &coverage.ReadError{Format: name, Line: p.line, Detail: detail, Err: err}
}
