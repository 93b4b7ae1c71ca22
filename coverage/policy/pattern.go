package policy

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Patterns of paths. Those of ignore follow Datadog's rules, whose kind shows
// from the characters that are used: a regular expression for the whole path, a
// glob, or the beginning of a path. Reports are named by globs only.

const (
	// maxPattern bounds a pattern's length and maxBraces its groups, since the
	// alternatives of a glob's groups multiply.
	maxPattern = 1024
	maxBraces  = 6
)

// globMatches reports whether a valid glob names the path, or a folder above it.
func globMatches(glob, rel string) bool {
	return doublestar.MatchUnvalidated(glob, rel) || doublestar.MatchUnvalidated(glob+"/**", rel)
}

// checkGlob brings a glob into the form that is matched.
func checkGlob(glob string) (string, error) {
	clean := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(glob, "./"), "/"), "/")
	switch {
	case clean == "":
		return "", fmt.Errorf("the glob %q names nothing", glob)
	case len(clean) > maxPattern, strings.Count(clean, "{") > maxBraces:
		return "", fmt.Errorf("the glob is too long: at most %d characters and %d groups in braces", maxPattern, maxBraces)
	case !doublestar.ValidatePattern(clean):
		return "", fmt.Errorf("the glob %q is not valid: look for a bracket or brace that is not closed", glob)
	}
	return clean, nil
}

// patterns decide on paths: a path is in when one of them matches it and no
// negative one ("!…") does, wherever that stands.
type patterns struct {
	positive, negative []func(rel string) bool
}

func (p patterns) match(rel string) bool {
	return anyMatches(p.positive, rel) && !anyMatches(p.negative, rel)
}

func anyMatches(matchers []func(string) bool, rel string) bool {
	for _, match := range matchers {
		if match(rel) {
			return true
		}
	}
	return false
}

// add takes one pattern in.
func (p *patterns) add(pattern string) error {
	body, negative := strings.CutPrefix(pattern, "!")
	match, err := compilePattern(body)
	if err != nil {
		return err
	}
	if negative {
		p.negative = append(p.negative, match)
	} else {
		p.positive = append(p.positive, match)
	}
	return nil
}

// compilePattern finds a pattern's kind. Braces alone are a glob's alternatives
// ("*.{js,ts}"), and so is what looks like a regular expression and is none.
func compilePattern(pattern string) (func(rel string) bool, error) {
	if len(pattern) <= maxPattern && strings.ContainsAny(pattern, `+|()^$\`) {
		if re, err := regexp.Compile("^(?:" + pattern + ")$"); err == nil {
			return re.MatchString, nil
		}
	}
	glob, err := checkGlob(pattern)
	if err != nil {
		return nil, err
	}
	if !strings.ContainsAny(glob, "*?[{") {
		return func(rel string) bool { return rel == glob || strings.HasPrefix(rel, glob+"/") }, nil
	}
	if !strings.Contains(glob, "/") {
		glob = "**/" + glob // a name, in any folder
	}
	return func(rel string) bool { return doublestar.MatchUnvalidated(glob, rel) }, nil
}
