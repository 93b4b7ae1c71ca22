package paths

import (
	"net/url"
	"path"
	"strings"
)

// Undoing what producers wrap paths in (formats §2, step 1), so that the ladder
// sees one spelling: slashes, no dots, absolute or not.

// maxPath is the longest path that is looked at, Linux' PATH_MAX: no file of a
// workspace has a longer one, and work on a path grows with its length.
const maxPath = 4096

// spelled is a reported path in the one spelling.
type spelled struct {
	path string // clean; absolute ones begin with a slash or a drive, "c:/"
	abs  bool
	fold bool // it comes from an operating system that ignores case
}

// readings gives the ways to understand a reported path, the literal one first:
// backslashes and question marks are legal in Unix names, and mean something
// else to Windows and to bundlers.
func readings(raw string) []spelled {
	var out []spelled
	add := func(raw string, windows bool) {
		if p, ok := spell(raw, windows); ok {
			out = append(out, p)
		}
	}
	windows := looksWindows(raw)
	add(raw, windows)
	if !windows && strings.Contains(raw, `\`) {
		add(raw, true)
	}
	if i := strings.IndexByte(raw, '?'); i > 0 && !windows {
		add(raw[:i], false)
	}
	return out
}

// looksWindows reports whether a path has a drive letter or is a UNC path. Only
// then are backslashes separators for certain.
func looksWindows(raw string) bool {
	raw = strings.TrimPrefix(raw, "file:///")
	return hasDrive(raw) || strings.HasPrefix(raw, `\\`)
}

func hasDrive(p string) bool {
	if len(p) < 2 || p[1] != ':' || len(p) > 2 && p[2] != '/' && p[2] != '\\' {
		return false
	}
	c := p[0] | 0x20
	return 'a' <= c && c <= 'z'
}

// caselessPath reports whether an absolute path comes from Windows or macOS.
func caselessPath(p string) bool {
	for _, prefix := range []string{"/Users/", "/Volumes/", "/private/"} {
		if strings.HasPrefix(p, prefix) {
			return true
		}
	}
	return hasDrive(p)
}

// spell brings a path into the one spelling; false means that it can be no
// file's path.
func spell(raw string, windows bool) (spelled, bool) {
	if strings.TrimSpace(raw) == "" || len(raw) > maxPath || strings.IndexByte(raw, 0) >= 0 {
		return spelled{}, false
	}
	p := withoutScheme(raw)
	if windows {
		p = slashes(p)
	}
	if p == "" {
		return spelled{}, false
	}
	if rest, ok := strings.CutPrefix(p, "/@fs/"); ok { // vite's absolute paths
		p = "/" + rest
	}
	if len(p) > 1 && p[0] == '/' && hasDrive(p[1:]) { // file:///C:/x
		p = p[1:]
	}
	out := spelled{fold: windows || caselessPath(p)}
	if hasDrive(p) {
		out.path, out.abs = strings.ToLower(p[:2])+path.Clean("/"+p[2:]), true
	} else {
		out.path, out.abs = path.Clean(p), p[0] == '/'
	}
	if rest, ok := deterministic(out.path); ok {
		out.path, out.abs = rest, false
	}
	return out, out.path != "" && out.path != "."
}

// slashes turns a Windows path's separators and takes off the prefix that lifts
// its length limit (\\?\C:\x, \\?\UNC\host\share).
func slashes(p string) string {
	p = strings.ReplaceAll(p, `\`, "/")
	if rest, ok := strings.CutPrefix(p, "//?/UNC/"); ok {
		return "//" + rest
	}
	return strings.TrimPrefix(p, "//?/")
}

// deterministic takes off the root that .NET's deterministic builds put in the
// place of the real one: /_/src/x.cs, /_1/src/x.cs, C:\_\src\x.cs
// (coverlet-coverage/coverlet#1216).
func deterministic(p string) (rest string, ok bool) {
	if hasDrive(p) {
		p = p[2:]
	}
	rest, ok = strings.CutPrefix(p, "/_")
	if !ok {
		return "", false
	}
	rest = strings.TrimLeft(rest, "0123456789")
	if rest == "" {
		return ".", true
	}
	return strings.CutPrefix(rest, "/")
}

// withoutScheme takes the path out of a URL. A file URL names a file; any other
// names a place below a root that nobody states: the bundler's project
// (webpack://name/./src/a.js), the server's root, or a repository at a commit.
func withoutScheme(raw string) string {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok || len(scheme) < 2 || strings.ContainsAny(scheme, `/\. `) {
		if rest, ok := strings.CutPrefix(raw, "file:/"); ok { // Java writes one slash
			return unescape("/" + rest)
		}
		return raw
	}
	if scheme == "file" {
		host, name, _ := strings.Cut(rest, "/")
		name = unescape(name)
		if host == "" || host == "localhost" {
			return "/" + name
		}
		if hasDrive(host) { // file://C:/x, which is wrong and common
			return host + "/" + name
		}
		return "//" + host + "/" + name
	}
	host, name, _ := strings.Cut(rest, "/")
	name = unescape(name)
	switch {
	case host == "raw.githubusercontent.com": // owner, repository and commit
		if parts := strings.SplitN(name, "/", 4); len(parts) == 4 {
			return parts[3]
		}
	case strings.HasPrefix(name, "@fs/"):
		return "/" + name
	}
	return name
}

// unescape decodes the path of a URL and drops what follows it.
func unescape(name string) string {
	if i := strings.IndexAny(name, "?#"); i >= 0 {
		name = name[:i]
	}
	if decoded, err := url.PathUnescape(name); err == nil {
		return decoded
	}
	return name
}
