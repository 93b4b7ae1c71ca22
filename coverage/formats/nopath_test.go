package formats

import (
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// A source file without a name is no source file, in any format: nobody could
// find it, and everybody would find everything.
func TestSourceFilesWithoutAName(t *testing.T) {
	for format, report := range map[string]string{
		"lcov":            "SF:\nDA:1,1\nend_of_record\nSF:a\nDA:1,1\nend_of_record\n",
		"go":              "mode: set\n:1.1,2.2 1 1\na/b.go:1.1,2.2 1 1\n",
		"cobertura":       `<coverage line-rate="1"><packages><package><classes><class filename=""><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>`,
		"jacoco":          `<report name="x"><package name=""><sourcefile name=""><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></report>`,
		"clover":          `<coverage generated="1" clover="4"><project><file name="" path=""><line num="1" type="stmt" count="2"/></file></project></coverage>`,
		"sonar":           `<coverage version="1"><file path=""><lineToCover lineNumber="1" covered="true"/></file></coverage>`,
		"opencover":       `<CoverageSession><Modules><Module><Files><File uid="1" fullPath=""/></Files><Classes><Class><Methods><Method><SequencePoints><SequencePoint vc="1" sl="1" sc="1" el="1" ec="2" fileid="1"/></SequencePoints></Method></Methods></Class></Classes></Module></Modules></CoverageSession>`,
		"istanbul":        `{"":{"path":"","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":1}}},"s":{"0":1},"fnMap":{},"f":{},"branchMap":{},"b":{}}}`,
		"llvm-cov":        `{"type":"llvm.coverage.json.export","version":"2.0.1","data":[{"files":[{"filename":"","segments":[[1,1,2,true,true,false],[2,1,0,false,false,false]]}]}]}`,
		"gcov":            `{"gcc_version":"12","files":[{"file":"","lines":[{"line_number":1,"count":2}]}]}`,
		"gcovr":           `{"gcovr/format_version":"0.6","files":[{"file":"","lines":[{"line_number":1,"count":2}]}]}`,
		"simplecov":       `{"RSpec":{"coverage":{"":{"lines":[null,1,0]}},"timestamp":1}}`,
		"coveralls":       `{"source_files":[{"name":"","coverage":[null,1]}]}`,
		"coverlet":        `{"a.dll":{"":{"A":{"m()":{"Lines":{"1":1},"Branches":[]}}}}}`,
		"codecov":         `{"coverage":{"":{"1":1,"2":"1/2"}}}`,
		"coveragepy-json": `{"meta":{"version":"7"},"files":{"":{"executed_lines":[1],"missing_lines":[2],"excluded_lines":[]}}}`,
		"coveragepy":      `!coverage.py: This is a private format, don't read it directly!{"lines":{"":[1,2]}}`,
		"v8":              `{"result":[{"scriptId":"1","url":"file://","functions":[{"functionName":"","isBlockCoverage":true,"ranges":[{"startOffset":0,"endOffset":9,"count":1}]}]}]}`,
	} {
		_, err := Read(strings.NewReader(report), format, coverage.Limits{}, func(s *coverage.Section) error {
			if s.Path == "" {
				t.Errorf("%s: a section without a path", format)
			}
			return nil
		})
		if err != nil {
			t.Logf("%s: %v", format, err)
		}
	}
}
