package coverage

// What views say about a workspace as a whole. The values are made by the
// index; they are declared here because terminals and editors show the same.

// A Problem is something a person should know and can mend.
type Problem struct {
	Message string // what is wrong: lower case, no full stop
	Hint    string // what to do about it
}

// A ReportStatus is one report that was found.
type ReportStatus struct {
	Report
	Files      int // source files it speaks of and that were found in the workspace
	Unresolved int // source files it speaks of and that were not
	Size       int64
	Dropped    Dropped
	// SameRun names the report of a richer format that the same run wrote and
	// that speaks for it; empty where there is none.
	SameRun string
	// Problem is set when the report cannot be read now; then what is shown is
	// its last good data, if there ever was any.
	Problem *Problem
}

// A Node is a folder or a file in a tree of totals.
type Node struct {
	Name    string // base name
	Path    string // workspace-relative, with slashes; "" is the workspace
	Folder  bool
	Summary Summary
}
