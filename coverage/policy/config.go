// Package policy is configuration: what covls.yaml says, and what follows from
// it for a path or a flag. It is pure: it is given bytes and names and opens
// nothing.
//
// No file at all is the common case, and the zero Config is what it means. A
// file that is wrong is an error with its place, so that the server can keep
// the last good one; a key that this version cannot honour is a Diagnostic, so
// that a file written for a newer covls, or with a slip of the pen, still works
// and is not silently half obeyed.
package policy

// FileNames are where a workspace's configuration may be, relative to its root.
// The first that exists is used.
var FileNames = []string{"covls.yaml", "covls.yml", ".covls.yaml", ".covls.yml"}

// SchemaVersion is the only value of schema-version so far.
const SchemaVersion = "v1"

// A Config is what a configuration file says. The zero value says nothing and
// is valid. It must not be changed once it is in use, and then it may be used
// from any goroutine.
type Config struct {
	// Reports say where reports are, beyond the places that are looked at anyway,
	// and what is to be known of them.
	Reports []ReportRule
	// ExcludeReports are globs of files that are never read.
	ExcludeReports []string
	// PathMappings lead from a prefix of a report's paths to a folder of the
	// workspace.
	PathMappings map[string]string
	// Ignore are the patterns of source files to leave out, as they were written.
	Ignore []string

	ignore patterns
}

// A ReportRule is an entry of reports.
type ReportRule struct {
	Path   string   // a glob, relative to the workspace; a folder means all below it
	Flags  []string // sorted, each once
	Format string   // the format's name; empty to recognise it
	Name   string   // the report's name; empty to go by its path
}

// Report gives what the configuration says of the report at rel, a path
// relative to the workspace: the flags of all rules that match, and the first
// format and name among them. false means that no rule does.
func (c *Config) Report(rel string) (ReportRule, bool) {
	var out ReportRule
	found := false
	for _, rule := range c.Reports {
		if !globMatches(rule.Path, rel) {
			continue
		}
		if !found {
			out.Path, found = rule.Path, true
		}
		out.Flags = union(out.Flags, rule.Flags)
		if out.Format == "" {
			out.Format = rule.Format
		}
		if out.Name == "" {
			out.Name = rule.Name
		}
	}
	return out, found
}

// Excluded reports whether exclude-reports names the file at rel.
func (c *Config) Excluded(rel string) bool {
	for _, glob := range c.ExcludeReports {
		if globMatches(glob, rel) {
			return true
		}
	}
	return false
}

// Ignored reports whether ignore leaves the source file at rel out.
func (c *Config) Ignored(rel string) bool { return c.ignore.match(rel) }
