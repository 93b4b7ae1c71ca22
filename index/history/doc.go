// Package history asks git what content a file had. It is the only package that
// runs git, and it runs it on repositories that nobody vouches for: a
// repository's own configuration can name programs, and none of them may run
// because somebody opened a folder (CVE-2022-24765 and its kin).
//
// What is asked now is little: which commit was HEAD when a report was written,
// and which blobs that commit holds. It anchors reports to sources whose times
// say nothing, as after a checkout, a clone or a stash (semantics §2).
package history
