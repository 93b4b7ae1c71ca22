package gocover

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
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
	p := &reader{limits: limits.OrDefault(), emit: emit, seed: maphash.MakeSeed(), files: map[uint64]struct{}{}}
	lines := bufio.NewReaderSize(r, longestLine)
	for {
		line, err := lines.ReadSlice('\n')
		p.size += int64(len(line))
		p.line++
		if p.size > p.limits.Size {
			return p.info, p.fail(coverage.ErrLimit, fmt.Sprintf("it has more than %d bytes", p.limits.Size))
		}
		var failed error
		switch {
		case err == nil || errors.Is(err, io.EOF):
			failed = p.record(line, err != nil)
		case errors.Is(err, bufio.ErrBufferFull):
			failed = p.skip(lines)
		default:
			return p.info, p.fail(err, "")
		}
		if failed != nil {
			return p.info, failed
		}
		if errors.Is(err, io.EOF) {
			return p.info, p.end()
		}
	}
}

// A reader is the state of one Read.
type reader struct {
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	info    coverage.ReadInfo
	section coverage.Section
	line    int
	size    int64
	began   bool // a mode line was seen
	counts  bool // the mode counts
	open    bool // section has a file
	blocks  int  // of the section
	span    int  // lines that blocks of the report touch, each block by itself
	all     int  // blocks of the report
	// files are the hashes of the source files, which are fewer than the
	// sections: -coverpkg repeats each for every test binary.
	files map[uint64]struct{}
	seed  maphash.Seed
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
	file, s, ok := parseBlock(line)
	switch {
	case !ok && cut:
		return p.fail(coverage.ErrTruncated, "the last line is incomplete")
	case !ok, s.Line < 1, s.EndLine < s.Line, s.EndLine > coverage.MaxLine, len(file) > p.limits.StringSize, bytes.IndexByte(file, 0) >= 0:
		const shown = 80
		p.info.Dropped.Add(p.line, "cannot read %q", line[:min(len(line), shown)])
		return nil
	}
	return p.block(file, s)
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

// block adds one block. One without statements (an empty body) is no statement
// of any kind, but its file is there.
func (p *reader) block(file []byte, s coverage.Statement) error {
	if !p.open || p.section.Path != string(file) {
		if err := p.flush(); err != nil {
			return err
		}
		p.open = true
		p.section.Path = string(file)
		p.section.Kind = pathKind(p.section.Path)
	}
	p.blocks++
	p.all++
	if p.blocks > p.limits.Records {
		return p.fail(coverage.ErrLimit, fmt.Sprintf("a source file has more than %d blocks", p.limits.Records))
	}
	if s.Weight == 0 {
		return nil
	}
	if !p.counts {
		s.Executed, s.Hits = s.Hits > 0, 0
	}
	// A block's lines are written out one by one, so that thirty bytes can ask
	// for ten million of them. Real blocks have three or four.
	const atFirst, each = 1 << 20, 64
	if p.span += int(s.EndLine - s.Line + 1); p.span > atFirst+each*p.all {
		return p.fail(coverage.ErrLimit, fmt.Sprintf("%d blocks span %d lines", p.all, p.span))
	}
	p.section.File.Statements = append(p.section.File.Statements, s)
	return nil
}

// flush emits the section that was being read.
func (p *reader) flush() error {
	if !p.open {
		return nil
	}
	f := &p.section.File
	f.Sort(coverage.Sum)
	NaiveLines(f)
	p.info.Sections++
	p.files[maphash.String(p.seed, p.section.Path)] = struct{}{}
	if len(p.files) > p.limits.Sections {
		return p.fail(coverage.ErrLimit, fmt.Sprintf("it speaks of more than %d source files", p.limits.Sections))
	}
	err := p.emit(&p.section)
	f.Reset()
	p.open, p.blocks = false, 0
	return err
}

// end finishes a report that was read to its end.
func (p *reader) end() error {
	if !p.began {
		return p.fail(coverage.ErrEmpty, "")
	}
	return p.flush()
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
