package lsp

import (
	"os"
	"path/filepath"
	"testing"

	"go.lsp.dev/uri"
)

// A file that nobody has open is looked up as it is on disk, byte order mark
// and all.
func TestCoverageOfClosedFile(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(root, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return string(uri.File(path))
	}
	same := write("same.go", byteOrderMark+sampleText)
	other := write("other.go", "changed\n\n\nx\n")
	if err := os.Mkdir(filepath.Join(root, "folder.go"), 0o755); err != nil {
		t.Fatal(err)
	}
	source := newMemorySource(root)
	measured := observe(report("r"), byteOrderMark+sampleText, unitRun())
	for _, name := range []string{"same.go", "other.go", "folder.go", "gone.go"} {
		source.workspaces[root].put(name, measured)
	}
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", root)
		for of, want := range map[string]string{
			same:  sampleLines,
			other: "4:unknown",
		} {
			if got := lines(t, d.call(methodFileCoverage, on(of))); got != want {
				t.Errorf("%s: %s, want %s", of, got, want)
			}
		}
		for _, name := range []string{"folder.go", "gone.go"} {
			if got := d.call(methodFileCoverage, on(string(uri.File(filepath.Join(root, name))))); got != "null" {
				t.Errorf("%s: %s", name, got)
			}
		}
		if got := d.sent(methodPublishCoverage); len(got) != 0 {
			t.Errorf("published for a file that is not open: %s", got)
		}
	})
}
