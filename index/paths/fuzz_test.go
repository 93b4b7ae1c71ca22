package paths

import (
	"testing"

	"github.com/covls/covls/coverage"
)

// FuzzResolve feeds paths and roots of any content. What comes out is a file of
// the workspace, or none.
func FuzzResolve(f *testing.F) {
	for _, p := range []string{
		"src/a.ts", "/home/me/proj/src/a.ts", "/ci/src/a.ts", "../../../../etc/passwd", "/proc/self/mem", " ", "",
		`C:\Windows\win.ini`, `\\?\UNC\h\s\a.ts`, "file:///etc/shadow", "file://", "file:/%", "webpack://a/./b?c",
		"/_1/x", "/_", "/@fs/", "c:", "a://", "example.org/m/x.go", "_/", "command-line-arguments/", "com/acme/A.kt", "\x00", "?", ".", "..",
	} {
		for kind := range uint8(3) {
			f.Add(p, p, "web/coverage", kind)
		}
	}
	f.Fuzz(func(t *testing.T, path, root, dir string, kind uint8) {
		tree := workspace("/home/me/proj", "-- go.mod --\nmodule example.org/m\n-- x.go --\n-- src/a.ts --\n-- web/src/a.ts --\n-- k/src/main/kotlin/A.kt --\n-- etc/passwd2 --\n")
		s := coverage.Section{Path: path, Roots: []string{root, "/ci"}, Kind: coverage.PathKind(kind % 3), Module: root}
		r := tree.Resolver(dir, map[string]string{root: dir})
		r.Add(&s)
		m, v := r.Resolve(&s)
		if (v == Found) != (m.Path != "") || m.Path != "" && !tree.has(m.Path) {
			t.Errorf("%q: %v %+v", path, v, m)
		}
		if v == Ambiguous && len(m.Candidates) < 2 || len(m.Candidates) > MaxCandidates {
			t.Errorf("%q: %v with candidates %q", path, v, m.Candidates)
		}
		for _, c := range m.Candidates {
			if !tree.has(c) {
				t.Errorf("%q: the candidate %q is no file", path, c)
			}
		}
	})
}
