package paths

// The answers of a Resolver, and the words for how they were found, which
// `covls doctor` prints.

// A Match is what became of one reported path.
type Match struct {
	// Path is the workspace file: a member of the tree's list, relative to its
	// root, with slashes. It is empty unless the verdict is Found.
	Path string
	// How it was found; the strongest evidence where there were several kinds.
	How How
	// Candidates are the files that fit equally well when the verdict is
	// Ambiguous, and near misses when it is Missing or Outside; at most
	// MaxCandidates, sorted.
	Candidates []string
}

// MaxCandidates is how many candidates a Match lists: enough to see the
// pattern, few enough for a line of output.
const MaxCandidates = 5

// Verdict is whether a reported path is a file of the workspace.
type Verdict uint8

const (
	// Missing: the path belongs to the workspace, or may, and no such file is there.
	Missing Verdict = iota
	// Found: exactly one file is meant.
	Found
	// Ambiguous: several files fit equally well; none is to be shown.
	Ambiguous
	// Outside: the path leads out of the workspace, such as a system header.
	Outside
)

// String gives the verdict in lower case.
func (v Verdict) String() string {
	return [...]string{"missing", "found", "ambiguous", "outside"}[v]
}

// How says by which step of the ladder a file was found.
type How uint8

const (
	None     How = iota
	Suffix       // its path ends like the reported one, and no other's does
	Learned      // by a prefix rewrite inferred from the whole report
	Package      // below a source root, by package and file name
	Module       // by a Go module, a replace directive or a vendor folder
	Root         // below a root that the report names
	Relative     // below the report's folder or an ancestor of it
	Exact        // an absolute path inside the workspace
	Mapped       // by a configured mapping
)

// String gives the word that output uses.
func (h How) String() string {
	return [...]string{"none", "suffix", "prefix", "package", "module", "root", "relative", "exact", "mapped"}[h]
}

// found is the match of one file.
func found(file string, how How) (Match, Verdict) {
	return Match{Path: file, How: how}, Found
}

// choose turns the files that are left into a match. There must be one at least.
func choose(files []string, how How) (Match, Verdict) {
	if len(files) == 1 {
		return found(files[0], how)
	}
	return Match{How: how, Candidates: sample(files)}, Ambiguous
}
