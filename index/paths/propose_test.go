package paths

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestPropose(t *testing.T) {
	for _, c := range []struct {
		name       string
		files      []string
		unresolved []string
		taken      []string
		want       []string
	}{
		{"a flat folder under another name", []string{"web/main.js", "web/util.js"},
			[]string{"/usr/src/app/main.js", "/usr/src/app/util.js", "/usr/src/app/gone.js"}, nil,
			[]string{"/usr/src/app/ → [web/] 2+1"}},
		{"a renamed folder", []string{"new/a.c", "new/sub/b.c"}, []string{"old/a.c", "old/sub/b.c"}, nil,
			[]string{"old/ → [new/] 2+0"}},
		{"two folders fit", []string{"one/src/a.c", "one/src/b.c", "two/src/a.c", "two/src/b.c"},
			[]string{"/ci/src/a.c", "/ci/src/b.c"}, nil,
			[]string{"/ci/ → [one/ two/] 2+0"}},
		{"one of them explains more", []string{"one/src/a.c", "one/src/b.c", "one/src/c.c", "two/src/a.c", "two/src/b.c"},
			[]string{"/ci/src/a.c", "/ci/src/b.c", "/ci/src/c.c"}, nil,
			[]string{"/ci/ → [one/] 3+0"}},
		{"two prefixes", []string{"web/main.js", "web/util.js", "api/x.py", "api/y.py"},
			[]string{"/app/main.js", "/app/util.js", "/srv/x.py", "/srv/y.py"}, nil,
			[]string{"/app/ → [web/] 2+0", "/srv/ → [api/] 2+0"}},
		{"the workspace itself", []string{"a.go", "b.go"}, []string{"example.org/old/a.go", "example.org/old/b.go"}, nil,
			[]string{"example.org/old/ → [] 2+0"}},
		{"one file is chance", []string{"web/main.js"}, []string{"/app/main.js"}, nil, nil},
		{"more against than for", []string{"web/a.js", "web/b.js"},
			[]string{"/app/a.js", "/app/b.js", "/app/c.js", "/app/d.js", "/app/e.js"}, nil, nil},
		{"a project that looks alike", []string{"src/a.ts", "src/b.ts"}, []string{"/r/y/src/a.ts", "/r/y/src/b.ts"},
			[]string{"src/a.ts", "src/b.ts"}, nil},
		{"nothing ends like it", []string{"a.c"}, []string{"/usr/include/stdio.h", "", "\x00"}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			taken := map[string]bool{}
			for _, f := range c.taken {
				taken[f] = true
			}
			tree := NewTree("/w", c.files, nil)
			var got []string
			for _, p := range tree.Propose(c.unresolved, taken) {
				got = append(got, fmt.Sprintf("%s → %v %d+%d", p.From, p.To, p.Files, p.Missing))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A proposal with one folder does what it says once it is configured.
func TestProposalsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var files, unresolved []string
		for i := range 2 + r.IntN(6) {
			files = append(files, fmt.Sprintf("%c/%c%d.c", 'a'+r.IntN(3), 'x'+r.IntN(2), i))
		}
		files = slices.Compact(slices.Sorted(slices.Values(files)))
		for _, f := range files {
			unresolved = append(unresolved, "/gone/"+f[strings.IndexByte(f, '/')+1:])
		}
		tree := NewTree("/w", files, nil)
		for _, p := range tree.Propose(unresolved, nil) {
			if len(p.To) != 1 {
				continue
			}
			found := 0
			resolver := tree.Resolver("", map[string]string{p.From: p.To[0]})
			for _, path := range unresolved {
				if file, ok := resolver.mapped(path); ok && tree.Has(file) {
					found++
				}
			}
			if found < p.Files {
				t.Fatalf("%v of %q in %q finds %d", p, unresolved, files, found)
			}
		}
	}
}
