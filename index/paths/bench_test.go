package paths

import (
	"fmt"
	"testing"

	"github.com/covls/covls/coverage"
)

// bigWorkspace is a monorepo of 200,000 files in 2,000 packages, all of which
// have the same names inside.
func bigWorkspace() []string {
	files := make([]string, 0, 200_000)
	for pkg := range 2000 {
		for file := range 100 {
			name := fmt.Sprintf("file%d.ts", file)
			if file == 0 {
				name = "index.ts"
			}
			files = append(files, fmt.Sprintf("packages/group%d/package%d/src/part%d/%s", pkg%50, pkg, file%7, name))
		}
	}
	return files
}

func BenchmarkNewTree200k(b *testing.B) {
	files := bigWorkspace()
	b.ReportAllocs()
	for b.Loop() {
		NewTree("/w", files, nil)
	}
}

func BenchmarkReport50k(b *testing.B) {
	files := bigWorkspace()
	tree := NewTree("/w", files, nil)
	for name, prefix := range map[string]string{"foreign": "/builds/group/proj/", "inside": "/w/", "relative": "", "windows": "D:/a/r/"} {
		sections := make([]coverage.Section, 0, 50_000)
		for i := range 50_000 {
			sections = append(sections, coverage.Section{Path: prefix + files[i*4]})
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, verdicts := resolveAll(tree.Resolver("packages/group1/package1/coverage", nil), sections)
				for i, v := range verdicts {
					if v != Found {
						b.Fatalf("%s: %v", sections[i].Path, v)
					}
				}
			}
		})
	}
}

// BenchmarkHostile50k resolves paths that end like many files and mean none.
func BenchmarkHostile50k(b *testing.B) {
	tree := NewTree("/w", bigWorkspace(), nil)
	sections := make([]coverage.Section, 0, 50_000)
	for i := range 50_000 {
		sections = append(sections, coverage.Section{Path: fmt.Sprintf("/x%d/w/w/w/w/w/w/src/part0/index.ts", i)})
	}
	for b.Loop() {
		resolveAll(tree.Resolver("packages/group1/package1/coverage", nil), sections)
	}
}
