package gocover

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// The go command itself, on a module with every kind of statement: what it
// measures must come out as the module's own remarks say.

func TestGoTest(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go test")
	}
	archive, err := txtar.ParseFile(filepath.Join("testdata", "statements.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var text []byte
	for _, f := range archive.Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		if f.Name == "statements.go" {
			text = f.Data
		}
	}
	const file = "example.com/statements/statements.go"
	for mode, counts := range modes {
		t.Run(mode, func(t *testing.T) {
			profile := filepath.Join(t.TempDir(), "cover.out")
			run(t, dir, "test", "-covermode="+mode, "-coverprofile="+profile)
			f := readertest.Files(t, Format, profile)[file]
			if f == nil {
				t.Fatal("the file is not in the profile")
			}
			before := f.Summary().Statements
			s, err := readSource(text)
			if err != nil {
				t.Fatal(err)
			}
			for i, group := range s.assign(f.Statements) {
				if len(group) != int(f.Statements[i].Weight) {
					t.Errorf("%+v holds %v", f.Statements[i], group)
				}
			}
			if err := Refine(f, text); err != nil {
				t.Fatal(err)
			}
			readertest.Same(t, remarks(f), expectedRemarks(text, counts))
			readertest.Same(t, f.Summary().Statements, before)
			compareTool(t, run(t, dir, "tool", "cover", "-func="+profile), file, f)
		})
	}
}

// run runs the go command without a network.
func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func remarks(f *coverage.File) map[int]uint64 {
	out := map[int]uint64{}
	for _, l := range f.Lines {
		out[int(l.Number)] = l.Shown()
	}
	return out
}

var remark = regexp.MustCompile(`// (\d+)$`)

func expectedRemarks(text []byte, counts bool) map[int]uint64 {
	out := map[int]uint64{}
	for i, line := range strings.Split(string(text), "\n") {
		if m := remark.FindStringSubmatch(line); m != nil {
			n, _ := strconv.ParseUint(m[1], 10, 64)
			if !counts {
				n = min(n, 1)
			}
			out[i+1] = n
		}
	}
	return out
}

// compareTool holds functions against cover -func, whose percentages are of
// each function's statements.
func compareTool(t *testing.T, printed, file string, f *coverage.File) {
	t.Helper()
	var want []string
	for line := range strings.Lines(printed) {
		fields := strings.Fields(line)
		if fields[1] != "(statements)" {
			want = append(want, strings.Join(fields, " "))
		}
	}
	got := map[string]bool{}
	for _, fn := range f.Functions {
		var part coverage.File
		for _, s := range f.Statements {
			if s.Line >= fn.Line && s.Line <= fn.EndLine {
				part.Statements = append(part.Statements, s)
			}
		}
		r := part.Summary().Statements
		if fn.Ran() != (r.Covered > 0) {
			t.Errorf("%s ran: %v, with %v of its statements", fn.Name, fn.Ran(), r)
		}
		got[fmt.Sprintf("%s:%d: %s %.1f%%", file, fn.Line, fn.Name, 100*float64(r.Covered)/float64(r.Total))] = true
	}
	want = slices.DeleteFunc(want, func(s string) bool {
		return strings.Contains(s, " empty ") || strings.Contains(s, " _ ") // no statements, and not measured
	})
	readertest.Same(t, slices.Sorted(maps.Keys(got)), slices.Sorted(slices.Values(want)))
}
