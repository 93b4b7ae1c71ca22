package paths

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

// resolveAll shows a resolver all sections and then asks for each.
func resolveAll(r *Resolver, sections []coverage.Section) ([]Match, []Verdict) {
	for i := range sections {
		r.Add(&sections[i])
	}
	matches, verdicts := make([]Match, len(sections)), make([]Verdict, len(sections))
	for i := range sections {
		matches[i], verdicts[i] = r.Resolve(&sections[i])
	}
	return matches, verdicts
}

// answer is a match as tests write it: "file (how)" or the verdict.
func answer(m Match, v Verdict) string {
	if v == Found {
		return m.Path + " (" + m.How.String() + ")"
	}
	return v.String()
}

func filePaths(paths []string, roots ...string) []coverage.Section {
	var out []coverage.Section
	for _, p := range paths {
		out = append(out, coverage.Section{Path: p, Roots: roots})
	}
	return out
}

// TestOnePath resolves every path alone, without other evidence.
func TestOnePath(t *testing.T) {
	files := []string{
		"main.go", "src/a.ts", "src/my file.ts", "src/Case.cs", "src/q?.js", `src/back\slash.c`,
		"web/src/a.ts", "web/src/only.ts", "web/lib/deep/x.ts", "api/src/only2.ts",
		"one/tie/t.c", "two/tie/t.c", "etc/hosts", "unique.py", "pkg/unique2.py", "C++/weird.cc",
	}
	for _, test := range []struct {
		name, path, want string
		roots            []string
		dir              string
		mappings         map[string]string
	}{
		{name: "absolute inside", path: "/home/me/proj/src/a.ts", want: "src/a.ts (exact)"},
		{name: "absolute inside, gone", path: "/home/me/proj/web/gone/only.ts", want: "missing"},
		{name: "dots inside", path: "/home/me/proj/web/../src/./a.ts", want: "src/a.ts (exact)"},
		{name: "file URL", path: "file:///home/me/proj/src/my%20file.ts", want: "src/my file.ts (exact)"},
		{name: "file URL with a host", path: "file://localhost/home/me/proj/src/a.ts?v=1#x", want: "src/a.ts (exact)"},
		{name: "file URL of Java", path: "file:/home/me/proj/src/a.ts", want: "src/a.ts (exact)"},
		{name: "not decoded without a scheme", path: "src/my%20file.ts", want: "missing"},
		{name: "webpack", path: "webpack://app/./src/a.ts", want: "src/a.ts (relative)"},
		{name: "webpack without a name, with a hash", path: "webpack:///./src/a.ts?e1f2", want: "src/a.ts (relative)"},
		{name: "angular", path: "ng://app/src/a.ts", want: "src/a.ts (relative)"},
		{name: "vite query", path: "/ci/w/web/src/only.ts?v=12ab", want: "web/src/only.ts (suffix)"},
		{name: "vite fs", path: "/@fs/home/me/proj/src/a.ts", want: "src/a.ts (exact)"},
		{name: "vite fs behind a server", path: "http://localhost:5173/@fs/home/me/proj/src/a.ts?t=1", want: "src/a.ts (exact)"},
		{name: "served from the root", path: "http://localhost:5173/src/a.ts", want: "src/a.ts (relative)"},
		{name: "question mark in a name", path: "src/q?.js", want: "src/q?.js (relative)"},
		{name: "SourceLink", path: "https://raw.githubusercontent.com/o/r/0a1b2c/src/Case.cs", want: "src/Case.cs (relative)"},
		{name: "deterministic build", path: "/_/src/Case.cs", want: "src/Case.cs (relative)"},
		{name: "deterministic build, second root", path: "/_1/src/Case.cs", want: "src/Case.cs (relative)"},
		{name: "deterministic build on Windows", path: `C:\_\src\Case.cs`, want: "src/Case.cs (relative)"},
		{name: "Windows", path: `D:\a\proj2\src\Case.cs`, want: "src/Case.cs (suffix)"},
		{name: "Windows ignores case", path: `D:\a\proj2\SRC\case.cs`, want: "src/Case.cs (suffix)"},
		{name: "macOS ignores case", path: "/Users/x/SRC/case.cs", want: "src/Case.cs (suffix)"},
		{name: "Linux does not", path: "/ci/x/SRC/case.cs", want: "outside"},
		{name: "long Windows path", path: `\\?\D:\a\src\Case.cs`, want: "src/Case.cs (suffix)"},
		{name: "UNC", path: `\\host\share\src\Case.cs`, want: "src/Case.cs (suffix)"},
		{name: "backslashes, relative", path: `src\Case.cs`, want: "src/Case.cs (relative)"},
		{name: "backslash in a Unix name", path: `src/back\slash.c`, want: `src/back\slash.c (relative)`},
		{name: "relative", path: "src/a.ts", want: "src/a.ts (relative)"},
		{name: "relative to the report's folder", path: "src/a.ts", dir: "web", want: "web/src/a.ts (relative)"},
		{name: "relative to an ancestor of it", path: "src/a.ts", dir: "web/coverage/x", want: "web/src/a.ts (relative)"},
		{name: "the report's folder as an absolute path", path: "src/a.ts", dir: "/home/me/proj/web/coverage", want: "web/src/a.ts (relative)"},
		{name: "a report from elsewhere", path: "src/a.ts", dir: "/tmp/artifact", want: "src/a.ts (relative)"},
		{name: "up from the report's folder", path: "../src/a.ts", dir: "api", want: "src/a.ts (relative)"},
		{name: "out and in again", path: "../proj/src/a.ts", want: "src/a.ts (relative)"},
		{name: "root, absolute inside", path: "a.ts", roots: []string{"/home/me/proj/src"}, want: "src/a.ts (root)"},
		{name: "root, foreign", path: "only.ts", roots: []string{"/ci/w/web/src"}, want: "web/src/only.ts (suffix)"},
		{name: "root, relative", path: "a.ts", roots: []string{"./web/src"}, want: "web/src/a.ts (root)"},
		{name: "roots, one fits", path: "x.ts", roots: []string{"/ci/w/src", "/ci/w/lib/deep"}, want: "web/lib/deep/x.ts (suffix)"},
		{name: "roots, both fit", path: "a.ts", roots: []string{"/home/me/proj/src", "/home/me/proj/web/src"}, want: "ambiguous"},
		{name: "root, Windows, slashes backwards", path: `src\Case.cs`, roots: []string{`C:\`}, want: "src/Case.cs (suffix)"},
		{name: "root, empty", path: "src/a.ts", roots: []string{""}, want: "src/a.ts (root)"},
		{name: "foreign", path: "/builds/g/p/web/src/only.ts", want: "web/src/only.ts (suffix)"},
		{name: "foreign, the longest end", path: "/builds/g/p/web/src/a.ts", want: "web/src/a.ts (suffix)"},
		{name: "foreign, tied", path: "/builds/g/p/tie/t.c", want: "ambiguous"},
		{name: "foreign, tied, near the report", path: "/app/tie/t.c", dir: "two/coverage", want: "two/tie/t.c (suffix)"},
		{name: "foreign, name only", path: "/other/place/main.go", want: "outside"},
		{name: "foreign, below our name", path: "/home/runner/work/proj/proj/main.go", want: "main.go (suffix)"},
		{name: "a name alone", path: "unique.py", dir: "out", want: "unique.py (relative)"},
		{name: "a name alone, deeper", path: "unique2.py", want: "pkg/unique2.py (suffix)"},
		{name: "a name alone, tied", path: "t.c", want: "ambiguous"},
		{name: "another folder, name only", path: "other/unique2.py", want: "missing"},
		{name: "up and out", path: "../../../../etc/passwd", want: "outside"},
		{name: "system", path: "/proc/self/mem", want: "outside"},
		{name: "system header", path: "/usr/include/c++/12/bits/main.go", want: "outside"},
		{name: "root out", path: "passwd", roots: []string{"../../../../etc"}, want: "missing"},
		{name: "blank", path: " ", want: "missing"},
		{name: "empty", path: "", want: "missing"},
		{name: "NUL", path: "src/a.ts\x00", want: "missing"},
		{name: "the root itself", path: "/home/me/proj", want: "outside"},
		{name: "a scheme and nothing", path: "webpack://", want: "missing"},
		{name: "mapped", path: "/app/a.ts", mappings: map[string]string{"/app": "web/src"}, want: "web/src/a.ts (mapped)"},
		{name: "mapped, longest prefix", path: "/app/x/a.ts", mappings: map[string]string{"/app": "src", "/app/x/": "web/src"}, want: "web/src/a.ts (mapped)"},
		{name: "mapped in whole components", path: "/apple/src/a.ts", mappings: map[string]string{"/app": "web"}, want: "ambiguous"},
		{name: "mapped, absolute", path: "/app/a.ts", mappings: map[string]string{"/app": "/home/me/proj/src"}, want: "src/a.ts (mapped)"},
		{name: "mapped to the root", path: "/app/src/a.ts", mappings: map[string]string{"/app": "."}, want: "src/a.ts (mapped)"},
		{name: "mapped, Windows", path: `C:\Agent\s\a.ts`, mappings: map[string]string{`c:\Agent\s`: "src"}, want: "src/a.ts (mapped)"},
		{name: "mapped, URL", path: "webpack://app/a.ts", mappings: map[string]string{"webpack://app": "src"}, want: "src/a.ts (mapped)"},
		{name: "mapped, relative", path: "a.ts", mappings: map[string]string{"": "web/src"}, want: "web/src/a.ts (mapped)"},
		{name: "mapped, not there", path: "/app/src/only2.ts", mappings: map[string]string{"/app": "web"}, want: "missing"},
		{name: "mapped out", path: "/app/passwd", mappings: map[string]string{"/app": "/etc"}, want: "outside"},
		{name: "mapped out by dots", path: "/app/../../etc/passwd", mappings: map[string]string{"/app": "src"}, want: "outside"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree := NewTree("/home/me/proj", files, nil)
			matches, verdicts := resolveAll(tree.Resolver(test.dir, test.mappings), filePaths([]string{test.path}, test.roots...))
			if got := answer(matches[0], verdicts[0]); got != test.want {
				t.Errorf("%q: got %s, want %s (candidates %q)", test.path, got, test.want, matches[0].Candidates)
			}
			if p := matches[0].Path; p != "" && !slices.Contains(files, p) {
				t.Errorf("%q: %q is no file of the workspace", test.path, p)
			}
		})
	}
}

func TestWindowsWorkspace(t *testing.T) {
	tree := NewTree(`C:\Work\Repo`, []string{"src/Case.cs", "README"}, nil)
	for path, want := range map[string]string{
		`c:\work\repo\src\case.cs`:           "src/Case.cs (exact)",
		`C:\Work\Repo\src\Case.cs`:           "src/Case.cs (exact)",
		"file:///C:/Work/Repo/src/Case.cs":   "src/Case.cs (exact)",
		`C:\..\..\Work\Repo\src\Case.cs`:     "src/Case.cs (exact)",
		`C:\Windows\win.ini`:                 "outside",
		`D:\elsewhere\src\Case.cs`:           "src/Case.cs (suffix)",
		`\\?\UNC\host\share\repo\README`:     "outside",
		`C:\Work\Repository\README`:          "outside",
		`..\..\Work\Repo\src\Case.cs`:        "src/Case.cs (relative)",
		`file://C:/Work/Repo/src/Case.cs`:    "src/Case.cs (exact)",
		`https://raw.githubusercontent.com/`: "missing",
	} {
		r := tree.Resolver(`C:\Work\Repo\out`, nil)
		if got := answer(r.Resolve(&coverage.Section{Path: path})); got != want {
			t.Errorf("%q: got %s, want %s", path, got, want)
		}
	}
}

func TestCandidates(t *testing.T) {
	var files []string
	for _, dir := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		files = append(files, dir+"/src/index.ts")
	}
	r := NewTree("/w", files, nil).Resolver("", nil)
	m, v := r.Resolve(&coverage.Section{Path: "/ci/src/index.ts"})
	want := []string{"a/src/index.ts", "b/src/index.ts", "c/src/index.ts", "d/src/index.ts", "e/src/index.ts"}
	if v != Ambiguous || m.Path != "" || !cmp.Equal(m.Candidates, want) {
		t.Errorf("got %v %+v, want the first five of seven candidates", v, m)
	}
	m, v = r.Resolve(&coverage.Section{Path: "/ci/other/index.ts"})
	if v != Outside || !cmp.Equal(m.Candidates, want) {
		t.Errorf("got %v %+v, want the near misses", v, m)
	}
}

func TestWith(t *testing.T) {
	tree := NewTree("/w", []string{"a/x.c", "b/y.c"}, nil)
	next := tree.With([]string{"c/z.c", "a/x.c"}, []string{"b/y.c"})
	for path, want := range map[string]string{
		"a/x.c": "a/x.c (relative)", "b/y.c": "missing", "/ci/c/z.c": "c/z.c (suffix)", "/w/c/z.c": "c/z.c (exact)",
	} {
		if got := answer(next.Resolver("", nil).Resolve(&coverage.Section{Path: path})); got != want {
			t.Errorf("%q: got %s, want %s", path, got, want)
		}
	}
	if got := answer(tree.Resolver("", nil).Resolve(&coverage.Section{Path: "b/y.c"})); got != "b/y.c (relative)" {
		t.Errorf("the first tree has changed: %s", got)
	}
}
