package formats

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

func TestDetectFormats(t *testing.T) {
	tests := map[string]string{
		smallLcov:                                            "lcov",
		"# made by hand\n\nSF:a.c\n":                         "lcov",
		"mode: atomic\n":                                     "go",
		`<coverage line-rate="0.5">`:                         "cobertura",
		`{"a.js":{"statementMap":{}`:                         "istanbul",
		`<coverage generated="1" clover="4">`:                "clover",
		`<coverage generated="1"><project>`:                  "clover",
		`<coverage version="1"><file path="a"><lineToCover>`: "sonar",
		`<CoverageSession>`:                                  "opencover",
		"\x00cvm\x01":                                        "covdata",
		`{"result":[{"scriptId":"1","url":"file:///a.js","functions":[`:    "v8",
		`{"data":[{"files":[{"filename":"a.c"`:                             "llvm-cov",
		`{"gcc_version":"12","files":[`:                                    "gcov",
		"        -:    0:Source:a.c\n":                                     "gcov",
		`{"files":[],"gcovr/format_version":"0.6"}`:                        "gcovr",
		`{"RSpec":{"coverage":{"/a.rb":{"lines":[null,1`:                   "simplecov",
		`{"meta":{"simplecov_version":"0.22"},"coverage":{`:                "simplecov-json",
		"SQLite format 3\x00\x10\x00":                                      "coveragepy",
		"!coverage.py: This is a private format, don't read it directly!{": "coveragepy",
		`{"meta":{"format":3},"files":{"a.py":{"executed_lines":[`:         "coveragepy-json",
		`{"source_files":[{"name":"a"`:                                     "coveralls",
		`{"a.dll":{"a.cs":{"A":{"m()":{"Lines":{"1":1`:                     "coverlet",
		`{"coverage":{"a.c":{"1":1`:                                        "codecov",
		// no line that tells more, and nothing else that it could be
		`{"coverage":{}}`:                      "codecov",
		gzipped(smallLcov):                     "lcov",
		"\xff\xfe" + inUTF16("mode: set\n", 1): "go",
		`<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x"><package name="a">`: "jacoco",
	}
	for head, want := range tests {
		f, err := Detect([]byte(head))
		if err != nil || f.Name != want {
			t.Errorf("%.40q: got %v, %v; want %s", head, f, err, want)
		}
	}
}

// What is not read is named, with something to do about it.
func TestDetectNames(t *testing.T) {
	tests := []struct {
		head, says string
		holds      bool // coverage
	}{
		{"<!DOCTYPE html>\n<html>", "an HTML page", false},
		{"\n <HTML lang=en><body>", "an HTML page", false},
		{`<?xml version="1.0"?><testsuites><testsuite>`, "JUnit test results", false},
		{`<TestRun id="1">`, "Visual Studio test results", false},
		{`<coverage profilerVersion="1.5.8">`, "NCover XML", true},
		{`<Root CoveredStatements="1">`, "dotCover XML", true},
		{`<phpunit xmlns="https://schema.phpunit.de/coverage/1.0">`, "--coverage-cobertura", true},
		{`<phpunit bootstrap="x">`, "PHPUnit's configuration", false},
		{`<xs:schema xmlns:xs="x">`, "an XML schema", false},
		{`<note/>`, "XML with the root <note>", false},
		{`<note <`, "XML that cannot be read", false},
		{"\x01\xc0\xc0\x10\x07", "java -jar jacococli.jar report", true},
		{"\x81rforpl\xff\x08", "llvm-profdata merge", true},
		{"\xfflprofi\x81\x08", "llvm-cov export -instr-profile", true},
		{"adcg*22B", "gcovr --json", true},
		{"PK\x03\x04", "a zip archive, which may hold reports", false},
		{"abc\x00def", "binary data", false},
		{`{"gcovr/summary_format_version":"0.6","files":[]}`, "gcovr --json", false},
		{`{"total":{"lines":{"total":5,"pct":80}}}`, "a summary without lines", false},
		{`{"parent":null,"pid":1,"argv":[]}`, "nyc's notes on a process", false},
		{`{"version":3,"mappings":""}`, "a source map", false},
		{`{"name":"left-pad"}`, "JSON of no known kind", false},
		{`[1,2]`, "JSON of no known kind", false},
		{`[INFO] building`, "nothing in it looks like a coverage report", false},
		{"m/a.go:1.1,2.2 1 1\n", "lacks its mode line", false},
		{"version https://git-lfs.github.com/spec/v1\n", "git lfs pull", false},
		{"hello\n", "nothing in it looks like a coverage report", false},
	}
	for _, test := range tests {
		f, err := Detect([]byte(test.head))
		var n *NotReadable
		if f != nil || !errors.As(err, &n) || !errors.Is(err, coverage.ErrNotReport) {
			t.Errorf("%q: got %v, %v", test.head, f, err)
			continue
		}
		if !strings.Contains(err.Error(), test.says) || n.Coverage != test.holds {
			t.Errorf("%q: got %q, holds coverage: %v; want %q, %v", test.head, err, n.Coverage, test.says, test.holds)
		}
	}
}

// A head is cut anywhere, and detection must not depend on where.
func TestDetectAnyCut(t *testing.T) {
	head := gzipped(strings.Repeat(smallLcov, 100))
	for n := len(head) / 2; n < len(head); n++ {
		if f, err := Detect([]byte(head[:n])); err != nil || f.Name != "lcov" {
			t.Fatalf("the first %d of %d bytes: %v, %v", n, len(head), f, err)
		}
	}
}

func TestByName(t *testing.T) {
	for _, name := range Names() {
		if f, err := ByName(name); err != nil || f.Name != name {
			t.Errorf("%s: got %v, %v", name, f, err)
		}
	}
	if !slices.IsSorted(Names()) {
		t.Errorf("not sorted: %q", Names())
	}
}

func BenchmarkDetect(b *testing.B) {
	heads := map[string][]byte{
		"lcov":    []byte(strings.Repeat(smallLcov, headSize/len(smallLcov))),
		"unknown": []byte(strings.Repeat("nothing of interest\n", headSize/20)),
	}
	for name, head := range heads {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(head)))
			for b.Loop() {
				_, _ = Detect(head)
			}
		})
	}
}
