package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/covls/covls/coverage"
)

const showLong = `Print source files with the coverage of every line: a sign, the line's number,
its hits, the branches taken of those that there are, and the source. Where
several flags speak of a file, each has a column of hits.

  ✓ covered   ~ partial   ✗ uncovered   ? unknown   ○ excluded

Lines are unknown where the file is not the text that was measured. Hits that
end in "+" stand for a line that ran and that nobody counted.

With --tests, the tests that ran a line stand beneath it, where a report knows
them: lcov's test names, coverage.py's contexts.

Formats: text, json. The JSON is {schema, files}, each file as the server's
covls/fileCoverage answers; with --tests it also has tests: [{name, lines}].`

func showCommand(a *app) *cobra.Command {
	var flags []string
	var tests bool
	c := &cobra.Command{
		Use:   "show FILE…",
		Short: "Print source files with the coverage of every line",
		Long:  showLong,
		Example: `  covls show calc/calc.go
  covls show --flag unit src/*.ts
  covls show --tests src/a.c
  covls show --json src/a.c | jq '.files[].summary'`,
		Args: someFiles,
		RunE: func(c *cobra.Command, args []string) error {
			return a.show(c.Context(), args, flags, tests)
		},
	}
	flagsFlag(c, &flags)
	c.Flags().BoolVar(&tests, "tests", false, "say which tests ran each line, where a report knows")
	return c
}

// flagsFlag adds --flag to a command.
func flagsFlag(c *cobra.Command, flags *[]string) {
	c.Flags().StringSliceVar(flags, "flag", nil, "count only reports with this `FLAG`; may repeat or hold commas")
}

func someFiles(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return hinted(fmt.Errorf("no file was named"), "name source files, or use `covls report` for a table of all")
	}
	return nil
}

// show prints the files, and says of those that cannot be shown why.
func (a *app) show(ctx context.Context, names, flags []string, tests bool) error {
	format, err := a.output("text", "json")
	if err != nil {
		return err
	}
	w, err := a.open(ctx, flags)
	if err != nil {
		return err
	}
	defer w.Close()
	data := a.tellProblems(w)
	files := make([]*shown, 0, len(names))
	for _, name := range names {
		s, err := w.look(name)
		if err != nil {
			a.complainOf(err)
			continue
		}
		if data && len(s.view.Flags) == 0 {
			a.complain("no report mentions "+s.view.Path, "see `covls doctor "+s.view.Path+"` for why")
		}
		if s.tests = tests; data && tests && len(s.view.Merged.Tests) == 0 {
			a.complain("no report says which tests ran "+s.view.Path, "lcov's TN records and coverage.py's contexts do")
		}
		files = append(files, s)
	}
	switch {
	case format == "json":
		err = a.showJSON(w, files)
	case data:
		err = a.showText(files)
	}
	if err == nil && len(files) < len(names) {
		err = errComplained
	}
	return err
}

// showText prints the files with a blank line between them.
func (a *app) showText(files []*shown) error {
	for i, s := range files {
		gap := "\n"
		if i == 0 {
			gap = ""
		}
		if _, err := fmt.Fprint(a.out, gap+s.render(a.out.palette(), a.now())); err != nil {
			return fmt.Errorf("print %s: %w", s.view.Path, err)
		}
	}
	return nil
}

func (a *app) showJSON(w *workspace, files []*shown) error {
	documents := make([]fileCoverage, 0, len(files))
	for _, s := range files {
		document := newFileCoverage(w.Root(), w.snapshot.Generation(), s.view, a.now())
		if s.tests {
			document.Tests = testsOf(s.view.Merged)
		}
		documents = append(documents, document)
	}
	return a.writeJSON(struct {
		Schema int            `json:"schema"`
		Files  []fileCoverage `json:"files"`
	}{schema, documents})
}

// A shown file is its text and what is known of it.
type shown struct {
	view    coverage.View
	content coverage.ContentID
	lines   []string
	tests   bool // those of every line are to be told
	// byFlag are the views of the single flags, where there are several.
	byFlag []flagView
}

// A flagView is a file seen through one flag.
type flagView struct {
	flag  string
	marks []coverage.Mark
}

// maxSource is the largest file that is printed; what is larger was written by a
// machine, and for one.
const maxSource = 64 << 20

// look reads a file from disk and says what is known of it as it stands.
func (w *workspace) look(name string) (*shown, error) {
	rel, err := w.relative(name)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(w.Root(), filepath.FromSlash(rel))
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("look at %s: %w", name, err)
	case info.IsDir():
		return nil, hinted(fmt.Errorf("%s is a folder", name), "name its files, or use `covls report "+name+"`")
	case !info.Mode().IsRegular() || info.Size() > maxSource:
		return nil, hinted(fmt.Errorf("%s is no source file", name), "name a regular file of at most "+size(maxSource))
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, hinted(fmt.Errorf("read %s: %w", name, err), "make the file readable for you")
	}
	observations, err := w.snapshot.Observations(rel)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", name, err)
	}
	return newShown(rel, content, observations, w.flags), nil
}

// newShown combines a file's content with the observations of it.
func newShown(rel string, content []byte, observations []coverage.Observation, flags []string) *shown {
	id := coverage.BlobID(content)
	s := &shown{view: coverage.ViewOf(rel, observations, id, flags), content: id, lines: splitLines(content)}
	// Reports speak of lines past the end where they count the empty one behind
	// the last line break.
	s.view.Marks = slices.DeleteFunc(s.view.Marks, func(m coverage.Mark) bool {
		return m.Line == 0 || int(m.Line) > len(s.lines) || m.State == coverage.Unknown && blank(s.lines[m.Line-1])
	})
	if len(s.view.Flags) > 1 {
		for _, f := range s.view.Flags {
			one := coverage.ViewOf(rel, observations, id, []string{f.Flag})
			s.byFlag = append(s.byFlag, flagView{f.Flag, one.Marks})
		}
	}
	return s
}

// splitLines cuts a text into lines without their breaks.
func splitLines(content []byte) []string {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if len(content) == 0 {
		return nil
	}
	var lines []string
	for line := range bytes.Lines(content) {
		lines = append(lines, string(bytes.TrimRight(line, "\r\n")))
	}
	return lines
}
