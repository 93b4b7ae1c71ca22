package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// A terminal is one of the process's streams and what is known of whoever
// reads it. When that is a file or a pipe there are no colours, no progress and
// no redrawing, and lines are as long as they are.
type terminal struct {
	io.Writer
	interactive bool
	fd          int
}

func newTerminal(w io.Writer) terminal {
	t := terminal{Writer: w}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		// A dumb terminal (Emacs' compilation buffer, some CI logs) shows escape
		// sequences as they are.
		t.interactive, t.fd = os.Getenv("TERM") != "dumb", int(f.Fd())
	}
	return t
}

// size gives the terminal's columns and rows; 0, 0 means without bounds.
func (t terminal) size() (columns, rows int) {
	if !t.interactive {
		return 0, 0
	}
	columns, rows, err := term.GetSize(t.fd)
	if err != nil {
		return 0, 0
	}
	return columns, rows
}

// palette is what the stream's reader can see (https://no-color.org: set, and
// not empty).
func (t terminal) palette() palette {
	return palette(t.interactive && os.Getenv("NO_COLOR") == "")
}

// A palette colours text, or leaves it alone.
type palette bool

func (p palette) paint(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p palette) green(s string) string  { return p.paint("32", s) }
func (p palette) yellow(s string) string { return p.paint("33", s) }
func (p palette) red(s string) string    { return p.paint("31", s) }
func (p palette) dim(s string) string    { return p.paint("2", s) }
func (p palette) bold(s string) string   { return p.paint("1", s) }
