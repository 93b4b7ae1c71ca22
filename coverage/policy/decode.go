package policy

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// From nodes to a Config, one function a key. Every function returns the first
// thing that is wrong; remarks are collected.

type decoder struct {
	file        string
	config      *Config
	diagnostics []Diagnostic
	anchors     map[string]ast.Node
}

func (d *decoder) remark(node ast.Node, format string, args ...any) {
	line, col := place(node)
	d.diagnostics = append(d.diagnostics, Diagnostic{d.file, line, col, fmt.Sprintf(format, args...)})
}

func (d *decoder) top(body ast.Node) error {
	if body == nil {
		return nil
	}
	d.anchors = anchorsOf(body)
	fields := map[string]func(ast.Node) error{
		"schema-version":  d.schemaVersion,
		"reports":         d.reports,
		"exclude-reports": d.excludeReports,
		"path-mappings":   d.pathMappings,
		"ignore":          d.ignore,
	}
	return d.mapping(body, "the configuration", func(key ast.MapKeyNode, name string, value ast.Node) error {
		if decode, ok := fields[name]; ok {
			return decode(value)
		}
		d.unknown(key, name, honoured, later)
		return nil
	})
}

// unknown remarks on a key that is not honoured.
func (d *decoder) unknown(key ast.Node, name string, known, later []string) {
	for _, l := range later {
		if l == name {
			d.remark(key, "%s is not supported by this version", name)
			return
		}
	}
	if near := nearest(name, append(append([]string(nil), known...), later...)); near != "" {
		d.remark(key, "%q is not a known key: is %s meant?", name, near)
		return
	}
	d.remark(key, "%q is not a known key", name)
}

func (d *decoder) schemaVersion(node ast.Node) error {
	version, err := d.text(node, "schema-version")
	if err == nil && version != SchemaVersion {
		return at(d.file, node, "schema-version %q is not known: this covls reads %s", version, SchemaVersion)
	}
	return err
}

func (d *decoder) reports(node ast.Node) error {
	return d.list(node, "reports", func(item ast.Node) error {
		var rule ReportRule
		err := d.mapping(item, "an entry of reports", func(key ast.MapKeyNode, name string, value ast.Node) (err error) {
			switch name {
			case "path":
				rule.Path, err = d.glob(value, "path")
			case "flags":
				rule.Flags, err = d.flags(value)
			case "format":
				rule.Format, err = d.text(value, "format")
			case "name":
				rule.Name, err = d.text(value, "name")
			default:
				d.unknown(key, name, reportKeys, nil)
			}
			return err
		})
		if err == nil && rule.Path == "" {
			err = at(d.file, item, "an entry of reports needs a path")
		}
		d.config.Reports = append(d.config.Reports, rule)
		return err
	})
}

func (d *decoder) flags(node ast.Node) ([]string, error) {
	var flags []string
	err := d.list(node, "flags", func(item ast.Node) error {
		flag, err := d.text(item, "a flag")
		if err != nil {
			return err
		}
		flags = append(flags, flag)
		if err := CheckFlags(flags); err != nil {
			return at(d.file, item, "%s", err)
		}
		return nil
	})
	return union(nil, flags), err
}

func (d *decoder) excludeReports(node ast.Node) error {
	return d.list(node, "exclude-reports", func(item ast.Node) error {
		glob, err := d.glob(item, "an entry of exclude-reports")
		d.config.ExcludeReports = append(d.config.ExcludeReports, glob)
		return err
	})
}

func (d *decoder) glob(node ast.Node, what string) (string, error) {
	text, err := d.text(node, what)
	if err != nil {
		return "", err
	}
	glob, err := checkGlob(text)
	if err != nil {
		return "", at(d.file, node, "%s", err)
	}
	return glob, nil
}

func (d *decoder) pathMappings(node ast.Node) error {
	d.config.PathMappings = map[string]string{}
	return d.mapping(node, "path-mappings", func(_ ast.MapKeyNode, from string, value ast.Node) error {
		to, err := d.text(value, "a folder in path-mappings")
		d.config.PathMappings[from] = to
		return err
	})
}

func (d *decoder) ignore(node ast.Node) error {
	return d.list(node, "ignore", func(item ast.Node) error {
		pattern, err := d.text(item, "an entry of ignore")
		if err != nil {
			return err
		}
		if err := d.config.ignore.add(pattern); err != nil {
			return at(d.file, item, "%s", err)
		}
		d.config.Ignore = append(d.config.Ignore, pattern)
		return nil
	})
}
