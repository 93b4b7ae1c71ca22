package policy

import (
	"github.com/goccy/go-yaml/ast"
)

// The three shapes that a configuration is made of: mappings, lists and text.

// anchorsOf finds the nodes that aliases may stand for.
func anchorsOf(body ast.Node) map[string]ast.Node {
	anchors := map[string]ast.Node{}
	for _, node := range ast.Filter(ast.AnchorType, body) {
		if anchor, ok := node.(*ast.AnchorNode); ok && anchor.Name != nil {
			anchors[anchor.Name.GetToken().Value] = anchor.Value
		}
	}
	return anchors
}

// plain takes anchors, tags and aliases off a node. Aliases may lead to aliases,
// but not for ever.
func (d *decoder) plain(node ast.Node) ast.Node {
	for range 8 {
		switch n := node.(type) {
		case *ast.AnchorNode:
			node = n.Value
		case *ast.TagNode:
			node = n.Value
		case *ast.AliasNode:
			node = d.anchors[n.Value.GetToken().Value]
		default:
			return node
		}
	}
	return nil
}

// mapping calls f for every key of a mapping. No value is an empty mapping.
func (d *decoder) mapping(node ast.Node, what string, f func(key ast.MapKeyNode, name string, value ast.Node) error) error {
	plain := d.plain(node)
	var values []*ast.MappingValueNode
	switch n := plain.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	case *ast.NullNode:
	default:
		return at(d.file, node, "%s must be a mapping of keys to values", what)
	}
	for _, v := range values {
		if v.Key.IsMergeKey() {
			return at(d.file, v.Key, "merge keys are not supported: write the keys out")
		}
		if err := f(v.Key, v.Key.GetToken().Value, v.Value); err != nil {
			return err
		}
	}
	return nil
}

// list calls f for every item of a list. No value is an empty list.
func (d *decoder) list(node ast.Node, what string, f func(item ast.Node) error) error {
	switch n := d.plain(node).(type) {
	case *ast.SequenceNode:
		for _, item := range n.Values {
			if err := f(item); err != nil {
				return err
			}
		}
	case *ast.NullNode:
	default:
		return at(d.file, node, "%s must be a list", what)
	}
	return nil
}

// text reads a scalar as it was written: a flag called 1.20 is that, and not
// the number 1.2.
func (d *decoder) text(node ast.Node, what string) (string, error) {
	switch n := d.plain(node).(type) {
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, nil
	}
	return "", at(d.file, node, "%s must be text", what)
}
