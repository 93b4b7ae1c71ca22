package demo

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// The repository that a newcomer looks at. It has to look like one that was
// worked on: sources come before their commit, and the commit comes before the
// reports, which speak of it. A report that is older than its source would be
// suspected of being about another text.

const (
	sourceAge = time.Hour
	reportAge = time.Minute
)

// A Repository lies on disk, in a folder of its own.
type Repository struct {
	Root    string // absolute, without symbolic links
	Sources int    // files that are no report
	Reports []Report
	// Commit is the abbreviated name of the one commit, and NoGit why there is
	// none. The repository is of use without: covls reads no history to show it.
	Commit string
	NoGit  error
}

// A Report is one that the repository begins with.
type Report struct {
	Path string // relative to the root, with slashes
	Tool string
	Flag string // as the repository's covls.yaml has it
}

// reports are those of testdata/repository, by path.
var reports = []Report{
	{"c/coverage/lcov.info", "gcc and lcov", "unit"},
	{"go/cover.out", "go test", "unit"},
	{"java/target/site/jacoco-it/jacoco.xml", "JaCoCo", "integration"},
	{"java/target/site/jacoco/jacoco.xml", "JaCoCo", "unit"},
	{"js/coverage/coverage-final.json", "Istanbul (nyc)", "unit"},
	{"python/coverage.xml", "coverage.py", "integration"},
}

// Create writes the repository into dir, which must be missing or empty, and
// commits its sources.
func Create(ctx context.Context, dir string, now time.Time) (*Repository, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the repository's folder: %w", err)
	}
	// Temporary folders lie behind a symbolic link on some systems, and covls
	// prints the place that they really have.
	root, err := filepath.EvalSymlinks(dir)
	if err == nil {
		root, err = filepath.Abs(root)
	}
	if err != nil {
		return nil, fmt.Errorf("find the repository's folder: %w", err)
	}
	there, err := os.ReadDir(root)
	if err != nil {
		return nil, fmt.Errorf("look into the repository's folder: %w", err)
	}
	if len(there) > 0 {
		return nil, fmt.Errorf("%s is not empty", root)
	}
	r := &Repository{Root: root, Reports: reports}
	if err := r.write(now); err != nil {
		return nil, fmt.Errorf("write the repository: %w", err)
	}
	r.Commit, r.NoGit = commit(ctx, root, now.Add(-sourceAge))
	return r, ctx.Err()
}

// write copies the embedded files. Some would mean something to Go's tools or to
// git where they are kept, and have ".txt" behind their names there.
func (r *Repository) write(now time.Time) error {
	const top = "testdata/repository"
	return fs.WalkDir(files, top, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		rel := strings.TrimSuffix(strings.TrimPrefix(name, top+"/"), ".txt")
		at := now.Add(-reportAge)
		if !isReport(rel) {
			r.Sources++
			at = now.Add(-sourceAge)
		}
		return writeAt(place(r.Root, rel), content, at)
	})
}

func isReport(rel string) bool {
	for _, report := range reports {
		if report.Path == rel {
			return true
		}
	}
	return false
}

func writeAt(name string, content []byte, at time.Time) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		return err
	}
	return os.Chtimes(name, at, at)
}

// place is where a path of the repository, with slashes, lies on disk.
func place(root, rel string) string { return filepath.Join(root, filepath.FromSlash(rel)) }

// Again is the report that TestAgain rewrites.
const Again = "c/coverage/lcov.info"

// TestAgain rewrites a report as lcov wrote it after more tests had run, and
// returns the moment at which it was in place. It is written beside the old one
// and renamed, so that nobody can read half of it.
func (r *Repository) TestAgain() (time.Time, error) {
	content, err := files.ReadFile("testdata/again/lcov.info")
	if err != nil {
		return time.Time{}, err
	}
	name := place(r.Root, Again)
	half := filepath.Join(filepath.Dir(name), "."+path.Base(Again)+".part")
	if err := os.WriteFile(half, content, 0o644); err != nil {
		return time.Time{}, fmt.Errorf("rewrite the report: %w", err)
	}
	at := time.Now()
	if err := os.Rename(half, name); err != nil {
		return time.Time{}, fmt.Errorf("put the new report into its place: %w", err)
	}
	return at, nil
}
