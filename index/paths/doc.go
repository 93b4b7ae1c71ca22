// Package paths finds the workspace file that a report means.
//
// Reports are written elsewhere: in a container, on a CI machine, below another
// checkout, on another operating system. Their paths are evidence, not
// addresses. This package weighs that evidence against the list of files that
// the workspace has, and answers only with members of that list: whatever a
// report says, no other file can come out, and nothing is opened on its word.
//
// The ladder (formats §2), strongest evidence first:
//
//	mapping    the user's own words: report prefix → workspace prefix
//	exact      an absolute path inside the workspace
//	relative   below the report's folder or one of its ancestors, or below a
//	           root that the report names (Cobertura's sources)
//	module     a Go import path below a go.mod, a replace or a vendor folder
//	package    a JVM package below a source root
//	prefix     a prefix rewrite that the report as a whole makes likely
//	suffix     the one file whose path ends like the reported one
//
// Two files that fit equally well are Ambiguous and neither is shown: other
// tools take the first one, and paint the wrong file.
//
// # Why the whole report decides
//
// One path alone is weak evidence: /ci/pkg/main.go may be pkg/main.go of a
// checkout at /ci, or main.go of one at /ci/pkg. All paths together are strong:
// the rewrite that explains most of them is right. So a Resolver is first shown
// every section (Add) and then asked (Resolve), and its answers do not depend
// on the order in which the sections came.
package paths
