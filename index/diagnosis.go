package index

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index/paths"
)

// What a diagnosis says. It holds names and numbers only and no source text, so
// that people can paste it into a bug report.

// A Diagnosis is why a workspace, or one file of it, shows what it shows.
type Diagnosis struct {
	// Files and Folders are how many the workspace has, without those that are
	// never entered.
	Files, Folders int
	Reports        []ReportDiagnosis // by name
	// Rejected are files that by their names might be reports and are none, or
	// none that covls reads.
	Rejected []coverage.Problem
	Excluded Sample // report files that the configuration says never to read
	Ignored  Sample // covered source files that the configuration leaves out
	Stale    Sample // covered source files of whose text there is no measurement
	// Proposals are mappings that would give files to paths that have none, and
	// take none from any other.
	Proposals []paths.Proposal
	// Problems are those of the configuration and of the watcher.
	Problems []coverage.Problem
	// IndexTaken is set when another process has the index open, so that this one
	// works on a private copy.
	IndexTaken bool
	// File is set when one was asked about.
	File *FileDiagnosis
}

// A ReportDiagnosis is what became of one report.
type ReportDiagnosis struct {
	coverage.ReportStatus
	// NotReport is set when what is on disk is no report that covls reads, so that
	// the problem is not how it is written.
	NotReport  bool
	Paths      int            // source files that it names
	Found      []Found        // how those were found that were, the strongest evidence first
	Learned    []paths.Prefix // rewrites that follow from all its paths
	Unresolved []Unresolved   // examples of those that were not; those with near misses first
	Proposals  []paths.Proposal
}

// Found is how many files were found in one way.
type Found struct {
	How   paths.How
	Files int
}

// Unresolved is a path of a report that is no file of the workspace.
type Unresolved struct {
	Path    string // as the report spells it
	Verdict paths.Verdict
	// Mapped is set when path-mappings lead it to where no file is.
	Mapped bool
	// Candidates are the files that fit equally well, or that end alike.
	Candidates []string
}

// A FileDiagnosis is what the reports say of one path.
type FileDiagnosis struct {
	Path       string // workspace-relative
	Exists     bool
	Ignored    bool // by the configuration
	Candidate  bool // it may be a report itself
	Mentions   []Mention
	NearMisses []NearMiss // at most maxExamples, those that share most first
}

// A Mention is a report that speaks of the file.
type Mention struct {
	Report, Path string // as the report spells it
	How          paths.How
}

// A NearMiss is a path that ends like the file's and was not found to be it.
type NearMiss struct {
	Report string
	Unresolved
}

// A Sample is how many there are, and the first few.
type Sample struct {
	Count    int
	Examples []string
}

func (s *Sample) add(name string) {
	if s.Count++; s.Count <= maxExamples {
		s.Examples = append(s.Examples, name)
	}
}
