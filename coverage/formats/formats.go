// Package formats knows every format that covls reads: it tells them apart by
// content, undoes what a report is wrapped in, and reads it with limits.
//
// Names lie: an lcov.info may be an HTML error page, a coverage.txt a Go
// profile, and four formats share the root <coverage>. So a name only makes a
// file worth a look (CandidateName), and its first 64 KiB decide (Detect). What
// is recognised and cannot be read is named, with what to do about it, because
// "unknown format" helps nobody.
//
// Everything here is pure: an io.Reader goes in. No file is opened.
package formats

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/cobertura"
	"github.com/covls/covls/coverage/gocover"
	"github.com/covls/covls/coverage/istanbul"
	"github.com/covls/covls/coverage/jacoco"
	"github.com/covls/covls/coverage/lcov"
)

// all are the formats in the order in which they are asked. It matters only
// where two are equally sure.
var all = []*coverage.Format{
	&lcov.Format,
	&gocover.Format,
	&cobertura.Format,
	&jacoco.Format,
	&istanbul.Format,
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
