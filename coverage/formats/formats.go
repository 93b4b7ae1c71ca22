// Package formats knows every format that covls reads: it tells them apart by
// content, undoes what a report is wrapped in, and reads it with limits.
//
// Names lie: an lcov.info may be an HTML error page, a coverage.txt a Go
// profile, and four formats share the root <coverage>. So a name only makes a
// file worth a look (CandidateName), and its first 64 KiB decide (Detect). What
// is recognised and cannot be read is named, with what to do about it, because
// "unknown format" helps nobody.
//
// A report may be several files; then they go by one name (SlotName). And a run
// may leave several reports; then the one that knows most speaks for the others
// (Richness).
//
// Everything here is pure: an io.Reader goes in. No file is opened.
package formats

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/clover"
	"github.com/covls/covls/coverage/cobertura"
	"github.com/covls/covls/coverage/codecovjson"
	"github.com/covls/covls/coverage/covdata"
	"github.com/covls/covls/coverage/coveragepy"
	"github.com/covls/covls/coverage/coveragepyjson"
	"github.com/covls/covls/coverage/coveralls"
	"github.com/covls/covls/coverage/coverlet"
	"github.com/covls/covls/coverage/gcov"
	"github.com/covls/covls/coverage/gcovr"
	"github.com/covls/covls/coverage/gocover"
	"github.com/covls/covls/coverage/istanbul"
	"github.com/covls/covls/coverage/jacoco"
	"github.com/covls/covls/coverage/lcov"
	"github.com/covls/covls/coverage/llvmcov"
	"github.com/covls/covls/coverage/opencover"
	"github.com/covls/covls/coverage/simplecov"
	"github.com/covls/covls/coverage/sonar"
	"github.com/covls/covls/coverage/v8"
)

// all are the formats in the order in which they are asked, by what they look
// like. The order matters only where two are equally sure, and none of the
// reports that the tests know of is claimed by two.
var all = []*coverage.Format{
	// lines of text
	&lcov.Format,
	&gocover.Format,
	&gcov.Format, // also JSON
	// XML
	&cobertura.Format,
	&jacoco.Format,
	&clover.Format,
	&opencover.Format,
	&sonar.Format,
	// JSON
	&istanbul.Format,
	&v8.Format,
	&llvmcov.Format,
	&gcovr.Format,
	&simplecov.Format,
	&simplecov.JSON,
	&coveragepyjson.Format,
	&coverlet.Format,
	&coveralls.Format,
	&codecovjson.Format,
	// binary
	&covdata.Format,
	&coveragepy.Format,
}

// Names are the formats' names, sorted.
func Names() []string {
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = f.Name
	}
	slices.Sort(names)
	return names
}

// ByName finds a format by the name that configuration and output use.
func ByName(name string) (*coverage.Format, error) {
	for _, f := range all {
		if f.Name == name {
			return f, nil
		}
	}
	return nil, fmt.Errorf("covls knows no format %q: it reads %s", name, strings.Join(Names(), ", "))
}
