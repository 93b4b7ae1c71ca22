package readertest

import (
	"errors"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// Tables of small documents. What a report says is compared as text that the
// format's tests write, one line a section, so that a table shows documents
// beside what they mean.

// Describe reads a report and joins the lines that describe gives of its
// sections.
func Describe(format coverage.Format, describe func(*coverage.Section) string, doc string, limits coverage.Limits) (string, coverage.ReadInfo, error) {
	var lines []string
	info, err := format.Read(strings.NewReader(doc), limits, func(s *coverage.Section) error {
		lines = append(lines, describe(s))
		return nil
	})
	return strings.Join(lines, "\n"), info, err
}

// Says checks that a report is read to its end with nothing dropped, and says
// want.
func Says(t testing.TB, format coverage.Format, describe func(*coverage.Section) string, doc, want string) {
	t.Helper()
	got, info, err := Describe(format, describe, doc, coverage.Limits{})
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%v, dropped %+v", err, info.Dropped)
	}
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	sections := strings.Count(got, "\n") + 1
	if got == "" {
		sections = 0
	}
	if info.Sections != sections {
		t.Errorf("%d sections counted, want %d", info.Sections, sections)
	}
}

// Refused checks with what errors documents are refused under limits.
func Refused(t testing.TB, format coverage.Format, limits coverage.Limits, docs map[string]error) {
	t.Helper()
	for doc, want := range docs {
		if _, err := format.Read(strings.NewReader(doc), limits, discard); !errors.Is(err, want) {
			t.Errorf("%.80q: got %v, want %v", doc, err, want)
		}
	}
}

// Sniffs checks how sure the format is of heads of reports.
func Sniffs(t testing.TB, format coverage.Format, heads map[string]coverage.Confidence) {
	t.Helper()
	for head, want := range heads {
		if got := format.Sniff([]byte(head)); got != want {
			t.Errorf("%.80q: sniffed %v, want %v", head, got, want)
		}
	}
}
