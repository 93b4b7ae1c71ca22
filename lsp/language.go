package lsp

import (
	"path/filepath"
	"strings"
)

// The little that has to be known of languages: what a comment looks like, so
// that one between two missed lines does not cut them apart, and how a line is
// excluded from coverage.

// languageOf is the editor's language id, or the one that goes with the file's
// name where the editor gives none or one of its own ("javascript.jsx").
func languageOf(id, path string) string {
	if _, ok := languages[id]; ok {
		return id
	}
	if known, ok := extensions[strings.ToLower(filepath.Ext(path))]; ok {
		return known
	}
	return id
}

// A language is how its comments begin, and its pragmas.
type language struct {
	line    []string // to the end of the line
	block   [2]string
	exclude pragma
}

// A pragma takes lines out of coverage. Empty parts do not exist.
type pragma struct {
	line        string // at the end of the line
	above       string // on a line of its own before a statement
	start, stop string // around lines, each on a line of its own
}

// Pragmas by the tools that read them: lcov, gcovr and fastcov; coverage.py;
// Istanbul; Dart's coverage package; SimpleCov; PHPUnit; ExCoveralls; LuaCov.
// Go, Rust, Java and others have none that is written as a comment.
var (
	lcovPragma = pragma{line: "// LCOV_EXCL_LINE", start: "// LCOV_EXCL_START", stop: "// LCOV_EXCL_STOP"}
	slashes    = language{line: []string{"//"}, block: [2]string{"/*", "*/"}}
	cFamily    = slashes.with(lcovPragma)
	hash       = language{line: []string{"#"}}
	script     = slashes.with(pragma{above: "/* istanbul ignore next */"})
	// anything is for languages that are not listed.
	anything = language{line: []string{"//", "#"}, block: [2]string{"/*", "*/"}}
)

func (l language) with(p pragma) language {
	l.exclude = p
	return l
}

// languages go by LSP's language ids, and by the file types of Vim and Emacs
// where these differ.
var languages = map[string]language{
	"c": cFamily, "cpp": cFamily, "objective-c": cFamily, "objective-cpp": cFamily, "objc": cFamily,
	"objcpp": cFamily, "cuda": cFamily, "cuda-cpp": cFamily,
	"go": slashes, "rust": slashes, "java": slashes, "kotlin": slashes, "scala": slashes,
	"csharp": slashes, "swift": slashes, "groovy": slashes, "solidity": slashes,
	"javascript": script, "javascriptreact": script, "typescript": script, "typescriptreact": script,
	"dart": slashes.with(pragma{line: "// coverage:ignore-line", start: "// coverage:ignore-start", stop: "// coverage:ignore-end"}),
	"php": language{line: []string{"//", "#"}, block: [2]string{"/*", "*/"}}.with(
		pragma{line: "// @codeCoverageIgnore", start: "// @codeCoverageIgnoreStart", stop: "// @codeCoverageIgnoreEnd"}),
	"python": hash.with(pragma{line: "# pragma: no cover"}),
	"ruby":   hash.with(pragma{start: "# :nocov:", stop: "# :nocov:"}),
	"elixir": hash.with(pragma{start: "# coveralls-ignore-start", stop: "# coveralls-ignore-stop"}),
	"perl":   hash, "shellscript": hash, "sh": hash, "bash": hash, "julia": hash, "r": hash,
	"lua": language{line: []string{"--"}, block: [2]string{"--[[", "]]"}}.with(
		pragma{start: "-- luacov: disable", stop: "-- luacov: enable"}),
	"haskell": {line: []string{"--"}, block: [2]string{"{-", "-}"}},
	"erlang":  {line: []string{"%"}},
}

var extensions = map[string]string{
	".c": "c", ".h": "c", ".cc": "cpp", ".cpp": "cpp", ".cxx": "cpp", ".hh": "cpp", ".hpp": "cpp", ".m": "objective-c",
	".mm": "objective-cpp", ".cu": "cuda", ".go": "go", ".rs": "rust", ".java": "java", ".kt": "kotlin", ".kts": "kotlin",
	".scala": "scala", ".cs": "csharp", ".swift": "swift", ".groovy": "groovy", ".sol": "solidity",
	".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".jsx": "javascriptreact",
	".ts": "typescript", ".mts": "typescript", ".cts": "typescript", ".tsx": "typescriptreact",
	".dart": "dart", ".php": "php", ".py": "python", ".rb": "ruby", ".ex": "elixir", ".exs": "elixir",
	".pl": "perl", ".pm": "perl", ".sh": "shellscript", ".bash": "shellscript", ".jl": "julia", ".r": "r",
	".lua": "lua", ".hs": "haskell", ".erl": "erlang",
}

// syntax is the document's language, or what holds for most.
func (d *document) syntax() language {
	if l, ok := languages[d.language]; ok {
		return l
	}
	return anything
}

// onlyComments reports whether the 0-based lines from first up to but without
// end hold nothing but comments and blanks.
func (d *document) onlyComments(first, end int) bool {
	l, lines, inside := d.syntax(), d.lines(), false
	for n := first; n < end; n++ {
		rest := strings.TrimSpace(lines.line(n))
		for rest != "" {
			switch {
			case inside:
				_, after, closed := strings.Cut(rest, l.block[1])
				inside, rest = !closed, strings.TrimSpace(after)
			case l.block[0] != "" && strings.HasPrefix(rest, l.block[0]):
				inside, rest = true, rest[len(l.block[0]):]
			case l.commentLine(rest):
				rest = ""
			default:
				return false
			}
		}
	}
	return true
}

func (l language) commentLine(s string) bool {
	for _, prefix := range l.line {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}
