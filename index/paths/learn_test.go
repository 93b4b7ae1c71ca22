package paths

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/covls/covls/coverage"
)

// TestWholeReport gives the verdicts on reports whose paths explain one another.
func TestWholeReport(t *testing.T) {
	for _, test := range []struct {
		name    string
		root    string
		dir     string
		files   []string
		roots   []string
		paths   map[string]string
		learned []string
	}{
		{
			name: "a CI checkout decides what is tied", root: "/w",
			files: []string{"a/x.go", "b/y.go", "lib/z.go", "vendored/lib/z.go", "pkg/main.go", "main.go"},
			paths: map[string]string{
				"/builds/g/p/a/x.go":      "a/x.go (prefix)",
				"/builds/g/p/b/y.go":      "b/y.go (prefix)",
				"/builds/g/p/lib/z.go":    "lib/z.go (prefix)",
				"/builds/g/p/main.go":     "main.go (prefix)",
				"/builds/g/p/gone/z.go":   "missing",
				"/builds/g/p/x/lib/z.go":  "missing",
				"/usr/include/stdio.h":    "outside",
				"/usr/include/vendored/z": "outside",
			},
			learned: []string{"/builds/g/p/ →  4+2"},
		},
		{
			name: "the checkout's folder is called like one of ours", root: "/w",
			files: []string{"main.go", "pkg/main.go", "a/x.go", "b/y.go"},
			paths: map[string]string{
				"/ci/pkg/main.go": "main.go (prefix)", "/ci/pkg/pkg/main.go": "pkg/main.go (prefix)",
				"/ci/pkg/a/x.go": "a/x.go (prefix)", "/ci/pkg/b/y.go": "b/y.go (prefix)",
			},
			learned: []string{"/ci/pkg/ →  4+0"},
		},
		{
			name: "the workspace is a part of the checkout, a sibling looks alike", root: "/w/x",
			files: []string{"src/index.ts", "src/util.ts", "src/a.ts", "src/b.ts", "src/c.ts"},
			paths: map[string]string{
				"/r/services/x/src/index.ts": "src/index.ts (prefix)", "/r/services/x/src/util.ts": "src/util.ts (prefix)",
				"/r/services/x/src/a.ts": "src/a.ts (prefix)", "/r/services/x/src/b.ts": "src/b.ts (prefix)",
				"/r/services/x/src/c.ts": "src/c.ts (prefix)",
				"/r/services/y/src/a.ts": "outside", "/r/services/y/src/b.ts": "outside",
				"/r/services/z/src/index.ts": "outside", "/r/services/z/src/own.ts": "outside",
			},
			learned: []string{"/r/services/x/ →  5+0"},
		},
		{
			name: "a container of one package", root: "/w",
			files: []string{"api/src/index.ts", "api/src/a.ts", "web/src/index.ts", "web/src/b.ts", "api/main.ts", "web/main.ts"},
			paths: map[string]string{
				"/app/src/index.ts": "api/src/index.ts (prefix)", "/app/src/a.ts": "api/src/a.ts (prefix)", "/app/main.ts": "api/main.ts (prefix)",
			},
			learned: []string{"/app/ → api/ 3+0"},
		},
		{
			name: "one report of two machines", root: "/w",
			files: []string{"a/x.go", "b/y.go"},
			paths: map[string]string{
				"/home/u/p/a/x.go": "a/x.go (prefix)", "/home/u/p/b/y.go": "b/y.go (prefix)",
				"/builds/p/a/x.go": "a/x.go (prefix)", "/builds/p/b/y.go": "b/y.go (prefix)",
			},
			learned: []string{"/builds/p/ →  2+0", "/home/u/p/ →  2+0"},
		},
		{
			name: "a small project without folders", root: "/w/mine",
			files: []string{"index.js", "server.js", "lib/x.js"},
			paths: map[string]string{"/app/index.js": "index.js (prefix)", "/app/server.js": "server.js (prefix)"}, learned: []string{"/app/ →  2+0"},
		},
		{
			name: "names alone, and one is foreign", root: "/w/mine",
			files: []string{"index.js", "server.js", "lib/x.js"},
			paths: map[string]string{"/app/index.js": "outside", "/app/server.js": "outside", "/app/other.js": "outside"},
		},
		{
			name: "names alone, of two folders", root: "/w/mine",
			files: []string{"index.js", "server.js"},
			paths: map[string]string{
				"/p/y/index.js": "outside", "/p/y/server.js": "outside", "/p/z/index.js": "outside", "/p/z/server.js": "outside",
			},
		},
		{
			name: "relative paths begin where most of them are found", root: "/w", dir: "pkg/coverage",
			files: []string{"main.go", "pkg/main.go", "a/x.go", "b/y.go"},
			paths: map[string]string{"main.go": "main.go (relative)", "a/x.go": "a/x.go (relative)", "b/y.go": "b/y.go (relative)"},
		},
		{
			name: "relative paths of several packages in one report", root: "/w",
			files: []string{"web/src/a.ts", "web/src/b.ts", "web/src/index.ts", "api/src/c.ts", "api/src/index.ts"},
			paths: map[string]string{
				"src/a.ts": "web/src/a.ts (prefix)", "src/b.ts": "web/src/b.ts (prefix)",
				"src/index.ts": "web/src/index.ts (prefix)", "src/c.ts": "api/src/c.ts (prefix)",
			},
			learned: []string{" → web/ 3+1", " → api/ 2+2"},
		},
		{
			name: "roots are alternatives, and do not count against each other", root: "/w",
			files: []string{"src/pkg/mathy.py", "src/pkg/__init__.py", "tests/conftest.py", "tests/__init__.py", "tests/test_a.py"},
			roots: []string{"/srv/pywork/src/pkg", "/srv/pywork/tests"},
			paths: map[string]string{
				"mathy.py": "src/pkg/mathy.py (prefix)", "conftest.py": "tests/conftest.py (prefix)",
				"test_a.py": "tests/test_a.py (prefix)", "__init__.py": "ambiguous",
			},
			learned: []string{"/srv/pywork/ →  4+0"},
		},
		{
			name: "Windows", root: "/w",
			files: []string{"src/A.cs", "src/B.cs", "test/A.cs", "Main.cs"},
			paths: map[string]string{
				`D:\a\r\r\src\A.cs`: "src/A.cs (prefix)", `D:\a\r\r\src\b.cs`: "src/B.cs (prefix)",
				`D:\a\r\r\test\A.cs`: "test/A.cs (prefix)", `D:\a\r\r\main.cs`: "Main.cs (prefix)",
			},
			learned: []string{"d:/a/r/r/ →  4+0"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree := NewTree(test.root, test.files, nil)
			r := tree.Resolver(test.dir, nil)
			var names []string
			for name := range test.paths {
				names = append(names, name)
			}
			sections := filePaths(names, test.roots...)
			matches, verdicts := resolveAll(r, sections)
			for i, name := range names {
				if got := answer(matches[i], verdicts[i]); got != test.paths[name] {
					t.Errorf("%q: got %s, want %s", name, got, test.paths[name])
				}
			}
			var learned []string
			for _, p := range r.Learned() {
				learned = append(learned, fmt.Sprintf("%s → %s %d+%d", p.From, p.To, p.Files, p.Missing))
			}
			if diff := cmp.Diff(test.learned, learned, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("learned (-want +got):\n%s", diff)
			}
		})
	}
}

// randomTree makes paths of a small alphabet, so that names and folders repeat
// as they do in monorepos.
func randomTree(rng *rand.Rand, n int) []string {
	folders := []string{"src", "lib", "pkg", "a", "b", "web", "api"}
	names := []string{"index.ts", "main.go", "util.go", "x.c", "y.c"}
	set := map[string]bool{}
	for range n {
		var parts []string
		for range rng.IntN(4) {
			parts = append(parts, folders[rng.IntN(len(folders))])
		}
		set[strings.Join(append(parts, names[rng.IntN(len(names))]), "/")] = true
	}
	var files []string
	for file := range set {
		files = append(files, file)
	}
	slices.Sort(files)
	return files
}

// TestNeverTheWrongFile writes reports with a foreign prefix over a random part
// of a random workspace. Every path is the right file or none: never another.
func TestNeverTheWrongFile(t *testing.T) {
	prefixes := []string{
		"/", "/app/", "/builds/group/proj/", "/home/runner/work/r/r/", "/srv/x/y/z/", `C:\agent\_work\1\s\`,
		"", "./", "file:///ci/", "webpack://name/./", "/_/",
	}
	var right, all int
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 1))
		files := randomTree(rng, 1+rng.IntN(40))
		prefix := prefixes[rng.IntN(len(prefixes))]
		// The report may be about a part of the workspace, or of more than it.
		root, below := "/home/me/proj", ""
		if rng.IntN(3) == 0 {
			root, below = "/home/me/other", folderOf(files[rng.IntN(len(files))])
		}
		tree := NewTree(root, files, nil)
		truth := map[string]string{}
		for _, file := range files {
			if rest, ok := strings.CutPrefix(file, below); ok && rng.IntN(3) > 0 {
				if strings.Contains(prefix, `\`) {
					rest = strings.ReplaceAll(rest, "/", `\`)
				}
				truth[prefix+rest] = file
			}
		}
		if below != "" && len(truth) < 2 || below != "" && (prefix == "" || prefix == "./" || strings.Contains(prefix, "_/") || strings.Contains(prefix, "webpack")) {
			continue // one path below an unknown folder cannot be told from one at the root
		}
		r := tree.Resolver("/elsewhere", nil)
		var sections []coverage.Section
		for path := range truth {
			sections = append(sections, coverage.Section{Path: path})
		}
		matches, verdicts := resolveAll(r, sections)
		for i, s := range sections {
			all++
			switch {
			case verdicts[i] == Found && matches[i].Path != truth[s.Path]:
				t.Errorf("seed %d: %q: got %q (%v), want %q; files %q, report %q, learned %v",
					seed, s.Path, matches[i].Path, matches[i].How, truth[s.Path], files, slices.Sorted(maps.Keys(truth)), r.Learned())
				return
			case verdicts[i] == Found:
				right++
			}
		}
	}
	t.Logf("%d of %d found", right, all)
	if right*10 < all*8 {
		t.Errorf("only %d of %d paths were found", right, all)
	}
}

// TestOrderDoesNotMatter resolves the same sections in many orders.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 2))
		files := randomTree(rng, 30)
		tree := NewTree("/w", files, nil)
		var names []string
		for _, file := range files {
			prefix := []string{"/ci/p/", "/app/", "/ci/q/", "", "other/"}[rng.IntN(5)]
			names = append(names, prefix+file)
		}
		want := map[string]string{}
		for round := range 4 {
			rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			matches, verdicts := resolveAll(tree.Resolver("web/coverage", nil), filePaths(names))
			for i, name := range names {
				got := answer(matches[i], verdicts[i]) + fmt.Sprint(matches[i].Candidates)
				if round == 0 {
					want[name] = got
				} else if want[name] != got {
					t.Fatalf("seed %d: %q: %s in one order, %s in another", seed, name, want[name], got)
				}
			}
		}
	}
}
