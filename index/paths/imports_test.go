package paths

import (
	"errors"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/covls/covls/coverage"
)

// workspace makes a tree of a txtar archive: its files, and what they hold.
func workspace(root, archive string) *Tree {
	a := txtar.Parse([]byte(archive))
	var files []string
	content := map[string][]byte{}
	for _, f := range a.Files {
		files = append(files, f.Name)
		content[f.Name] = f.Data
	}
	return NewTree(root, files, func(rel string) ([]byte, error) {
		data, ok := content[rel]
		if !ok {
			return nil, errors.New("the tree asked for a file that is not its own")
		}
		return data, nil
	})
}

func checkImports(t *testing.T, tree *Tree, dir string, cases map[string]string) {
	t.Helper()
	for path, want := range cases {
		s := coverage.Section{Path: path, Kind: coverage.ImportPath}
		r := tree.Resolver(dir, nil)
		r.Add(&s)
		if got := answer(r.Resolve(&s)); got != want {
			t.Errorf("%q: got %s, want %s", path, got, want)
		}
	}
}

func TestGoWork(t *testing.T) {
	tree := workspace("/w", `
-- go.work --
go 1.22

use (
	./a
	./b
	../elsewhere
)

replace example.org/replaced/by/work => ./local
-- a/go.mod --
module example.org/team/a

replace example.org/forked => ../fork // local
replace example.org/other => example.org/moved v1.0.0
replace example.org/out => ../../out
-- a/a.go --
-- a/v2/only.go --
-- a/v2/b/sub/trap.go --
-- b/go.mod --
module example.org/team/a/v2/b
-- b/sub/b.go --
-- b/gen/grammar.y --
-- fork/go.mod --
module example.org/upstream
-- fork/f.go --
-- local/l.go --
-- copy/go.mod --
module example.org/team/a
-- copy/a.go --
-- broken/go.mod --
modu le
-- broken/a.go --
-- a/vendor/modules.txt --
-- a/vendor/github.com/dep/d/d.go --
`)
	checkImports(t, tree, "", map[string]string{
		"example.org/team/a/a.go":               "a/a.go (module)",
		"example.org/team/a/v2/b/sub/b.go":      "b/sub/b.go (module)",
		"example.org/team/a/v2/only.go":         "a/v2/only.go (module)",
		"example.org/team/a/v2/b/gen/grammar.y": "b/gen/grammar.y (module)",
		"example.org/team/a/gone.go":            "missing",
		"example.org/team/abc/a.go":             "outside",
		"example.org/forked/f.go":               "fork/f.go (module)",
		"example.org/upstream/f.go":             "fork/f.go (module)",
		"example.org/other/f.go":                "outside",
		"example.org/out/f.go":                  "outside",
		"example.org/replaced/by/work/l.go":     "local/l.go (module)",
		"github.com/dep/d/d.go":                 "a/vendor/github.com/dep/d/d.go (module)",
		"sub/b.go":                              "outside",
		"fmt/print.go":                          "outside",
		"/ci/w2/b/sub/b.go":                     "b/sub/b.go (suffix)",
		"_/ci/w2/b/sub/b.go":                    "b/sub/b.go (suffix)",
		"./b/sub/b.go":                          "b/sub/b.go (relative)",
		"example.org/team/a/../../../etc/hosts": "outside",
	})
}

func TestImportPaths(t *testing.T) {
	t.Run("two modules of one path", func(t *testing.T) {
		tree := workspace("/w", `
-- one/go.mod --
module example.org/m
-- one/x.go --
-- two/go.mod --
module example.org/m
-- two/x.go --
-- two/y.go --
-- pkg/testdata/m/go.mod --
module example.org/m
-- pkg/testdata/m/x.go --
-- pkg/testdata/m/z.go --
`)
		checkImports(t, tree, "", map[string]string{
			"example.org/m/x.go": "ambiguous", "example.org/m/y.go": "two/y.go (module)",
			"example.org/m/z.go": "pkg/testdata/m/z.go (module)",
		})
		checkImports(t, tree, "two/out", map[string]string{"example.org/m/x.go": "two/x.go (module)"})
	})
	t.Run("no module in sight", func(t *testing.T) {
		tree := workspace("/home/me/tool", `
-- cmd/run/main.go --
-- tool.go --
-- pkg/a/x.go --
-- pkg/b/x.go --
`)
		checkImports(t, tree, "pkg/b", map[string]string{
			"github.com/me/tool/cmd/run/main.go": "cmd/run/main.go (suffix)",
			"github.com/me/tool/pkg/a/x.go":      "pkg/a/x.go (suffix)",
			"github.com/me/other/x.go":           "missing",
			"command-line-arguments/x.go":        "pkg/b/x.go (relative)",
			"command-line-arguments/main.go":     "cmd/run/main.go (suffix)",
		})
		checkImports(t, tree, "", map[string]string{"command-line-arguments/x.go": "ambiguous"})
	})
	t.Run("the module lies above", func(t *testing.T) {
		tree := workspace("/home/me/tool/pkg", "-- a/x.go --\n-- b/x.go --\n-- main.go --\n")
		sections := []coverage.Section{
			{Path: "example.org/tool/pkg/a/x.go", Kind: coverage.ImportPath},
			{Path: "example.org/tool/pkg/b/x.go", Kind: coverage.ImportPath},
			{Path: "example.org/tool/pkg/main.go", Kind: coverage.ImportPath},
		}
		matches, verdicts := resolveAll(tree.Resolver("", nil), sections)
		var got []string
		for i := range matches {
			got = append(got, answer(matches[i], verdicts[i]))
		}
		if want := []string{"a/x.go (prefix)", "b/x.go (prefix)", "main.go (prefix)"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("the standard library", func(t *testing.T) {
		tree := workspace("/go", "-- src/go.mod --\nmodule std\n-- src/fmt/print.go --\n-- src/cmd/go.mod --\nmodule cmd\n-- src/cmd/go/main.go --\n")
		checkImports(t, tree, "", map[string]string{
			"fmt/print.go": "src/fmt/print.go (module)", "cmd/go/main.go": "src/cmd/go/main.go (module)",
		})
	})
	t.Run("unreadable go.mod", func(t *testing.T) {
		tree := NewTree("/w", []string{"sub/go.mod", "sub/pkg/x.go"}, nil)
		checkImports(t, tree, "", map[string]string{"example.org/m/pkg/x.go": "sub/pkg/x.go (suffix)"})
	})
}
