package config

import (
	"bytes"
	"fmt"
	"strings"
)

// INI files as Python's configparser reads them: a value goes on over the lines
// that are indented deeper than its key, comments have lines of their own, and
// keys do not depend on case.

// prefix is what sections of coverage.py are called in files that it shares with
// others.
const prefix = "coverage:"

func readINI(data []byte, own bool) (*file, error) {
	r := ini{own: own, out: &file{}}
	number := 0
	for line := range strings.Lines(string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))) {
		number++
		if err := r.line(strings.TrimRight(line, " \t\r\n\f\v")); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	r.finish()
	return r.out, nil
}

// An ini is the state of one reading.
type ini struct {
	own     bool
	out     *file
	section string // of coverage.py, or empty
	inside  bool   // a section has begun
	indent  int    // of the key whose value goes on
	open    bool
	current value
}

func (r *ini) line(line string) error {
	text := strings.TrimLeft(line, " \t")
	indent := len(line) - len(text)
	switch {
	case text == "":
		if r.open {
			r.current.text += "\n"
		}
		return nil
	case text[0] == '#' || text[0] == ';':
		return nil
	case r.open && indent > r.indent:
		r.current.text += "\n" + text
		return nil
	}
	r.finish()
	if text[0] == '[' {
		end := strings.IndexByte(text, ']')
		if end < 0 {
			return fmt.Errorf("the section %q is not closed", text)
		}
		r.begin(text[1:end])
		return nil
	}
	if !r.inside {
		return fmt.Errorf("%q stands before the first section", text)
	}
	i := strings.IndexAny(text, "=:")
	if i < 1 {
		return fmt.Errorf("%q is no setting: it has no = and no colon", text)
	}
	r.open, r.indent = true, indent
	r.current = value{key: strings.ToLower(strings.TrimSpace(text[:i])), text: strings.TrimSpace(text[i+1:])}
	return nil
}

// begin enters a section. In its own file coverage.py leaves the prefix out.
func (r *ini) begin(section string) {
	r.inside = true
	name, ours := strings.CutPrefix(section, prefix)
	if !ours && !r.own {
		name = ""
	}
	r.section = name
}

// finish keeps the value that was being read.
func (r *ini) finish() {
	if r.open && r.section != "" {
		r.out.add(r.section, r.current)
	}
	r.open = false
}
