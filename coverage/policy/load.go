package policy

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Reading a file's bytes. The file is walked as a tree of nodes rather than
// decoded into a struct: nodes know their line and column, and every remark is
// to have one.

const (
	// maxSize is far above any real configuration.
	maxSize = 256 << 10
	// maxIndent and maxFlow bound how deep a file may nest, since the YAML library
	// recurses and a repository's configuration is not ours to trust.
	maxIndent = 200
	maxFlow   = 50
)

// Load reads the configuration file called name, whose bytes are data. It
// returns remarks on keys that are unknown or not honoured, in the file's order.
// An error is an *Error and says where the file is wrong; then there is no
// Config.
func Load(name string, data []byte) (*Config, []Diagnostic, error) {
	d := &decoder{file: name, config: &Config{}}
	body, err := parse(name, data)
	if err == nil {
		err = d.top(body)
	}
	if err != nil {
		return nil, nil, err
	}
	return d.config, d.diagnostics, nil
}

// parse gives the file's one document, nil when it is empty.
func parse(name string, data []byte) (body ast.Node, err error) {
	// Malformed input must not end the server, whatever the library does with it.
	defer func() {
		if r := recover(); r != nil {
			body, err = nil, &Error{File: name, Message: fmt.Sprintf("not readable as YAML: %v", r)}
		}
	}()
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if err := checkSize(name, data); err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, syntaxError(name, err)
	}
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case body != nil:
			return nil, at(name, doc.Body, "a second document: put everything into one")
		default:
			body = doc.Body
		}
	}
	return body, nil
}

// checkSize refuses what would cost more than a configuration is worth.
func checkSize(name string, data []byte) error {
	if len(data) > maxSize {
		return &Error{File: name, Message: fmt.Sprintf("larger than %d bytes", maxSize)}
	}
	line, flow := 0, 0
	for text := range bytes.Lines(data) {
		line++
		indent := len(text) - len(bytes.TrimLeft(text, " \t-?:"))
		flow = max(0, flow+bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")))
		if indent > maxIndent || flow > maxFlow {
			return &Error{File: name, Line: line, Col: 1, Message: "nested too deep"}
		}
		flow = max(0, flow-bytes.Count(text, []byte("]"))-bytes.Count(text, []byte("}")))
	}
	return nil
}

// syntaxError takes the place out of the library's error, whose own text shows
// the source around it on many lines.
func syntaxError(name string, err error) error {
	var located yaml.Error
	if !errors.As(err, &located) {
		return &Error{File: name, Message: err.Error()}
	}
	e := &Error{File: name, Message: located.GetMessage()}
	if tk := located.GetToken(); tk != nil && tk.Position != nil {
		e.Line, e.Col = tk.Position.Line, tk.Position.Column
	}
	return e
}

// at makes an error about a node.
func at(name string, node ast.Node, format string, args ...any) *Error {
	e := &Error{File: name, Message: fmt.Sprintf(format, args...)}
	e.Line, e.Col = place(node)
	return e
}

func place(node ast.Node) (line, col int) {
	if node == nil {
		return 0, 0
	}
	// A mapping's own token is the colon behind its first key.
	switch n := node.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 && !n.IsFlowStyle {
			return place(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return place(n.Key)
	}
	if tk := node.GetToken(); tk != nil && tk.Position != nil {
		return tk.Position.Line, tk.Position.Column
	}
	return 0, 0
}
