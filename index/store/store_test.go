package store

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
)

func open(t *testing.T, path, root string) *DB {
	t.Helper()
	db, err := Open(path, root, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// put makes one version of a name current, with one line a file.
func put(t *testing.T, db *DB, name Name, hits map[string]uint64, gone ...Ref) {
	t.Helper()
	batch := db.Begin(name.ID, name.Seq)
	var files []File
	for path, n := range hits {
		f := &coverage.File{Lines: []coverage.Line{{Number: 1, Hits: n}}}
		id := db.PathID(path)
		if err := batch.Put(id, EncodeObservation("content", f)); err != nil {
			t.Fatal(err)
		}
		ref := FileRef{Name: name.ID, Seq: name.Seq, Content: "content", Source: Stamp{Size: 1, MTime: 2, Inode: 3}, Raw: 4, Lines: f.Summary().Lines}
		files = append(files, File{ID: id, Path: path, Refs: []FileRef{ref}, Summary: f.Summary()})
	}
	run := Run{Format: "lcov", Time: 5, Files: len(hits)}
	if err := batch.Commit(Commit{Name: name, Run: &run, Files: files, Gone: gone}); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, db *DB) State {
	t.Helper()
	s, err := db.Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	db := open(t, path, "/w")
	id, err := db.NewName()
	if err != nil {
		t.Fatal(err)
	}
	name := Name{ID: id, Name: "lcov.info", Seq: 1, Members: map[string]Stamp{"lcov.info": {Size: 9, MTime: 8}}}
	put(t, db, name, map[string]uint64{"a.c": 1, "b/c.c": 0})
	before := load(t, db)
	db.Close()

	db = open(t, path, "/w")
	after := load(t, db)
	if !reflect.DeepEqual(before, after) {
		t.Errorf("after reopening:\n%+v\nwant\n%+v", after, before)
	}
	if len(after.Files) != 2 || after.Runs[id].Format != "lcov" || !reflect.DeepEqual(after.Names[0], name) {
		t.Errorf("loaded %+v", after)
	}
	pathID, _ := db.LookupPath("b/c.c")
	o, found, err := db.Observation(Ref{pathID, id, 1})
	if err != nil || !found || o.Content != "content" || len(o.File.Lines) != 1 {
		t.Errorf("observation %+v, found %v, %v", o, found, err)
	}
}

// Two worktrees share an index and its paths, and not what is on their disks.
func TestWorktreesAreApart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	db := open(t, path, "/one")
	id, _ := db.NewName()
	put(t, db, Name{ID: id, Name: "lcov.info", Seq: 1}, map[string]uint64{"a.c": 1})
	db.Close()
	db = open(t, path, "/two")
	if s := load(t, db); len(s.Names) != 0 || len(s.Files) != 0 {
		t.Errorf("the other worktree sees %+v", s)
	}
	if _, known := db.LookupPath("a.c"); !known {
		t.Error("the other worktree does not share the path ids")
	}
}

// What a snapshot of the version before may still read survives one commit, and
// goes with the next.
func TestSupersededObservationsGoLate(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "index.db"), "/w")
	id, _ := db.NewName()
	name := Name{ID: id, Name: "r", Seq: 1}
	put(t, db, name, map[string]uint64{"a": 1, "b": 1})
	a, _ := db.LookupPath("a")
	b, _ := db.LookupPath("b")
	name.Seq = 2
	put(t, db, name, map[string]uint64{"a": 2}, Ref{a, id, 1}, Ref{b, id, 1})
	for _, ref := range []Ref{{a, id, 1}, {b, id, 1}} {
		if _, found, err := db.Observation(ref); !found || err != nil {
			t.Errorf("%v is gone one commit later: %v, %v", ref, found, err)
		}
	}
	name.Seq = 3
	put(t, db, name, map[string]uint64{"a": 3}, Ref{a, id, 2})
	for _, ref := range []Ref{{a, id, 1}, {b, id, 1}, {b, id, 2}} {
		if _, found, _ := db.Observation(ref); found {
			t.Errorf("%v is still there two commits later", ref)
		}
	}
	if _, found, _ := db.Observation(Ref{a, id, 2}); !found {
		t.Error("the version before went too early")
	}
}

// A write that was interrupted before its last transaction leaves no trace.
func TestInterruptedWriteIsUndone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	db := open(t, path, "/w")
	id, _ := db.NewName()
	name := Name{ID: id, Name: "r", Seq: 1}
	put(t, db, name, map[string]uint64{"a": 1, "b": 0})
	want := load(t, db)

	batch := db.Begin(id, 2)
	a, _ := db.LookupPath("a")
	newFile := &coverage.File{Lines: []coverage.Line{{Number: 7}}}
	for _, pathID := range []uint32{a, db.PathID("new")} {
		if err := batch.Put(pathID, EncodeObservation("", newFile)); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Flush(); err != nil {
		t.Fatal(err)
	}
	db.Close() // and nobody commits

	db = open(t, path, "/w")
	got := load(t, db)
	for i := range got.Files {
		// The rebuilt state does not know what the sources looked like.
		got.Files[i].Refs[0].Source, got.Files[i].Refs[0].Raw = want.Files[i].Refs[0].Source, want.Files[i].Refs[0].Raw
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("after the interruption:\n%+v\nwant\n%+v", got, want)
	}
	if _, found, _ := db.Observation(Ref{a, id, 2}); found {
		t.Error("an uncommitted observation can be read")
	}
}

func TestForget(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "index.db"), "/w")
	id, _ := db.NewName()
	name := Name{ID: id, Name: "r", Seq: 1}
	put(t, db, name, map[string]uint64{"a": 1})
	a, _ := db.LookupPath("a")
	if err := db.Begin(id, 2).Commit(Commit{Name: name, Files: []File{{ID: a, Path: "a"}}, Gone: []Ref{{a, id, 1}}}); err != nil {
		t.Fatal(err)
	}
	if s := load(t, db); len(s.Names)+len(s.Files)+len(s.Runs) != 0 {
		t.Errorf("left after forgetting: %+v", s)
	}
}

func TestGenerationsNeverRepeat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	var last int64
	for range 3 {
		db := open(t, path, "/w")
		first, n, err := db.ReserveGenerations()
		if err != nil || first < last || n < 1 {
			t.Fatalf("reserved %d+%d after %d: %v", first, n, last, err)
		}
		last = first + n
		db.Close()
	}
}

func TestLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	open(t, path, "/w")
	if _, err := Open(path, "/w", 0); !errors.Is(err, ErrLocked) {
		t.Errorf("a second Open gives %v, want %v", err, ErrLocked)
	}
}

func TestDamagedFiles(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.db")
	db := open(t, good, "/w")
	id, _ := db.NewName()
	put(t, db, Name{ID: id, Name: "r", Seq: 1}, map[string]uint64{"a": 1})
	db.Close()
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"text":      []byte("hello, I am no index\n"),
		"zeros":     make([]byte, len(content)),
		"truncated": content[:len(content)/4],
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if db, err := Open(path, "/w", 0); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Open gives %v, %v; want %v", name, db, err, ErrDamaged)
		}
	}
}

func TestFileModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	open(t, filepath.Join(dir, "index.db"), "/w")
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "index.db"): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
}
