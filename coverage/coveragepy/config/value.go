package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Values of settings. INI files have only text, which coverage.py cuts at commas
// and line breaks; TOML has lists and flags of its own.

// A file is a configuration in either syntax: by section, without the prefix
// that names coverage.py, the values in their order.
type file struct{ sections map[string][]value }

// A value is what stands behind a key.
type value struct {
	key  string
	text string
	list []string // set in place of text where the file has a list
}

func (f *file) add(section string, v value) {
	if f.sections == nil {
		f.sections = map[string][]value{}
	}
	f.sections[section] = append(f.sections[section], v)
}

// find gives the last value of a key.
func (f *file) find(section, key string) (value, bool) {
	values := f.sections[section]
	for i := len(values) - 1; i >= 0; i-- {
		if values[i].key == key {
			return values[i], true
		}
	}
	return value{}, false
}

func (p *parser) text(section, key string) (string, bool) {
	v, ok := p.file.find(section, key)
	return strings.TrimSpace(p.expand(v.text)), ok
}

// flag reads a truth as configparser spells it.
func (p *parser) flag(section, key string) bool {
	text, ok := p.text(section, key)
	switch strings.ToLower(text) {
	case "1", "yes", "true", "on":
		return true
	case "0", "no", "false", "off":
		return false
	}
	if ok {
		p.problem(section, key, fmt.Sprintf("%q is neither true nor false", text))
	}
	return false
}

func (p *parser) number(section, key string) float64 {
	text, ok := p.text(section, key)
	if !ok {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		p.problem(section, key, fmt.Sprintf("%q is not a number", text))
	}
	return n
}

func (p *parser) list(section, key string) []string {
	v, _ := p.file.find(section, key)
	return p.split(v, ",\n")
}

// split gives the parts of a list, or of a text between separators.
func (p *parser) split(v value, separators string) []string {
	parts := v.list
	if parts == nil {
		parts = strings.FieldsFunc(v.text, func(r rune) bool { return strings.ContainsRune(separators, r) })
	}
	var out []string
	for _, part := range parts {
		if part = strings.TrimSpace(p.expand(part)); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// variable is $WORD, ${WORD}, ${WORD?} and ${WORD-default}; $$ is a dollar sign.
var variable = regexp.MustCompile(`\$(?:(\$)|(\w+)|\{(\w+)(?:(\?)|-([^}]*))?\})`)

// expand puts in the variables of the environment. One that is not set is empty.
func (p *parser) expand(text string) string {
	if !strings.Contains(text, "$") {
		return text
	}
	return variable.ReplaceAllStringFunc(text, func(found string) string {
		m := variable.FindStringSubmatch(found)
		if m[1] != "" {
			return "$"
		}
		if v, ok := p.getenv(m[2] + m[3]); ok {
			return v
		}
		return m[5]
	})
}
