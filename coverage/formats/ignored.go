package formats

import "strings"

// IgnoredFolder reports whether a folder is never entered when reports are
// looked for: what package managers and version control fill with other
// people's files, and what tools cache. rel is its workspace-relative path, or
// its name where no more is known. Folders that hold reports by default are
// entered whatever .gitignore says: coverage, target, build, .nyc_output and
// bazel-out are usually ignored there.
func IgnoredFolder(rel string) bool {
	folder, name := split(rel)
	switch name {
	case ".git", ".hg", ".svn", ".bzr", ".jj",
		"node_modules", "bower_components", ".yarn", ".pnpm-store",
		"vendor", "Pods", "Carthage",
		".venv", "venv", ".tox", ".nox", "site-packages", "__pycache__", ".eggs",
		".mypy_cache", ".pytest_cache", ".ruff_cache",
		".cache", ".gradle", ".m2", ".idea", ".vscode", ".vs", ".terraform", ".direnv", ".stack-work", ".dart_tool",
		"lcov-report", "htmlcov": // the HTML side of reports: thousands of pages
		return true
	case "deps": // cargo's objects
		return within(folder, "target")
	case "processinfo": // nyc's notes on processes
		return strings.HasSuffix("/"+folder, "/.nyc_output")
	case ".tmp": // vitest and jest, while they run
		return within(folder, "coverage")
	}
	return false
}
