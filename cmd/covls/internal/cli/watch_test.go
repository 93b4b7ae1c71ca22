package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/lsp"
)

// write makes a file complete in one step, as good tools do.
func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path+".part", []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		t.Fatal(err)
	}
}

// A watcher is `covls watch` in this process. Reading a line of it waits until
// there is one.
type watcher struct {
	t     *testing.T
	lines *bufio.Scanner
	stop  context.CancelFunc
	code  chan int
}

func startWatch(t *testing.T, args ...string) *watcher {
	t.Setenv("COVLS_CACHE_DIR", t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	read, written := io.Pipe()
	w := &watcher{t, bufio.NewScanner(read), stop, make(chan int, 1)}
	a := &app{voice: newVoice(written, io.Discard), now: time.Now}
	go func() {
		code := a.run(ctx, args)
		written.Close()
		w.code <- code
	}()
	return w
}

func (w *watcher) line() string {
	w.t.Helper()
	if !w.lines.Scan() {
		w.t.Fatalf("watch ended with exit code %d", <-w.code)
	}
	return w.lines.Text()
}

func (w *watcher) end() {
	w.t.Helper()
	w.stop()
	for w.lines.Scan() {
		w.t.Errorf("unexpected %q", w.lines.Text())
	}
	if code := <-w.code; code != 0 {
		w.t.Errorf("an interrupted watch exits %d", code)
	}
}

func TestWatchAppendsWhatChanges(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.c"), "int a;\nint b;\n")
	write(t, filepath.Join(dir, "lcov.info"), "SF:a.c\nDA:1,0\nDA:2,0\nend_of_record\n")
	w := startWatch(t, "-C", dir, "watch")
	if got := w.line(); !strings.HasSuffix(got, "lines 0.0% (0/2) in 1 file") {
		t.Errorf("first line %q", got)
	}
	write(t, filepath.Join(dir, "lcov.info"), "SF:a.c\nDA:1,4\nDA:2,0\nend_of_record\n")
	if got := w.line(); !strings.HasSuffix(got, "lines 50.0% (1/2) in 1 file") {
		t.Errorf("after the change: %q", got)
	}
	if got := w.line(); got != "  a.c 0.0% (0/2) → 50.0% (1/2)" {
		t.Errorf("what changed: %q", got)
	}
	w.end()
}

func TestWatchInJSON(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.c"), "int a;\n")
	write(t, filepath.Join(dir, "lcov.info"), "SF:a.c\nDA:1,0\nend_of_record\n")
	w := startWatch(t, "-C", dir, "watch", "--json")
	var first, second pictureDocument
	if err := json.Unmarshal([]byte(w.line()), &first); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "lcov.info"), "SF:a.c\nDA:1,9\nend_of_record\n")
	if err := json.Unmarshal([]byte(w.line()), &second); err != nil {
		t.Fatal(err)
	}
	w.end()
	if first.Schema != 1 || first.Totals.Lines != (coverage.Ratio{Total: 1}) || len(first.Changed) != 0 {
		t.Errorf("first: %+v", first)
	}
	if second.Generation <= first.Generation || len(second.Changed) != 1 || second.Changed[0].Path != "a.c" ||
		second.Changed[0].After.Lines != (coverage.Ratio{Covered: 1, Total: 1}) {
		t.Errorf("second: %+v", second)
	}
}

func TestMailboxKeepsTheNewest(t *testing.T) {
	m := newMailbox()
	m.put(lsp.Event{Done: 1})
	m.put(lsp.Event{Done: 2}) // does not wait for anybody
	<-m.flag
	m.put(lsp.Event{Done: 3}) // while somebody is on the way to it
	if e, ok := m.empty(); !ok || e.Done != 3 {
		t.Errorf("inside was %+v, %v", e, ok)
	}
	<-m.flag
	if e, ok := m.empty(); ok {
		t.Errorf("%+v came out a second time", e)
	}
}

// A terminal sees the picture redrawn in place: what is printed goes up as many
// rows as stand there, and clears them.
func TestRedraw(t *testing.T) {
	var out bytes.Buffer
	a := &app{voice: newVoice(&out, io.Discard), now: func() time.Time { return noon }}
	a.out.interactive, a.out.fd = true, -1 // a terminal that does not tell its size
	t.Setenv("NO_COLOR", "1")
	s := &screen{app: a, picture: picture{root: "/p"}}
	for range 2 {
		if err := s.redraw(); err != nil {
			t.Fatal(err)
		}
	}
	picture := "\r\x1b[J" + "workspace /p\nno coverage report found: run your tests with coverage\n"
	if want := picture + "\x1b[2A" + picture; out.String() != want {
		t.Errorf("%q, want %q", &out, want)
	}
}

func TestProgressIsForTerminals(t *testing.T) {
	for _, interactive := range []bool{false, true} {
		var out bytes.Buffer
		p := newProgress(terminal{Writer: &out, interactive: interactive, fd: -1})
		p.report("coverage/lcov.info", 0, 2)
		p.shown = true // as after the delay
		p.report("x\x1by.info", 1, 2)
		p.end()
		p.report("late.info", 1, 2)
		want := ""
		if interactive {
			want = "\rindexing 2 of 2: x y.info\x1b[K\r\x1b[K"
		}
		if out.String() != want {
			t.Errorf("interactive %v: %q, want %q", interactive, &out, want)
		}
	}
}
