package lsp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

func TestNavigate(t *testing.T) {
	source := sampleSource()
	source.workspaces[sampleRoot].put("whole.go", observe(report("r"), "x\n", hits(1, 1)))
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		d.open("file:///ws/calc/whole.go", "x\n")
		// The stretches are lines 5 (partial), 8 to 11, and 14 to 15.
		for _, c := range []struct {
			command string
			from    int
			want    string
		}{
			{"covls.nextUncovered", 1, "5-5"}, {"covls.nextUncovered", 5, "8-11"}, {"covls.nextUncovered", 8, "14-15"},
			{"covls.nextUncovered", 11, "14-15"}, {"covls.nextUncovered", 15, "5-5"}, {"covls.nextUncovered", 99, "5-5"},
			{"covls.previousUncovered", 99, "14-15"}, {"covls.previousUncovered", 15, "14-15"}, {"covls.previousUncovered", 14, "8-11"},
			{"covls.previousUncovered", 5, "14-15"},
		} {
			got := d.call("workspace/executeCommand", executing(c.command, fmt.Sprintf(`[%q,{"line":%d,"character":0}]`, sampleURI, c.from-1)))
			var l protocol.Location
			if err := json.Unmarshal([]byte(got), &l); err != nil {
				t.Fatal(err)
			}
			if s := fmt.Sprintf("%d-%d", l.Range.Start.Line+1, l.Range.End.Line+1); s != c.want {
				t.Errorf("%s from %d: %s, want %s", c.command, c.from, s, c.want)
			}
		}
		for _, uri := range []string{"file:///ws/calc/whole.go", "file:///ws/calc/none.go", "untitled:x"} {
			if got := d.call("workspace/executeCommand", executing("covls.nextUncovered", fmt.Sprintf(`[%q]`, uri))); got != "null" {
				t.Errorf("%s: %s", uri, got)
			}
		}
		if n := everSent(d.editor, "window/showDocument"); n != 0 {
			t.Error("a client with its own extension is moved about by the server")
		}
	})
}

// Without an extension the answer of a command goes nowhere, so the server has
// the editor show it.
func TestPlainClientIsShown(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(plainClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		d.call("workspace/executeCommand", executing("covls.nextUncovered", fmt.Sprintf(`[%q,{"line":4,"character":0}]`, sampleURI)))
		if got := d.one("window/showDocument"); !strings.Contains(got, `"line":7`) {
			t.Errorf("shown %s", got)
		}
	})
}

// What a doctor is asked about, and that a plain client is shown the answer.
func TestDoctor(t *testing.T) {
	source := newMemorySource(sampleRoot, "/ws/other")
	sit(t, source, func(d *desk) {
		d.initialize(plainClient, "", sampleRoot, "/ws/other", "/ws/locked")
		for _, c := range []struct{ arguments, want string }{
			{`["file:///ws/other/a/b.go"]`, `"examined /ws/other a/b.go"`},
			{`["file:///ws/other"]`, `"examined /ws/other "`},
			{`[]`, `"examined /ws/calc \n\nexamined /ws/other \n\n/ws/locked cannot be opened: the index is locked"`},
			{`[null]`, `"examined /ws/calc \n\nexamined /ws/other \n\n/ws/locked cannot be opened: the index is locked"`},
			{`["file:///elsewhere/b.go"]`, `null`},
			{`["file:///ws/locked/b.go"]`, `null`},
			{`["untitled:x"]`, `null`},
		} {
			got := d.call("workspace/executeCommand", executing("covls.doctor", c.arguments))
			if got != c.want {
				t.Errorf("%s: %s, want %s", c.arguments, got, c.want)
			}
			if shown := d.sent("window/showMessage"); (got == "null") != (len(shown) == 0) || len(shown) > 0 && !strings.Contains(shown[0], got) {
				t.Errorf("%s: shown %s", c.arguments, shown)
			}
		}
	})
	sit(t, newMemorySource(), func(d *desk) {
		d.initialize(covlsClient, "")
		if got := d.call("workspace/executeCommand", executing("covls.doctor", "[]")); got != "null" {
			t.Errorf("without folders: %s", got)
		}
	})
}

func TestBadCommands(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		hello := d.initialize(covlsClient, "", sampleRoot)
		for _, name := range commandNames() {
			if !strings.Contains(hello, `"`+name+`"`) {
				t.Errorf("%s is not advertised", name)
			}
		}
		for _, bad := range []string{
			executing("covls.doctor", "[7]"), executing("covls.doctor", `["file:///ws/calc/sick.go"]`), executing("", "[]"), executing("covls.nextUncovered", `[7]`),
			executing("covls.explain", `["file:///ws/calc/calc.go",-1]`), executing("covls.selectFlags", `["unit"]`), executing("covls.summary", `[{"depth":"x"}]`),
		} {
			if got, err := d.tryCall("workspace/executeCommand", bad); err == nil {
				t.Errorf("%s was answered with %s", bad, got)
			}
		}
	})
}

// edited gives the text after the first action's edits.
func edited(t *testing.T, v *fileView, line int) string {
	t.Helper()
	for _, s := range v.missed() {
		if s.first()+1 > line || s.last()+1 < line {
			continue
		}
		edits := v.exclude(s)
		slices.Reverse(edits)
		text := v.text
		for _, e := range edits {
			table := newLineTable(v.text)
			from, to := table.offset(e.Range.Start, v.client.encoding), table.offset(e.Range.End, v.client.encoding)
			text = text[:from] + e.NewText + text[to:]
		}
		return text
	}
	t.Fatalf("nothing is missed on line %d", line)
	return ""
}

func TestExclude(t *testing.T) {
	for _, c := range []struct{ name, language, text, want string }{
		{"C, one line", "c", "\tf();\r\nx\r\n", "\tf();  // LCOV_EXCL_LINE\r\nx\r\n"},
		{"Python", "python", "    f('😀')\n", "    f('😀')  # pragma: no cover\n"},
		{"TypeScript", "typescript", "  f();", "  /* istanbul ignore next */\n  f();"},
		{"Dart", "dart", "f();", "f();  // coverage:ignore-line"},
		{"Ruby", "ruby", "\tf\n", "\t# :nocov:\n\tf\n\t# :nocov:\n"},
		{"PHP", "php", "f();\r\n", "f();  // @codeCoverageIgnore\r\n"},
		{"Lua", "lua", "f()", "-- luacov: disable\nf()\n-- luacov: enable"},
		{"a macro", "c", "#define f \\\n", "#define f \\\n"},
		{"Go has none", "go", "f()\n", "f()\n"},
		{"nobody knows", "brainfuck", "+\n", "+\n"},
	} {
		if got := edited(t, viewed(c.language, c.text, hits(1, 0)), 1); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, c := range []struct{ name, language, text, want string }{
		{"C, several lines", "cpp", "a();\n\n  b();\n", "// LCOV_EXCL_START\na();\n\n  b();\n  // LCOV_EXCL_STOP\n"},
		{"Python, several lines", "python", "a()\n\nb()", "a()  # pragma: no cover\n\nb()  # pragma: no cover"},
	} {
		if got := edited(t, viewed(c.language, c.text, hits(1, 0, 3, 0)), 3); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCodeActionKinds(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		ask := func(line int, only string) string {
			return d.call("textDocument/codeAction", fmt.Sprintf(
				`{"textDocument":{"uri":%q},"range":{"start":{"line":%d,"character":0},"end":{"line":%d,"character":0}},"context":{"diagnostics":[],"only":%s}}`,
				sampleURI, line-1, line-1, only))
		}
		for _, c := range []struct {
			line  int
			only  string
			count int
		}{{8, `["quickfix"]`, 2}, {8, `[]`, 2}, {8, `["quickfix.x"]`, 0}, {8, `["refactor"]`, 0}, {4, `[""]`, 0}, {15, `[""]`, 2}} {
			if got := ask(c.line, c.only); strings.Count(got, `"kind"`) != c.count {
				t.Errorf("line %d, only %s: %s, want %d actions", c.line, c.only, got, c.count)
			}
		}
	})
}

func TestLanguageOf(t *testing.T) {
	for _, c := range []struct{ id, path, want string }{
		{"cpp", "a.h", "cpp"}, {"", "a.PY", "python"}, {"javascript.jsx", "a.jsx", "javascriptreact"},
		{"", "Makefile", ""}, {"cobol", "a.cbl", "cobol"},
	} {
		if got := languageOf(c.id, c.path); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.id, c.path, got, c.want)
		}
	}
	for extension, id := range extensions {
		if _, ok := languages[id]; !ok {
			t.Errorf("%s is of %q, which is not listed", extension, id)
		}
	}
}
