package lsp

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"go.lsp.dev/uri"
)

// twoFolders are a repository and another inside it, with the sample in both.
func twoFolders() *memorySource {
	source := newMemorySource("/ws/outer", "/ws/outer/inner")
	source.workspaces["/ws/outer"].put("calc.go", sampleObservations()...)
	source.workspaces["/ws/outer"].put("inner/calc.go", sampleObservations()[0])
	source.workspaces["/ws/outer/inner"].put("calc.go", sampleObservations()[1])
	return source
}

func TestNearestFolderWins(t *testing.T) {
	const inner = "file:///ws/outer/inner/calc.go"
	const ofInner = "4:covered+128×1 5:covered+128×1 8:uncovered"
	source := twoFolders()
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", "/ws/outer")
		d.open(inner, sampleText)
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleLines {
			t.Errorf("one folder: %s, want %s", got, sampleLines)
		}
		event := `{"event":{"%s":[{"uri":"file:///ws/outer/inner","name":"inner"}],"%s":[]}}`
		d.notify("workspace/didChangeWorkspaceFolders", fmt.Sprintf(event, "added", "removed"))
		if got := lines(t, d.one(methodPublishCoverage)); got != ofInner {
			t.Errorf("a nearer folder came: %s, want %s", got, ofInner)
		}
		d.notify("workspace/didChangeWorkspaceFolders", fmt.Sprintf(event, "removed", "added"))
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleLines {
			t.Errorf("it went: %s, want %s", got, sampleLines)
		}
		if source.open != 1 {
			t.Errorf("%d workspaces are open, want 1", source.open)
		}
		source.workspaces["/ws/outer/inner"].put("calc.go")
		synctest.Wait()
		if got := d.sent(methodPublishCoverage); len(got) != 0 {
			t.Errorf("a removed folder still speaks: %s", got)
		}
	})
}

func TestRemovedFolderClears(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		d.one(methodPublishCoverage)
		d.notify("workspace/didChangeWorkspaceFolders", `{"event":{"added":[],"removed":[{"uri":"file:///ws/calc","name":""}]}}`)
		if got := lines(t, d.one(methodPublishCoverage)); got != "" {
			t.Errorf("published %s", got)
		}
	})
}

// What comes while a folder is being opened waits for that folder, and nothing
// else does.
func TestSlowFolder(t *testing.T) {
	source := sampleSource()
	sit(t, source, func(d *desk) {
		source.gate = make(chan struct{})
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		if got := d.sent(methodPublishCoverage); len(got) != 0 {
			t.Errorf("published before anything is known: %s", got)
		}
		if got := d.call("textDocument/hover", at("file:///elsewhere/x.go", 0, 0)); got != "null" {
			t.Errorf("hover elsewhere: %s", got)
		}
		answers := make(chan string, 1)
		go func() { answers <- d.call(methodFileCoverage, on(sampleURI)) }()
		synctest.Wait()
		select {
		case got := <-answers:
			t.Errorf("answered %s before the folder was open", got)
		default:
		}
		close(source.gate)
		if got := lines(t, <-answers); got != sampleLines {
			t.Errorf("answered %s, want %s", got, sampleLines)
		}
		synctest.Wait()
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleLines {
			t.Errorf("published %s, want %s", got, sampleLines)
		}
	})
}

// A session that ends while a folder is being opened takes the opening back.
func TestEndWhileOpening(t *testing.T) {
	source := sampleSource()
	sit(t, source, func(d *desk) {
		source.gate = make(chan struct{})
		d.initialize(covlsClient, "", sampleRoot)
		d.notify("workspace/didChangeWorkspaceFolders", `{"event":{"added":[],"removed":[{"uri":"file:///ws/calc","name":""}]}}`)
		d.notify("workspace/didChangeWorkspaceFolders", `{"event":{"removed":[],"added":[{"uri":"file:///ws/calc","name":""}]}}`)
	})
}

func TestFolderThatCannotBeOpened(t *testing.T) {
	sit(t, newMemorySource(), func(d *desk) {
		d.initialize(covlsClient, "", "/ws/locked")
		if got := d.one(methodStatus); !strings.Contains(got, `"state":"problem"`) || !strings.Contains(got, errNoWorkspace.Error()) {
			t.Errorf("status %s", got)
		}
		d.open("file:///ws/locked/a.go", "x")
		if got := d.call(methodFileCoverage, on("file:///ws/locked/a.go")); got != "null" {
			t.Errorf("coverage %s", got)
		}
		if got := d.call(methodSummary, `{}`); got != "null" {
			t.Errorf("summary %s", got)
		}
	})
}

func TestRootURI(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.call("initialize", `{"rootUri":"file:///ws/calc","capabilities":{`+covlsClient+`}}`)
		d.notify("initialized", `{}`)
		d.open(sampleURI, sampleText)
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleLines {
			t.Errorf("published %s, want %s", got, sampleLines)
		}
	})
}

// A folder below the workspace's root, through a symbolic link: names are the
// workspace's, URIs the editor's.
func TestFolderBelowTheRoot(t *testing.T) {
	real, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(real, "repo", "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(real, "link")
	if err := os.Symlink(filepath.Join(real, "repo", "sub"), link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	for path, root := range map[string]string{
		link:                               filepath.Join(real, "repo"),
		filepath.Join(real, "repo", "sub"): filepath.Join(real, "repo"),
	} {
		f := &folder{path: path, prefix: prefixBelow(root, path), workspace: newMemoryWorkspace(nil, root)}
		if got, ok := f.relative(filepath.Join(path, "a", "b.go")); !ok || got != "sub/a/b.go" {
			t.Errorf("%s: %q, %v", path, got, ok)
		}
		if got, want := f.locate("sub/a/b.go"), uri.File(filepath.Join(path, "a", "b.go")); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		if got, want := f.locate("other.go"), uri.File(filepath.Join(root, "other.go")); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if got := prefixBelow("/ws/a", "/ws/b"); got != "" {
		t.Errorf("a folder outside of its workspace has the prefix %q", got)
	}
}

func TestSummary(t *testing.T) {
	source := twoFolders()
	source.workspaces["/ws/outer"].put("pkg/deep/x.go", sampleObservations()[1])
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", "/ws/outer", "/ws/outer/inner")
		for _, c := range []struct{ params, want string }{
			{`{}`, " workspace 10/20 (outer workspace 8/17 (inner folder 3/7 (calc.go file 3/7) pkg folder 2/3 (deep folder 2/3 (x.go file 2/3))" +
				" calc.go file 3/7) inner workspace 2/3 (calc.go file 2/3))"},
			{`{"depth":0}`, " workspace 10/20"},
			{`{"depth":1}`, " workspace 10/20 (outer workspace 8/17 inner workspace 2/3)"},
			{`{"uri":"file:///ws/outer","depth":1}`, "outer workspace 8/17 (inner folder 3/7 pkg folder 2/3 calc.go file 3/7)"},
			{`{"uri":"file:///ws/outer/pkg","depth":0}`, "pkg folder 2/3"},
			{`{"uri":"file:///ws/outer/pkg/deep/x.go"}`, "x.go file 2/3"},
			{`{"uri":"file:///ws/outer/inner/calc.go"}`, "calc.go file 2/3"},
			{`{"uri":"file:///ws/outer/none.go"}`, "null"},
			{`{"uri":"file:///elsewhere"}`, "null"},
			{`{"uri":"file:///ws/outer","depth":0,"flags":["integration"]}`, "outer workspace 4/6"},
		} {
			if got := outline(t, d.call(methodSummary, c.params)); got != c.want {
				t.Errorf("%s: %s, want %s", c.params, got, c.want)
			}
		}
		for _, bad := range []string{`{"depth":-1}`, `{"patch":true}`, `{"uri":7}`} {
			if _, err := d.tryCall(methodSummary, bad); err == nil {
				t.Errorf("%s was answered", bad)
			}
		}
		if got := outline(t, d.call("workspace/executeCommand", executing("covls.summary", `[{"depth":0}]`))); got != " workspace 10/20" {
			t.Errorf("the command: %s", got)
		}
	})
}

// outline writes a tree on one line.
func outline(t *testing.T, raw string) string {
	t.Helper()
	if raw == "null" {
		return raw
	}
	type node struct {
		Name, Kind string
		Summary    struct{ Lines [2]int }
		Children   *[]node
	}
	var write func(n node) string
	write = func(n node) string {
		s := fmt.Sprintf("%s %s %d/%d", n.Name, n.Kind, n.Summary.Lines[0], n.Summary.Lines[1])
		if n.Children != nil {
			var children []string
			for _, c := range *n.Children {
				children = append(children, write(c))
			}
			s += " (" + strings.Join(children, " ") + ")"
		}
		return s
	}
	var n node
	if err := json.Unmarshal([]byte(raw), &n); err != nil {
		t.Fatal(err)
	}
	return write(n)
}
