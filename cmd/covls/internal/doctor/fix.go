package doctor

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/covls/covls/coverage/policy"
	"github.com/covls/covls/index/paths"
)

// Writing path mappings into a configuration. The file is its owner's, with
// comments and an order of its own, so lines are put in and nothing is printed
// anew. The result is read again before it is used: a file in a shape that this
// does not expect is left alone.

// A Mapping is one entry of path-mappings.
type Mapping struct {
	From, To string // To is "." for the workspace itself
	Files    int    // how many paths it gives a file to
}

// ErrByHand means that the configuration has a shape into which nothing can be
// put without changing more.
var ErrByHand = errors.New("the configuration cannot be extended")

// Mappings are those that can be written without anybody's choice.
func (e *Examination) Mappings() []Mapping {
	return mappingsToWrite(e.Diagnosis.Proposals)
}

func mappingsToWrite(proposals []paths.Proposal) []Mapping {
	var out []Mapping
	for _, p := range proposals {
		if len(p.To) == 1 {
			out = append(out, Mapping{p.From, strings.TrimSuffix(folderName(p.To[0]), "/"), p.Files})
		}
	}
	return out
}

// WithMappings returns the configuration file called name, whose content is
// data, with more path mappings. Those that are there already stay, also with
// another folder: they are the user's word.
func WithMappings(name string, data []byte, more []Mapping) ([]byte, error) {
	before, _, err := policy.Load(name, data)
	if err != nil {
		return nil, err
	}
	want := map[string]string{}
	var fresh []Mapping
	for _, m := range more {
		if _, known := before.PathMappings[m.From]; !known && want[m.From] == "" {
			want[m.From] = m.To
			fresh = append(fresh, m)
		}
	}
	if len(fresh) == 0 {
		return data, nil
	}
	maps.Copy(want, before.PathMappings)
	out, err := insert(data, fresh)
	if err != nil {
		return nil, err
	}
	after, _, err := policy.Load(name, out)
	if err != nil || !maps.Equal(after.PathMappings, want) {
		return nil, ErrByHand
	}
	return out, nil
}

// insert puts the entries where path-mappings is, or at the end.
func insert(data []byte, fresh []Mapping) ([]byte, error) {
	newline := "\n"
	if bytes.Contains(data, []byte("\r\n")) {
		newline = "\r\n"
	}
	key, err := mappingsKey(data)
	if err != nil {
		return nil, err
	}
	lines := strings.SplitAfter(string(data), "\n")
	if key == nil {
		text := strings.Join(lines, "")
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += newline
		}
		return []byte(text + "path-mappings:" + newline + entries(fresh, 2, newline)), nil
	}
	at := key.Key.GetToken().Position.Line // 1-based, so the line behind it
	indent := key.Key.GetToken().Position.Column + 1
	if first := firstEntry(key.Value); first != nil {
		indent = first.Key.GetToken().Position.Column - 1
	} else if _, empty := key.Value.(*ast.NullNode); !empty {
		return nil, ErrByHand
	}
	if !strings.HasSuffix(lines[at-1], "\n") {
		lines[at-1] += newline
	}
	head, tail := strings.Join(lines[:at], ""), strings.Join(lines[at:], "")
	return []byte(head + entries(fresh, indent, newline) + tail), nil
}

// mappingsKey finds path-mappings at the top of the file; nil where it is not.
// policy.Load has read the file by now, so it is small and sound.
func mappingsKey(data []byte) (*ast.MappingValueNode, error) {
	file, err := parser.ParseBytes(bytes.TrimPrefix(data, []byte("\ufeff")), 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrByHand, err)
	}
	for _, doc := range file.Docs {
		switch body := doc.Body.(type) {
		case *ast.MappingNode:
			for _, v := range body.Values {
				if v.Key.GetToken().Value == "path-mappings" {
					return v, nil
				}
			}
			if body.IsFlowStyle {
				return nil, ErrByHand
			}
		case *ast.MappingValueNode:
			if body.Key.GetToken().Value == "path-mappings" {
				return body, nil
			}
		}
	}
	return nil, nil
}

// firstEntry is the first one of a mapping in lines; nil for anything else.
func firstEntry(value ast.Node) *ast.MappingValueNode {
	switch v := value.(type) {
	case *ast.MappingNode:
		if !v.IsFlowStyle && len(v.Values) > 0 {
			return v.Values[0]
		}
	case *ast.MappingValueNode:
		return v
	}
	return nil
}

// entries are the lines to put in. A prefix comes out of a report, so it is
// quoted, which in YAML is done as in JSON.
func entries(list []Mapping, indent int, newline string) string {
	var b strings.Builder
	for _, m := range list {
		b.WriteString(strings.Repeat(" ", indent) + quoted(m.From) + ": " + quoted(m.To) + newline)
	}
	return b.String()
}

func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	// A string can always be encoded.
	_ = e.Encode(s)
	return strings.TrimSpace(b.String())
}
