package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Which package may import what. Data flows report → watch → index → snapshot →
// lsp → editor, and so do imports, the other way round; this test is what keeps
// the picture in CONTRIBUTING.md true. Tests are free to import what they like.

const module = "github.com/covls/covls/"

// A rule says what the packages below a folder may import. The longest folder
// that fits is the rule of a package. "std" stands for the standard library.
type rule struct {
	folder  string
	imports []string
}

var rules = []rule{
	{"coverage", []string{"std"}},
	{"coverage/internal", []string{"std", "coverage"}},
	{"coverage/lcov", []string{"std", "coverage"}},
	{"coverage/gocover", []string{"std", "coverage"}},
	{"coverage/covdata", []string{"std", "coverage", "coverage/gocover"}},
	{"coverage/cobertura", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/jacoco", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/clover", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/opencover", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/sonar", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/istanbul", []string{"std", "coverage", "coverage/internal", "coverage/v8/sourcemap"}},
	{"coverage/v8", []string{"std", "coverage", "coverage/internal", "coverage/v8"}},
	{"coverage/coveragepy", []string{"std", "coverage", "coverage/internal", "github.com/BurntSushi/toml"}},
	{"coverage/coveragepyjson", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/gcov", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/gcovr", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/llvmcov", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/simplecov", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/codecovjson", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/coveralls", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/coverlet", []string{"std", "coverage", "coverage/internal"}},
	{"coverage/formats", []string{"std", "coverage", "github.com/klauspost/compress", "github.com/ulikunitz/xz"}},
	{"coverage/readertest", []string{"std", "coverage", "github.com/google/go-cmp"}},
	{"coverage/explain", []string{"std", "coverage"}},
	{"coverage/oracles", nil}, // tests alone
	{"coverage/policy", []string{"std", "coverage", "github.com/goccy/go-yaml", "github.com/bmatcuk/doublestar/v4"}},
	{"index", []string{"std", "coverage", "index", "github.com/zeebo/xxh3", "github.com/bmatcuk/doublestar/v4"}},
	{"index/store", []string{"std", "coverage", "go.etcd.io/bbolt"}},
	{"index/history", []string{"std", "coverage"}},
	{"index/paths", []string{"std", "coverage", "golang.org/x/mod"}},
	{"watch", []string{"std", "github.com/fsnotify/fsnotify", "golang.org/x/sys"}},
	{"lsp", []string{"std", "coverage", "coverage/gocover", "lsp/internal/rpc", "go.lsp.dev"}},
	{"lsp/internal/rpc", []string{"std", "go.lsp.dev"}},
	{"lsp/lsptest", []string{"std", "lsp/internal/rpc", "go.lsp.dev"}},
	{"cmd/covls", []string{"*"}},
}

func TestImports(t *testing.T) {
	for _, p := range listPackages(t) {
		r := ruleFor(strings.TrimPrefix(p.ImportPath, module))
		if r == nil {
			t.Errorf("%s has no rule: say in imports_test.go what it may import", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if forTests(imported) && !forTests(p.ImportPath) {
				t.Errorf("%s imports %s, which is for tests", p.ImportPath, imported)
			}
			if !r.allows(imported) {
				t.Errorf("%s imports %s: %s may import only %s", p.ImportPath, imported, r.folder, strings.Join(r.imports, ", "))
			}
		}
	}
}

func ruleFor(folder string) *rule {
	var best *rule
	for i := range rules {
		if within(folder, rules[i].folder) && (best == nil || len(rules[i].folder) > len(best.folder)) {
			best = &rules[i]
		}
	}
	return best
}

func (r *rule) allows(imported string) bool {
	path, ours := strings.CutPrefix(imported, module)
	std := !strings.Contains(strings.SplitN(imported, "/", 2)[0], ".")
	return slices.ContainsFunc(r.imports, func(allowed string) bool {
		return allowed == "*" || std && allowed == "std" || within(path, allowed) && (ours || strings.Contains(allowed, "."))
	})
}

// forTests reports whether a package of ours helps tests and nobody else, as its
// name says: corpustest, readertest, lsptest.
func forTests(path string) bool {
	return strings.HasPrefix(path, module) && strings.HasSuffix(path, "test")
}

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []listedPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
