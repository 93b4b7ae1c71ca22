package config

import (
	"path"
	"regexp"
	"strings"
)

// Patterns of include and omit. coverage.py 7.3 made "*" stop at a slash, and
// has "**" for more; before, "*" matched anything. Where the two differ, leaving
// a file out that its project wanted out is the lesser surprise, so "*" matches
// anything here, as it did for fifteen years.

// Keeps reports whether a file passes the filter. inside is its path relative to
// the folder of the settings, abs its absolute one, both with slashes: a pattern
// that begins with "*" or is absolute is held against abs, any other against
// inside.
func (f Filter) Keeps(inside, abs string) bool {
	if len(f.Include) > 0 && !matchAny(f.Include, inside, abs) {
		return false
	}
	return !matchAny(f.Omit, inside, abs)
}

func matchAny(patterns []string, inside, abs string) bool {
	for _, pattern := range patterns {
		name := inside
		if strings.HasPrefix(pattern, "*") || path.IsAbs(pattern) {
			name = abs
		}
		if re, err := regexp.Compile(translate(pattern)); err == nil && re.MatchString(name) {
			return true
		}
	}
	return false
}

// translate makes a regular expression of a glob. A pattern that ends with a
// slash means all that is below.
func translate(pattern string) string {
	pattern = strings.TrimPrefix(pattern, "./")
	if strings.HasSuffix(pattern, "/") {
		pattern += "*"
	}
	var b strings.Builder
	b.WriteString("^")
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '*':
			b.WriteString(".*")
		case '?':
			b.WriteString("[^/]")
		case '[':
			end := strings.IndexByte(pattern[i:], ']')
			if end < 0 {
				b.WriteString(`\[`)
				continue
			}
			b.WriteString(strings.Replace(pattern[i:i+end+1], "[!", "[^", 1))
			i += end
		default:
			b.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	return b.String() + "$"
}
