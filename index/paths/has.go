package paths

// Has reports whether the workspace has a file of exactly this path.
func (t *Tree) Has(file string) bool { return t.has(file) }

// Files are the workspace's files in no particular order. They are the tree's:
// do not change the slice.
func (t *Tree) Files() []string { return t.files }
