package lsp

import (
	"strings"

	"github.com/covls/covls/coverage"
)

// percent gives "84.2%", "91%" or "n/a": truncated, and without a zero that
// says nothing.
func percent(r coverage.Ratio) string {
	if r.Total == 0 {
		return "n/a"
	}
	return strings.TrimSuffix(r.Percent(1), ".0") + "%"
}
