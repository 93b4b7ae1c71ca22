package formats

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
)

// zipOf is an archive of names and contents. Names that end in a slash are
// folders, and contents that begin with one are stored as they are.
func zipOf(namesAndContents ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for pair := range slices.Chunk(namesAndContents, 2) {
		entry, err := w.Create(pair[0])
		if err == nil && pair[1] != "" {
			_, err = io.WriteString(entry, pair[1])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func lcovOf(path string) string { return "SF:" + path + "\nDA:1,1\nend_of_record\n" }

func v8Process(name string) string {
	return `{"result":[{"scriptId":"1","url":"file:///w/` + name + `.js","functions":[{"functionName":"","isBlockCoverage":true,` +
		`"ranges":[{"startOffset":0,"endOffset":9,"count":1}]}]}]}`
}

const (
	smallIstanbul  = `{"a.js":{"path":"a.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":9}}},"s":{"0":1}}}`
	smallCobertura = `<?xml version="1.0"?><coverage line-rate="1"><packages><package><classes><class filename="a.py">` +
		`<lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>`
)

func TestReadArchive(t *testing.T) {
	tests := []struct {
		name, doc     string
		format, paths string
		dropped       string // the first of them
	}{
		{"one report", zipOf("lcov.info", smallLcov), "lcov", "src/a.c", ""},
		{"an artifact", zipOf("coverage/", "", "coverage/lcov-report/index.html", "<!DOCTYPE html><html>", "coverage/base.css", "a{}", "coverage/lcov.info", smallLcov), "lcov", "src/a.c", ""},
		{"shards", zipOf("1/lcov.info", lcovOf("a.c"), "2/lcov.info", lcovOf("b.c")), "lcov", "a.c b.c", ""},
		{"names are no paths", zipOf("../../etc/lcov.info", lcovOf("a.c"), "/etc/x", lcovOf("b.c"), `C:\x`, lcovOf("c.c"), "", lcovOf("d.c")), "lcov", "a.c b.c c.c d.c", ""},
		{"gzip in it", zipOf("lcov.info.gz", gzipped(smallLcov)), "lcov", "src/a.c", ""},
		{"xz and zstd in it", zipOf("a", xzipped(lcovOf("a.c")), "b", zstdOf(lcovOf("b.c"))), "lcov", "a.c b.c", ""},
		{"UTF-16 in gzip in it", zipOf("lcov.info.gz", gzipped("\xff\xfe"+inUTF16(lcovOf("naïve.c"), 1))), "lcov", "naïve.c", ""},
		{"several formats", zipOf("cobertura.xml", smallCobertura, "lcov.info", lcovOf("b.c"), "coverage-final.json", smallIstanbul), "istanbul", "a.js", ""},
		{"an empty one beside", zipOf("empty.info", "", "lcov.info", smallLcov), "lcov", "src/a.c", ""},
		{"a broken one beside", zipOf("a.info", lcovOf("a.c")[:20], "lcov.info", smallLcov), "lcov", "src/a.c", `"a.info": lcov, line 3`},
		{"the richest is broken", zipOf("coverage-final.json", smallIstanbul[:60], "lcov.info", smallLcov), "lcov", "src/a.c", `"coverage-final.json": istanbul`},
		{"a bomb beside", zipOf("bomb.info", smallLcov+strings.Repeat("#\n", 2<<20), "lcov.info", smallLcov), "lcov", "src/a.c", "200 times"},
		{"a bomb in gzip beside", zipOf("bomb.info", gzipped(smallLcov+strings.Repeat("#\n", 2<<20)), "lcov.info", smallLcov), "lcov", "src/a.c", "200 times"},
		{"bad records", zipOf("lcov.info", "SF:a.c\nDA:0,1\nDA:1,1\nend_of_record\n"), "lcov", "a.c", `"lcov.info": `},
		{"a set", zipOf("tmp/coverage-1-1-0.json", v8Process("a"), "tmp/coverage-2-2-0.json", v8Process("b")), "v8", "file:///w/a.js file:///w/b.js", ""},
		{"a set with a broken file", zipOf("coverage-1-1-0.json", v8Process("a"), "coverage-2-2-0.json", v8Process("b")[:90]), "v8", "file:///w/a.js", "coverage-2-2-0.json"},
		{"a set that cannot be read", zipOf("coverage-1-1-0.json", v8Process("a")[:120], "lcov.info", smallLcov), "lcov", "src/a.c", "v8"},
		{"an archive beside", zipOf("old.zip", zipOf("lcov.info", lcovOf("old.c")), "lcov.info", smallLcov), "lcov", "src/a.c", ""},
		{"a damaged one beside", corrupt(zipOf("a.info", strings.Repeat(lcovOf("a.c"), 3), "lcov.info", smallLcov)), "lcov", "src/a.c", "zip: malformed report: flate"},
		{"an encrypted one beside", flagged(zipOf("a.info", lcovOf("a.c"), "lcov.info", smallLcov), encrypted), "lcov", "src/a.c", `"a.info" is an encrypted file`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			paths, result, err := readAll(test.doc, "")
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(paths)
			if result.Format.Name != test.format || strings.Join(paths, " ") != test.paths || result.Info.Sections != len(paths) {
				t.Errorf("got %s: %q, %d sections; want %s: %s", result.Format.Name, paths, result.Info.Sections, test.format, test.paths)
			}
			if d := result.Info.Dropped; (d.Count > 0) != (test.dropped != "") || !strings.Contains(d.First, test.dropped) {
				t.Errorf("dropped %+v, want %q", d, test.dropped)
			}
			if _, err := Detect([]byte(test.doc)); err != ErrArchive {
				t.Errorf("detected %v", err)
			}
			piped, _, err := readFrom(iotest.OneByteReader(strings.NewReader(test.doc)))
			if slices.Sort(piped); err != nil || !slices.Equal(piped, paths) {
				t.Errorf("through a pipe: %q, %v", piped, err)
			}
		})
	}
}

// readFrom reads a report and lists its sections' paths.
func readFrom(r io.Reader) (paths []string, result Result, err error) {
	result, err = Read(r, "", coverage.Limits{}, func(s *coverage.Section) error {
		paths = append(paths, s.Path)
		return nil
	})
	return paths, result, err
}

// corrupt breaks the data of an archive's first entry.
func corrupt(archive string) string {
	i := strings.Index(archive, "a.info") + len("a.info")
	return archive[:i] + "\xff\xff\xff" + archive[i+3:]
}

// flagged sets flags of the first entry, in the directory, which is what counts.
func flagged(archive string, flags byte) string {
	const at = 8
	return changed(archive, strings.Index(archive, "PK\x01\x02")+at, flags)
}

// method sets how the first entry is said to be packed.
func method(archive string, method byte) string {
	const at = 10
	return changed(archive, strings.Index(archive, "PK\x01\x02")+at, method)
}

func TestReadRefusesArchives(t *testing.T) {
	tests := []struct {
		name, doc, format string
		want              error
		says              string
	}{
		{"nothing in it", zipOf(), "", coverage.ErrNotReport, "a zip archive with nothing in it"},
		{"only folders", zipOf("a/", "", "a/b/", ""), "", coverage.ErrNotReport, "with nothing in it"},
		{"only a page", zipOf("index.html", "<html>"), "", coverage.ErrNotReport, `without coverage reports ("index.html" is an HTML page)`},
		{"an archive says more than a page", zipOf("index.html", "<html>", "b.zip", zipOf("lcov.info", smallLcov)), "", coverage.ErrNotReport, `a zip archive with a zip archive inside packed data in "b.zip", not a coverage report: unpack it once`},
		{"raw data says most", zipOf("b.zip", zipOf(), "a.gcda", "adcg*22B", "c.profraw", "\x81rforpl\xff"), "", coverage.ErrNotReport, `a zip archive with gcc's coverage data (.gcda) in "a.gcda", which covls does not read: run`},
		{"an empty report", zipOf("lcov.info", "", "index.html", "<html>"), "", coverage.ErrEmpty, ""},
		{"a report that is cut off", zipOf("lcov.info", lcovOf("a.c")[:20], "index.html", "<html>"), "", coverage.ErrTruncated, `"lcov.info": lcov, line 3`},
		{"two reports that are cut off", zipOf("a.info", lcovOf("a.c")[:20], "b.info", lcovOf("b.c")[:20]), "", coverage.ErrTruncated, `"a.info": lcov, line 3`},
		{"an encrypted one", flagged(zipOf("a.info", lcovOf("a.c")), encrypted), "", coverage.ErrNotReport, `a zip archive with an encrypted file in "a.info", not a coverage report: unpack it`},
		{"packed in another way", method(zipOf("a.info", lcovOf("a.c")), 14), "", coverage.ErrNotReport, `a file packed in a rare way in "a.info"`},
		{"a bomb", zipOf("lcov.info", smallLcov+strings.Repeat("#\n", 2<<20)), "", coverage.ErrLimit, "200 times"},
		{"in gzip", gzipped(zipOf("lcov.info", smallLcov)), "", coverage.ErrNotReport, "a zip archive inside packed data"},
		{"another format is wished", zipOf("lcov.info", smallLcov), "jacoco", coverage.ErrNotReport, `a report in the format lcov in "lcov.info"`},
		{"an unknown format is wished", zipOf("lcov.info", smallLcov), "lkov", nil, `no format "lkov"`},
		{"a name from hell", zipOf(strings.Repeat("\x1b[2J", 5000), "<html>"), "", coverage.ErrNotReport, `("\x1b[2J\x1b[2J`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := readAll(test.doc, test.format)
			if err == nil || test.want != nil && !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %v with %q", err, test.want, test.says)
			}
			if err != nil && len(err.Error()) > 2000 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
		})
	}
}

// The format that the configuration names is the one that is read.
func TestReadArchiveAs(t *testing.T) {
	doc := zipOf("cobertura.xml", smallCobertura, "coverage-final.json", smallIstanbul, "lcov.info", smallLcov)
	for format, path := range map[string]string{"cobertura": "a.py", "istanbul": "a.js", "lcov": "src/a.c"} {
		if paths, result, err := readAll(doc, format); err != nil || result.Format.Name != format || strings.Join(paths, " ") != path {
			t.Errorf("%s: got %q, %v", format, paths, err)
		}
	}
}

func TestArchiveLimits(t *testing.T) {
	many := []string{"0.info", lcovOf("a.c")}
	for i := range mostEntries {
		many = append(many, fmt.Sprintf("%d.css", i), "a{}")
	}
	paths, result, err := readAll(zipOf(append(many, "last.info", lcovOf("b.c"))...), "")
	if err != nil || strings.Join(paths, " ") != "a.c" || !strings.Contains(result.Info.Dropped.First, "2 were not") {
		t.Errorf("many files: %q, %+v, %v", paths, result.Info.Dropped, err)
	}

	var names []string // as long as they can be
	for i := range mostDirectory/60_000 + 1 {
		names = append(names, fmt.Sprintf("%060000d", i), "")
	}
	if _, _, err := readAll(zipOf(names...), ""); !errors.Is(err, coverage.ErrLimit) || !strings.Contains(err.Error(), "too many files") {
		t.Errorf("a large directory: %v", err)
	}

	// Size is that of all that is unpacked, however often it is read, and
	// whatever layer it is in.
	half := strings.Repeat(lcovOf("a.c"), 20)
	for name, test := range map[string]struct {
		doc  string
		want error
	}{
		"read twice":                   {zipOf("a", half, "b", "SF:b.c\nend_of_record\n"), nil},
		"two halves":                   {zipOf("a", half, "b", half), coverage.ErrLimit},
		"two halves, unpacked":         {zipOf("a", gzipped(half), "b", gzipped(half)), coverage.ErrLimit},
		"a half and what is no report": {zipOf("a", half, "b", strings.Repeat("<html>", 100)), coverage.ErrLimit},
	} {
		_, err := Read(strings.NewReader(test.doc), "", coverage.Limits{Size: int64(len(half)) * 3 / 2}, func(*coverage.Section) error { return nil })
		if !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}

	if _, err := Read(strings.NewReader(zipOf("a", lcovOf("a.c"), "b", lcovOf("b.c"))), "", coverage.Limits{Sections: 1}, func(*coverage.Section) error { return nil }); !errors.Is(err, coverage.ErrLimit) {
		t.Errorf("too many sections: %v", err)
	}
}

// A disk that fails is no broken entry: nothing must be dropped for it.
func TestArchiveErrorsOfTheDisk(t *testing.T) {
	doc := zipOf("a.info", strings.Repeat(lcovOf("a.c"), 100), "b.info", smallLcov)
	for at := int64(0); at < int64(len(doc)); at += 7 {
		_, _, err := readFrom(badDisk{strings.NewReader(doc), at})
		if !errors.Is(err, errDisk) {
			t.Fatalf("byte %d: got %v", at, err)
		}
	}
}

var errDisk = errors.New("the disk is on fire")

// A badDisk has one byte that cannot be read at its place.
type badDisk struct {
	*strings.Reader
	at int64
}

func (d badDisk) ReadAt(p []byte, off int64) (int, error) {
	if off <= d.at && d.at < off+int64(len(p)) {
		return 0, errDisk
	}
	return d.Reader.ReadAt(p, off)
}

// A file is read where it is.
func TestReadArchiveFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "artifact.zip")
	if err := os.WriteFile(name, []byte(zipOf("lcov.info", smallLcov)), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if paths, _, err := readFrom(file); err != nil || strings.Join(paths, " ") != "src/a.c" {
		t.Errorf("got %q, %v", paths, err)
	}
}

func TestEmitEndsTheArchive(t *testing.T) {
	full := errors.New("no room")
	seen := 0
	_, err := Read(strings.NewReader(zipOf("a", lcovOf("a.c"), "b", lcovOf("b.c"))), "", coverage.Limits{}, func(*coverage.Section) error {
		seen++
		return full
	})
	if !errors.Is(err, full) || seen != 1 {
		t.Errorf("got %v after %d sections", err, seen)
	}
}

// Archives that a tool's own tests have.
func TestArchivesOfTheCorpus(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "zip", "fetched", "mozilla+grcov", "test")
	for name, want := range map[string]string{
		"info1.zip":    "lcov 35",
		"jacoco1.zip":  "jacoco 1",
		"jacoco2.zip":  "jacoco 1",
		"gcda1.zip":    "a zip archive with gcc's coverage data (.gcda)",
		"gcno.zip":     "a zip archive with gcc's coverage notes (.gcno)",
		"profraw1.zip": "a zip archive with raw LLVM profile data (.profraw)",
	} {
		doc, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		paths, result, err := readAll(string(doc), "")
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(result.Format.Name, " ", len(paths))
		}
		if !strings.HasPrefix(got, want) || err == nil && result.Info.Dropped.Count > 0 {
			t.Errorf("%s: got %s and %+v, want %s", name, got, result.Info.Dropped, want)
		}
	}
}
