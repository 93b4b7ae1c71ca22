package formats

import "testing"

func TestCandidateName(t *testing.T) {
	candidates := []string{
		"lcov.info", "coverage.info", "packages/a/coverage/lcov.info", "lcov.info.gz", "coverage/lcov.info.bz2",
		"coverage/Chrome Headless 120.0.0.0 (Linux x86_64)/lcov.info", "coverage/lcov/app.lcov", "app.lcov",
		"bazel-testlogs/a/b/coverage.dat", "bazel-out/_coverage/_coverage_report.dat", "target/llvm-cov/lcov.info",
		"coverage/coverage-final.json", "coverage-reports/coverage-final.json", "coverage/coverage.json",
		".nyc_output/0a3dd0f0-65e1-4cb4-97fe-c98d44be6f26.json", "web/.nyc_output/a.json",
		"cover.out", "unit.out", "c.out", "a.cov", "a.coverprofile", "profile.cov", "coverage.txt", "sub/coverage.out",
		"coverage.xml", "cobertura.xml", "coverage/cobertura-coverage.xml", "target/cobertura.xml",
		"target/scala-2.13/coverage-report/cobertura.xml",
		"target/site/jacoco/jacoco.xml", "app/target/site/jacoco-it/jacoco.xml", "target/site/jacoco-aggregate/other.xml",
		"build/reports/jacoco/test/jacocoTestReport.xml", "a/build/reports/jacoco/x/y/z.xml",
		"build/reports/kover/reportDebug.xml", "app/build/reports/coverage/androidTest/debug/report.xml",
		"TestResults/0a3dd0f0-65e1-4cb4-97fe-c98d44be6f26/coverage.cobertura.xml", "output.cobertura.xml",
		"build/logs/clover.xml", "build/coverage/all.xml", "coverage/unit.xml",
		"app.info", "out/total.info", "reports/coverage-unit.xml", "reports/jacoco-it.xml",
		"cov/covmeta.91b4c4f3794bf0f2c855b4ff58b4a22f", "covcounters.91b4c4f3794bf0f2c855b4ff58b4a22f.77.1795166222112839",
		".coverage", "api/.coverage", ".coverage.box.4242.XabcdEF", "coverage.json",
		"clover.xml", "coverage/clover.xml", "build/logs/phpunit.xml", "target/site/clover/clover.xml",
		"a.opencover.xml", "TestResults/x/coverage.opencover.xml", "OpenCover.xml",
		"sonarqube.xml", "sonarqube-generic-coverage.xml", "build/my-sonar.xml",
		"main.c.gcov", "obj/a#b.c.gcov", "main.gcov.json", "obj/main.gcov.json.gz",
		"target/llvm-cov/json/cov.json", ".build/debug/codecov/App.json", ".build/x86_64-unknown-linux-gnu/debug/codecov/App.json",
		"my-llvm-cov.json", "gcovr.json", "codecov.json", "coveralls.json", "cover/excoveralls.json",
		"coverage/tmp/coverage-9735-1795166515965-0.json", "v8/coverage-1-1795166515965-12.json", "coverage/tmp/coverage-1-2-0.json",
		"coverage-reports/raw/coverage-coqlscbro8tyk3p7kb27.json",
		"coverage/.resultset.json", "TestResults/0a3dd0f0-65e1-4cb4-97fe-c98d44be6f26/coverage.json",
		"lcov.info.xz", "lcov.info.zst", "coverage-linux.zip", "lcov.zip", "test-reports.zip",
	}
	for _, rel := range candidates {
		if !CandidateName(rel) {
			t.Errorf("%s is no candidate", rel)
		}
	}
	others := []string{
		"", "main.go", "README.md", "package.json", "data.json", "pom.xml", "src/report.xml",
		"coverage/lcov-report/index.html", "tsconfig.json", "coverage/package.json", "src/coverage-options.json", "coverage-1-2-0.json",
		"coverage-reports/raw/source-39fe35bbaefabc50f9b50400e182467d6d64c4b6.json", ".build/checkouts/x/package.json",
		"tmp.covmeta.91b4c4f3794bf0f2c855b4ff58b4a22f1795166222112839", "covmeta.go", "covcounters.91b4c4f3794bf0f2c855b4ff58b4a22f",
		"covcounters.go", "covmeta.91b4c4f3794bf0f2c855b4ff58b4a22", ".coveragerc", ".last_run.json", "coverage/.last_run.json",
		".resultset.json", "coverage/.resultset.json.lock", "release.zip", "logs/app.xml", "sonar-project.properties",
		".nyc_output/processinfo/index.json", "my.nyc_output/a.json", "target/site/report.xml", "site/jacoco/x.xml",
		"mycoverage/a.xml", "build/reports/jacocoish/a.xml", ".lcov.info.swp", ".cover.out", "lcov.info~", "lcov.info.tmp",
		"cover.out.tmp123", "coverage", "out",
	}
	for _, rel := range others {
		if CandidateName(rel) {
			t.Errorf("%s is a candidate", rel)
		}
	}
}

func TestIgnoredFolder(t *testing.T) {
	for _, rel := range []string{
		"node_modules", "a/b/node_modules", ".git", "vendor", "target/debug/deps", "x/target/deps", ".nyc_output/processinfo",
		"coverage/.tmp", "coverage/lcov-report", "Pods", ".venv", "lib/python3.11/site-packages",
	} {
		if !IgnoredFolder(rel) {
			t.Errorf("%s is entered", rel)
		}
	}
	for _, rel := range []string{
		"", "src", "coverage", "target", "build", ".nyc_output", "bazel-out", "bazel-testlogs", "TestResults", "deps", "lib/deps",
		"processinfo", ".build", "cover", "git", "vendored",
	} {
		if IgnoredFolder(rel) {
			t.Errorf("%s is not entered", rel)
		}
	}
}

func TestSlotName(t *testing.T) {
	tests := map[string]string{
		"lcov.info":               "lcov.info",
		"coverage/lcov.info":      "coverage/lcov.info",
		"shard-1/lcov.info":       "shard-1/lcov.info",
		"coverage-3.xml":          "coverage-3.xml",
		"coverage-2024.xml":       "coverage-2024.xml",
		"target/scala-2.13/x.xml": "target/scala-2.13/x.xml",
		"TestResults/0a3dd0f0-65e1-4cb4-97fe-c98d44be6f26/coverage.cobertura.xml": "TestResults/*/coverage.cobertura.xml",
		"TestResults/{0A3DD0F0-65E1-4CB4-97FE-C98D44BE6F26}/c.xml":                "TestResults/{*}/c.xml",
		"TestResults/me_box_2024-01-31_12_00_00/c.xml":                            "TestResults/me_box_*-*-*_*_*_*/c.xml",
		".nyc_output/7ce33c67-1e33-401b-be6a-b41015e2664c.json":                   ".nyc_output/*.json",
		".nyc_output/9e107d9d372bb6826bd81d3542a419d6.json":                       ".nyc_output/*.json",
		"coverage/tmp/coverage-9735-1795166515965-0.json":                         "coverage/tmp/coverage-*-*-*.json",
		".coverage.box.4242.XabcdEF":                                              ".coverage.box.*.*",
		".coverage.box.pid4242.XabcdEFx":                                          ".coverage.box.*.*",
		"coverage.box.31337.918273":                                               "coverage.box.*.*",
		".coverage.vm.3261.335759":                                                ".coverage.vm.*.*",
		".coverage.box.pid4242.XabcdEFx.H0a1b2c3d4eh":                             ".coverage.box.*.*.*",
		".coverage":                  ".coverage",
		"coverage.2.1.cobertura.xml": "coverage.2.1.cobertura.xml",
		"cov/covcounters.91b4c4f3794bf0f2c855b4ff58b4a22f.77.1795166222112":                  "cov/",
		"cov/covmeta.91b4c4f3794bf0f2c855b4ff58b4a22f":                                       "cov/",
		"covmeta.91b4c4f3794bf0f2c855b4ff58b4a22f":                                           "./",
		"runs/0a3dd0f0-65e1-4cb4-97fe-c98d44be6f26/covmeta.91b4c4f3794bf0f2c855b4ff58b4a22f": "runs/*/",
		"obj/main.c.gcov":       "obj/*.gcov",
		"main.c.gcov":           "*.gcov",
		"obj/main.gcov.json.gz": "obj/*.gcov.json.gz",
		"obj/main.gcov.json":    "obj/*.gcov.json",
		"coverage-reports/raw/coverage-coqlscbro8tyk3p7kb27.json": "coverage-reports/raw/coverage-*.json",
		"target/llvm-cov/x.json":                                  "target/llvm-cov/x.json",
		"cover.31337.out":                                         "cover.*.out",
		"cover-20240131T120000.out":                               "cover-*.out",
		"cover-20240131.out":                                      "cover-*.out",
		"deadbeefdeadbeef-is-no-word.out":                         "deadbeefdeadbeef-is-no-word.out",
	}
	for rel, want := range tests {
		if got := SlotName(rel); got != want {
			t.Errorf("%s: got %s, want %s", rel, got, want)
		}
		if again := SlotName(SlotName(rel)); again != SlotName(rel) {
			t.Errorf("%s: the name of a name is %s", rel, again)
		}
	}
}

func BenchmarkCandidateName(b *testing.B) {
	paths := []string{
		"src/main/java/com/acme/web/controllers/AccountController.java",
		"packages/app/coverage/Chrome/lcov.info", "docs/images/logo.svg", "a/b/c/build/reports/jacoco/test/jacocoTestReport.xml",
	}
	for b.Loop() {
		for _, path := range paths {
			CandidateName(path)
		}
	}
}

func BenchmarkSlotName(b *testing.B) {
	for b.Loop() {
		SlotName("TestResults/0a3dd0f0-65e1-4cb4-97fe-c98d44be6f26/coverage.cobertura.xml")
	}
}
