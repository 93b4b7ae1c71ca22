package paths

// Has reports whether the workspace has a file of exactly this path.
func (t *Tree) Has(file string) bool { return t.has(file) }
