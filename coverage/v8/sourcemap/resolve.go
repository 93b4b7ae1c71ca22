package sourcemap

import (
	"path"
	"strings"
)

// Names of sources. A map says them relative to itself, and a report names the
// generated file. What comes out is again only a name: who opens files decides
// whether it lies in a workspace.

// rooted puts the map's source root before a source.
func rooted(root, source string) string {
	if root == "" || source == "" || absolute(source) {
		return source
	}
	return strings.TrimSuffix(root, "/") + "/" + source
}

// Resolve gives a source's name as seen from the generated file, whose name may
// be a URL or a path. As in a browser, no source lies above the root of a URL.
func Resolve(generated, source string) string {
	if source == "" || absolute(source) {
		return source
	}
	root, rest := "", generated
	if len(rest) > 2 && rest[1] == ':' { // C:\a\b.js
		rest = strings.ReplaceAll(rest, `\`, "/")
	}
	if scheme, after, ok := strings.Cut(generated, "://"); ok {
		host, p, _ := strings.Cut(after, "/")
		root, rest = scheme+"://"+host, "/"+p
	}
	return root + path.Join(path.Dir(rest), source)
}

// absolute reports whether a name is not relative to anything: a path from the
// root, one with a drive letter, or a URL of any scheme.
func absolute(name string) bool {
	if name[0] == '/' || name[0] == '\\' {
		return true
	}
	for i := range len(name) {
		switch c := name[i] | 0x20; {
		case name[i] == ':':
			return i > 0
		case 'a' <= c && c <= 'z', i > 0 && (strings.IndexByte("+-.", name[i]) >= 0 || '0' <= name[i] && name[i] <= '9'):
		default:
			return false
		}
	}
	return false
}
