package lsptest

// Requests by name, with as much of their answers as tests look at.

// A Position is 0-based; Character counts in the session's position encoding.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// A Range ends before End.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// A Diagnostic is pulled or pushed.
type Diagnostic struct {
	Range    Range  `json:"range"`
	Severity int    `json:"severity"`
	Code     string `json:"code"`
	Source   string `json:"source"`
	Message  string `json:"message"`
}

// A Hover holds markdown or plain text.
type Hover struct {
	Contents struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	} `json:"contents"`
	Range *Range `json:"range"`
}

// A Command is something to execute.
type Command struct {
	Title     string `json:"title"`
	Command   string `json:"command"`
	Arguments []any  `json:"arguments"`
}

// A CodeLens has no command until it is resolved, if the server resolves.
type CodeLens struct {
	Range   Range    `json:"range"`
	Command *Command `json:"command"`
}

// An InlayHint whose label has parts does not fit: covls has none.
type InlayHint struct {
	Position Position `json:"position"`
	Label    string   `json:"label"`
}

// A ColorInformation is a colour from 0 to 1 a channel.
type ColorInformation struct {
	Range Range `json:"range"`
	Color struct {
		Red, Green, Blue, Alpha float64
	} `json:"color"`
}

// A CodeAction changes text, runs a command, or both.
type CodeAction struct {
	Title   string         `json:"title"`
	Kind    string         `json:"kind"`
	Edit    map[string]any `json:"edit"`
	Command *Command       `json:"command"`
}

// A DiagnosticReport is "full", or "unchanged" since the ResultID sent.
type DiagnosticReport struct {
	Kind     string       `json:"kind"`
	ResultID string       `json:"resultId"`
	Items    []Diagnostic `json:"items"`
}

func inDocument(uri string) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": uri}}
}

func with(params map[string]any, key string, value any) map[string]any {
	params[key] = value
	return params
}

// Hover asks what there is at a place; nil for nothing.
func (e *Editor) Hover(uri string, line, character int) (h *Hover) {
	e.t.Helper()
	e.must("textDocument/hover", with(inDocument(uri), "position", Position{line, character}), &h)
	return h
}

// CodeLenses asks for a document's lenses.
func (e *Editor) CodeLenses(uri string) (lenses []CodeLens) {
	e.t.Helper()
	e.must("textDocument/codeLens", inDocument(uri), &lenses)
	return lenses
}

// InlayHints asks for the hints in a range.
func (e *Editor) InlayHints(uri string, in Range) (hints []InlayHint) {
	e.t.Helper()
	e.must("textDocument/inlayHint", with(inDocument(uri), "range", in), &hints)
	return hints
}

// DocumentColors asks for a document's colours.
func (e *Editor) DocumentColors(uri string) (colors []ColorInformation) {
	e.t.Helper()
	e.must("textDocument/documentColor", inDocument(uri), &colors)
	return colors
}

// CodeActions asks what can be done in a range.
func (e *Editor) CodeActions(uri string, in Range) (actions []CodeAction) {
	e.t.Helper()
	params := with(inDocument(uri), "range", in)
	e.must("textDocument/codeAction", with(params, "context", map[string]any{"diagnostics": []any{}}), &actions)
	return actions
}

// Diagnostics pulls a document's diagnostics. previous is the ResultID of an
// earlier report, or "".
func (e *Editor) Diagnostics(uri, previous string) (report DiagnosticReport) {
	e.t.Helper()
	params := inDocument(uri)
	if previous != "" {
		params["previousResultId"] = previous
	}
	e.must("textDocument/diagnostic", params, &report)
	return report
}

// Execute runs a command and reads its result into result, which may be nil.
func (e *Editor) Execute(result any, command string, arguments ...any) {
	e.t.Helper()
	if arguments == nil {
		arguments = []any{}
	}
	e.must("workspace/executeCommand", map[string]any{"command": command, "arguments": arguments}, result)
}

// FileCoverage asks for a document's coverage; nil when there is none.
func (e *Editor) FileCoverage(uri string) (f *FileCoverage) {
	e.t.Helper()
	e.must("covls/fileCoverage", inDocument(uri), &f)
	return f
}

// Summary asks for totals; params are those of covls/summary.
func (e *Editor) Summary(params map[string]any) (node SummaryNode) {
	e.t.Helper()
	e.must("covls/summary", params, &node)
	return node
}

// Exit ends the session as it should be ended and waits for the server to go.
// It returns the exit code, 0 if the server is no process of its own.
func (e *Editor) Exit() int {
	e.t.Helper()
	e.must("shutdown", nil, nil)
	e.Notify("exit", nil)
	e.Ended()
	if e.process == nil {
		return 0
	}
	return e.process.wait(e)
}
