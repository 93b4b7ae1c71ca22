package formats

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/covls/covls/coverage"
)

// Whatever the bytes are, a reader keeps its promises: no panic, sections as
// many as it says, no line out of range.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		smallLcov, gzipped(smallLcov), "\xff\xfe" + inUTF16(smallLcov, 1), "\xfe\xff\xd8",
		"mode: set\nm/a.go:1.1,2.2 1 1\n", "BZh91AY&SY", "\x1f\x8b\x08\x00",
		`<coverage line-rate="1"><packages><package><classes><class filename="a.py"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>`,
		`<report name="x"><package name="a"><sourcefile name="A.java"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></report>`,
		`{"a.js":{"statementMap":{"0":{"start":{"line":1}}},"s":{"0":1}}}`,
		`<coverage generated="1" clover="4"><project><file name="a.php" path="/a.php"><line num="1" type="stmt" count="2"/></file></project></coverage>`,
		`<coverage version="1"><file path="a.c"><lineToCover lineNumber="1" covered="true"/></file></coverage>`,
		`<CoverageSession><Modules><Module><Files><File uid="1" fullPath="a.cs"/></Files></Module></Modules></CoverageSession>`,
		`{"result":[{"scriptId":"1","url":"file:///a.js","functions":[{"functionName":"f","isBlockCoverage":true,"ranges":[{"startOffset":0,"endOffset":9,"count":1}]}]}]}`,
		`{"type":"llvm.coverage.json.export","version":"2.0.1","data":[{"files":[{"filename":"a.c","segments":[[1,1,2,true,true,false],[2,1,0,false,false,false]]}]}]}`,
		"        -:    0:Source:a.c\n        2:    1:int a;\n", `{"gcc_version":"12","files":[{"file":"a.c","lines":[{"line_number":1,"count":2}]}]}`,
		`{"gcovr/format_version":"0.6","files":[{"file":"a.c","lines":[{"line_number":1,"count":2}]}]}`,
		`{"RSpec":{"coverage":{"/a.rb":{"lines":[null,1,0]}},"timestamp":1}}`, `{"source_files":[{"name":"a.c","coverage":[null,1]}]}`,
		`{"a.dll":{"a.cs":{"A":{"m()":{"Lines":{"1":1},"Branches":[]}}}}}`, `{"coverage":{"a.c":{"1":1,"2":"1/2"}}}`,
		`{"meta":{"version":"7"},"files":{"a.py":{"executed_lines":[1],"missing_lines":[2],"excluded_lines":[]}}}`,
		"\x00cvm\x01\x00\x00\x00", "\x00cwm\x01\x00\x00\x00", "SQLite format 3\x00\x10\x00\x01\x01",
		`{"total":{"lines":{"pct":1}}}`, `<html>`, "PK\x03\x04", "\x00\x00",
		xzipped(smallLcov), emptyBlocks(2), zstdOf(smallLcov), zipOf(),
		zipOf("a.info", smallLcov, "b.info.gz", gzipped(smallLcov), "c.xml", smallCobertura, "d.html", "<html>"),
	} {
		f.Add([]byte(seed))
	}
	limits := coverage.Limits{Sections: 100, Records: 10_000, Size: 1 << 20}
	f.Fuzz(func(t *testing.T, doc []byte) {
		sections := 0
		result, err := Read(bytes.NewReader(doc), "", limits, func(s *coverage.Section) error {
			sections++
			for _, l := range s.File.Lines {
				if l.Number < 1 || l.Number > coverage.MaxLine || l.Hits > coverage.MaxHits {
					t.Fatalf("%s: line %+v", s.Path, l)
				}
			}
			return nil
		})
		switch {
		case errors.Is(err, errPanic):
			t.Fatal(err)
		case err == nil && sections != result.Info.Sections:
			t.Fatalf("emitted %d sections and counted %d", sections, result.Info.Sections)
		}
		if f, err := Detect(doc[:min(len(doc), headSize)]); (f == nil) == (err == nil) {
			t.Fatalf("detected %v and %v", f, err)
		}
	})
}

// A report says in an archive what it says alone.
func FuzzArchive(f *testing.F) {
	for _, seed := range []string{
		smallLcov, gzipped(smallLcov), xzipped(smallLcov), zstdOf(smallLcov), "\xff\xfe" + inUTF16(smallLcov, 1),
		smallIstanbul, smallCobertura, smallLcov[:20], "<html>", "\x00cvm", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		want, alone, wantErr := readAll(string(doc), "")
		got, result, err := readAll(zipOf("report", string(doc)), "")
		switch {
		case errors.Is(err, errPanic):
			t.Fatal(err)
		case errors.Is(wantErr, coverage.ErrLimit), alone.Format != nil && alone.Format.ReadSet != nil:
			return // how much it grows is counted for both layers; sets may leave out more
		case errors.Is(err, coverage.ErrNotReport) && bytes.HasPrefix(doc, []byte("PK")):
			return // an archive in an archive
		case (err == nil) != (wantErr == nil), err == nil && (result.Format != alone.Format || !slices.Equal(got, want)):
			t.Fatalf("alone: %q, %v; in an archive: %q, %v", want, wantErr, got, err)
		}
	})
}
